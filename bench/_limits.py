"""The machine's own limits: the peak of a float32 matrix product and the memory's bandwidth.

Run as a worker too, so that they are measured in the same rounds: `--kind gemm` counts products of
4096² matrices as steps, `--kind update` in-place updates of 128 MB, `--kind add` a = b + c of 128 MB each.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor

import _worker

options = _worker.arguments()

import numpy as np

FLOATS, SIDE = _worker.FLOATS, _worker.SIDE
threads = _worker.cores()
pool = ThreadPoolExecutor(threads)
parts = [slice(k * FLOATS // threads, (k + 1) * FLOATS // threads) for k in range(threads)]


def gemm(steps: int) -> float:
    """The seconds of so many products of matrices."""
    a = np.random.default_rng(0).random((SIDE, SIDE), dtype=np.float32)
    out = np.empty_like(a)
    start = time.perf_counter()
    for _ in range(steps):
        np.matmul(a, a, out=out)
    return time.perf_counter() - start


def update(steps: int) -> float:
    """The seconds of so many in-place multiplications: each reads and writes FLOATS numbers."""
    a = np.ones(FLOATS, np.float32)
    start = time.perf_counter()
    for _ in range(steps):
        list(pool.map(lambda part: np.multiply(a[part], np.float32(1.0), out=a[part]), parts))
    return time.perf_counter() - start


def add(steps: int) -> float:
    """The seconds of so many sums a = b + c: each reads 2 FLOATS numbers and writes FLOATS."""
    a, b, c = (np.ones(FLOATS, np.float32) for _ in range(3))
    start = time.perf_counter()
    for _ in range(steps):
        list(pool.map(lambda part: np.add(b[part], c[part], out=a[part]), parts))
    return time.perf_counter() - start


if __name__ == "__main__":
    kinds = {"gemm": gemm, "update": update, "add": add}
    _worker.serve(kinds[options.kind], {"numpy": np.__version__, "cpus": os.cpu_count(), "threads": threads})
