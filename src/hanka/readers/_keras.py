"""Keras' `History`, the object that `fit` returns, or the dictionary in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hanka.errors import InputError
from hanka.history import History
from hanka.messages import gettext as _
from hanka.readers._json import found_in
from hanka.readers._pairs import is_metric, named

__all__ = ["from_keras"]


def from_keras(history: Any) -> History:
    """The history of Keras' `History` object, or of its dictionary `History.history`.

    Raises:
        InputError: it is neither, or has no metric.

    >>> history = from_keras({"loss": [0.9, 0.5], "val_loss": [1.0, 0.7]})
    >>> history.epoch.tolist(), history.metrics["val_loss"].tolist()
    ([1.0, 2.0], [1.0, 0.7])
    """
    columns = getattr(history, "history", history)
    if not isinstance(columns, Mapping):
        raise InputError(
            _("a {kind} is no history; give Keras' History, its dictionary, or read() a file").format(
                kind=type(history).__name__
            )
        )
    found = found_in({**columns, "params": getattr(history, "params", None) or {}}, "", "keras")
    if len(found) != 1 or not any(map(is_metric, found[0].metrics)):
        raise InputError(_("it has no list of a metric by epoch; a history has loss, val_loss, …"))
    return named(found[0], {})
