"""Rows of text at 10^6: write, tail, open cold, torn last line.

Run: python bench/bench_rows.py [MEMBERS EPOCHS]

"Cold" is a fresh process whose file is not in the page cache (dropped by posix_fadvise, where there is one).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from hanka.dataset._types import Dataset
from hanka.experiment import Experiment
from hanka.experiment._columns import CACHE
from hanka.experiment._rows import HISTORY, RowWriter, blocks
from hanka.spec import Spec, vary

OPEN = """
import sys, time
began = time.perf_counter()
import hanka
experiment = hanka.open(sys.argv[1])
opened = time.perf_counter()
members = experiment.members()
listed = time.perf_counter()
histories = experiment.histories
print(opened - began, listed - began, time.perf_counter() - listed, len(histories), members[-1]["epochs"])
"""


def main() -> None:
    members, epochs = (int(a) for a in (sys.argv[1:3] or (1000, 1000)))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "run"
        family = vary(Spec(hidden_layer_sizes=(64,), epochs=epochs), seed=range(members))
        Experiment.create(folder, family, dataset()).close()
        path = folder / HISTORY
        report("write, a chunk of each epoch's rows", write(path, members, epochs))
        size = path.stat().st_size
        print(f"{'':44}{size / 1e6:8.0f} MB, {size / (members * epochs):.0f} bytes a row")

        began = time.perf_counter()
        tail = sum(block.count(b"\n") for block in blocks(path, max(0, size - 200_000)))
        report(f"tail, the last {tail} rows from an offset", time.perf_counter() - began)

        opened(folder, "without a cache, which it leaves behind")
        if (folder / CACHE).exists():  # fewer rows than it is made for
            print(f"{'':44}{(folder / CACHE).stat().st_size / 1e6:8.0f} MB of cache")
        opened(folder, "with the cache")
        with path.open("ab") as file:
            file.write(path.read_bytes()[: 50_000 * 232].rsplit(b"\n", 1)[0] + b'\n{"member":0,"epo')
        opened(folder, "with about 50,000 rows beyond it and a torn line")
        began = time.perf_counter()
        with RowWriter(path):
            pass
        report("resume: cut the torn line off", time.perf_counter() - began)


def write(path: Path, members: int, epochs: int) -> float:
    rng = np.random.default_rng(0)
    total = 0.0
    with RowWriter(path) as writer:
        for epoch in range(1, epochs + 1):
            values = rng.random((members, 6)).astype(np.float32)
            numbers = [[float(str(v)) for v in line] for line in values]
            rows = [row(member, epoch, v) for member, v in enumerate(numbers)]
            began = time.perf_counter()
            writer.append(rows)
            total += time.perf_counter() - began
    return total


def row(member: int, epoch: int, v: list[float]) -> dict[str, object]:
    """As the engine makes them: the shortest text that names the float32."""
    return {
        **{"member": member, "epoch": epoch, "step": epoch * 1500, "loss": v[0], "accuracy": round(v[1], 4)},
        **{"running_loss": v[2], "penalty": 0.0, "val_loss": v[3], "val_loss_se": v[4]},
        **{"val_accuracy": round(v[5], 4), "learning_rate": 0.001, "seconds": v[2] / 1000},
    }


def opened(folder: Path, how: str) -> None:
    for file in folder.iterdir():
        if file.is_file() and hasattr(os, "posix_fadvise"):
            with file.open("rb") as handle:
                os.fsync(handle.fileno())
                os.posix_fadvise(handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    result = subprocess.run(
        [sys.executable, "-c", OPEN, str(folder)], capture_output=True, text=True, check=True
    )
    opening, listing, histories, *_ = map(float, result.stdout.split())
    report(f"open cold, {how}", opening)
    report("  … import, open and members()", listing)
    report("  … then histories", histories)


def report(what: str, seconds: float) -> None:
    print(f"{what:60}{seconds:8.3f} s", flush=True)


def dataset() -> Dataset:
    x, y = np.zeros((10, 784), np.float32), np.arange(10, dtype=np.int32)
    parts = {
        f"{axis}_{part}": array for part in ("train", "val", "test") for axis, array in (("x", x), ("y", y))
    }
    return Dataset(
        name="bench",
        task="multiclass",
        **parts,
        class_names=tuple("0123456789"),
        source="bench",
        feature_names=(),
        offset=np.zeros(784, np.float32),
        scale=np.ones(784, np.float32),
        target_offset=0.0,
        target_scale=1.0,
        options={},
        ask=None,
        sha256="0" * 64,
    )


if __name__ == "__main__":
    main()
