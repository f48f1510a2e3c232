"""Logs as delimited text: Keras' CSVLogger, Lightning's metrics.csv, and any other table with a header."""

from __future__ import annotations

import csv
import itertools
import math
from array import array
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from hanka.errors import InputError
from hanka.history import History, Vector
from hanka.messages import gettext as _
from hanka.readers._columns import histories

__all__ = ["read_csv"]

_KINDS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".txt": "csv", ".log": "csv"}


def read_csv(path: Path) -> list[History] | None:
    """The runs in a file `.csv`, `.tsv`, `.txt` or `.log`; None for any other.

    Separated by comma, semicolon, tab or spaces, with a header. Columns of words are left out.

    Raises:
        InputError: it has no header, no rows or no metric, or is not UTF-8.
    """
    kind = _KINDS.get(path.suffix.lower())
    if kind is None or not path.is_file():
        return None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            columns = _columns(path, file)
    except UnicodeDecodeError as error:
        raise InputError(
            _("{path} is not UTF-8 ({reason}); save it as UTF-8").format(path=path, reason=error.reason)
        ) from error
    except csv.Error as error:
        raise InputError(_("{path} is no table: {reason}").format(path=path, reason=error)) from error
    found = histories(columns, name=str(path), source=kind)
    if not found:
        raise InputError(
            _("{path} has no column of a metric such as loss or val_loss (it has: {columns})").format(
                path=path, columns=", ".join(columns)[:200]
            )
        )
    return found


def _columns(path: Path, file: Iterable[str]) -> dict[str, Vector]:
    lines = (line for line in file if line.strip() and not line.startswith("#"))
    first = next(lines, "")
    if not first:
        raise InputError(_("{path} is empty").format(path=path))
    delimiter = max("\t;,", key=first.count)
    if delimiter not in first:
        delimiter = " "
    rows = csv.reader(itertools.chain([first], lines), delimiter=delimiter, skipinitialspace=True)
    header = [name.strip() for name in next(rows)]
    if any(_number(name) is not None for name in header):
        raise InputError(
            _("{path} has no header: its first line has numbers; put the names of the columns there").format(
                path=path
            )
        )
    columns: dict[str, array[float]] = {}
    n = 0
    for row in rows:
        if [name.strip() for name in row] == header:  # logs that were joined
            continue
        for name, cell in zip(header, row, strict=False):
            # A column begins with its first number: those of words never do.
            if (value := _number(cell)) is not None:
                column = columns.setdefault(name, array("d"))
                column.extend(itertools.repeat(math.nan, n - len(column)))
                column.append(value)
        n += 1
    if not n:
        raise InputError(_("{path} has a header and no rows yet").format(path=path))
    for column in columns.values():
        column.extend(itertools.repeat(math.nan, n - len(column)))
    return {name: np.frombuffer(columns[name]) for name in dict.fromkeys(header) if name in columns}


def _number(cell: str) -> float | None:
    """A cell's number; None where it has none, as the NA of Keras' CSVLogger.

    >>> [_number(cell) for cell in (" 0.5", "0,5", "NA", "1e-3", "97%")]
    [0.5, 0.5, None, 0.001, 97.0]
    """
    try:
        value = float(cell.strip().removesuffix("%").replace(",", "."))
    except ValueError:
        return None
    return None if math.isnan(value) else value
