"""Named arrays in a safetensors file, written leaf by leaf.

The library's own `save_file` wants every array in host memory at once and reports a full disk as its
own error. The format is a length, a JSON header and the bytes, so writing it takes a page; reading is
left to the library. Format: https://github.com/huggingface/safetensors#format
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from hanka.errors import InputError
from hanka.experiment._files import replacing, write_all
from hanka.messages import gettext as _

__all__ = ["Array", "is_whole", "read_metadata", "read_tensors", "write_tensors"]

Array = NDArray[Any]

_NAMES = {
    "float64": "F64",
    "float32": "F32",
    "float16": "F16",
    "int64": "I64",
    "int32": "I32",
    "int16": "I16",
    "int8": "I8",
    "uint64": "U64",
    "uint32": "U32",
    "uint16": "U16",
    "uint8": "U8",
    "bool": "BOOL",
}


def write_tensors(
    path: Path, arrays: Mapping[str, Any], metadata: Mapping[str, str], *, durable: bool = False
) -> None:
    """Write arrays, which may lie on a device, and texts about them; one leaf in host memory at a time."""
    # Largest items first, so that each array begins at a multiple of its item's size; then by name, so
    # that equal arrays make equal files.
    order = sorted(arrays, key=lambda name: (-np.dtype(arrays[name].dtype).itemsize, name))
    header: dict[str, Any] = {"__metadata__": dict(metadata)}
    end = 0
    for name in order:
        array = arrays[name]
        dtype = np.dtype(array.dtype)
        begin, end = end, end + dtype.itemsize * int(np.prod(array.shape, dtype=np.int64))
        header[name] = {
            "dtype": _NAMES[dtype.name],
            "shape": [int(n) for n in array.shape],
            "data_offsets": [begin, end],
        }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with replacing(path, durable=durable) as file:
        write_all(file, len(text).to_bytes(8, "little") + text)
        for name in order:
            # No name is kept for the leaf: a view held on longer would forbid the engine to donate it.
            write_all(file, _bytes(np.asarray(arrays[name])))


def _bytes(array: Array) -> memoryview:
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return np.ascontiguousarray(little).reshape(-1).view(np.uint8).data


def read_tensors(path: Path, *, rows: int | None = None) -> dict[str, Array]:
    """The arrays of a file; with `rows`, only that row of each array's first axis."""
    try:
        with safe_open(path, framework="np") as file:
            if rows is None:
                return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            return {name: file.get_slice(name)[rows] for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise _damaged(path, error) from error


def read_metadata(path: Path) -> dict[str, str]:
    """The texts in a file's header."""
    try:
        with safe_open(path, framework="np") as file:
            return dict(file.metadata() or {})
    except (SafetensorError, OSError) as error:
        raise _damaged(path, error) from error


def is_whole(path: Path) -> bool:
    """Whether there is such a file and its length is what its header says."""
    if not path.is_file():
        return False
    try:
        with safe_open(path, framework="np"):
            return True
    except (SafetensorError, OSError):
        return False


def _damaged(path: Path, error: Exception) -> InputError:
    return InputError(
        _("{path} is missing or damaged ({reason}); 'hanka check' tells what else is").format(
            path=path, reason=error
        )
    )
