"""A data set in plain data, for `hanka data`."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanka.dataset._types import Array, Dataset

__all__ = ["describe"]

_PARTS = ("train", "val", "test")


def describe(data: Dataset) -> dict[str, Any]:
    """What there is to say of a data set, fit for JSON.

    Keys: name, task, source, rows (by part), input_shape, dtype, classes (name → rows by part) or
    target (minimum, mean, maximum and standard deviation on the training rows), features, ask (how
    many inputs to be asked about), options and sha256.

    >>> from hanka.dataset import load
    >>> describe(load("fare"))["rows"], describe(load("fare"))["classes"]["1000"]
    ({'train': 4, 'val': 0, 'test': 0}, {'train': 2, 'val': 0, 'test': 0})
    """
    labels = {part: getattr(data, f"y_{part}") for part in _PARTS}
    facts: dict[str, Any] = {
        "name": data.name,
        "task": data.task,
        "source": data.source,
        "rows": {part: len(y) for part, y in labels.items()},
        "input_shape": list(data.input_shape),
        "dtype": str(data.x_train.dtype),
    }
    if data.task == "regression":
        facts["target"] = _spread(data.y_train)
    else:
        counts = {part: np.bincount(y, minlength=len(data.class_names)) for part, y in labels.items()}
        facts["classes"] = {
            name: {part: int(counts[part][index]) for part in _PARTS}
            for index, name in enumerate(data.class_names)
        }
    facts["features"] = list(data.feature_names)
    facts["ask"] = 0 if data.ask is None else len(data.ask)
    facts["options"] = dict(data.options)
    facts["sha256"] = data.sha256
    return facts


def _spread(y: Array) -> dict[str, float]:
    return {
        "minimum": float(y.min()),
        "mean": float(y.mean(dtype=np.float64)),
        "maximum": float(y.max()),
        "standard_deviation": float(y.std(dtype=np.float64)),
    }
