"""The runs as plain data for `CurveChart`, as web/src/chart/data.ts describes it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from hanka.diagnosis import Diagnosis, is_score
from hanka.figures._palette import CIVIDIS, OKABE_ITO
from hanka.figures._training_curve import metric_label
from hanka.history import History, Vector
from hanka.messages import gettext as _
from hanka.readers import is_metric
from hanka.report._html import in_both
from hanka.report._subject import Run, Subject

__all__ = [
    "base_name",
    "diagnosis_data",
    "metric_data",
    "numbers",
    "palette",
    "runs_data",
    "setting_label",
    "setting_text",
    "setting_value",
    "settings_data",
    "shown_metrics",
]

_WHOLE = 1e15


def palette() -> dict[str, Any]:
    """The colours of matplotlib's figures."""
    return {"few": list(OKABE_ITO), "ramp": list(CIVIDIS)}


def shown_metrics(subject: Subject) -> list[str]:
    """The metrics that have a curve, without `val_`: those with validation, else all there are; the judged
    first."""
    names = dict.fromkeys(d.metric for run in subject.runs for d in run.diagnoses if d.metric)
    known = dict.fromkeys(name for run in subject.runs for name in run.history.metrics)
    judged = [base_name(name) for name in names]
    trained = [name for name in known if is_metric(name) and not name.startswith(("val_", "running_"))]
    shown = list(dict.fromkeys(judged)) or trained or [name for name in known if "_" not in name][:1]
    return sorted(shown or list(known)[:1], key=lambda name: (name != "loss", name != "accuracy"))


def metric_data(names: Sequence[str]) -> list[dict[str, Any]]:
    """A metric's name, its label, and whether more is better."""
    return [
        {"name": name, "label": in_both(partial(metric_label, name)), "score": is_score(name)}
        for name in names
    ]


def settings_data(subject: Subject) -> list[dict[str, Any]]:
    """The settings that vary, by which curves can be coloured."""
    return [{"name": name, "label": in_both(partial(setting_label, name))} for name in subject.settings]


def setting_label(name: str) -> str:
    """A setting's name for people."""
    return {"hidden_layer_sizes": _("hidden layers"), "seed": _("seed")}.get(name, name)


def runs_data(runs: Sequence[Run], metrics: Sequence[str], settings: Sequence[str]) -> list[dict[str, Any]]:
    """The runs: their values, rounded to five digits, and what is said of each metric."""
    histories = [run.history.as_validation() for run in runs]
    names = [
        [name for base in metrics for name in (base, f"val_{base}") if name in history.metrics]
        for history in histories
    ]
    # All at once: rounding a thousand short arrays one by one takes three times as long.
    parts = [history.metrics[name] for history, known in zip(histories, names, strict=True) for name in known]
    rounded = iter(numbers(np.concatenate(parts)) if parts else [])
    return [
        _run_data(
            run, history, {name: list(itertools.islice(rounded, len(history))) for name in known}, settings
        )
        for run, history, known in zip(runs, histories, names, strict=True)
    ]


def _run_data(run: Run, history: History, metrics: dict[str, Any], settings: Sequence[str]) -> dict[str, Any]:
    n = len(history)
    plain = bool(np.array_equal(history.epoch, np.arange(1, n + 1)))
    return {
        "name": run.history.name,
        "label": run.label,
        "network": run.network,
        "network_label": run.network_label,
        "epochs": n if plain else numbers(history.epoch),
        "metrics": metrics,
        "diagnoses": {base_name(each.metric): diagnosis_data(each) for each in run.diagnoses if each.metric},
        "settings": {name: setting_value(run.history.params.get(name)) for name in settings},
    }


def numbers(values: Vector) -> list[float | int | None]:
    """Five significant digits; None for what is no number. Whole numbers as such, which is shorter."""
    finite = np.isfinite(values)
    known = np.where(finite, values, 0.0)
    # Of a whole number and a power of ten, so that the shortest text that names it has five digits.
    power = 4 - np.floor(np.log10(np.abs(known), where=known != 0, out=np.zeros_like(known)))
    small, large = 10.0 ** np.clip(power, 0, 300), 10.0 ** np.clip(-power, 0, 300)
    short = np.rint(known * small / large) / small * large
    found: list[float | int | None] = short.tolist()
    for place in np.flatnonzero((short == np.rint(short)) & (np.abs(short) < _WHOLE)):
        found[place] = int(short[place])
    for place in np.flatnonzero(~finite):
        found[place] = None
    return found


def diagnosis_data(diagnosis: Diagnosis) -> dict[str, Any]:
    """What one metric says of a run."""
    chances = diagnosis.probability
    return {
        "verdict": diagnosis.verdict,
        "probability": None if chances is None else chances.get(diagnosis.verdict),
        "best_epoch": diagnosis.best_epoch,
        "best_set_90": diagnosis.best_set_90,
        "zones": [{"name": zone.name, "first": zone.first, "last": zone.last} for zone in diagnosis.zones],
    }


def setting_text(value: Any) -> str:
    """A setting's value for people.

    >>> [setting_text(value) for value in ((8, 4), (), 0.5, None, "adam")]
    ['8x4', 'linear', '0.5', '–', 'adam']
    """
    if isinstance(value, list | tuple):
        return "x".join(map(str, value)) or "linear"
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def setting_value(value: Any) -> Any:
    """A setting's value for the chart: numbers as such, which are in order."""
    return value if value is None or isinstance(value, bool | int | float | str) else setting_text(value)


def base_name(metric: str) -> str:
    """A metric's name without what says that it is of validation data."""
    return metric.removeprefix("val_").removeprefix("test_")
