"""How the learning rate goes on: a name with its settings, as text."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from hanka.errors import InputError, nearest
from hanka.messages import gettext as _
from hanka.spec._checks import known, within

__all__ = ["SCHEDULES", "Schedule", "read_schedule"]

Values = tuple[float, ...]

_WARMUP: dict[str, float | None] = {"warmup_steps": 0.0}
SCHEDULES: dict[str, dict[str, float | None]] = {
    "constant": _WARMUP,
    "inverse_time": {"decay_steps": None, "decay_rate": None, "staircase": 0.0, **_WARMUP},
    "exponential": {"decay_steps": None, "decay_rate": None, "staircase": 0.0, **_WARMUP},
    "piecewise": {"boundaries": None, "factors": None, **_WARMUP},
    "cosine": {"decay_steps": None, "alpha": 0.0, **_WARMUP},
    "plateau": {"factor": 0.1, "patience": 10.0, "min_delta": 1e-4, "cooldown": 0.0, "min_lr": 0.0},
}
"""Schedule → its settings with Keras' defaults; None has none and must be given."""
_LISTS = ("boundaries", "factors")
_LIMITS: dict[str, tuple[float, float, bool]] = {
    "decay_steps": (0.0, math.inf, True),
    "decay_rate": (0.0, math.inf, True),
    "factor": (0.0, 1.0, True),
    "alpha": (0.0, 1.0, False),
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """A learning rate's way through the steps.

    Attributes:
        name: one of SCHEDULES.
        settings: (name, value) of each setting in order; the values of lists are tuples.
    """

    name: str
    settings: tuple[tuple[str, float | Values], ...]

    def number(self, name: str) -> float:
        """A setting that is one number."""
        value = dict(self.settings)[name]
        assert isinstance(value, float)
        return value

    def values(self, name: str) -> Values:
        """A setting that is a list."""
        value = dict(self.settings)[name]
        assert isinstance(value, tuple)
        return value


def read_schedule(text: str) -> Schedule:
    """The schedule that a text names.

    `inverse_time:decay_steps=20000:decay_rate=1`, `piecewise:boundaries=1000/2000:factors=1/.1/.01`: a
    name, then settings, lists with slashes. Steps are steps of the optimizer, as in Keras.

    Raises:
        InputError: an unknown name or setting, one that is missing, or no number.

    >>> read_schedule("cosine:decay_steps=1000").number("alpha")
    0.0
    """
    name, *parts = text.split(":")
    known("schedule", name, SCHEDULES)
    settings = SCHEDULES[name]
    found: dict[str, float | Values] = {}
    for part in parts:
        key, _equals, value = part.partition("=")
        if key not in settings:
            raise InputError(
                _("schedule {schedule} has no setting '{name}'; {nearest}").format(
                    schedule=name, name=key, nearest=nearest(key, list(settings))
                )
            )
        found[key] = _value(name, key, value)
    missing = [key for key, default in settings.items() if default is None and key not in found]
    if missing:
        raise InputError(
            _("schedule {schedule} needs {names}, as in {schedule}:{example}").format(
                schedule=name, names=", ".join(missing), example=":".join(f"{key}=…" for key in missing)
            )
        )
    every = {key: found.get(key, default) for key, default in settings.items()}
    _check(name, every)
    return Schedule(name, tuple((key, value) for key, value in every.items() if value is not None))


def _value(schedule: str, name: str, text: str) -> float | Values:
    try:
        numbers = tuple(float(piece) for piece in text.split("/"))
    except ValueError:
        numbers = ()
    if not numbers or (len(numbers) > 1 and name not in _LISTS) or not all(map(math.isfinite, numbers)):
        raise InputError(
            _("{name} of schedule {schedule} must be a number, not '{text}'; lists have slashes").format(
                name=name, schedule=schedule, text=text
            )
        )
    return numbers if name in _LISTS else numbers[0]


def _check(schedule: str, settings: dict[str, float | Values | None]) -> None:
    for name, value in settings.items():
        if isinstance(value, float):
            low, high, low_open = _LIMITS.get(name, (0.0, math.inf, False))
            within(f"{schedule}: {name}", value, low, high, low_open=low_open, high_open=name != "alpha")
    boundaries, factors = settings.get("boundaries"), settings.get("factors")
    if isinstance(boundaries, tuple) and isinstance(factors, tuple):
        if len(factors) != len(boundaries) + 1:
            raise InputError(
                _("schedule piecewise needs one factor more than boundaries, not {factors} for {n}").format(
                    factors=len(factors), n=len(boundaries)
                )
            )
        if any(b <= a for a, b in itertools.pairwise(boundaries)) or min(factors) < 0:
            raise InputError(_("schedule piecewise: boundaries must grow, and no factor be negative"))
