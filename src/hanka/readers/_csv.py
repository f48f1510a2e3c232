"""Logs as delimited text: Keras' CSVLogger, Lightning's metrics.csv, and any other table with a header."""

from __future__ import annotations

import csv
import itertools
import math
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from hanka.errors import InputError, NothingYetError
from hanka.history import History, Vector
from hanka.messages import gettext as _
from hanka.readers._columns import histories

__all__ = ["read_csv"]

_KINDS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".txt": "csv", ".log": "csv"}


def read_csv(path: Path) -> list[History] | None:
    """The runs in a file `.csv`, `.tsv`, `.txt` or `.log`; None for any other.

    Separated by comma, semicolon, tab or spaces, with a header. Columns of words are left out.

    Raises:
        InputError: it has no header or no rows, or is not UTF-8.
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
    return histories(columns, name=str(path), source=kind)


def _columns(path: Path, file: Iterable[str]) -> dict[str, Vector]:
    terminated = True

    def content() -> Iterator[str]:
        nonlocal terminated
        for line in file:
            terminated = line.endswith(("\n", "\r"))
            if line.strip() and not line.startswith("#"):
                yield line

    lines = content()
    first = next(lines, "")
    if not first:
        raise NothingYetError(_("{path} is empty").format(path=path))
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
    places = {name: place for place, name in reversed(list(enumerate(header)))}  # of twins the first
    columns: dict[str, array[float]] = {}
    n = 0
    for row in rows:
        if len(row) < len(header) and not terminated:  # still being written
            continue
        if [name.strip() for name in row] == header:  # logs that were joined
            continue
        for name, place in places.items():
            # A column begins with its first number: those of words never do.
            if place < len(row) and (value := _number(row[place])) is not None:
                column = columns.setdefault(name, array("d"))
                column.extend(itertools.repeat(math.nan, n - len(column)))
                column.append(value)
        n += 1
    if not n:
        raise NothingYetError(_("{path} has a header and no rows yet").format(path=path))
    for column in columns.values():
        column.extend(itertools.repeat(math.nan, n - len(column)))
    return {name: np.frombuffer(columns[name]) for name in dict.fromkeys(header) if name in columns}


def _number(cell: str) -> float | None:
    """A cell's number; None where it has none, as the NA of Keras' CSVLogger; infinite where it is nan.

    >>> [_number(cell) for cell in (" 0.5", "0,5", "NA", "1e-3", "97%", "nan")]
    [0.5, 0.5, None, 0.001, 97.0, inf]
    """
    try:
        value = float(cell.strip().removesuffix("%").replace(",", "."))
    except ValueError:
        return None
    return math.inf if math.isnan(value) else value
