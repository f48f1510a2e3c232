"""What a curve shows in numbers, and the curves that could be true behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanka.diagnosis._curve import Curve
from hanka.diagnosis._trend import Trend, normal, trend_of
from hanka.history import Vector

__all__ = ["DRAWS", "LARGEST", "UNKNOWN_ERROR", "Reading", "fall_of", "read_curve"]

DRAWS = 200
_MOST = 400
"""Points of a curve; more are averaged, evenly in the logarithm of the epoch."""
_HALF_REAL = 100.0
"""Validation examples of which half of what jumps from epoch to epoch is real: a fresh sample would show it
too."""
_WANDER = 0.45
"""By how many standard errors the error of a validation set wanders while the epochs grow e-fold. It is
common to all epochs as far as the network stays the same. Measured on the runs for learning."""
UNKNOWN_ERROR = 0.08
"""The standard error to reckon with where the size of the validation set is unknown."""
_SPREAD = 1.3
"""The standard deviation of single examples' losses, in units of their mean, where nothing is known of it."""
_TINY = 1e-12
LARGEST = 300.0
"""Logarithms beyond it are cut: their squares would be no numbers."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A curve in numbers. Lengths are in units of the scale: the lowest loss, or how far an unbounded one
    fell.

    Attributes:
        scored: whether it is a score's error.
        epoch: (n,) those of the points.
        trend, rest: (n,) the curve taken apart, as logarithms where it is bounded by 0.
        noise: standard deviation of what jumps about the trend from epoch to epoch.
        error: standard error of the loss at the end that the validation set's size brings; None if unknown.
        regret: (n, draws) how far each point lies above the lowest, in each curve that could be true.
        best: (draws,) the place of the lowest, in each.
        rise: (draws,) how far the mean of the last three lies above the lowest, in each trend that could be
            true.
        observed: the rise as the curve shows it, noise and all.
        shared: by how many standard errors the jumps agree with those of the training curve, or with its next
            ones: a mean over an epoch feels the weights that the last one ended with. What both show is real.
        fell: by how much the trend fell while the epochs doubled last, and the time before.
        ahead: by how much it would fall while they double once more if it went on as at the end.
        training_fell: by how much the training loss fell while the epochs doubled last; 0 if unknown.
        training_fell_since: by how much it fell since the lowest point; 0 if unknown.
        gap: how far validation ends above training; 0 if unknown.
        gap_grew: by how much it grew since the lowest point; 0 if unknown.

    Falls and gaps are differences of logarithms where the curve is bounded by 0.
    """

    scored: bool
    epoch: Vector
    trend: Vector
    rest: Vector
    noise: float
    error: float | None
    regret: NDArray[Any]
    best: NDArray[np.intp]
    rise: Vector
    observed: float
    shared: float
    fell: tuple[float, float]
    ahead: float
    training_fell: float
    training_fell_since: float
    gap: float
    gap_grew: float


def read_curve(curve: Curve) -> Reading:
    """The reading of a curve of at least one point."""
    epoch, loss, training = _thinned(curve)
    offset = _offset(curve, loss)
    scale = 1.0 if curve.bounded else fall_of(loss)
    values = np.log(loss + offset) if curve.bounded else loss / scale
    train = np.log(np.maximum(training + offset, _TINY)) if curve.bounded else training / scale
    trend = trend_of(epoch, values)
    error = _error(curve)

    trends = trend.draws(DRAWS)
    regret = _regret(_possible(curve.n_val, epoch, trend, trends, error), curve.bounded, offset)

    place, end = int(values.argmin()), len(epoch) - 1
    half, quarter = (int(np.searchsorted(epoch, epoch[-1] / k)) for k in (2, 4))
    known = bool(np.isfinite(_near(train, end)))

    def fell_from(begin: int) -> float:
        fall = _near(train, begin) - _near(train, end)
        return fall if np.isfinite(fall) else 0.0

    return Reading(
        scored=curve.is_error,
        epoch=epoch,
        trend=trend.mean,
        rest=trend.rest,
        noise=trend.noise,
        error=error,
        regret=regret,
        best=regret.argmin(axis=0),
        rise=_rise(trends, curve.bounded, offset),
        observed=float(_rise(values[:, None], curve.bounded, offset)[0]),
        shared=_shared(epoch, trend, train) if known and error is None else 0.0,
        fell=(float(trend.mean[half] - trend.mean[-1]), float(trend.mean[quarter] - trend.mean[half])),
        ahead=_ahead(epoch, trend.mean),
        training_fell=fell_from(half),
        training_fell_since=fell_from(place),
        gap=float(trend.mean[-1]) - _near(train, end) if known else 0.0,
        gap_grew=float(trend.mean[-1] - trend.mean[place]) + fell_from(place) if known else 0.0,
    )


def _possible(
    n_val: int | None, epoch: Vector, trend: Trend, trends: NDArray[Any], error: float | None
) -> NDArray[Any]:
    """(n, draws) curves that could be true: a trend, as much of the jumps as may be real, less the wandering
    error."""
    real = 0.5 if n_val is None else n_val / (n_val + _HALF_REAL)
    jumps = np.clip(trend.rest, -3 * trend.noise, 3 * trend.noise)[:, None]
    doubt = np.sqrt(real * (1 - real)) * trend.noise * normal(1, _MOST + 4, DRAWS)[: len(epoch)]
    wandering = _WANDER * (UNKNOWN_ERROR if error is None else error) * _wandering(tuple(np.log(epoch)))
    return np.asarray(trends + real * jumps + doubt + wandering)


def _shared(epoch: Vector, trend: Trend, train: Vector) -> float:
    """The larger of two correlations of the jumps, at the same epoch and at the next, in standard errors."""
    n = len(epoch)
    if n < 8 or not np.isfinite(train).all():
        return 0.0
    of_training = trend_of(epoch, train)
    a, b = (np.clip(t.rest / t.noise, -3, 3) for t in (trend, of_training))
    size = float(np.sqrt(np.mean(a * a) * np.mean(b * b))) + _TINY
    same, next_one = float(np.mean(a * b)), float(np.mean(a[:-1] * b[1:]))
    return max(same * math.sqrt(n), next_one * math.sqrt(n - 1)) / size


def _regret(values: NDArray[Any], bounded: bool, offset: float) -> NDArray[Any]:
    """(n, draws) how far each point of a curve lies above its lowest, in units of the scale."""
    values = np.exp(np.clip(values, -LARGEST, LARGEST)) - offset if bounded else values
    lowest = values.min(axis=0)
    unit = np.maximum(np.abs(lowest), max(offset, _TINY)) if bounded else 1.0
    return np.asarray((values - lowest) / unit)


@lru_cache(maxsize=4)
def _wandering(at: tuple[float, ...]) -> NDArray[Any]:
    """(n, draws) Brownian motions over times, straight between knots one octave apart."""
    t = np.array(at)
    knots = int(np.ceil((t[-1] - t[0]) / np.log(2))) + 1
    steps = np.sqrt(np.log(2)) * normal(2, _MOST, DRAWS)[:knots]
    path = np.concatenate([np.zeros((1, DRAWS)), np.cumsum(steps, axis=0)])
    octave = (t - t[0]) / np.log(2)
    low = np.minimum(octave.astype(int), knots - 1)
    share = (octave - low)[:, None]
    return np.asarray((1 - share) * path[low] + share * path[low + 1])


def _rise(values: NDArray[Any], bounded: bool, offset: float) -> Vector:
    """By curve, how far the mean of the last three points that don't lie before the lowest is above it: a
    fall is no rise."""
    last = values[-3:]
    counts = np.arange(len(values) - len(last), len(values))[:, None] >= values.argmin(axis=0)
    regret = _regret(np.vstack([values.min(axis=0), last]), bounded, offset)[1:]
    return np.asarray((regret * counts).sum(axis=0) / counts.sum(axis=0))


def _offset(curve: Curve, loss: Vector) -> float:
    """What is added before the logarithm: half an error for scores, a little where a loss is 0."""
    if not curve.bounded:
        return 0.0
    positive = loss[loss > 0]
    least = float(positive.min()) if len(positive) else _TINY
    if curve.is_error:
        return 0.5 / curve.n_val if curve.n_val else 0.5 * least
    return 0.5 * least if loss.min() <= 0 else 0.0


def fall_of(loss: Vector) -> float:
    """How far an unbounded loss fell, which is its scale; no less than what it jumps or a tenth of its range:
    a flat one has no scale of its own."""
    jumps = np.abs(np.diff(loss, n=2)) if len(loss) > 2 else np.zeros(1)
    noise = 1.48 * float(np.median(jumps)) / math.sqrt(6)
    return max(float(loss[0] - loss.min()), 20 * noise, 0.1 * float(np.ptp(loss)), _TINY)


def _error(curve: Curve) -> float | None:
    """The standard error of the last losses, in units of the loss."""
    known = curve.error[np.isfinite(curve.error)]
    if len(known) and curve.bounded:
        return float(np.median(known[-3:]) / max(float(np.median(curve.loss[-3:])), _TINY))
    return None if curve.n_val is None else _SPREAD / float(np.sqrt(curve.n_val))


def _near(values: Vector, place: int) -> float:
    """The median of a value and its neighbours; NaN where nothing is known."""
    part = values[max(place - 1, 0) : place + 2]
    part = part[np.isfinite(part)]
    return float(np.median(part)) if len(part) else math.nan


def _ahead(epoch: Vector, trend: Vector) -> float:
    """By how much the trend falls while the epochs double, as in its last fifth."""
    n = len(trend)
    begin = max(0, n - max(3, n // 5))
    way = np.log(epoch[-1] / epoch[begin])
    return float((trend[begin] - trend[-1]) / way * np.log(2)) if way > 0 else 0.0


def _thinned(curve: Curve) -> tuple[Vector, Vector, Vector]:
    """(epoch, loss, training) of at most so many points: the last three, and means of what lies near in log
    epoch."""
    n = len(curve.epoch)
    if n <= _MOST:
        return curve.epoch, curve.loss, curve.training
    t = np.log(curve.epoch - curve.epoch[0] + 1)
    group = np.floor(t / t[-1] * (_MOST - 4)).astype(int)
    group[-3:] = _MOST + np.arange(3)
    _names, begins = np.unique(group, return_index=True)
    counts = np.diff([*begins, n])
    epoch, loss, training = (
        np.add.reduceat(v, begins) / counts for v in (curve.epoch, curve.loss, curve.training)
    )
    return epoch, loss, training
