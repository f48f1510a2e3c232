"""From columns to histories: runs are told apart, rows of one epoch joined, epochs numbered from 1."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from hanka.history import History, Vector
from hanka.messages import N_, Message
from hanka.readers._pairs import canonical, is_metric

__all__ = ["Columns", "histories"]

Columns = Mapping[str, Vector]
"""Name → (n,) values in the log's order, NaN where it has none, infinite where it says nan."""

_EPOCHS = (
    re.compile(r"epochs?|ep|epoch[_ ](number|nr|index)|エポック数?"),
    re.compile(r"iter(ation)?s?|round"),
    re.compile(r"index|unnamed: ?0|"),
)
"""Names of the column that counts epochs; an earlier one goes first."""
_STEP = re.compile(r"(global[_ ]?)?steps?")
_RUN = re.compile(r"member|run([_ ]?(id|nr|number))?|trial|fold|seed")
"""Names of a column that tells runs in one table apart."""


def histories(
    columns: Columns, *, params: Mapping[str, Any] | None = None, name: str = "", source: str = ""
) -> list[History]:
    """The runs that a log's columns tell of, under the log's own names; none where there are no columns.

    Args:
        columns: all of one length.
        params: the run's settings.
        name: of the run or its file; several runs in one get a number each.
        source: the format.

    Rows of one epoch are one (Lightning writes validation and training apart). A row counts where it has a
    validation metric, or where the log has none, where it has any; the training metrics of the rows between
    are averaged (Hugging Face). Rows at the end that say nan count too: there the run was lost. Epochs are
    counted from 1; where they are no increasing whole numbers, the rows are numbered.
    """
    there = {key: values for key, values in columns.items() if np.isfinite(values).any()}
    found: list[History] = []
    for number, part, settings in _by_run(there):
        epoch, step = _first(part, *_EPOCHS), _first(part, _STEP)
        n = len(next(iter(part.values())))
        known = epoch is not None and bool(np.isfinite(epoch).all())
        epochs = epoch if epoch is not None and known else np.arange(1.0, n + 1)
        steps = np.full(n, np.nan) if step is None else step
        metrics = _lost({key: values for key, values in part.items() if not _counts(key)})
        runs = [run for run in _runs(epochs, steps, metrics, known) if len(run)]
        for place, run in enumerate(runs, 1):
            label = ":".join([name, *number, *([str(place)] if len(runs) > 1 else [])])
            found.append(replace(run, params={**(params or {}), **settings}, source=source, name=label))
    return found


def _by_run(columns: Columns) -> Iterator[tuple[list[str], Columns, dict[str, Any]]]:
    """(number, columns, settings) of each run in a table with a column that tells them apart."""
    key = next((key for key in columns if _RUN.fullmatch(_plain(key))), None)
    if key is None or not np.isfinite(columns[key]).all():
        if columns:
            yield [], columns, {}
        return
    numbers = np.unique(columns[key])
    for number in numbers:
        rows = columns[key] == number
        part = {name: values[rows] for name, values in columns.items() if name != key}
        part = {name: values for name, values in part.items() if np.isfinite(values).any()}
        if part:
            yield [f"{number:g}"] if len(numbers) > 1 else [], part, {key: float(number)}


def _first(columns: Columns, *patterns: re.Pattern[str]) -> Vector | None:
    found = (columns[key] for pattern in patterns for key in columns if pattern.fullmatch(_plain(key)))
    return next(found, None)


def _counts(name: str) -> bool:
    """Whether a column counts something instead of measuring it."""
    return any(pattern.fullmatch(_plain(name)) for pattern in (*_EPOCHS, _STEP))


def _plain(name: str) -> str:
    return name.strip().lower()


def _lost(metrics: Columns) -> Columns:
    """The metrics with nan for lost only where it stays to the end. A log with numbers after some nan says so
    where it has no value (pandas)."""
    missing = any(
        np.isinf(values[: int(np.flatnonzero(np.isfinite(values))[-1])]).any() for values in metrics.values()
    )
    if not missing:
        return metrics
    return {name: np.where(np.isfinite(values), values, np.nan) for name, values in metrics.items()}


def _runs(epoch: Vector, step: Vector, columns: Columns, known: bool) -> Iterator[History]:
    """The runs of a log in which the epochs fall back now and then.

    Falling back to an epoch between: training was resumed there, and the later rows count. Falling back to
    the first: another run, unless the training metrics go on where they were.

    Args:
        known: whether the epochs are the log's own.
    """
    falls = np.flatnonzero(np.diff(epoch) < 0) + 1
    numbers, rows, notes = epoch[:0], np.arange(0), []
    for begin, end in itertools.pairwise([0, *falls, len(epoch)]):
        part, here = epoch[begin:end], np.arange(begin, end)
        if len(rows) and part[0] > numbers[0]:
            kept = numbers < part[0]
            numbers, rows = numbers[kept], rows[kept]
            text = N_("the log falls back to epoch {epoch:g}: the later rows count")
            notes.append(Message(text, epoch=part[0]))
        elif len(rows) and _goes_on(columns, rows, begin):
            text = N_("the epochs begin again after {epoch:g}: training went on")
            notes.append(Message(text, epoch=numbers[-1]))
            part = part - part[0] + 1 + numbers[-1]
        elif len(rows):
            yield _history(numbers, step[rows], {k: v[rows] for k, v in columns.items()}, notes, known)
            numbers, rows, notes = epoch[:0], np.arange(0), []
        numbers, rows = np.concatenate([numbers, part]), np.concatenate([rows, here])
    yield _history(numbers, step[rows], {k: v[rows] for k, v in columns.items()}, notes, known)


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


def _history(epoch: Vector, step: Vector, columns: Columns, notes: Sequence[str], known: bool) -> History:
    measured = [name for name in columns if is_metric(name)] or list(columns)
    validation = [name for name in measured if canonical(name).startswith("val_")]
    if known:
        epoch, step, columns = _joined(epoch, step, columns, validation)
    counts = np.any([np.isfinite(columns[name]) for name in validation or measured], axis=0)
    counts |= np.any([np.isinf(columns[name]) for name in measured], axis=0)
    points = np.flatnonzero(counts)
    steps = known and bool((epoch != np.round(epoch)).any())
    numbers, said = _numbered(epoch, points, known)
    if validation and (ends := _validation_ends(epoch, columns, measured, points)):
        said.append(ends)
    return History(
        epoch=numbers,
        step=step[points],
        metrics={name: _at(values, points, steps) for name, values in columns.items()},
        notes=(*notes, *said),
    )


def _joined(
    epoch: Vector, step: Vector, columns: Columns, validation: list[str]
) -> tuple[Vector, Vector, Columns]:
    """Rows of one epoch as one row, each column's mean; as they are where one was validated twice."""
    begins = np.flatnonzero(np.diff(epoch, prepend=np.nan) != 0)
    if len(begins) == len(epoch):
        return epoch, step, columns

    def number(values: Vector) -> Vector:
        return np.add.reduceat((~np.isnan(values)).astype(float), begins)

    if any((number(columns[name]) > 1).any() for name in validation):
        return epoch, step, columns
    joined = {}
    for name, values in columns.items():
        n = number(values)
        total = np.add.reduceat(np.where(np.isnan(values), 0, values), begins)
        joined[name] = np.where(n > 0, total / np.maximum(n, 1), np.nan)
    return epoch[begins], step[[*(begins[1:] - 1), len(step) - 1]], joined


def _numbered(epoch: Vector, points: np.ndarray[Any, Any], known: bool) -> tuple[Vector, list[str]]:
    """The points' epochs from 1 on, and what is to be said of them."""
    numbers = epoch[points]
    if (numbers != np.round(numbers)).any() or (np.diff(numbers) <= 0).any():
        text = N_("the log's epochs are no increasing whole numbers: its {n} evaluations are counted instead")
        return np.arange(1.0, len(points) + 1), [Message(text, n=len(points))] if known else []
    first = float(epoch.min())
    if first < 1 and first == np.round(first):
        text = N_("the log counts epochs from {first:g}, here they count from 1")
        return numbers - first + 1, [Message(text, first=first)]
    return numbers, []


def _validation_ends(
    epoch: Vector, columns: Columns, measured: list[str], points: np.ndarray[Any, Any]
) -> str | None:
    """Said where training went on for longer than validation was ever left out."""
    trained = np.flatnonzero(np.any([np.isfinite(columns[name]) for name in measured], axis=0))
    if not len(trained) or not len(points):
        return None
    pause = max([epoch[points[0]] - epoch[0] + 1, *np.diff(epoch[points])])
    if epoch[trained[-1]] - epoch[points[-1]] <= pause:
        return None
    text = N_("there is no validation after epoch {last:g} of the log, which goes on to {end:g}")
    return Message(text, last=epoch[points[-1]], end=epoch[trained[-1]])


def _at(values: Vector, points: np.ndarray[Any, Any], steps: bool) -> Vector:
    """A column at the rows that count: its value there; where most have none, or rows are steps in epochs,
    the mean since the last of them."""
    out: Vector = values[points]
    if len(points) in (0, len(values)):
        return out
    empty = ~np.isfinite(out)
    if steps or 2 * empty.sum() > len(points):
        for place, (begin, end) in enumerate(zip([-1, *points[:-1]], points, strict=True)):
            part = values[begin + 1 : end + 1]
            part = part[np.isfinite(part)]
            if (steps or empty[place]) and len(part):
                out[place] = part.mean()
    return out
