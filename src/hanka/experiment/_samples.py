"""A hundred raw examples beside the weights, so that predicting needs no data set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from hanka.dataset._types import Dataset
from hanka.experiment._tensors import Array, read_metadata, read_tensors, write_tensors

__all__ = ["SAMPLES", "Samples", "read_samples", "write_samples"]

SAMPLES = "samples.safetensors"
Samples = tuple[Array, "Array | None", tuple[str, ...]]
"""x (n, ...) raw, y (n,) or None where nobody knows it, and a name for each: `val[0]`, …"""

_MOST = 100


def write_samples(folder: Path, data: Dataset) -> None:
    """Keep the first validation examples; without any, those to be asked about, else training rows."""
    x: Any
    y: Any
    if len(data.x_val):
        part, x, y = "val", data.x_val, data.y_val
    elif data.ask is not None:
        part, x, y = "ask", data.ask, None
    else:
        part, x, y = "train", data.x_train, data.y_train
    arrays = {"x": np.asarray(x[:_MOST])}
    if y is not None:
        arrays["y"] = np.asarray(y[:_MOST])
    names = [f"{part}[{i}]" for i in range(len(arrays["x"]))]
    write_tensors(folder / SAMPLES, arrays, {"names": json.dumps(names)})


def read_samples(folder: Path) -> Samples:
    """The samples of an experiment's folder."""
    path = folder / SAMPLES
    arrays = read_tensors(path)
    names = json.loads(read_metadata(path).get("names", "[]"))
    return arrays["x"], arrays.get("y"), tuple(names)
