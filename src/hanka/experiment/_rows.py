"""The rows of an experiment: lines of JSON that are only ever appended, and read back as columns."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Self

from hanka.checkpoint import Row
from hanka.errors import InputError
from hanka.experiment._files import write_all
from hanka.messages import gettext as _

__all__ = ["HISTORY", "RowWriter", "blocks", "iter_rows", "parse"]

HISTORY = "history.jsonl"
_BLOCK = 1 << 20

_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode


class RowWriter:
    """Appends rows to a file, whose torn last line, if it has one, is cut off first."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("ab", buffering=0)
        size = self._file.seek(0, os.SEEK_END)
        if (end := whole(path)) < size:
            self._file.truncate(end)

    def append(self, rows: Iterable[Row]) -> None:
        """Append rows in one write: when this returns, they survive the death of the process."""
        write_all(self._file, "".join([_encode(row) + "\n" for row in rows]).encode("ascii"))

    def sync(self) -> None:
        """Wait until the rows lie on the disk: before a checkpoint that counts on them."""
        os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._file.close()


def whole(path: Path) -> int:
    """The length of the file up to the end of its last whole line."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        while end:
            begin = max(0, end - 65536)
            file.seek(begin)
            if (at := file.read(end - begin).rfind(b"\n")) >= 0:
                return begin + at + 1
            end = begin
    return 0


def blocks(path: Path, offset: int = 0) -> Iterator[bytes]:
    """The file's text from a byte offset on, in blocks of whole lines; a torn last line is left out."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        file.seek(offset)
        rest = b""
        while part := file.read(_BLOCK):
            text = rest + part
            end = text.rfind(b"\n") + 1
            rest = text[end:]
            if end:
                yield text[:end]


def parse(block: bytes) -> list[Row]:
    """The rows of a block of whole lines, in one call of the JSON parser: half the time of one a line.

    Raises:
        ValueError: a line is not a row.
    """
    # A comma that some line brings along would make more values, or fewer, than there are lines.
    rows = json.loads(b"[" + block[:-1].replace(b"\n", b",") + b"]")
    if len(rows) != block.count(b"\n"):
        raise ValueError("a line is not one value")
    for row in rows:
        if not is_row(row):
            raise ValueError("a line is not a row")
    return rows  # type: ignore[no-any-return]


def is_row(value: Any) -> bool:
    """Whether a JSON value is an object of a member's epoch."""
    return (
        type(value) is dict
        and type(value.get("member")) is int
        and type(value.get("epoch")) is int
        and value["member"] >= 0
        and value["epoch"] >= 1
    )


def iter_rows(path: Path) -> Iterator[Row]:
    """The rows in the file's order, read as they are asked for."""
    for block in blocks(path):
        yield from parsed(block, path)


def parsed(block: bytes, path: Path) -> list[Row]:
    """`parse`, with an error fit for a user."""
    try:
        return parse(block)
    except ValueError as error:
        raise InputError(
            _("{path} has lines that are not rows; 'hanka check' tells which").format(path=path)
        ) from error
