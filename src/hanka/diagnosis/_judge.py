"""From a reading to probabilities: two small logistic regressions whose numbers are in `fitted.json`.

`bench/diagnosis/fit.py` made them from runs whose truth is known. They stand four times: for losses and for
scores, where the size of the validation set is known and where it isn't.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from hanka.diagnosis._reading import UNKNOWN_ERROR, Reading
from hanka.diagnosis._types import Verdict

__all__ = [
    "FEWEST",
    "GAIN",
    "NOBODY_KNOWS",
    "RISE",
    "block",
    "fitted",
    "judge",
    "overfitting_terms",
    "probabilities",
    "rise_error",
    "underfitting_terms",
]

RISE, GAIN = 0.05, 0.02
"""The definition's lines: overfitting lies that much above the lowest, underfitting falls that much below
it."""
RISE_ERROR = {"loss": 0.2, "score": 0.3}
"""The standard error of the rise, in units of the metric's own: most of that is common to both ends and
cancels."""
FEWEST = 3
"""Points from which on there is something to judge."""
NOBODY_KNOWS: Mapping[str, float] = dict.fromkeys(("underfitting", "good_fit", "overfitting"), 1 / 3)


def rise_error(reading: Reading) -> float:
    """The standard error of the rise, from the trend's own and from the size of the validation set."""
    error = UNKNOWN_ERROR if reading.error is None else reading.error
    return math.hypot(float(reading.rise.std()), RISE_ERROR[_kind(reading)] * error)


@lru_cache(maxsize=1)
def fitted() -> dict[str, Any]:
    """The fitted numbers."""
    text = (files("hanka.diagnosis") / "fitted.json").read_text(encoding="utf-8")
    made: dict[str, Any] = json.loads(text)
    return made


def block(reading: Reading) -> dict[str, Any]:
    """The fitted numbers that hold for a reading."""
    numbers: dict[str, Any] = fitted()[_kind(reading)]["unknown" if reading.error is None else "known"]
    return numbers


def _kind(reading: Reading) -> str:
    return "score" if reading.scored else "loss"


def judge(reading: Reading) -> tuple[Verdict, dict[str, float]]:
    """The verdict, and the probability of each.

    Overfitting is said from the probability on at which 2 % of the runs that don't overfit are called so;
    else what is likelier than not, if anything is. Of one point or two nothing can be said.
    """
    if len(reading.epoch) < FEWEST:
        return "undecided", dict(NOBODY_KNOWS)
    chances = probabilities(reading)
    if chances["overfitting"] >= block(reading)["alarm"]:
        return "overfitting", chances
    likeliest: Verdict = "underfitting" if chances["underfitting"] > chances["good_fit"] else "good_fit"
    return (likeliest if chances[likeliest] >= 0.5 else "undecided"), chances


def probabilities(reading: Reading) -> dict[str, float]:
    """The probability of each verdict; they add to 1."""
    numbers = block(reading)
    over = _logistic(overfitting_terms(reading), numbers["overfitting"])
    under = _logistic(underfitting_terms(reading), numbers["underfitting"])
    return {"underfitting": (1 - over) * under, "good_fit": (1 - over) * (1 - under), "overfitting": over}


def overfitting_terms(reading: Reading) -> dict[str, float]:
    """What overfitting is told from: where the size of the validation set is known, the rise that the curve
    shows, in units of what chance does, and the training curve; else the rise that the trend shows, and that
    beyond it as far as the training curve jumps along."""
    if reading.error is None:
        return {
            "rise_in_errors": _clip(
                (float(reading.rise.mean()) - 0.035) / math.hypot(0.01, float(reading.rise.std())), 8
            ),
            "rise": _short(reading.observed),
            "rise_and_shared": max(_clip(reading.shared - 1, 4), 0.0)
            * _short(max(reading.observed - 0.035, 0.0)),
        }
    error = RISE_ERROR[_kind(reading)] * reading.error
    return {
        "rise_in_errors": _log((reading.observed - 0.035) / math.hypot(0.004, error)),
        "rise": _short(reading.observed),
        "training_fell_since": _short(reading.training_fell_since),
        "gap": _short(reading.gap),
        "gap_grew": _short(reading.gap_grew),
    }


def underfitting_terms(reading: Reading) -> dict[str, float]:
    """What it is told from that more epochs of the same would help, if the run does not overfit."""
    spread = math.hypot(0.004, 0.1 * (reading.error or 0.0), 0.6 * reading.noise)
    return {
        "gain_in_errors": _clip((reading.ahead - 0.022) / spread, 8),
        "slowing": max(-1.0, min(3.0, reading.fell[0] / max(reading.fell[1], 0.005))),
        "training_falls": _clip((reading.training_fell - 0.02) / 0.01, 3),
        "gap": _short(reading.gap),
        "rise": _short(reading.observed),
        "noise": math.log(reading.noise + 1e-4),
    }


def _logistic(terms: Mapping[str, float], numbers: Mapping[str, float]) -> float:
    at = numbers["intercept"] + sum(numbers[name] * value for name, value in terms.items() if name in numbers)
    return 1 / (1 + math.exp(-_clip(at, 30)))


def _short(value: float) -> float:
    """A length on a scale that tells 1 % from 2 % as well as 50 % from 100 %."""
    return _log(20 * value)


def _log(value: float) -> float:
    """The logarithm of 1 + the size, with its sign."""
    return math.copysign(math.log1p(abs(value)), value)


def _clip(value: float, most: float) -> float:
    return max(-most, min(most, value))
