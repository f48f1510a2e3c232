"""Networks trained to their end in memory: one when it is asked for, or many ahead, as families."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanka.dataset import Dataset
from hanka.engine import run
from hanka.experiment._weights import select
from hanka.history import History
from hanka.spec import Family, Spec

__all__ = ["Asked", "Trained", "train", "train_ahead"]

Trained = tuple[History, dict[str, NDArray[Any]]]
"""The history, and the arrays of the last epoch by name (of the best where the spec restores them)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a fit asks to be trained."""

    spec: Spec
    data: Dataset

    @property
    def key(self) -> tuple[Spec, str]:
        """Equal where the training is."""
        return self.spec, self.data.sha256


_AHEAD: dict[tuple[Spec, str], Trained] = {}
"""What has been trained and not yet been asked for."""


def train(asked: Asked) -> Trained:
    """What was trained ahead for this, else trained now."""
    found = _AHEAD.pop(asked.key, None)
    if found is None:
        [found] = _trained([asked.spec], asked.data)
    return found


def train_ahead(asked: Iterable[Asked]) -> None:
    """Train all of them, those of one data set as a family, and keep them until they are asked for."""
    _AHEAD.clear()
    by_data: dict[str, list[Asked]] = {}
    for each in asked:
        by_data.setdefault(each.data.sha256, []).append(each)
    for alike in by_data.values():
        specs = list(dict.fromkeys(each.spec for each in alike))
        found = _trained(specs, alike[0].data)
        _AHEAD.update(((spec, alike[0].data.sha256), each) for spec, each in zip(specs, found, strict=True))


def _trained(specs: Sequence[Spec], data: Dataset) -> list[Trained]:
    rows: dict[int, list[dict[str, Any]]] = {member: [] for member in range(len(specs))}
    weights: dict[int, dict[str, NDArray[Any]]] = {}
    for chunk in run(Family(tuple(specs)), data):
        for row in chunk.rows:
            rows[row["member"]].append(row)
        if chunk.finished:
            arrays = {
                name: np.asarray(array) for name, array in select(chunk.checkpoint.arrays, "last").items()
            }
            for place, member in enumerate(chunk.checkpoint.members):
                weights[member] = {name: array[place] for name, array in arrays.items()}
    n_val = len(data.x_val) or None
    return [
        (History.from_rows(rows[i], params=spec.to_dict(), n_val=n_val, source="hanka"), weights[i])
        for i, spec in enumerate(specs)
    ]
