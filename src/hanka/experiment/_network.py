"""The multilayer perceptron's forward pass, in NumPy alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy import special

from hanka.errors import InputError
from hanka.experiment._tensors import Array
from hanka.messages import gettext as _

__all__ = ["ACTIVATIONS", "forward", "predict"]

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
    """Logits (n, outputs) of inputs (n, features), dropout off; a layer that has gamma and beta is
    normalised, by the moments it keeps or, where it keeps none, by its own.

    >>> w = {"output/kernel": np.ones((2, 1)), "output/bias": np.zeros(1)}
    >>> forward(w, np.array([[1.0, 2.0]]), "relu").tolist()
    [[3.0]]
    """
    hidden = sum(name.startswith("hidden_") and name.endswith("/kernel") for name in weights)
    for layer in (f"hidden_{i}" for i in range(1, hidden + 1)):
        x = x @ weights[f"{layer}/kernel"] + weights[f"{layer}/bias"]
        if f"{layer}/gamma" in weights:
            x = _normalized(weights, layer, x)
        x = ACTIVATIONS[activation](x)
    return x @ weights["output/kernel"] + weights["output/bias"]


def _normalized(weights: Mapping[str, Array], layer: str, x: Array) -> Array:
    if f"state/{layer}/mean" in weights:
        mean, variance = weights[f"state/{layer}/mean"], weights[f"state/{layer}/variance"]
    else:
        mean, variance = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    normal = (x - mean) / np.sqrt(variance + _EPSILON)
    return np.asarray(normal * weights[f"{layer}/gamma"] + weights[f"{layer}/beta"])


def predict(weights: Mapping[str, Array], x: Any, activation: str, dataset: Mapping[str, Any]) -> Array:
    """Probabilities (n, classes), or values (n,) in the target's own units, for raw inputs (n, ...).

    Args:
        weights: a member's arrays by name.
        x: raw inputs as in the data set, pictures of 0 to 255; one alone may come without its axis.
        activation: of the hidden layers.
        dataset: the experiment's description of its data set.
    """
    inputs = _inputs(x, tuple(dataset["input_shape"]))
    offset = np.ravel(np.asarray(dataset["offset"], np.float32))
    scale = np.ravel(np.asarray(dataset["scale"], np.float32))
    widest = max(array.shape[-1] for array in weights.values())
    batch = max(1, _BUDGET // max(widest, inputs.shape[1], 1))
    logits = [
        forward(weights, (inputs[at : at + batch].astype(np.float32) - offset) / scale, activation)
        for at in range(0, len(inputs), batch)
    ]
    outputs = len(weights["output/bias"])
    return _finish(np.concatenate(logits) if logits else np.empty((0, outputs), np.float32), dataset)


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
