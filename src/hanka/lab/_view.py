"""What the page shows of one run or of several: curves, table, facts. Verdicts come later, by themselves."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from hanka.experiment import Experiment
from hanka.experiment._rows import whole
from hanka.history import History
from hanka.lab._asked import of_experiment
from hanka.lab._looks import picture_shape
from hanka.lab._runs import ABOUT, HISTORY, Runs
from hanka.messages import gettext as _
from hanka.readers import read
from hanka.report import _curves as shown
from hanka.report._html import in_both
from hanka.report._subject import Run, Subject
from hanka.spec import NETWORKS

__all__ = ["Views", "key", "sources", "stamp", "view"]

_MOST_VALUES = 240_000
"""A page draws no more: of long trainings every so manieth epoch is sent."""
_LEAST_EPOCHS = 60
_KEPT = 4
_NUMBERS = (
    *("parameters", "epochs", "loss", "accuracy", "val_loss", "val_accuracy"),
    *("best_epoch", "seconds"),
)


def sources(runs: Runs, names: Sequence[str]) -> list[Experiment | History]:
    """The experiments and the histories of logs of these names."""
    found: list[Experiment | History] = []
    for name in names:
        path = runs.path(name)
        if path.is_dir():
            found.append(runs.open(name))
        else:
            found += [replace(history, name=_log_name(history, name)) for history in read(path)]
    return found


def key(run: Run) -> str:
    """What a run is called in events: its experiment and its member, or a log's name."""
    return run.history.name if run.experiment is None else f"{run.experiment.folder.name}:{run.member}"


def view(runs: Runs, names: Sequence[str]) -> dict[str, Any]:
    """All that there is to show, as plain data; the page calls it `Opened`."""
    # Before the rows are read: what is written from here on comes as events, at worst once more.
    histories = [path / HISTORY for name in names if (path := runs.path(name)).is_dir()]
    offsets = [whole(history) if history.is_file() else 0 for history in histories]
    given = sources(runs, names)
    subject = Subject(given, diagnose=lambda _history: (), empty=True)
    metrics = shown.shown_metrics(subject) or _to_come(subject)
    step = _step(subject, len(metrics))
    return {
        "offsets": offsets,
        "title": ", ".join(names),
        "runs": _runs(subject, metrics, step),
        "metrics": shown.metric_data(metrics),
        "settings": shown.settings_data(subject),
        "rows": _rows(subject),
        "facts": [fact for e in subject.experiments for fact in _facts(e)],
        **_abilities(subject),
        **_words(given),
    }


class Views:
    """Views as JSON; what has not changed on disk is not made again."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._made: OrderedDict[tuple[str, ...], tuple[Any, str]] = OrderedDict()

    async def text(self, names: Sequence[str]) -> str:
        """The view of these runs; only its making is left to another thread."""
        now = [stamp(self._runs.path(name)) for name in names]
        known = self._made.get(tuple(names))
        if known is None or known[0] != now:
            known = now, await asyncio.to_thread(self._text, names)
        self._made[tuple(names)] = known
        self._made.move_to_end(tuple(names))
        while len(self._made) > _KEPT:
            self._made.popitem(last=False)
        return known[1]

    def _text(self, names: Sequence[str]) -> str:
        return json.dumps(view(self._runs, names), ensure_ascii=False, separators=(",", ":"))


def stamp(path: Path) -> list[tuple[int, int]]:
    """What changes when a run does."""
    parts = [path / ABOUT, path / HISTORY] if path.is_dir() else [path]
    found = [part.stat() for part in parts if part.exists()]
    return [(stat.st_mtime_ns, stat.st_size) for stat in found]


def _to_come(subject: Subject) -> list[str]:
    """The metrics of trainings without an epoch yet."""
    tasks = {experiment.dataset["task"] for experiment in subject.experiments}
    return ["loss"] if "regression" in tasks else ["loss", "accuracy"]


def _words(given: Sequence[Experiment | History]) -> dict[str, str]:
    """What trains the same, of one experiment."""
    only = given[0] if len(given) == 1 else None
    return of_experiment(only) if isinstance(only, Experiment) else {"command": "", "python": ""}


def _log_name(history: History, name: str) -> str:
    inside = history.name.rpartition(name)[2]
    return name + inside


def _step(subject: Subject, metrics: int) -> int:
    epochs = sum(len(run.history) for run in subject.runs)
    longest = max((len(run.history) for run in subject.runs), default=0)
    step = -(-epochs * metrics * 2 // _MOST_VALUES)
    return max(1, min(step, longest // _LEAST_EPOCHS))


def _runs(subject: Subject, metrics: Sequence[str], step: int) -> list[dict[str, Any]]:
    drawn = {name for base in metrics for name in (base, f"val_{base}", f"test_{base}")}
    thin = [replace(run, history=_thinned(run.history, step, drawn)) for run in subject.runs]
    data = shown.runs_data(thin, metrics, subject.settings)
    return [
        {**each, "name": key(run), "member": run.member, "experiment": _name(run)}
        for each, run in zip(data, subject.runs, strict=True)
    ]


def _name(run: Run) -> str:
    return run.experiment.folder.name if run.experiment else run.history.name


def _thinned(history: History, step: int, drawn: Set[str]) -> History:
    """Every so manieth epoch, and the last one, of what is drawn."""
    if step == 1:
        return history
    kept = np.append(np.arange(0, len(history) - 1, step), len(history) - 1)
    metrics = {name: values[kept] for name, values in history.metrics.items() if name in drawn}
    return replace(history, epoch=history.epoch[kept], step=history.step[kept], metrics=metrics)


def _rows(subject: Subject) -> list[dict[str, Any]]:
    known = {id(e): e.members() for e in subject.experiments}
    rows = []
    for place, run in enumerate(subject.runs):
        record = known[id(run.experiment)][run.member] if run.experiment else _of_log(run.history)
        settings = {name: shown.setting_value(run.history.params.get(name)) for name in subject.settings}
        about = {"run": place, "member": run.member, "experiment": _name(run), "label": run.label}
        rows.append(about | {"settings": settings} | {name: record.get(name) for name in _NUMBERS})
    return rows


def _of_log(history: History) -> dict[str, Any]:
    best = history.best_epoch() if len(history) else None
    record: dict[str, Any] = {"epochs": len(history), "best_epoch": best}
    for name in ("loss", "accuracy", "val_loss", "val_accuracy"):
        values = history.metrics.get(name)
        last = float(values[-1]) if values is not None and len(values) else float("nan")
        record[name] = last if np.isfinite(last) else None
    return record


def _facts(experiment: Experiment) -> list[dict[str, Any]]:
    about = experiment.dataset
    sizes = " / ".join(f"{about[f'n_{part}']:,}" for part in ("train", "val", "test"))
    seeds = sorted({spec.seed for spec in experiment.family})
    facts = [
        (lambda: _("experiment"), experiment.folder.name),
        (lambda: _("data"), f"{about['name']} ({about['task']})"),
        (lambda: _("training / validation / test"), sizes),
        (lambda: _("members"), f"{len(experiment.family):,}"),
        (lambda: _("seed"), ", ".join(map(str, seeds[:20])) + (", …" if len(seeds) > 20 else "")),
        (lambda: _("begun"), experiment.created),
        (lambda: _("versions"), ", ".join(f"{name} {v}" for name, v in experiment.versions.items())),
        (lambda: "sha256", about["sha256"]),
    ]
    return [{"label": in_both(label), "value": value} for label, value in facts]


def _abilities(subject: Subject) -> dict[str, Any]:
    """What can be done with the networks beside looking at their curves."""
    own = any(e.network_of(m) not in NETWORKS for e in subject.experiments for m in range(len(e.family)))
    one = len(subject.experiments) == 1 and all(run.experiment for run in subject.runs) and not own
    shape = picture_shape(subject.experiments[0].dataset) if one else None
    return {
        "draw": shape,
        "weights": one,
        "errors": one and bool(subject.experiments[0].dataset["n_val"]),
    }
