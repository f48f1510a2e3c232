"""CSV files, plain or gzip, by comma, semicolon or tab: a header, then rows of numbers and a target."""

from __future__ import annotations

import csv
import gzip
import itertools
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from hanka.dataset._raw import Raw, number, shown
from hanka.dataset._types import Array
from hanka.errors import InputError, nearest
from hanka.messages import gettext as _

__all__ = ["find_target", "read_csv"]

_DELIMITERS = ",;\t"
_CHUNK = 20_000


def read_csv(path: Path, target: str | None) -> Raw:
    """The rows of a file; every column but the target has to be of numbers.

    Raises:
        InputError: no file, no rows, no header, no such target, ragged rows, text among the numbers.
    """
    with _rows(path) as (header, rows):
        at = find_target(path.name, header, target)
        features: list[Array] = []
        words: list[str] = []
        while chunk := list(itertools.islice(rows, _CHUNK)):
            _check_widths(path, header, chunk, len(words))
            columns = list(zip(*chunk, strict=True))
            words += columns.pop(at)
            features.append(_numbers(path, header[:at] + header[at + 1 :], columns, len(chunk), len(words)))
    if not words:
        raise InputError(_("{where} has a header and no rows").format(where=path.name))
    y = np.empty(len(words), object)
    y[:] = words
    return Raw(
        x=np.concatenate(features),
        y=y,
        names=tuple(header[:at] + header[at + 1 :]),
        target=header[at],
        where=path.name,
        row=lambda index: _("line {line}").format(line=_line(path, index)),
    )


def find_target(where: str, header: list[str], target: str | None) -> int:
    """The index of the target among the columns."""
    if target is None:
        raise InputError(
            _("{where}: name the column to learn with --target; there are {columns}").format(
                where=where, columns=", ".join(header)
            )
        )
    if target not in header:
        raise InputError(
            _("{where} has no column '{target}'; {nearest}").format(
                where=where, target=target, nearest=nearest(target, header)
            )
        )
    return header.index(target)


@contextmanager
def _rows(path: Path) -> Iterator[tuple[list[str], Any]]:
    """The header and the rows that follow; what goes wrong in reading is an InputError."""
    try:
        with _open(path) as file:
            first = file.readline()
            if not first.strip():
                raise InputError(_("{where} is empty").format(where=path.name))
            file.seek(0)
            reader = csv.reader(file, delimiter=_delimiter(first))
            header = [name.strip() for name in next(reader)]
            _check_header(path, header)
            yield header, filter(None, reader)
    except UnicodeDecodeError as error:
        raise InputError(
            _("{where} is not UTF-8 ({reason}); save it as UTF-8").format(
                where=path.name, reason=error.reason
            )
        ) from error
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise InputError(
            _("{where} cannot be read: {reason}").format(where=path.name, reason=error)
        ) from error


def _open(path: Path) -> TextIO:
    if path.name.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _check_header(path: Path, header: list[str]) -> None:
    if all(_is_number(name) for name in header):
        raise InputError(
            _(
                "{where} has no header: its first line is all numbers; add a line with the columns' names"
            ).format(where=path.name)
        )
    for at, name in enumerate(header):
        if not name:
            raise InputError(
                _("{where}: column {number} has no name in the header; name it or take it out").format(
                    where=path.name, number=at + 1
                )
            )
        if not name.isprintable():
            raise InputError(
                _(
                    "{where}: the name of column {number} has a line break or another control character"
                ).format(where=path.name, number=at + 1)
            )
        if name in header[:at]:
            raise InputError(
                _("{where}: two columns are named '{name}'; rename one").format(where=path.name, name=name)
            )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _check_widths(path: Path, header: list[str], chunk: list[list[str]], before: int) -> None:
    if set(map(len, chunk)) != {len(header)}:
        at = next(i for i, row in enumerate(chunk) if len(row) != len(header))
        raise InputError(
            _("{where}, line {line}: {given} values, and the header names {wanted} columns").format(
                where=path.name, line=_line(path, before + at), given=len(chunk[at]), wanted=len(header)
            )
        )


def _numbers(path: Path, names: list[str], columns: list[Any], n: int, after: int) -> Array:
    """(n, columns) float32 of a chunk whose last row is the file's row `after`."""
    made = np.empty((n, len(columns)), np.float32)
    for at, column in enumerate(columns):
        try:
            values = list(map(float, column))
        except ValueError:
            values = _with_gaps(path, names[at], column, after - n)
        with np.errstate(over="ignore"):  # becomes infinite, and is refused as such
            made[:, at] = values
    return made


def _with_gaps(path: Path, name: str, column: tuple[str, ...], before: int) -> list[float]:
    """A column's numbers, NaN where a value is missing."""
    made = []
    for at, text in enumerate(column):
        try:
            made.append(number(text))
        except ValueError:
            raise InputError(
                _(
                    "{where}, line {line}: '{value}' in the column '{column}' is not a number; "
                    "code text as numbers or leave the column out"
                ).format(where=path.name, line=_line(path, before + at), value=shown(text), column=name)
            ) from None
    return made


def _line(path: Path, index: int) -> int:
    """In which line of the file a row ends: looked up when a message needs it, blank lines and all."""
    with _open(path) as file:
        first = file.readline()
        file.seek(0)
        reader = csv.reader(file, delimiter=_delimiter(first))
        next(itertools.islice(filter(None, reader), index + 1, None), None)
        return reader.line_num


def _delimiter(first: str) -> str:
    """The one that cuts the first line into the most names."""
    return max(_DELIMITERS, key=lambda each: len(next(csv.reader([first], delimiter=each))))
