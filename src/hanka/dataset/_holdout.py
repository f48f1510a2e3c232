"""What is held out of a source's examples: its own rows, those of other files, or a split."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import Any

import numpy as np

from hanka.dataset._split import rows_of, split
from hanka.dataset._types import Array, Examples
from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["Given", "hold_out"]


class Given(Enum):
    """The wish for a part whose rows were given apart, in a file or in memory."""

    APART = "apart"


def hold_out(examples: Examples, val: Any, test: Any, seed: int) -> Examples:
    """The examples with training, validation and test rows, some of them perhaps none.

    `val` and `test` are None for what is customary, a truth value, a share, a number, or Given.APART.
    """
    n = len(examples.x)
    if not examples.splittable:
        if val or test:
            raise InputError(
                _("every row of '{name}' is for training; leave val and test out").format(name=examples.name)
            )
        return _parts(examples, 0, 0, seed)
    official = examples.x_val is not None and val is not Given.APART
    if official and examples.x_test is None:
        if test or _is_size(val):
            return _official_as_test(examples, val, test, seed)
        test = 0  # the source has said what is held out; more only on request
    n_val = _to_split(examples, "val", val, examples.x_val is not None, n)
    n_test = _to_split(examples, "test", test, examples.x_test is not None, n)
    return _parts(examples, n_val, n_test, seed)


def _is_size(wish: Any) -> bool:
    return isinstance(wish, int | float) and not isinstance(wish, bool) and wish != 0


def _official_as_test(examples: Examples, val: Any, test: Any, seed: int) -> Examples:
    """The rows that the source would validate on become the test set; validation is split from the rest."""
    assert examples.x_val is not None
    n_val = rows_of("val", val, len(examples.x))
    if val is None or val is True:
        n_val = min(n_val, len(examples.x_val))
    wanted = test is None or bool(test)
    if wanted:
        examples = replace(examples, x_test=examples.x_val, y_test=examples.y_val)
    return _parts(examples, n_val, None if wanted else 0, seed)


def _to_split(examples: Examples, name: str, wish: Any, brought: bool, n: int) -> int | None:
    """How many rows to split from the training rows; None where the part's rows are there already."""
    if wish is Given.APART or (brought and (wish is None or wish is True)):
        return None
    if brought and wish:
        raise InputError(
            _("{name}={value}: '{source}' brings its own {name} rows; leave {name} out, or say 0").format(
                name=name, value=wish, source=examples.name
            )
        )
    return rows_of(name, wish, n)


def _parts(examples: Examples, n_val: int | None, n_test: int | None, seed: int) -> Examples:
    """The examples cut up: a number of rows for a part, or None to keep the part's own."""
    x, y = examples.x, examples.y
    if n_val or n_test:
        labels = None if examples.task == "regression" else y
        rows = split(len(x), labels, n_val or 0, n_test or 0, seed)
        examples = replace(examples, x=x[rows.train], y=y[rows.train])
        x_val, y_val, x_test, y_test = x[rows.val], y[rows.val], x[rows.test], y[rows.test]
    else:
        x_val = x_test = _none(x)
        y_val = y_test = _none(y)
    if n_val is not None:
        examples = replace(examples, x_val=x_val, y_val=y_val)
    if n_test is not None:
        examples = replace(examples, x_test=x_test, y_test=y_test)
    return examples


def _none(array: Array) -> Array:
    return np.empty((0, *array.shape[1:]), array.dtype)
