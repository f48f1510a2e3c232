"""What a target is: classes or a quantity, and its coding as numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from hanka.dataset._raw import MISSING, Raw, number, shown
from hanka.dataset._types import Array, Task
from hanka.errors import InputError, nearest
from hanka.messages import gettext as _

__all__ = ["MOST_INTEGER_CLASSES", "Coding", "decide"]

MOST_INTEGER_CLASSES = 20
"""An integer target of at most so many distinct values is taken for classes, one of more for a quantity."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How a target becomes numbers.

    Attributes:
        task: multiclass, binary or regression.
        classes: the distinct values, sorted, numbers or text; None for regression.
    """

    task: Task
    classes: Array | None

    @property
    def names(self) -> tuple[str, ...]:
        """The classes' names: integers without a decimal point."""
        return () if self.classes is None else tuple(_spell(value) for value in self.classes.tolist())

    def encode(self, raw: Raw) -> Array:
        """(n,) class indices as int32, or values as float32.

        Raises:
            InputError: missing values, a class that the training rows don't have, text as a quantity.
        """
        if self.classes is None:
            return _quantities(raw)
        y = _values(raw, text=self.classes.dtype == object)
        index = np.minimum(np.searchsorted(self.classes, y), len(self.classes) - 1)
        unseen = np.flatnonzero(self.classes[index] != y)
        if len(unseen):
            raise InputError(
                _("{where}: the class '{value}' in {row} is not among the training rows' {known}").format(
                    where=raw.where,
                    value=shown(_spell(y[unseen[0]])),
                    row=raw.row(int(unseen[0])),
                    known=_listed(self.names),
                )
            )
        return index.astype(np.int32)


def decide(raw: Raw, task: str | None = None) -> Coding:
    """What the target of the training rows is.

    Text is classes, and so are integers of at most `MOST_INTEGER_CLASSES` distinct values and truth
    values; other numbers are a quantity, to be predicted by regression. `task` overrides.
    """
    check_task(task)
    y = _values(raw, text=False if task == "regression" else None)
    classes = np.unique(y)
    if len(classes) < 2:
        raise InputError(
            _("{where}: the target '{target}' is '{value}' in every row: there is nothing to learn").format(
                where=raw.where, target=raw.target, value=shown(_spell(classes[0]))
            )
        )
    if task is None:
        task = "regression" if _is_quantity(classes) else "binary" if len(classes) == 2 else "multiclass"
    if task == "binary" and len(classes) != 2:
        raise InputError(
            _("{where}: the target '{target}' has {n} classes, and binary means two; say multiclass").format(
                where=raw.where, target=raw.target, n=len(classes)
            )
        )
    if task == "regression":
        return Coding("regression", None)
    return Coding("binary" if task == "binary" else "multiclass", classes)


def check_task(task: str | None) -> None:
    """Refuse a task that there is not."""
    if task is not None and task not in get_args(Task):
        raise InputError(
            _("unknown task '{name}'; {nearest}").format(name=task, nearest=nearest(task, get_args(Task)))
        )


def _is_quantity(distinct: Array) -> bool:
    if distinct.dtype == object:
        return False
    return len(distinct) > MOST_INTEGER_CLASSES or bool(np.any(distinct != np.round(distinct)))


def _values(raw: Raw, text: bool | None) -> Array:
    """The target as float64, or as text where it is text (None) or has to be (True)."""
    y = raw.y
    if y.dtype.kind in "biuf":
        if text:
            y = np.array([_spell(value) for value in y.tolist()], object)
            return y
        y = y.astype(np.float64)
        _refuse(raw, ~np.isfinite(y))
        return y
    words = [str(value).strip() if value is not None else "" for value in y.tolist()]
    _refuse(raw, np.array([word.lower() in MISSING for word in words], bool))
    if text is not True:
        try:
            numbers = np.array([number(word) for word in words])
        except ValueError:
            if text is False:
                raise _no_number(raw, words) from None
        else:
            _refuse(raw, ~np.isfinite(numbers))
            return numbers
    values = np.empty(len(words), object)
    values[:] = words
    return values


def _quantities(raw: Raw) -> Array:
    values = _values(raw, text=False)
    with np.errstate(over="ignore"):
        y = values.astype(np.float32)
    _refuse(raw, ~np.isfinite(y))
    return y


def _refuse(raw: Raw, bad: Array) -> None:
    """Refuse missing, NaN and infinite targets."""
    if len(bad) == 0:
        raise InputError(_("{where} has no rows").format(where=raw.where))
    if bad.all():
        raise InputError(
            _("{where}: the target '{target}' is missing in every row; name another with --target").format(
                where=raw.where, target=raw.target
            )
        )
    if bad.any():
        raise InputError(
            _(
                "{where}: the target '{target}' is missing, NaN or infinite "
                "in {count} of {n} rows, first in {row}; leave out those rows"
            ).format(
                where=raw.where,
                target=raw.target,
                count=int(bad.sum()),
                n=len(bad),
                row=raw.row(int(np.flatnonzero(bad)[0])),
            )
        )


def _no_number(raw: Raw, words: list[str]) -> InputError:
    index, word = next((at, word) for at, word in enumerate(words) if not _is_number(word))
    return InputError(
        _("{where}: the target '{target}' is '{value}' in {row}, and regression needs numbers").format(
            where=raw.where, target=raw.target, value=shown(word), row=raw.row(index)
        )
    )


def _is_number(text: str) -> bool:
    try:
        number(text)
    except ValueError:
        return False
    return True


def _spell(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _listed(names: tuple[str, ...], most: int = 10) -> str:
    return ", ".join(map(shown, names[:most])) + (", …" if len(names) > most else "")
