"""The rows as columns, with a cache beside them, so that a million rows open at once.

`history.jsonl` is the one source of truth. `history.cache.safetensors` holds its first `offset` bytes
as columns and a checksum of the last of them; a cache that doesn't fit is not used, and can be deleted.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanka.checkpoint import Row
from hanka.errors import InputError
from hanka.experiment._rows import blocks, parsed
from hanka.experiment._tensors import is_whole, read_metadata, read_tensors, write_tensors

__all__ = ["CACHE", "STRIDE", "Columns", "counted", "read_columns"]

CACHE = "history.cache.safetensors"
STRIDE = 50_000
"""So many rows beyond the cache make it worth writing anew: half a second of parsing."""

_TAIL = 65536
_KINDS: dict[str, Any] = {"member": np.int64, "epoch": np.int64, "diverged": np.bool_, "stopped": np.bool_}


@dataclass(frozen=True, slots=True)
class Columns:
    """The rows of a file's first `offset` bytes, in the file's order.

    Attributes:
        arrays: name → (rows,); `member` and `epoch` int64, `diverged` bool, all others float64 with
            NaN for null and for a key that a row lacks.
        offset: the bytes read; where to go on.
    """

    arrays: dict[str, NDArray[Any]]
    offset: int

    def __len__(self) -> int:
        return len(self.arrays["member"])


def read_columns(path: Path, known: Columns | None = None) -> Columns:
    """The columns of a file of rows; `known`, read from it before, is only extended."""
    cache = path.with_name(CACHE)
    if known is None or not path.is_file() or path.stat().st_size < known.offset:
        known = _cached(path, cache)
    parts, offset = [known.arrays], known.offset
    for block in blocks(path, offset):
        parts.append(_arrays(parsed(block, path)))
        offset += len(block)
    if len(parts) == 1:
        return known
    columns = Columns(_joined(parts), offset)
    cached = _cached_rows(cache)
    # In proportion, so that all the caches ever written are a small multiple of the last one.
    if len(columns) - cached >= max(STRIDE, cached // 16):
        with contextlib.suppress(OSError):  # a folder that can't be written to, or a full disk
            _save(path, cache, columns)
    return columns


def _cached(path: Path, cache: Path) -> Columns:
    """What the cache holds, if it belongs to the file as it is; else nothing."""
    nothing = Columns(_arrays([]), 0)
    if not is_whole(cache):
        return nothing
    try:
        about = json.loads(read_metadata(cache)["hanka"])
        if about["tail"] != _checksum(path, about["offset"]):
            return nothing
        arrays = read_tensors(cache)
        return Columns({name: arrays[name] for name in about["names"]}, about["offset"])
    except (InputError, OSError, ValueError, KeyError, TypeError):
        return nothing


def counted(path: Path) -> tuple[int, int]:
    """(rows, bytes) of the beginning of a file of rows that its cache knows of; (0, 0) without one."""
    cache = path.with_name(CACHE)
    try:
        about = json.loads(read_metadata(cache)["hanka"])
        if about["tail"] == _checksum(path, about["offset"]):
            return int(about["rows"]), int(about["offset"])
    except (InputError, OSError, ValueError, KeyError, TypeError):
        pass
    return 0, 0


def _cached_rows(cache: Path) -> int:
    try:
        return int(json.loads(read_metadata(cache)["hanka"])["rows"])
    except (InputError, ValueError, KeyError, TypeError):
        return 0


def _save(path: Path, cache: Path, columns: Columns) -> None:
    about = {
        "offset": columns.offset,
        "tail": _checksum(path, columns.offset),
        "rows": len(columns),
        "names": list(columns.arrays),
    }
    write_tensors(cache, columns.arrays, {"hanka": json.dumps(about)})


def _checksum(path: Path, offset: int) -> int | None:
    """Of the last bytes before an offset; None where the file is shorter."""
    with path.open("rb") as file:
        begin = max(0, offset - _TAIL)
        file.seek(begin)
        text = file.read(offset - begin)
    return zlib.crc32(text) if len(text) == offset - begin else None


def _arrays(rows: Sequence[Row]) -> dict[str, NDArray[Any]]:
    names = dict.fromkeys(["member", "epoch"])
    names |= dict.fromkeys(name for row in rows for name in row)
    return {name: _column(rows, name) for name in names}


def _column(rows: Sequence[Row], name: str) -> NDArray[Any]:
    kind = _KINDS.get(name, np.float64)
    try:
        return np.array([row[name] for row in rows], kind)
    except (KeyError, TypeError, ValueError, OverflowError):
        if name in _KINDS:
            return np.array([bool(row.get(name)) for row in rows], kind)
        # Null is NaN, and what a later version or a plugin writes beside the numbers is left to `iter_rows`.
        numbers = (row.get(name) for row in rows)
        return np.array([v if isinstance(v, int | float) else np.nan for v in numbers], kind)


def _joined(parts: Sequence[dict[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    names = dict.fromkeys(name for part in parts for name in part)

    def column(name: str, part: dict[str, NDArray[Any]]) -> NDArray[Any]:
        if name in part:
            return part[name]
        return np.full(len(part["member"]), 0 if name in _KINDS else np.nan, _KINDS.get(name, np.float64))

    return {name: np.concatenate([column(name, part) for part in parts]) for name in names}
