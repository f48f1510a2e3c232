"""The runs that make_runs.py made, with what is true of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from make_runs import METRICS
from tasks import is_test


@dataclass(frozen=True)
class Run:
    """One run: `about` as make_runs.py wrote it, `metrics` name → (2E,), `kept` (slots, n) losses by
    example."""

    about: dict[str, Any]
    metrics: dict[str, np.ndarray[Any, Any]]
    kept: np.ndarray[Any, Any]

    @property
    def epochs(self) -> int:
        return int(self.about["epochs"])

    @property
    def is_test(self) -> bool:
        return is_test(self.about["task"])

    @property
    def is_whole(self) -> bool:
        """Whether every value is a number: a run that diverged is another matter."""
        return len(self.metrics["loss"]) == 2 * self.epochs and bool(
            np.isfinite(self.metrics["probe_loss"]).all()
        )


def load(path: Path) -> Iterator[Run]:
    """All runs in a file, or in the folder of tasks that are finished so far."""
    for part in sorted(path.glob("*.npz")) if path.is_dir() else [path]:
        with np.load(part) as found:
            for about in json.loads(str(found["about"])):
                key = f"{about['task']}/{about['member']}"
                values = found[f"metrics/{key}"]
                yield Run(about, dict(zip(METRICS, values.T, strict=True)), found[f"examples/{key}"])
