"""What a curve shows in numbers: the rise, the best epoch and how sure both are, from curves that could be true."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanka.diagnosis._curve import Curve
from hanka.diagnosis._trend import trend_of
from hanka.history import Vector

__all__ = ["DRAWS", "Reading", "read_curve"]

DRAWS = 200
_MOST = 400
"""Points of a curve; more are averaged, evenly in the logarithm of the epoch."""
_REAL = 100.0
_SPREAD = 1.3
"""The standard deviation of single examples' losses, in units of their mean, where nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A curve in numbers. Lengths are in units of the scale: the lowest loss, or how far an unbounded one fell.

    Attributes:
        epoch: (n,) those of the points.
        regret: (n, draws) how far each point lies above the lowest, in each curve that could be true.
        rise: (draws,) how far the mean of the last three lies above the lowest, in each.
        best: (draws,) the place of the lowest, in each.
        noise: standard deviation of what jumps about the trend from epoch to epoch.
        error: standard error of the loss at the end that the validation set's size brings; None if unknown.
        observed: the rise as the curve shows it, noise and all.
        fell: by how much the logarithm of the trend fell while the epochs doubled last, and the time before.
        slope: by how much it would fall while they double once more if it went on as at the end.
        training_fell: by how much the training loss fell since the best epoch, as a logarithm; 0 if unknown.
        training_slope: by how much it fell while the epochs doubled last; 0 if unknown.
        gap: validation over training loss at the end, as a logarithm; 0 if unknown.
        gap_grew: by how much it grew since the best epoch; 0 if unknown.
    """

    epoch: Vector
    regret: NDArray[Any]
    rise: Vector
    best: NDArray[np.intp]
    noise: float
    error: float | None
    observed: float
    fell: tuple[float, float]
    slope: float
    training_fell: float
    training_slope: float
    gap: float
    gap_grew: float


def read_curve(curve: Curve) -> Reading:
    """The reading of a curve of at least one point."""
    epoch, loss, training = _thinned(curve)
    n = len(epoch)
    offset = _offset(curve, loss)
    scale = 1.0 if curve.bounded else max(float(loss[0] - loss.min()), 1e-12)
    z = np.log(loss + offset) if curve.bounded else (loss - loss.min()) / scale
    trend = trend_of(epoch, z)
    error = _error(curve)
    real = 0.0 if curve.n_val is None else curve.n_val / (curve.n_val + _REAL)
    drawn = trend.draws(DRAWS) + real * trend.rest[:, None]
    values = np.exp(drawn) - offset if curve.bounded else drawn
    best = values.argmin(axis=0)
    lowest = values.min(axis=0)
    unit = np.maximum(np.abs(lowest), max(offset, 1e-12)) if curve.bounded else np.ones(DRAWS)
    regret = (values - lowest) / unit
    rise = _mean_of_last(regret, best)
    seen = loss if curve.bounded else z
    place = int(seen.argmin())
    observed = float(np.mean(seen[max(n - 3, place) :]) - seen[place])
    observed /= max(abs(float(seen[place])), max(offset, 1e-12)) if curve.bounded else 1.0
    at = int(np.median(best))
    train = _log_training(training, offset, curve, scale)
    half, quarter = (int(np.searchsorted(epoch, epoch[-1] / k)) for k in (2, 4))
    m = trend.mean
    ahead = _slope(epoch, m)
    return Reading(
        epoch=epoch,
        regret=regret,
        rise=rise,
        best=best,
        noise=trend.noise,
        error=error,
        observed=observed,
        fell=(float(m[half] - m[-1]), float(m[quarter] - m[half])),
        slope=ahead,
        training_fell=_near(train, at) - _near(train, n - 1),
        training_slope=_near(train, half) - _near(train, n - 1),
        gap=float(m[-1]) - _near(train, n - 1) if np.isfinite(train[-1]) else 0.0,
        gap_grew=float(m[-1] - m[at]) + _near(train, at) - _near(train, n - 1),
    )


def _mean_of_last(regret: NDArray[Any], best: NDArray[np.intp]) -> Vector:
    """By draw, the mean of the last three points that don't lie before the lowest: a fall is no rise."""
    n = len(regret)
    last = np.arange(max(n - 3, 0), n)[:, None]
    counts = last >= best
    return np.asarray((regret[last[:, 0]] * counts).sum(axis=0) / counts.sum(axis=0))


def _offset(curve: Curve, loss: Vector) -> float:
    """What is added before the logarithm: half an error for scores, a little where a loss is 0."""
    if not curve.bounded:
        return 0.0
    positive = loss[loss > 0]
    least = float(positive.min()) if len(positive) else 1e-12
    if curve.is_error:
        return 0.5 / curve.n_val if curve.n_val else 0.5 * least
    return 0.5 * least if loss.min() <= 0 else 0.0


def _error(curve: Curve) -> float | None:
    """The standard error of the last losses, in units of the loss."""
    known = curve.error[np.isfinite(curve.error)]
    if len(known) and curve.bounded:
        return float(np.median(known[-3:]) / max(float(np.median(curve.loss[-3:])), 1e-12))
    return None if curve.n_val is None else _SPREAD / float(np.sqrt(curve.n_val))


def _log_training(training: Vector, offset: float, curve: Curve, scale: float) -> Vector:
    if not curve.bounded:
        return training / scale
    return np.log(np.maximum(training + offset, 1e-12))


def _near(values: Vector, place: int) -> float:
    """The median of a value and its neighbours; 0 where nothing is known."""
    part = values[max(place - 1, 0) : place + 2]
    part = part[np.isfinite(part)]
    return float(np.median(part)) if len(part) else 0.0


def _slope(epoch: Vector, mean: Vector) -> float:
    """By how much the trend falls while the epochs double, as in its last fifth."""
    n = len(mean)
    begin = max(0, n - max(3, n // 5))
    way = np.log(epoch[-1] / epoch[begin])
    return float((mean[begin] - mean[-1]) / way * np.log(2)) if way > 0 else 0.0


def _thinned(curve: Curve) -> tuple[Vector, Vector, Vector]:
    """(epoch, loss, training) of at most so many points: the last three, and means of what lies near in log epoch."""
    n = len(curve.epoch)
    if n <= _MOST:
        return curve.epoch, curve.loss, curve.training
    t = np.log(curve.epoch - curve.epoch[0] + 1)
    group = np.floor(t / t[-1] * (_MOST - 4)).astype(int)
    group[-3:] = _MOST + np.arange(3)
    _names, begins = np.unique(group, return_index=True)
    counts = np.diff([*begins, n])
    means = [np.add.reduceat(v, begins) / counts for v in (curve.epoch, curve.loss, curve.training)]
    return means[0], means[1], means[2]
