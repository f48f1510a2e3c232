"""Ctrl-C that can't be lost: Python drops a KeyboardInterrupt that is raised in a callback of a library."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["raise_dropped", "remembered"]


class _Interruption:
    """Handles a signal as Python does, and knows that it came."""

    came = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.came = True
        raise KeyboardInterrupt


@contextmanager
def remembered() -> Iterator[None]:
    """Within, an interruption that was dropped is raised by `raise_dropped`.

    JAX has one such callback, called at every garbage collection.
    """
    names = [name for name in ("SIGINT", "SIGBREAK") if hasattr(signal, name)]
    # Who ignores interruptions, as a shell's job in the background does, or handles them goes on doing so.
    own = [n for name in names if signal.getsignal(n := getattr(signal, name)) is signal.default_int_handler]
    interruption = _Interruption()
    try:
        for number in own:
            signal.signal(number, interruption)
    except ValueError:  # only the main thread is interrupted
        own = []
    try:
        yield
    finally:
        for number in own:
            signal.signal(number, signal.default_int_handler)


def raise_dropped() -> None:
    """Raise the KeyboardInterrupt that came and was dropped."""
    if getattr(signal.getsignal(signal.SIGINT), "came", False):
        raise KeyboardInterrupt
