"""What a setting may be, with a line that says so where it is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hanka.errors import InputError, nearest
from hanka.messages import gettext as _

__all__ = ["known", "whole", "within"]


def known(name: str, value: str, known_: Iterable[str]) -> None:
    """Refuse a word that is none of the known ones."""
    words = list(known_)
    if value not in words:
        raise InputError(
            _("unknown {name} '{value}'; {nearest}").format(
                name=name, value=value, nearest=nearest(str(value), words)
            )
        )


def whole(name: str, value: Any, low: int) -> None:
    """Refuse what is no whole number from `low` on."""
    if isinstance(value, bool) or not isinstance(value, int) or value < low:
        raise InputError(
            _("{name} must be a whole number from {low} on, not {value}").format(
                name=name, low=low, value=value
            )
        )


def within(
    name: str, value: Any, low: float, high: float, low_open: bool = False, high_open: bool = True
) -> None:
    """Refuse what is no number of an interval."""
    ok = isinstance(value, int | float) and not isinstance(value, bool)
    ok = ok and (low < value if low_open else low <= value) and (value < high if high_open else value <= high)
    if not ok:
        interval = f"{'(' if low_open else '['}{low:g}, {high:g}{')' if high_open else ']'}"
        raise InputError(
            _("{name} must be a number in {interval}, not {value}").format(
                name=name, interval=interval, value=value
            )
        )
