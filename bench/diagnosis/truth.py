"""What is true of a run, from the curve of a large fresh sample: DESIGN.md's definition, and how far from its
lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Curve = np.ndarray[Any, Any]

RISE, GAIN = 0.05, 0.02
"""Overfitting: that much above the lowest value; underfitting: that much below it if trained on as long
again."""


@dataclass(frozen=True)
class Truth:
    """Of one metric of a run judged after E epochs.

    Attributes:
        verdict: underfitting, good_fit or overfitting.
        excess: how far the end lies above the lowest value, in units of the scale S.
        gain: how much lower it gets within 2E epochs, in units of S.
        best_epoch: of the lowest value, from 1.
        regret: (E,) how far each epoch lies above the lowest value, in units of S.
    """

    verdict: str
    excess: float
    gain: float
    best_epoch: int
    regret: Curve

    @property
    def is_clearly_overfitting(self) -> bool | None:
        """None where the true excess is borderline."""
        return None if 0.015 < self.excess < RISE else self.excess >= RISE

    @property
    def is_clear(self) -> bool:
        """Whether neither the excess nor, where it matters, the gain is borderline."""
        overfits = self.is_clearly_overfitting
        return overfits is not None and (overfits or not 0.01 < self.gain < 0.03)


def truth(curve: Curve, epochs: int, *, bounded: bool = True) -> Truth:
    """The truth about the first `epochs` values of a curve, lower being better, that goes on to twice as
    many.

    A score in [0, 1] is given as 1 - score. `bounded` says that the metric is bounded by 0.
    """
    seen = curve[:epochs]
    best = int(np.argmin(seen))
    lowest = float(seen[best])
    scale = max(abs(lowest) if bounded else abs(float(seen[0]) - lowest), 1e-12)
    excess = (float(np.mean(seen[max(epochs - 3, best) :])) - lowest) / scale
    gain = (lowest - float(np.min(curve[epochs:]))) / scale if len(curve) > epochs else 0.0
    verdict = "overfitting" if excess >= RISE else "underfitting" if gain >= GAIN else "good_fit"
    return Truth(verdict, excess, gain, best + 1, (seen - lowest) / scale)
