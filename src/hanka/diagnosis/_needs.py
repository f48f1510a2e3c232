"""What would settle an undecided verdict: how many validation examples, epochs or seeds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from hanka.diagnosis._curve import Curve
from hanka.diagnosis._judge import FEWEST, judge
from hanka.diagnosis._reading import Reading
from hanka.diagnosis._types import Need

__all__ = ["needs"]

_STEP = 1.25
_MOST_EXAMPLES = 1_000_000
_MOST_SEEDS = 30


def needs(curve: Curve, reading: Reading) -> tuple[Need, ...]:
    """The ways out, each alone: the judge is asked again with less chance in the same curve.

    The error that comes from the validation set shrinks with the root of its size, what jumps from epoch to
    epoch with the root of the number of seeds whose curves are averaged. Whether the curve falls further is
    known when it has been trained as long again.
    """
    epochs = Need("epochs", max(round(2 * float(curve.epoch[-1])), FEWEST))
    return (*_examples(curve, reading), *_seeds(reading), epochs)


def _examples(curve: Curve, reading: Reading) -> Iterator[Need]:
    if curve.n_val is None or reading.error is None:
        return
    n = curve.n_val * _STEP
    while n <= _MOST_EXAMPLES:
        better = replace(reading, error=reading.error * math.sqrt(curve.n_val / n))
        if judge(better)[0] != "undecided":
            yield Need("validation_examples", _round(n))
            return
        n *= _STEP


def _seeds(reading: Reading) -> Iterator[Need]:
    mean = float(reading.rise.mean())
    for n in range(2, _MOST_SEEDS + 1):
        less = 1 / math.sqrt(n)
        calmer = replace(
            reading,
            noise=reading.noise * less,
            rise=mean + (reading.rise - mean) * less,
            observed=mean + (reading.observed - mean) * less,
        )
        if judge(calmer)[0] != "undecided":
            yield Need("seeds", n)
            return


def _round(n: float) -> int:
    """Up to two figures: an estimate of a size."""
    digits: int = 10 ** max(0, math.floor(math.log10(n)) - 1)
    return math.ceil(n / digits) * digits
