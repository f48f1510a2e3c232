"""Divergence is found by rule: a value that is no number to the end, or a loss far above its start."""

from __future__ import annotations

import numpy as np

from hanka.diagnosis._curve import Curve
from hanka.diagnosis._types import Evidence
from hanka.history import History, Vector

__all__ = ["divergence"]

_ALONE = 100.0
"""A validation loss may rise without end in overfitting: without a training loss to ask, this is too far."""


def divergence(history: History, curve: Curve | None) -> Evidence | None:
    """What shows that a run diverged, None where nothing does.

    Either `no_number_from`, an epoch, or `end_above_first`, the last loss in units of the first.
    """
    judged = None if curve is None else history.metrics[curve.metric]
    loss = history.metrics.get("loss")
    for values in (loss, judged):
        if values is not None and (begin := _lost(values, loss, judged)) is not None:
            return Evidence("no_number_from", float(history.epoch[begin]))
    if loss is not None and np.isfinite(loss).any():
        return _ran_away(loss[np.isfinite(loss)], 2.0, 4.0)
    if curve is None or curve.is_error or not curve.bounded:
        return None
    return _ran_away(curve.loss, 10.0, _ALONE)


def _lost(values: Vector, *both: Vector | None) -> int | None:
    """The place from which on values are no numbers to the end: infinite, or NaN in `both` (a log that has no
    value in one of them only left it out)."""
    gone = ~np.isfinite(values)
    if not gone[-1] or gone.all():
        return None
    nowhere = all(each is None or np.isnan(each[-1]) for each in both)
    if not (np.isinf(values[-1]) or nowhere):
        return None
    return int(np.flatnonzero(~gone)[-1]) + 1


def _ran_away(loss: Vector, above_first: float, above_lowest: float) -> Evidence | None:
    if loss.min() < 0 or loss[-1] <= max(above_first * loss[0], above_lowest * loss.min()):
        return None
    return Evidence("end_above_first", float(loss[-1] / max(loss[0], 1e-12)), above_first)
