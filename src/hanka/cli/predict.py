"""`hanka predict`: what a network of an experiment says about samples, pictures or rows. NumPy alone, but for
networks of the user's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import numpy as np

from hanka.cli._output import console, print_json
from hanka.messages import gettext as _

__all__ = ["command"]

_MOST_PICTURES = 10
_SHADES = " ░▒▓█"
_ASCII_SHADES = " .:*#"


@click.command(
    "predict",
    help=_(
        "Predict with a network of the experiment in FOLDER: picture or CSV files, "
        "or the first stored samples."
    ),
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--member", type=int, default=0, show_default=True, help=_("Which member of the family."))
@click.option("--sample", type=int, help=_("Predict the first so many stored samples."))
@click.option(
    "--weights",
    "which",
    type=click.Choice(["last", "best"]),
    default="last",
    show_default=True,
    help=_("Of the last or the best epoch."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.pass_context
def command(
    ctx: click.Context,
    folder: Path,
    files: tuple[Path, ...],
    member: int,
    sample: int | None,
    which: str,
    as_json: bool,
) -> int:
    from hanka.cli._inputs import read_inputs, samples
    from hanka.cli._training import own_forward
    from hanka.experiment import open as open_experiment

    if files and sample is not None:
        ctx.fail(_("give files or --sample, not both"))
    experiment = open_experiment(folder)
    about = experiment.dataset
    x, names, truths = read_inputs(files, about) if files else samples(experiment, sample)
    forward = own_forward(experiment, member)
    given = np.asarray(experiment.predict(member, x, which, forward=forward))  # type: ignore[arg-type]
    records = _records(given, names, truths, about)
    if as_json:
        print_json({"experiment": str(folder), "member": member, "weights": which, "predictions": records})
        return 0
    if about["task"] == "regression":
        _print_values(records, x, about)
    else:
        _print_classes(records, x, about)
    return 0


def _records(given: Any, names: list[str], truths: list[Any], about: dict[str, Any]) -> list[dict[str, Any]]:
    """One plain record for each input; `label` is a class's name, or the value of a regression."""
    records = []
    for name, answer, truth in zip(names, given, truths, strict=True):
        record: dict[str, Any]
        if about["task"] == "regression":
            record = {"input": name, "probabilities": None, "label": _finite(answer)}
        else:
            label = about["class_names"][int(np.argmax(answer))] if np.all(np.isfinite(answer)) else None
            record = {"input": name, "probabilities": [_finite(p) for p in answer], "label": label}
        records.append({**record, "truth": truth})
    return records


def _finite(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def _print_values(records: list[dict[str, Any]], x: Any, about: dict[str, Any]) -> None:
    from hanka.cli._tables import grid

    out = console()
    known = any(record["truth"] is not None for record in records)
    table = grid(out, _("input"), *_few_features(about), _("prediction"), *([_("truth")] if known else []))
    for record, row in zip(records, x, strict=True):
        truth = [f"{record['truth']:.5g}" if record["truth"] is not None else "–"] if known else []
        label = "–" if record["label"] is None else f"{record['label']:.5g}"
        table.add_row(record["input"], *_few_values(row, about), label, *truth)
    out.print(table)


def _print_classes(records: list[dict[str, Any]], x: Any, about: dict[str, Any]) -> None:
    from hanka.cli._tables import grid

    out = console()
    drawn = len(about["input_shape"]) == 2 and len(records) <= _MOST_PICTURES
    known = any(record["truth"] is not None for record in records)
    heads = [_("input"), *([""] if drawn else []), *_few_features(about), *about["class_names"], _("class")]
    table = grid(out, *heads, *([_("truth")] if known else []))
    for record, row in zip(records, x, strict=True):
        cells: list[Any] = [record["input"]]
        cells += [_picture(row, out.encoding)] if drawn else []
        cells += _few_values(row, about)
        cells += [
            _probability(p, name == record["label"])
            for p, name in zip(record["probabilities"], about["class_names"], strict=True)
        ]
        cells.append(_label(record))
        table.add_row(*cells, *([record["truth"] or "–"] if known else []))
    out.print(table)
    if known:
        right = sum(record["label"] == record["truth"] for record in records)
        out.print(_("{right} of {n} right").format(right=right, n=len(records)))


def _probability(p: float | None, best: bool) -> Any:
    from rich.text import Text

    text = "–" if p is None else (f"{p:.3f}" if best or p >= 0.0005 else "·" if p < 0.0005 else "")
    return Text(text, "bold green" if best else "dim")


def _label(record: dict[str, Any]) -> Any:
    from rich.text import Text

    wrong = record["truth"] is not None and record["truth"] != record["label"]
    return Text(record["label"] or "–", "bold red" if wrong else "bold")


def _few_features(about: dict[str, Any]) -> list[str]:
    """A table's own columns are shown where they are few."""
    names = list(about["feature_names"])
    return names if len(names) <= 3 else []


def _few_values(row: Any, about: dict[str, Any]) -> list[str]:
    return [f"{float(value):g}" for value in np.ravel(row)] if _few_features(about) else []


def _picture(x: Any, encoding: str | None) -> str:
    """A picture in shades of half its columns and a quarter of its rows: cells are twice as high as wide."""
    shades = _SHADES if (encoding or "").lower().startswith("utf") else _ASCII_SHADES
    height, width = x.shape
    high, wide = max(1, round(height / 4)), max(1, round(width / 2))
    lines = []
    for rows in np.array_split(np.asarray(x, float), min(high, height), axis=0):
        cells = [block.mean() for block in np.array_split(rows, min(wide, width), axis=1)]
        lines.append("".join(shades[min(4, int(cell / 256 * 6))] for cell in cells))
    return "\n".join(lines)
