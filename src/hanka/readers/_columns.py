"""From a log's columns to histories: epochs are numbered, sparse rows joined, restarts noticed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from hanka.history import History, Vector
from hanka.messages import gettext as _
from hanka.readers._pairs import canonical, is_metric

__all__ = ["Columns", "histories"]

Columns = Mapping[str, Vector]
"""Name → (n,) values in the log's order, NaN where it has none, infinite where it says nan."""

_EPOCH = re.compile(r"epochs?|ep|iter(ation)?s?|round|index|unnamed: ?0|")
_STEP = re.compile(r"(global[_ ]?)?steps?")
_COUNT = re.compile(f"{_EPOCH.pattern}|{_STEP.pattern}")


def histories(
    columns: Columns, *, params: Mapping[str, Any] | None = None, name: str = "", source: str = ""
) -> list[History]:
    """The runs that a log's columns tell of, under the log's own names; none where there are no columns.

    Args:
        columns: all of one length.
        params: the run's settings.
        name: of the run or its file; several runs in one get a number each.
        source: the format.

    A row counts where it has a validation metric, or where the log has none, where it has any. The others are
    steps in between (Hugging Face) or hold only the training half (Lightning): their training metrics are
    averaged. Rows at the end in which nothing but nan stands count too: there the run was lost. Epochs that
    begin at 0 are counted from 1; where they are no increasing whole numbers, the rows are numbered.
    """
    there = {key: values for key, values in columns.items() if np.isfinite(values).any()}
    if not there:
        return []
    n = len(next(iter(there.values())))
    epoch, step = (_first(there, pattern) for pattern in (_EPOCH, _STEP))
    metrics = {key: v for key, v in there.items() if not _COUNT.fullmatch(key.strip().lower())}
    if epoch is None or not np.isfinite(epoch).all():
        epoch = np.arange(1.0, n + 1)
    steps = np.full(n, np.nan) if step is None else step
    runs = list(_runs(epoch, steps, _lost(metrics)))
    return [
        replace(
            run, params=dict(params or {}), source=source, name=f"{name}:{place}" if len(runs) > 1 else name
        )
        for place, run in enumerate(runs, 1)
    ]


def _lost(metrics: Columns) -> Columns:
    """Infinite values only at the end, where no metric is finite any more; anywhere else they are none."""
    named = [name for name in metrics if is_metric(name)] or list(metrics)
    end = max((int(np.flatnonzero(np.isfinite(metrics[name]))[-1]) + 1 for name in named), default=0)
    cleaned = {name: np.where(np.isfinite(values), values, np.nan) for name, values in metrics.items()}
    for name in named:
        cleaned[name][end:] = metrics[name][end:]
    return cleaned


def _first(columns: Columns, pattern: re.Pattern[str]) -> Vector | None:
    return next((columns[key] for key in columns if pattern.fullmatch(key.strip().lower())), None)


def _runs(epoch: Vector, step: Vector, columns: Columns) -> Iterator[History]:
    """The runs of a log in which the epochs fall back now and then.

    Falling back to an epoch between: training was resumed there, and the later rows count. Falling back to
    the first: another run, unless the training metrics go on where they were.
    """
    falls = np.flatnonzero(np.diff(epoch) < 0) + 1
    if not len(falls):
        yield _history(epoch, step, columns, ())
        return
    numbers, rows, notes = epoch[:0], np.arange(0), []
    cuts = [0, *falls, len(epoch)]
    for begin, end in itertools.pairwise(cuts):
        part, here = epoch[begin:end], np.arange(begin, end)
        if len(rows) and part[0] > numbers[0]:
            kept = numbers < part[0]
            numbers, rows = numbers[kept], rows[kept]
            notes.append(
                _("the log falls back to epoch {epoch:g}: the later rows count").format(epoch=part[0])
            )
        elif len(rows) and _goes_on(columns, rows, begin):
            notes.append(
                _("the epochs begin again after {epoch:g}: training went on").format(epoch=numbers[-1])
            )
            part = part - part[0] + 1 + numbers[-1]
        elif len(rows):
            yield _history(numbers, step[rows], {k: v[rows] for k, v in columns.items()}, tuple(notes))
            numbers, rows, notes = epoch[:0], np.arange(0), []
        numbers, rows = np.concatenate([numbers, part]), np.concatenate([rows, here])
    yield _history(numbers, step[rows], {k: v[rows] for k, v in columns.items()}, tuple(notes))


def _goes_on(columns: Columns, rows: np.ndarray[Any, Any], row: int) -> bool:
    """Whether the training metrics at a row lie nearer to those before it than to where that run began."""
    for name, values in columns.items():
        first, last, now = values[rows[0]], values[rows[-1]], values[row]
        if (
            is_metric(name)
            and not canonical(name).startswith(("val_", "test_"))
            and np.isfinite(first + last + now)
        ):
            return bool(abs(now - last) < abs(now - first))
    return False


def _history(epoch: Vector, step: Vector, columns: Columns, notes: tuple[str, ...]) -> History:
    measured = [name for name in columns if is_metric(name)] or list(columns)
    validation = [name for name in measured if canonical(name).startswith("val_")]
    counts = np.any([np.isfinite(columns[name]) for name in validation or measured], axis=0)
    counts |= np.any([np.isinf(columns[name]) for name in measured], axis=0)
    points = np.flatnonzero(counts)
    numbers = epoch[points]
    if (numbers != np.round(numbers)).any() or (np.diff(numbers) <= 0).any():
        numbers = np.arange(1.0, len(points) + 1)
    elif len(numbers) and numbers[0] < 1:
        numbers = numbers - numbers[0] + 1
    return History(
        epoch=numbers,
        step=step[points],
        metrics={name: _at(values, points) for name, values in columns.items()},
        notes=notes,
    )


def _at(values: Vector, points: np.ndarray[Any, Any]) -> Vector:
    """A column at the rows that count: its value there; where most have none, the mean since the last of
    them."""
    if len(points) == len(values):
        return values
    out: Vector = values[points]
    empty = ~np.isfinite(out)
    if 2 * empty.sum() > len(points):
        for place, (begin, end) in enumerate(zip([-1, *points[:-1]], points, strict=True)):
            part = values[begin + 1 : end + 1]
            if empty[place] and np.isfinite(part).any():
                out[place] = np.nanmean(part)
    return out
