"""What the extra units buy: accuracy and gap against size, with intervals, and the time each took."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from hanka.comparison import over_seeds
from hanka.experiment import Experiment
from hanka.figures._palette import varied
from hanka.messages import gettext as _
from hanka.report._curves import metric_data, setting_text
from hanka.report._html import Html, both, in_both, join, table, tag
from hanka.report._subject import label_of

__all__ = ["capacity", "capacity_data", "networks"]

_SIZES = ("parameters", "units")


def networks(experiment: Experiment) -> list[dict[str, Any]]:
    """The networks of an experiment over their seeds, smallest first; none where all are of one size. Members
    that are still in training have no end yet to be compared."""
    ended = set(experiment.finished)
    members = [member for member in experiment.members() if member["member"] in ended]
    records = [record for record in over_seeds(members) if record["parameters"] is not None]
    if len({record["parameters"] for record in records}) < 2:
        return []
    return sorted(records, key=lambda record: (record["parameters"], json.dumps(record["spec"], default=str)))


def capacity_data(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The figure by each quantity that may stand on its x axis: a curve for each combination of the settings
    other than size, and for each number of layers. A line has means and the ends of their intervals."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    settings = [
        name for name in varied([record["spec"] for record in records]) if name != "hidden_layer_sizes"
    ]
    depths = {len(record["spec"]["hidden_layer_sizes"]) for record in records}
    for record in records:
        label = label_of(record["spec"], settings)
        if len(depths) > 1:
            label = f"depth={len(record['spec']['hidden_layer_sizes'])} {label}".strip()
        groups.setdefault(label or "mlp", []).append(record)
    metrics = [name for name in ("accuracy", "loss") if any(record[name]["n"] for record in records)]
    return {
        "metrics": metric_data(metrics),
        "sizes": [
            {
                "name": size,
                "label": in_both(partial(_size, size)),
                "curves": [_curve(label, group, size, metrics) for label, group in groups.items()],
            }
            for size in _SIZES
            # A linear network has no units, and no place on a logarithmic axis of them.
            if all(record[size] for record in records)
        ],
    }


def _curve(
    label: str, group: Sequence[Mapping[str, Any]], size: str, metrics: Sequence[str]
) -> dict[str, Any]:
    """In order of size; networks of one size lie a hair's breadth apart, for each x has one point."""
    ordered = sorted(group, key=lambda record: record[size])
    x: list[float] = []
    for record in ordered:
        x.append(max(record[size], x[-1] * (1 + 1e-6)) if x else record[size])
    keys = {
        line: key
        for name in metrics
        for line, key in ((name, name), (f"val_{name}", f"val_{name}"), (f"gap_{name}", f"{name}_gap"))
        if any(record[key]["n"] for record in group)
    }
    lines = {line: _line(ordered, key) for line, key in keys.items()}
    return {"label": label, "settings": {}, "runs": [], "x": x, "lines": lines}


def _line(group: Sequence[Mapping[str, Any]], key: str) -> dict[str, Any]:
    def ends(end: str) -> list[float | None]:
        return [record[key]["mean"] if record[key][end] is None else record[key][end] for record in group]

    line = {"mid": [record[key]["mean"] for record in group]}
    if any(record[key]["n"] > 1 for record in group):
        line |= {"low": ends("low"), "high": ends("high")}
    return line


def capacity(records: Sequence[Mapping[str, Any]], place: int) -> Html:
    """The figure's place and the table."""
    specs = [record["spec"] for record in records]
    settings = [name for name in varied(specs) if name != "hidden_layer_sizes"]
    measure = "accuracy" if any(record["accuracy"]["n"] for record in records) else "loss"
    validated = any(record[f"val_{measure}"]["n"] for record in records)
    columns = [measure, *([f"val_{measure}", f"{measure}_gap"] if validated else [])]
    heads = [
        both(lambda: _("hidden layers")),
        *settings,
        both(lambda: _("seeds")),
        both(lambda: _("units")),
        both(lambda: _("parameters")),
        *(both(partial(_column, name)) for name in columns),
        both(lambda: _("best epoch")),
        both(lambda: _("seconds")),
    ]
    rows = [_row(record, settings, columns) for record in records]
    caption = both(
        lambda: _("at the end of training: mean over the seeds ± half of Student's interval (95%)")
    )
    first = 1 + len(settings)
    made = table(heads, rows, numbers=range(first, len(heads)), caption=caption, sortable=True)
    return join([tag("div", data_chart="capacity", data_at=str(place)), made])


def _row(record: Mapping[str, Any], settings: Sequence[str], columns: Sequence[str]) -> Html:
    cells = [tag("td", label_of(record["spec"], ["hidden_layer_sizes"]))]
    cells += [tag("td", setting_text(record["spec"][name])) for name in settings]
    cells += [_seeds(record, columns[0]), _cell(record["units"]), _cell(record["parameters"])]
    cells += [_interval(record[name], 4, sign=name.endswith("gap")) for name in columns]
    return tag("tr", *cells, _interval(record["best_epoch"], 1), _interval(record["seconds"], 1))


def _seeds(record: Mapping[str, Any], column: str) -> Html:
    """How many are in the means; those that diverged are not."""
    n, lost = record[column]["n"], record["diverged"]
    text = both(lambda: _("{n} ({k} diverged)").format(n=n, k=lost)) if lost else str(n)
    return tag("td", text, class_="number", data_key=str(n))


def _cell(value: int) -> Html:
    return tag("td", f"{value:,}", class_="number", data_key=str(value))


def _interval(value: Mapping[str, Any], digits: int, sign: bool = False) -> Html:
    mean = value["mean"]
    if mean is None:
        return tag("td", "–", class_="number")
    text = f"{mean:{'+' if sign else ''}.{digits}f}".replace("-", "−")
    if value["low"] is not None:
        text += f" ± {mean - value['low']:.{digits}f}"
    return tag("td", text, class_="number", data_key=repr(mean))


def _size(name: str) -> str:
    return {"units": _("units"), "parameters": _("parameters")}[name]


def _column(name: str) -> str:
    return {
        "accuracy": _("training accuracy"),
        "loss": _("training loss"),
        "val_accuracy": _("validation accuracy"),
        "val_loss": _("validation loss"),
    }.get(name) or _("gap")
