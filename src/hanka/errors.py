"""The errors that hanka raises on purpose; each names the thing that is wrong and the next step."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from hanka.messages import gettext as _

__all__ = ["HankaError", "InputError", "NothingYetError", "TrainingError", "nearest"]


class HankaError(Exception):
    """Anything hanka refuses or cannot finish; the text is fit to be shown to a user."""

    exit_code = 3


class InputError(HankaError, ValueError):
    """The call, the configuration or the data is wrong (the command line's exit code 2)."""

    exit_code = 2


class NothingYetError(InputError):
    """There is nothing in a log yet: a training may just have begun."""


class TrainingError(HankaError, RuntimeError):
    """Training began and could not be finished (the command line's exit code 3)."""

    exit_code = 3


def nearest(word: str, known: Iterable[str]) -> str:
    """A closing clause for an error about an unknown word: the nearest known one, else all of them.

    >>> nearest("admm", ["adam", "sgd"])
    "did you mean 'adam'?"
    >>> nearest("xyzzy", ["adam", "sgd"])
    'known: adam, sgd'
    """
    names = sorted(known)
    if close := difflib.get_close_matches(word, names, n=1):
        return _("did you mean '{name}'?").format(name=close[0])
    return _("known: {names}").format(names=", ".join(names))
