"""The built-in networks' forward pass, in NumPy alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy import special

from hanka.errors import InputError
from hanka.experiment._summary import layers
from hanka.experiment._tensors import Array
from hanka.messages import gettext as _
from hanka.spec import POOL

__all__ = ["ACTIVATIONS", "Forward", "forward", "predict"]

Forward = Callable[[Mapping[str, Array], Array], Array]
"""(arrays by name, inputs (n, ...) scaled) → logits (n, outputs)."""

# The constants are of the array's own kind, or gelu would turn a float32 network into a float64 one.
ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "relu": lambda x: np.maximum(x, 0),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "gelu": lambda x: x * special.ndtr(x),
    "tanh": np.tanh,
    "sigmoid": special.expit,
    "linear": lambda x: x,
}

_EPSILON = np.float32(1e-3)
"""Keras' epsilon of its normalisations, as in the engine."""
_BUDGET = 1 << 24
"""Numbers in the widest layer's output at a time: 64 MiB of float32."""


def forward(weights: Mapping[str, Array], x: Array, activation: str) -> Array:
    """Logits (n, outputs) of inputs, dropout off: (n, features), or where there are convolutions (n, height,
    width, channels). A layer that has gamma and beta is normalised, by the moments it keeps or, where it
    keeps none, by its own.

    >>> w = {"output/kernel": np.ones((2, 1)), "output/bias": np.zeros(1)}
    >>> forward(w, np.array([[1.0, 2.0]]), "relu").tolist()
    [[3.0]]
    """
    for layer in layers(weights, "conv"):
        x = _activated(weights, layer, _convolved(x, weights[f"{layer}/kernel"]), activation)
        x = _pooled(x)
    x = x.reshape(len(x), math.prod(x.shape[1:]))
    for layer in layers(weights, "hidden"):
        x = _activated(weights, layer, x @ weights[f"{layer}/kernel"], activation)
    return x @ weights["output/kernel"] + weights["output/bias"]


def _activated(weights: Mapping[str, Array], layer: str, x: Array, activation: str) -> Array:
    """What a layer makes of its sums, which have no bias yet."""
    x = x + weights[f"{layer}/bias"]
    if f"{layer}/gamma" in weights:
        x = _normalized(weights, layer, x)
    return ACTIVATIONS[activation](x)


def _convolved(x: Array, kernel: Array) -> Array:
    """Windows without a border, as `hanka.engine` has them."""
    high, wide = kernel.shape[:2]
    height, width = x.shape[1] - high + 1, x.shape[2] - wide + 1
    windows = [x[:, i : i + height, j : j + width] for i in range(high) for j in range(wide)]
    return np.concatenate(windows, axis=-1) @ kernel.reshape(-1, kernel.shape[-1])


def _pooled(x: Array) -> Array:
    """The largest value of each square; what is left at the border is dropped."""
    n, height, width, channels = x.shape
    high, wide = height // POOL, width // POOL
    squares = x[:, : high * POOL, : wide * POOL].reshape(n, high, POOL, wide, POOL, channels)
    return np.asarray(squares.max((2, 4)))


def _normalized(weights: Mapping[str, Array], layer: str, x: Array) -> Array:
    if f"state/{layer}/mean" in weights:
        mean, variance = weights[f"state/{layer}/mean"], weights[f"state/{layer}/variance"]
    else:
        mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    normal = (x - mean) / np.sqrt(variance + _EPSILON)
    return np.asarray(normal * weights[f"{layer}/gamma"] + weights[f"{layer}/beta"])


def predict(
    weights: Mapping[str, Array],
    x: Any,
    activation: str,
    dataset: Mapping[str, Any],
    network: Forward | None = None,
) -> Array:
    """Probabilities (n, classes), or values (n,) in the target's own units, for raw inputs (n, ...).

    Args:
        weights: a member's arrays by name.
        x: raw inputs as in the data set, pictures of 0 to 255; one alone may come without its axis.
        activation: of the hidden layers.
        dataset: the experiment's description of its data set.
        network: the forward pass of a network that is not built in.
    """
    inputs = _inputs(x, tuple(dataset["input_shape"]))
    offset = np.ravel(np.asarray(dataset["offset"], np.float32))
    scale = np.ravel(np.asarray(dataset["scale"], np.float32))
    shape = _shape(weights, dataset) if network is None else tuple(dataset["input_shape"])
    # Of another network nobody knows how wide it gets.
    widest = _widest(weights, inputs.shape[1]) if network is None else max(8_000, inputs.shape[1])
    batch = max(1, _BUDGET // widest)
    logits = []
    for at in range(0, max(len(inputs), 1), batch):
        seen = (inputs[at : at + batch].astype(np.float32) - offset) / scale
        seen = seen.reshape(len(seen), *shape)
        logits.append(forward(weights, seen, activation) if network is None else network(weights, seen))
    return _finish(np.concatenate(logits), dataset)


def _shape(weights: Mapping[str, Array], dataset: Mapping[str, Any]) -> tuple[int, ...]:
    """Of one example, as the first layer takes it: convolutions take pictures with an axis of channels."""
    shape = tuple(dataset["input_shape"])
    if not layers(weights, "conv"):
        return (int(np.prod(shape, dtype=np.int64)),)
    return shape if len(shape) == 3 else (*shape, 1)


def _widest(weights: Mapping[str, Array], inputs: int) -> int:
    """About how many numbers a layer holds of one example at most: a convolution a window for each pixel."""
    kernels = [weights[f"{name}/kernel"] for name in layers(weights, "conv")]
    windows: list[int] = [inputs // POOL ** (2 * i) * kernel[..., 0].size for i, kernel in enumerate(kernels)]
    return max(1, inputs, *windows, *(int(array.shape[-1]) for array in weights.values() if array.ndim))


def _finish(logits: Array, dataset: Mapping[str, Any]) -> Array:
    if dataset["task"] == "regression":
        return np.asarray(logits[:, 0] * dataset["target_scale"] + dataset["target_offset"])
    if dataset["task"] == "binary":
        # The second class has the logit, the first the rest: 1 − σ(z) = σ(−z), without cancellation.
        return np.asarray(special.expit(np.concatenate([-logits, logits], axis=1)))
    return np.asarray(special.softmax(logits, axis=1))


def _inputs(x: Any, shape: tuple[int, ...]) -> Array:
    """Inputs as (n, features), after their shape has been checked."""
    try:
        array = np.asarray(x)
        if array.dtype.kind not in "biuf":
            array = array.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise InputError(_("the inputs are not numbers: {reason}").format(reason=error)) from error
    features = int(np.prod(shape, dtype=np.int64))
    if array.shape == shape:
        array = array[None]
    if array.shape[1:] not in (shape, (features,)):
        raise InputError(
            _("the network takes inputs of shape {shape}, and these have {given}").format(
                shape=shape, given=array.shape[1:]
            )
        )
    flat = array.reshape(len(array), features)
    if not np.all(np.isfinite(flat)):
        raise InputError(_("the inputs have NaN or infinite values; fill or leave out those rows"))
    return flat
