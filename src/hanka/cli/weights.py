"""`hanka weights`: a network's layers, connections and weights."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click

from hanka.cli._output import console, print_json, save_figure
from hanka.messages import gettext as _

__all__ = ["command"]

_EXCERPT = 5


@click.command(
    "weights",
    help=_("Show the layers of a network in FOLDER: shapes, connections and an excerpt of the weights."),
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--member", type=int, default=0, show_default=True, help=_("Which member of the family."))
@click.option(
    "--weights",
    "which",
    type=click.Choice(["last", "best"]),
    default="last",
    show_default=True,
    help=_("Of the last or the best epoch."),
)
@click.option(
    "--png", type=click.Path(path_type=Path, dir_okay=False), help=_("Write the first layer as pictures.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
def command(folder: Path, member: int, which: str, png: Path | None, as_json: bool) -> int:
    from hanka.experiment import open as open_experiment

    experiment = open_experiment(folder)
    arrays = experiment.weights(member, which)  # type: ignore[arg-type]
    layers = _layers(arrays)
    if png is not None:
        from hanka.figures import WeightsDisplay

        save_figure(WeightsDisplay.from_experiment(experiment, member, which).plot().figure_, png, "png")
    if as_json:
        shown = [{name: value for name, value in layer.items() if name != "kernel"} for layer in layers]
        print_json({"experiment": str(folder), "member": member, "weights": which, "layers": shown})
        return 0
    _print(layers)
    return 0


def _layers(arrays: dict[str, Any]) -> list[dict[str, Any]]:
    """A record for each kernel, in order; biases are counted apart from the connections."""
    layers = []
    for name, kernel in arrays.items():
        if name.rpartition("/")[2] == "kernel":
            layer = name.rpartition("/")[0]
            bias = arrays.get(f"{layer}/bias")
            shape = list(kernel.shape)
            layers.append(
                {
                    "name": layer,
                    "kernel_shape": shape,
                    "connections": math.prod(shape),
                    "bias_shape": None if bias is None else list(bias.shape),
                    "kernel": kernel,
                }
            )
    return layers


def _print(layers: list[dict[str, Any]]) -> None:
    from hanka.cli._tables import grid

    out = console()
    table = grid(out, _("layer"), _("kernel"), _("connections"), _("biases"))
    for layer in layers:
        shape = "×".join(map(str, layer["kernel_shape"]))
        biases = layer["bias_shape"]
        table.add_row(
            layer["name"], shape, f"{layer['connections']:,}", "–" if biases is None else f"{biases[0]:,}"
        )
    total = sum(layer["connections"] for layer in layers)
    table.add_row(_("together"), "", f"{total:,}", "")
    out.print(table)
    for layer in layers:
        kernel = layer["kernel"]
        # The border of MNIST's pictures is always 0, and its weights have never moved.
        top = max(0, (len(kernel) - _EXCERPT) // 2)
        part = kernel[top : top + _EXCERPT, :_EXCERPT]
        rows = _("rows {first} to {last}").format(first=top, last=top + len(part) - 1)
        out.print(f"{layer['name']}/kernel, {rows}:")
        for row in part.reshape(len(part), -1):
            out.print("  " + "".join(f"{float(value):10.4f}" for value in row[:_EXCERPT]))
