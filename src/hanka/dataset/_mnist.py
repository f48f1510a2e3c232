"""`mnist`: the 60,000 + 10,000 handwritten digits, bundled, and checked when a process first loads them."""

from __future__ import annotations

import hashlib
import lzma
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from hanka.dataset._types import Array, Examples
from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["MD5", "idx_files", "mnist"]

# The canonical files as they were published, uncompressed.
MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}
_IMAGES_HEADER, _LABELS_HEADER = 16, 8  # bytes before the data of an IDX file of three and one dimensions


@cache  # unpacking takes a second of both cores, and a process that compiles for MNIST goes on to train on it
def mnist() -> Examples:
    """60,000 pictures of 28×28 bytes to train on; the official 10,000 validate, as in the lecture.

    Where a test set is asked for, the official pictures are it, and validation is split from the 60,000.

    Source: Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits (CC BY-SA 3.0).
    """
    content = idx_files()
    return Examples(
        name="mnist",
        task="multiclass",
        x=_images(content["train-images-idx3-ubyte"]),
        y=_labels(content["train-labels-idx1-ubyte"]),
        class_names=tuple(str(digit) for digit in range(10)),
        x_val=_images(content["t10k-images-idx3-ubyte"]),
        y_val=_labels(content["t10k-labels-idx1-ubyte"]),
    )


def idx_files(path: Any = None) -> dict[str, bytes]:
    """The four canonical IDX files by name, from the bundled archive.

    Raises:
        InputError: the archive is missing or damaged, or what is in it is not MNIST.
    """
    path = files("hanka") / "dataset" / "data" / "mnist.zip" if path is None else path
    try:
        # The pieces decompress side by side: lzma and hashlib work without Python's lock.
        with ThreadPoolExecutor() as pool:
            content = dict(_decompress(path, pool))
            sums = dict(zip(content, pool.map(_md5, content.values()), strict=True))
    # A damaged archive fails in zipfile, lzma or struct, each in its own way.
    except Exception as error:
        raise _damaged(str(error)) from error
    for name, md5 in MD5.items():
        if sums.get(name) != md5:
            raise _damaged(_("the checksum of {name} does not match").format(name=name))
    return content


def _decompress(path: Any, pool: ThreadPoolExecutor) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        names = sorted(archive.namelist())
        pieces = list(pool.map(lzma.decompress, [archive.read(name) for name in names]))
    for whole in MD5:
        yield whole, b"".join(p for n, p in zip(names, pieces, strict=True) if n.startswith(whole))


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _damaged(reason: str) -> InputError:
    return InputError(_("the bundled MNIST is damaged ({reason}); reinstall hanka").format(reason=reason))


def _images(content: bytes) -> Array:
    return np.frombuffer(content, np.uint8, offset=_IMAGES_HEADER).reshape(-1, 28, 28)


def _labels(content: bytes) -> Array:
    labels = np.frombuffer(content, np.uint8, offset=_LABELS_HEADER).astype(np.int32)
    labels.flags.writeable = False  # as the pictures are: whoever loads them next has the same arrays
    return labels
