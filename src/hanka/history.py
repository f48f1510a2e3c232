"""`History`: the metrics by epoch of one run, what everything to the right of the engine understands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["History", "Vector"]

Vector = NDArray[np.float64]

_NOT_METRICS = frozenset({"member", "epoch", "step", "diverged", "stopped"})


@dataclass(frozen=True, slots=True)
class History:
    """Metrics by epoch of one run, named as Keras names them.

    Attributes:
        epoch: (n,) epochs counted from 1.
        step: (n,) optimizer steps taken by the end of each epoch; NaN where a log has none.
        metrics: name → (n,) values, NaN where a log has none: `loss`, `val_loss`, `accuracy`, …
        params: the run's settings as plain data.
        n_val: the number of validation examples, None if unknown.
        name: the file or folder, and the run in it where it has several.
        source: the format it was read from.
        columns: metric → its name in the log, where that is another.
        notes: what the reader noticed, for people.
    """

    epoch: Vector
    step: Vector
    metrics: dict[str, Vector]
    params: dict[str, Any] = field(default_factory=dict)
    n_val: int | None = None
    name: str = ""
    source: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.epoch)

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[Mapping[str, Any]],
        *,
        params: Mapping[str, Any] | None = None,
        n_val: int | None = None,
        name: str = "",
        source: str = "",
    ) -> History:
        """The history of one member's rows; `null` becomes NaN, epochs come in order.

        >>> h = History.from_rows([{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": None}])
        >>> h.metrics["loss"].tolist()
        [0.5, nan]
        """
        ordered = sorted(rows, key=lambda row: row["epoch"])
        names = dict.fromkeys(name for row in ordered for name in row if name not in _NOT_METRICS)

        def column(name: str) -> Vector:
            return np.array([_number(row.get(name)) for row in ordered], dtype=np.float64)

        return cls(
            epoch=column("epoch"),
            step=column("step"),
            metrics={name: column(name) for name in names},
            params=dict(params or {}),
            n_val=n_val,
            name=name,
            source=source,
        )

    def as_validation(self) -> History:
        """The same with test metrics as validation, where they stand in for it: for drawings.

        >>> History(np.ones(1), np.ones(1), {"test_loss": np.zeros(1)}).as_validation().metrics
        {'val_loss': array([0.])}
        """
        if any(name.startswith("val_") for name in self.metrics):
            return self
        return replace(
            self, metrics={re.sub("^test_", "val_", name): values for name, values in self.metrics.items()}
        )

    def best_epoch(self, monitor: str = "val_loss") -> int | None:
        """The epoch, counted from 1, at which `monitor` was lowest (highest for an accuracy);
        the earliest of equals, None where the metric is missing.

        It is the minimum of noisy values, and so flatters: a value read there is optimistic.
        """
        values = self.metrics.get(monitor)
        if values is None or np.all(np.isnan(values)):
            return None
        best = np.nanargmax if monitor.endswith("accuracy") else np.nanargmin
        return int(self.epoch[best(values)])


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)
