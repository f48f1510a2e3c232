"""The worker's side of a benchmark: a process that answers "run n steps" with the seconds they took.

Imported by the peers in environments of their own, so it needs nothing but Python and NumPy.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

BATCH = 32
INPUTS, OUTPUTS = 784, 10
SIDE = 4096
"""Of the matrices that the peak of a product is measured with."""
FLOATS = 2**25
"""Of each array that the memory's bandwidth is measured with: 128 MB, several times the caches."""


def arguments() -> argparse.Namespace:
    """The worker's arguments. Pins the process to its cores, so call it before any heavy import."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cores", type=int, default=0, help="use the first so many cores; 0 is all")
    parser.add_argument("--kind", default="")
    options = parser.parse_args()
    if options.cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: options.cores])
    return options


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def digits(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """The training images, (n, 784) float32 in [0, 1], and their labels, (n,) int64."""
    import numpy as np  # Here, since it counts the cores when it is imported.

    x = np.load(folder / "x.npy").astype(np.float32) / 255
    return x, np.load(folder / "y.npy").astype(np.int64)


class Window:
    """Hands out the next rows of the training set, so that rounds go on training instead of memorising."""

    def __init__(self, rows: int) -> None:
        self.rows, self.start = rows, 0

    def take(self, wanted: int) -> slice:
        """The next `wanted` rows; begins again where the end is too near."""
        if wanted > self.rows:
            raise ValueError(f"{wanted // BATCH} steps are more than an epoch of {self.rows // BATCH}")
        if self.start + wanted > self.rows:
            self.start = 0
        self.start += wanted
        return slice(self.start - wanted, self.start)


def serve(step_seconds: Callable[..., float], about: dict[str, Any]) -> None:
    """Answer each line of stdin, keyword arguments for `step_seconds` as JSON, by a line on stdout."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # What a library prints must not end up between the answers.
    print(json.dumps(about | {"python": sys.version.split()[0], "cores": cores()}), file=out)
    for line in sys.stdin:
        print(json.dumps({"seconds": step_seconds(**json.loads(line))}), file=out)
