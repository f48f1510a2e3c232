"""Verdicts, in a process of their own that yields to all others: the page stays quick, and training too."""

from __future__ import annotations

import contextlib
import os
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from hanka.diagnosis import Diagnosis, best_epochs, diagnose_all, headline, reason
from hanka.errors import HankaError
from hanka.lab._runs import Runs
from hanka.lab._view import key, sources
from hanka.report._curves import base_name, diagnosis_data
from hanka.report._html import in_both
from hanka.report._subject import Run, Subject
from hanka.report._verdict import sentence

__all__ = ["Mark", "humble", "judge"]

_BUDGET = 0.5
"""Seconds after which it tells what it has found so far."""
_KEPT = 8
Mark = tuple[int, object]
"""A run's epochs, and what tells it from another one of the same name."""
_Known = dict[str, tuple[Mark, tuple[Diagnosis, ...]]]
_found: OrderedDict[tuple[str, ...], _Known] = OrderedDict()


def humble() -> None:
    """Yield to other processes; what the process does first, and by that imports."""
    if hasattr(os, "nice"):
        os.nice(15)


def judge(folder: Path, names: Sequence[str], told: Mapping[str, Mark]) -> dict[str, Any]:
    """What there is to say of the runs of these names that have more epochs than were told of.

    Args:
        folder: of all runs.
        names: of those that are looked at.
        told: a run's key → its mark when it was last judged, the one judged longest ago first.

    Returns:
        runs: key → metric → its diagnosis; words: key → metric → a line in both languages; sentence: on all
        of them; told: `told` with what is new; known: whether every run has been judged at some time; whole:
        whether every run is judged as it stands; seconds.
    """
    began = time.perf_counter()
    known = _known(folder, names)
    subject = Subject(sources(Runs(folder), names), diagnose=lambda _history: (), empty=True)
    fresh: dict[str, Run] = {}
    marks: dict[str, Mark] = {}
    whole = True
    begun = [run for run in subject.runs if len(run.history)]
    for run in _in_turn(begun, told):
        name, mark = key(run), _mark(run, folder)
        if told.get(name) == mark:
            continue
        if fresh and time.perf_counter() - began > _BUDGET:
            whole = False
            break
        if name not in known or known[name][0] != mark:
            known[name] = mark, tuple(diagnose_all(run.history))
        marks[name] = mark
        fresh[name] = replace(run, diagnoses=known[name][1])
    every = all(key(run) in known for run in begun)
    return {
        "runs": {name: _data(run.diagnoses) for name, run in fresh.items()},
        "words": {name: _words(run.diagnoses) for name, run in fresh.items()},
        "sentence": _sentence(subject, known) if every else None,
        "told": {name: mark for name, mark in told.items() if name not in marks} | marks,
        "known": every,
        "whole": whole,
        "seconds": time.perf_counter() - began,
    }


def _known(folder: Path, names: Sequence[str]) -> _Known:
    """What was found of the runs of these names before; of a few such views only."""
    view = (str(folder), *names)
    known = _found.setdefault(view, {})
    _found.move_to_end(view)
    while len(_found) > _KEPT:
        _found.popitem(last=False)
    return known


def _in_turn(runs: Sequence[Run], told: Mapping[str, Mark]) -> list[Run]:
    """First who was never judged, then who was longest ago: of many that grow, none is left out."""
    turn = {name: place for place, name in enumerate(told)}
    return sorted(runs, key=lambda run: turn.get(key(run), -1))


def _mark(run: Run, folder: Path) -> Mark:
    if run.experiment is not None:
        return len(run.history), run.experiment.created
    stat = next((s for s in _stats(folder, run.history.name)), None)
    return len(run.history), (stat.st_mtime_ns, stat.st_size) if stat else None


def _stats(folder: Path, name: str) -> Iterator[os.stat_result]:
    """Of the log that a history is in: its name may go on with the run's within it."""
    parts = name.split(":")
    for n in range(len(parts), 0, -1):
        with contextlib.suppress(OSError):
            yield (folder / ":".join(parts[:n])).stat()


def _data(diagnoses: Sequence[Diagnosis]) -> dict[str, Any]:
    return {base_name(each.metric): diagnosis_data(each) for each in diagnoses if each.metric}


def _words(diagnoses: Sequence[Diagnosis]) -> dict[str, dict[str, str]]:
    return {base_name(each.metric): in_both(partial(_line, each)) for each in diagnoses}


def _line(diagnosis: Diagnosis) -> str:
    said = f"{headline(diagnosis)}: {reason(diagnosis)}"
    best = best_epochs(diagnosis)
    return f"{said}; {best}" if best else said


def _sentence(subject: Subject, known: Mapping[str, Any]) -> dict[str, str] | None:
    """The report's, where every run has been judged at some time."""
    judged = [replace(run, diagnoses=known[key(run)][1]) for run in subject.runs if key(run) in known]
    if not judged:
        return None
    subject.runs = judged
    try:
        return in_both(partial(sentence, subject))
    except HankaError:
        return None
