"""`diagnose`: the verdict on a run, with its probability, its best epochs and its reasons."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from hanka.diagnosis._caveats import caveats, without_validation
from hanka.diagnosis._curve import Curve, curve_of, judged
from hanka.diagnosis._divergence import divergence
from hanka.diagnosis._judge import GAIN, NOBODY_KNOWS, RISE, block, judge, rise_error
from hanka.diagnosis._needs import needs
from hanka.diagnosis._reading import LARGEST, Reading, fall_of, read_curve
from hanka.diagnosis._types import Diagnosis, Evidence, Verdict, Zone
from hanka.errors import InputError, nearest
from hanka.history import History
from hanka.messages import gettext as _
from hanka.readers import from_keras

__all__ = ["diagnose", "diagnose_all"]

_SHOWN = 0.1
"""An epoch is shown to be worse where its probability of lying within 5 % of the best is below this."""


def diagnose(history: Any, metric: str | None = None) -> Diagnosis:
    """Say where on its curve a run stands: underfitting, good fit or overfitting, and how sure that is.

    Args:
        history: a `History`, Keras' `History`, or its dictionary of lists.
        metric: the validation metric to judge; None for `val_loss`, else the first that there is.

    The truth that is asked after is what a very large fresh sample would show. Overfitting: the mean of the
    last three epochs lies at least 5 % above the lowest expected loss. Else underfitting: as many epochs
    again would bring it at least 2 % lower. Else a good fit. The probabilities' error rates are in
    `docs/diagnosis.md`.

    Raises:
        InputError: it is no history, or has no such metric.

    >>> falling = [1 / n for n in range(1, 21)]
    >>> turning = [0.5 + 0.5 / n + 0.02 * n for n in range(1, 21)]
    >>> diagnose({"loss": falling, "val_loss": turning}).verdict
    'overfitting'
    >>> diagnose({"loss": falling}).verdict  # without validation data, nothing can be said
    'undecided'
    """
    history = history if isinstance(history, History) else from_keras(history)
    known = judged(history)
    if metric is not None and metric not in known:
        raise InputError(
            _("there is no validation metric '{name}'; {nearest}").format(
                name=metric, nearest=nearest(metric, known)
            )
        )
    if not known:
        return _nothing(history)
    curve = curve_of(history, metric or known[0])
    if lost := divergence(history, curve):
        return _gone(history, curve, lost)
    reading = read_curve(curve)
    verdict, chances = judge(reading)
    return Diagnosis(
        metric=curve.metric,
        verdict=verdict,
        probability=chances,
        best_epoch=_epoch(reading, int(reading.regret.mean(axis=1).argmin())),
        best_set_90=_best_set(reading),
        epoch=reading.epoch,
        regret=reading.regret.mean(axis=1),
        zones=_zones(reading, verdict),
        evidence=_evidence(curve, reading),
        caveats=caveats(history, curve, reading, verdict),
        needs=needs(curve, reading) if verdict == "undecided" else (),
    )


def diagnose_all(history: Any) -> list[Diagnosis]:
    """The diagnosis of every validation metric, the one that `diagnose` gives first."""
    history = history if isinstance(history, History) else from_keras(history)
    return [diagnose(history, metric) for metric in judged(history)] or [diagnose(history)]


def _nothing(history: History) -> Diagnosis:
    lost = divergence(history, None)
    none = np.zeros(0)
    return Diagnosis(
        metric="",
        verdict="diverged" if lost else "undecided",
        probability=None if lost else dict(NOBODY_KNOWS),
        best_epoch=None,
        best_set_90=None,
        epoch=none,
        regret=none,
        zones=(),
        evidence=(lost,) if lost else (),
        caveats=without_validation(history),
    )


def _gone(history: History, curve: Curve, lost: Evidence) -> Diagnosis:
    best = int(curve.loss.argmin())
    return Diagnosis(
        metric=curve.metric,
        verdict="diverged",
        probability=None,
        best_epoch=int(curve.epoch[best]),
        best_set_90=None,
        epoch=curve.epoch,
        regret=np.full(len(curve.epoch), np.nan),
        zones=(),
        evidence=(lost,),
        caveats=caveats(history, curve, None, "diverged"),
    )


def _epoch(reading: Reading, place: int) -> int:
    return round(float(reading.epoch[place]))


def _best_set(reading: Reading) -> tuple[int, int]:
    """The shortest run of epochs that holds the best one in so large a share of the curves that could be
    true."""
    places = np.sort(reading.best)
    n = int(np.ceil(block(reading)["set_share"] * len(places)))
    begin = int((places[n - 1 :] - places[: len(places) - n + 1]).argmin())
    return _epoch(reading, places[begin]), _epoch(reading, places[begin + n - 1])


def _zones(reading: Reading, verdict: Verdict) -> tuple[Zone, ...]:
    """Before the best zone, the zone around the best epoch that isn't shown to be worse, and after it."""
    first, last = _epoch(reading, 0), _epoch(reading, len(reading.epoch) - 1)
    if verdict == "underfitting":
        return (Zone("underfitting", first, last),)
    near = (reading.regret <= RISE).mean(axis=1) >= _SHOWN
    near[1:-1] |= near[:-2] & near[2:]  # one unlucky epoch ends no zone
    best = int(reading.regret.mean(axis=1).argmin())
    out = np.flatnonzero(~near)
    before, after = out[out < best], out[out > best]
    begin = int(before[-1]) + 1 if len(before) else 0
    end = int(after[0]) - 1 if len(after) else len(near) - 1
    # Epochs that were not validated belong to the zone before them.
    best_begins = _epoch(reading, begin) if begin else first
    best_ends = _epoch(reading, end + 1) - 1 if end < len(near) - 1 else last
    zones = [Zone("best", best_begins, best_ends)]
    if begin:
        zones.insert(0, Zone("underfitting", first, best_begins - 1))
    if best_ends < last:
        zones.append(Zone("overfitting", best_ends + 1, last))
    return tuple(zones)


def _evidence(curve: Curve, reading: Reading) -> tuple[Evidence, ...]:
    found = [
        Evidence("rise", reading.observed, RISE),
        Evidence("rise_error", rise_error(reading)),
        Evidence("rise_of_trend", float(reading.rise.mean()), RISE),
        Evidence("gain_if_doubled", _share(reading.ahead, curve), GAIN),
        Evidence("noise", reading.noise),
    ]
    if not curve.bounded:
        found.append(Evidence("fall", fall_of(curve.loss)))
    if reading.error is not None:
        found.append(Evidence("sampling_error", reading.error))
    if np.isfinite(curve.training[-1]):
        found.append(Evidence("training_fall_since_best", _share(reading.training_fell_since, curve)))
        found.append(Evidence("gap", _grown(reading.gap) if curve.bounded else reading.gap))
    return tuple(found)


def _share(fall: float, curve: Curve) -> float:
    """A fall of the logarithm as a share; that of an unbounded loss is one already."""
    return -_grown(-fall) if curve.bounded else fall


def _grown(logarithm: float) -> float:
    """A difference of logarithms as a share; cut where it would be no number."""
    return math.expm1(min(logarithm, LARGEST))
