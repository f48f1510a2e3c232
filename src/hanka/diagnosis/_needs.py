"""What would settle an undecided verdict: how many validation examples, epochs or seeds."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hanka.diagnosis._curve import Curve
from hanka.diagnosis._judge import RISE, RISE_ERROR
from hanka.diagnosis._reading import Reading
from hanka.diagnosis._types import Need

__all__ = ["needs"]

_CONFIDENT = 1.64
"""Standard errors between the rise and the line for a verdict with 95 % on one side."""
_MOST = 1_000_000


def needs(curve: Curve, reading: Reading, chances: Mapping[str, float]) -> tuple[Need, ...]:
    """The ways out, each alone.

    The rise is told from the line of 5 % where the two lie 1.64 standard errors apart. The error that comes
    from the validation set shrinks with the root of its size, what jumps from epoch to epoch with the root of
    the seeds averaged. Whether the curve falls further is known when it has been trained as long again.
    """
    found = []
    if chances["overfitting"] >= chances["good_fit"] * 0.5:
        distance = max(abs(float(reading.rise.mean()) - RISE), 0.005)
        wanted = distance / _CONFIDENT
        if curve.n_val is not None and reading.error is not None:
            n = curve.n_val * (RISE_ERROR * reading.error / wanted) ** 2
            if n > curve.n_val:
                found.append(Need("validation_examples", _round(n)))
        seeds = math.ceil((float(reading.rise.std()) / wanted) ** 2)
        if seeds > 1:
            found.append(Need("seeds", min(seeds, 1000)))
    if chances["underfitting"] >= 0.2 or not found:
        found.append(Need("epochs", int(2 * curve.epoch[-1])))
    return tuple(found)


def _round(n: float) -> int:
    """Up to two figures: an estimate of a size."""
    digits = 10 ** max(0, math.floor(math.log10(n)) - 1)
    return int(min(_MOST, math.ceil(n / digits) * digits))
