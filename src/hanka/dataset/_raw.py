"""`Raw`: inputs and targets as a file or the caller gives them, before anything is decided about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hanka.dataset._types import Array
from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["MISSING", "Raw", "inputs", "number", "shown"]

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?"})
"""What stands for a missing value in a text file, in lower case."""

_SHOWN = 5
_WIDEST = 80


def _row(index: int) -> str:
    return _("row {row}").format(row=index + 1)


@dataclass(frozen=True, slots=True)
class Raw:
    """Rows that were read and not yet judged.

    Attributes:
        x: (n, ...) numbers.
        y: (n,) numbers, or text as an object array.
        names: of the columns of a table; empty for anything else.
        target: what the target is called.
        where: what the rows are called in messages: the file, or "the dataframe".
        row: from a row's index to how a message names it: a line of a file.
    """

    x: Array
    y: Array
    names: tuple[str, ...] = ()
    target: str = "y"
    where: str = ""
    row: Callable[[int], str] = field(default=_row)


def number(text: str) -> float:
    """A number, NaN for a missing value, ValueError for any other text."""
    return float("nan") if text.strip().lower() in MISSING else float(text)


def shown(text: str) -> str:
    """Text of a file as a message may show it: on one line, and not at any length.

    >>> shown("two\\nlines")
    'two lines'
    """
    line = "".join(char if char.isprintable() else " " for char in text)
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"


def inputs(raw: Raw) -> Array:
    """The inputs as pictures of bytes, (n, height, width, ...) uint8, or a table of finite float32.

    Raises:
        InputError: there are no rows or columns, or something that is no finite number.
    """
    x = raw.x
    if x.dtype.kind not in "biuf":
        raise InputError(
            _("{where}: the inputs are not numbers but {dtype}; convert them first").format(
                where=raw.where, dtype=x.dtype
            )
        )
    if len(x) == 0:
        raise InputError(_("{where} has no rows").format(where=raw.where))
    if x.ndim < 2:
        x = x[:, None]
    if x.size == 0:
        raise InputError(_("{where} has no inputs besides the target").format(where=raw.where))
    if x.dtype == np.uint8 and x.ndim > 2:
        return x
    with np.errstate(over="ignore"):  # what is too large for float32 is found just below
        table = x.astype(np.float32)
    bad = ~np.isfinite(table).reshape(len(table), -1)
    if bad.any():
        raise _not_finite(raw, bad)
    return table


def _not_finite(raw: Raw, bad: Array) -> InputError:
    counts = bad.sum(axis=0)
    columns = np.flatnonzero(counts)
    listed = [f"{_name(raw, column)} ({counts[column]})" for column in columns[:_SHOWN].tolist()]
    text = ", ".join(listed) + (", …" if len(columns) > _SHOWN else "")
    first = int(np.flatnonzero(bad[:, columns[0]])[0])
    return InputError(
        _(
            "{where} has missing, NaN or infinite values in {columns}, of {n} rows, first in {row}; "
            "fill them or leave out those rows or columns"
        ).format(where=raw.where, columns=text, n=len(bad), row=raw.row(first))
    )


def _name(raw: Raw, column: int) -> Any:
    return f"'{raw.names[column]}'" if raw.names else _("column {number}").format(number=column + 1)
