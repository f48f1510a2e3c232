"""The data on the devices, as arguments of the program: never closed over, and placed once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from hanka.dataset import Dataset
from hanka.engine._devices import replicated
from hanka.spec import Spec

__all__ = ["Arrays", "Probe", "evaluation_rows", "place"]

Arrays = dict[str, Any]
"""`x_train, y_train`, and `x_val, y_val` and `x_probe, y_probe` where there are such; `offset, scale`."""

Probe = tuple[Any, Any]
"""(x, y) of a third set, raw as the data set's own arrays are."""

_KEPT = 2
_placed: OrderedDict[tuple[Any, ...], Arrays] = OrderedDict()


def place(data: Dataset, probe: Probe | None, n_devices: int) -> Arrays:
    """The data on each of the first `n_devices`; a data set that was placed before is found again.

    The training rows are shuffled once, by a fixed seed, so that any first rows of them are a random
    sample: subsets by `train_size` are nested, and the sample on which training metrics are measured
    is the first rows of a member's own training set.
    """
    key = (data.sha256, None if probe is None else (id(probe[0]), id(probe[1])), n_devices)
    if key not in _placed:
        order = np.random.default_rng(0).permutation(len(data.x_train))
        parts = {"train": (data.x_train[order], data.y_train[order])}
        if len(data.x_val):
            parts["val"] = (data.x_val, data.y_val)
        if probe is not None:
            parts["probe"] = (np.asarray(probe[0]), np.asarray(probe[1]))
        arrays: Arrays = {}
        for name, (x, y) in parts.items():
            arrays[f"x_{name}"], arrays[f"y_{name}"] = _inputs(data, x), _targets(data, y)
        dtype = jnp.result_type(float)
        arrays["offset"], arrays["scale"] = data.offset.astype(dtype), data.scale.astype(dtype)
        _placed[key] = jax.device_put(arrays, replicated(n_devices))
        # The probe is kept alive beside its key, which is its identity.
        _placed[key]["_probe"] = probe
        while len(_placed) > _KEPT:
            _placed.popitem(last=False)
    return {name: array for name, array in _placed[key].items() if name != "_probe"}


def evaluation_rows(spec: Spec, data: Dataset) -> int:
    """On how many training rows a member's `loss` and `accuracy` are measured: as many as there are
    validation rows, all where there are fewer of them, or no validation rows."""
    rows = spec.rows(len(data.x_train))
    return min(rows, len(data.x_val) or rows)


def _inputs(data: Dataset, x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    # Bytes stay bytes on the device, a quarter of the memory to move; the step divides them.
    return x if x.dtype == np.uint8 else x.astype(jnp.result_type(float))


def _targets(data: Dataset, y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if data.task != "regression":
        return y.astype(np.int32)
    return ((y - data.target_offset) / data.target_scale).astype(jnp.result_type(float))
