"""The data on the devices, as arguments of the program: never closed over, and placed once."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from hanka.dataset import Dataset
from hanka.engine._devices import replicated
from hanka.errors import InputError
from hanka.messages import gettext as _
from hanka.spec import Spec

__all__ = ["Arrays", "Probe", "class_weights", "place", "places"]

Arrays = dict[str, Any]
"""`x_train, y_train`, and `x_val, y_val` and `x_probe, y_probe` where there are such; `offset, scale`."""

Probe = tuple[Any, Any]
"""(x, y) of a third set, raw as the data set's own arrays are."""

_ROUND = 64
_KEPT = 2
_placed: OrderedDict[tuple[Any, ...], tuple[tuple[Any, ...], Arrays]] = OrderedDict()


def places(data: Dataset) -> int:
    """How many training rows there is room for on the devices: a round number, so that data sets of nearly
    one size, such as the folds of a search, share their compiled programs."""
    return -(-len(data.x_train) // _ROUND) * _ROUND


def place(data: Dataset, probe: Probe | None, n_devices: int) -> Arrays:
    """The data on each of the first `n_devices`; a data set that was placed before is found again.

    The training rows are shuffled once, by a fixed seed, so that any first rows of them are a random
    sample: subsets by `train_size` are nested, and the sample on which training metrics are measured
    is the first rows of a member's own training set. Rows that only fill up the room are never used.
    """
    sources = (data.x_train, data.y_train, data.x_val, data.y_val, *(probe or ()))
    key = (data.sha256, probe is not None, n_devices)
    # The hash finds them again in another process; that they are the same is seen, not believed.
    if key not in _placed or not _same(_placed[key][0], sources):
        order = np.random.default_rng(0).permutation(len(data.x_train))
        order = np.resize(order, places(data))
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
        _placed[key] = sources, jax.device_put(arrays, replicated(n_devices))
        while len(_placed) > _KEPT:
            _placed.popitem(last=False)
    return _placed[key][1]


def class_weights(spec: Spec, data: Dataset) -> np.ndarray[Any, Any]:
    """(classes,) what an example of each class counts in training: as the spec says, or balanced,
    n / (classes · count), scikit-learn's formula, from all training labels."""
    classes = len(data.class_names)
    if spec.class_weight == "balanced":
        counts = np.bincount(data.y_train, minlength=classes)
        return np.asarray(len(data.y_train) / (classes * np.maximum(counts, 1)))
    weights = np.array((spec.class_weight or "").split("/"), float)
    if len(weights) != classes:
        raise InputError(
            _(
                "class_weight has {weights} weights for {classes} classes; give one for each, as {example}"
            ).format(weights=len(weights), classes=classes, example="/".join(["1"] * classes))
        )
    return weights


def _same(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    return all(x is y or np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def _inputs(data: Dataset, x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    # Bytes stay bytes on the device, a quarter of the memory to move; the step divides them.
    return x if x.dtype == np.uint8 else x.astype(jnp.result_type(float))


def _targets(data: Dataset, y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if data.task != "regression":
        return y.astype(np.int32)
    return ((y - data.target_offset) / data.target_scale).astype(jnp.result_type(float))
