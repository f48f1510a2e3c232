"""The tables of an experiment: a member a line, and a network over its seeds a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from hanka.comparison import over_seeds
from hanka.figures._palette import name_of, varied
from hanka.messages import gettext as _

__all__ = ["grid", "print_members"]

_FEW = 20
_NARROW = 75


def grid(console: Console, *heads: str, title: str | None = None) -> Table:
    """An empty table: the first column to the left, the others to the right."""
    look = box.SIMPLE_HEAD if (console.encoding or "").lower().startswith("utf") else box.MARKDOWN
    table = Table(box=look, title=title, title_justify="left", pad_edge=False, collapse_padding=True)
    for i, head in enumerate(heads):
        # A number is folded where there is no room, never cut.
        table.add_column(head, justify="right" if i else "left", no_wrap=i == 0, overflow="fold")
    return table


def print_members(console: Console, members: Sequence[Mapping[str, Any]], *, every: bool = False) -> None:
    """The members, and where several differ only in their seed what they say together.

    Args:
        every: a line for each member even where there are many.
    """
    together = over_seeds(members)
    repeated = len(together) < len(members)
    if every or not repeated or len(members) <= _FEW:
        console.print(_members(console, members))
    if repeated:
        console.print(_networks(console, together))


def _members(console: Console, members: Sequence[Mapping[str, Any]]) -> Table:
    specs = [member["spec"] for member in members]
    settings = [name for name in varied(specs) if name != "hidden_layer_sizes"]
    seeds = len({spec["seed"] for spec in specs}) > 1
    validated = any(member["val_loss"] is not None for member in members)
    measure = "accuracy" if any(member["accuracy"] is not None for member in members) else "loss"
    heads = [_("member"), _("hidden"), *settings, *([_("seed")] if seeds else [])]
    sizes = _sizes(console.width)
    narrow = console.width < _NARROW
    heads += [*sizes.values(), *_measures(measure, validated, narrow), _("best epoch")]
    table = grid(console, *heads, *([] if narrow else [_("seconds")]))
    for member, spec in zip(members, specs, strict=True):
        cells = [str(member["member"]), name_of(_layers(spec, settings), ["hidden_layer_sizes"])]
        cells += [_number(spec[name]) for name in settings] + ([str(spec["seed"])] if seeds else [])
        cells += [_whole(member[name]) for name in sizes]
        cells.append(_digits(member[measure]))
        if validated:
            se = member.get(f"val_{measure}_se")
            cells.append(_digits(member[f"val_{measure}"]) + (f" ± {se:.4f}" if se is not None else ""))
            cells += [] if narrow else [_digits(member[f"{measure}_gap"], sign=True)]
        best = _("diverged") if member["diverged"] else _whole(member["best_epoch"])
        seconds = "–" if member["seconds"] is None else f"{member['seconds']:.1f}"
        table.add_row(*cells, best, *([] if narrow else [seconds]))
    return table


def _networks(console: Console, together: Sequence[Mapping[str, Any]]) -> Table:
    specs = [network["spec"] for network in together]
    settings = [name for name in varied(specs) if name != "hidden_layer_sizes"]
    validated = any(network["val_loss"]["n"] for network in together)
    measure = "accuracy" if any(network["accuracy"]["n"] for network in together) else "loss"
    wide, narrow = console.width >= 100, console.width < _NARROW
    heads = [_("hidden"), *settings, _("seeds"), *([_("parameters")] if wide else [])]
    heads += [*_measures(measure, validated, narrow), _("best epoch"), *([_("seconds")] if wide else [])]
    table = grid(console, *heads, title=_("over seeds: mean ± interval (95%)"))
    for network, spec in zip(together, specs, strict=True):
        cells = [
            name_of(_layers(spec, settings), ["hidden_layer_sizes"]),
            *(_number(spec[name]) for name in settings),
        ]
        cells += [str(len(network["members"])), *([_whole(network["parameters"])] if wide else [])]
        cells += [_mean(network[measure])]
        if validated:
            cells.append(_mean(network[f"val_{measure}"]))
            cells += [] if narrow else [_mean(network[f"{measure}_gap"], sign=True)]
        cells += [_mean(network["best_epoch"], 1), *([_mean(network["seconds"], 1)] if wide else [])]
        table.add_row(*cells)
    return table


def _layers(spec: Mapping[str, Any], settings: Sequence[str]) -> dict[str, Any]:
    """Of a spec what the column of layers names: the network too, where it has no column of its own."""
    return {**spec, "network": "mlp"} if "network" in settings else dict(spec)


def _sizes(width: int) -> dict[str, str]:
    """The columns of a network's size, fewer on a narrow terminal; the other columns must not be cut."""
    names = {"units": _("units"), "connections": _("connections"), "parameters": _("parameters")}
    if width < 95:
        return {}
    return names if width >= 105 else {"parameters": names["parameters"]}


def _measures(measure: str, validated: bool, narrow: bool) -> list[str]:
    training = {"accuracy": _("training accuracy"), "loss": _("training loss")}[measure]
    validation = {"accuracy": _("validation accuracy"), "loss": _("validation loss")}[measure]
    if not validated:
        return [training]
    return [training, validation, *([] if narrow else [_("gap")])]


def _mean(interval: Mapping[str, Any], digits: int = 4, sign: bool = False) -> str:
    if interval["mean"] is None:
        return "–"
    text = f"{interval['mean']:{'+' if sign else ''}.{digits}f}"
    return text if interval["low"] is None else f"{text} ± {interval['mean'] - interval['low']:.{digits}f}"


def _digits(value: float | None, sign: bool = False) -> str:
    return "–" if value is None else f"{value:{'+' if sign else ''}.4f}"


def _whole(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else ("–" if value is None else str(value))
