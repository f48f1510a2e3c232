"""Which rows train, which validate and which test: by a seed of its own, stratified by class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from hanka.dataset._raw import shown
from hanka.dataset._types import Array
from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["CUSTOMARY", "Parts", "check_classes", "check_request", "rows_of", "split"]

CUSTOMARY = 0.2
"""The share of validation rows, and that of test rows, where none is asked for."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The indices of the training, the validation and the test rows."""

    train: Array
    val: Array
    test: Array


def check_request(name: str, asked: Any) -> None:
    """Refuse what is neither nothing, nor a share in (0, 1), nor a number of rows."""
    if asked is None or isinstance(asked, bool):
        return
    whole = isinstance(asked, int | np.integer) and asked >= 0
    share = isinstance(asked, float) and (asked == 0 or 0 < asked < 1)
    if not (whole or share):
        raise InputError(
            _("{name} must be a file, a share between 0 and 1 or a number of rows, not {value}").format(
                name=name, value=asked
            )
        )


def rows_of(name: str, asked: Any, n: int) -> int:
    """How many of `n` rows a request means: None and True the customary share, 0 and False none.

    >>> rows_of("val", None, 50), rows_of("val", 0.5, 50), rows_of("val", 7, 50), rows_of("val", 0, 50)
    (10, 25, 7, 0)
    """
    check_request(name, asked)
    if asked is None or asked is True:
        asked = CUSTOMARY
    if not asked:
        return 0
    rows = max(1, round(asked * n)) if isinstance(asked, float) else int(asked)
    if rows >= n:
        raise InputError(
            _(
                "{name} asks for {rows} of {n} rows, and some have to be left to train on; ask for fewer"
            ).format(name=name, rows=rows, n=n)
        )
    return rows


def split(n: int, labels: Array | None, val: int, test: int, seed: int) -> Parts:
    """Cut `n` rows in three, each class by the same shares where there are `labels`.

    Raises:
        InputError: too many rows are asked for, a class has too few rows, or scikit-learn is missing.
    """
    if val + test >= n:
        raise InputError(
            _(
                "val and test ask for {rows} of {n} rows, and some have to be left to train on; ask for fewer"
            ).format(rows=val + test, n=n)
        )
    rest, test_rows = _cut(np.arange(n), labels, test, seed, "test")
    train, val_rows = _cut(rest, labels, val, seed, "val")
    return Parts(train, val_rows, test_rows)


def _cut(rows: Array, labels: Array | None, n: int, seed: int, name: str) -> tuple[Array, Array]:
    """The rows without `n` of them, and these."""
    if n == 0:
        return rows, rows[:0]
    try:
        from sklearn.model_selection import train_test_split
    except ImportError as error:
        raise InputError(
            _(
                "splitting data needs scikit-learn, which is not installed: {command}; "
                "or give files for all parts"
            ).format(command="python -m pip install 'hanka[train]'")
        ) from error
    classes = None if labels is None else labels[rows]
    if classes is not None:
        _check_counts(classes, n, len(rows) - n, name)
    kept, taken = train_test_split(rows, test_size=n, random_state=seed, stratify=classes)
    return kept, taken


def _check_counts(classes: Array, taken: int, kept: int, name: str) -> None:
    """scikit-learn's own conditions for a stratified split, told in advance."""
    counts = np.bincount(classes)
    counts = counts[counts > 0]
    if counts.min() < 2:
        raise InputError(
            _(
                "a class has a single row, which cannot be both in the training and in the {name} rows; "
                "leave it out, join it to another, or set {name}=0"
            ).format(name=name)
        )
    if min(taken, kept) < len(counts):
        raise InputError(
            _(
                "{rows} rows cannot hold each of the {classes} classes; ask for more rows in {name}, or 0"
            ).format(rows=min(taken, kept), classes=len(counts), name=name)
        )


def check_classes(parts: dict[str, Array], names: tuple[str, ...]) -> None:
    """Refuse a part, by name, in which a class is missing."""
    for part, labels in parts.items():
        if len(labels) == 0:
            continue
        missing = np.flatnonzero(np.bincount(labels, minlength=len(names)) == 0)
        if len(missing):
            raise InputError(
                _(
                    "the class '{name}' is missing from the {part} rows; "
                    "take more rows for that part, another split_seed, or leave the class out"
                ).format(name=shown(names[missing[0]]), part=part)
            )
