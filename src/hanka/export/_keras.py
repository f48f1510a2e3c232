"""A chain as a Keras model of Keras' own layers."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

from hanka.errors import InputError
from hanka.export._chain import EPSILON, Chain, Step
from hanka.messages import gettext as _
from hanka.spec import POOL

__all__ = ["write_keras"]

_DTYPE = "float32"
"""Of every layer, whatever Keras' own default has been set to."""


def write_keras(chain: Chain, path: Path) -> None:
    """A `Sequential` that `keras.saving.load_model` reads; the file's name must end in .keras."""
    if path.suffix != ".keras":
        raise InputError(_("Keras' files are named .keras, and {path} is not").format(path=path))
    keras = _imported()
    layers = [_layer(keras, step, chain.input_shape) for step in chain.steps]
    if chain.task == "regression":
        layers.append(keras.layers.Reshape((), dtype=_DTYPE))
    model = keras.Sequential([keras.Input(chain.input_shape, dtype=_DTYPE), *layers], name="hanka")
    for layer, step in zip(layers, chain.steps, strict=False):
        if layer.weights and step.kind not in ("scale", "unscale"):
            layer.set_weights(_weights(step))
    model.save(path)


def _imported() -> Any:
    """Keras, on JAX where nobody has chosen and TensorFlow, its own choice, is not there."""
    if importlib.util.find_spec("tensorflow") is None:
        os.environ.setdefault("KERAS_BACKEND", "jax")
    try:
        import keras
    except ImportError as error:
        raise InputError(_("Keras is not installed: python -m pip install 'hanka[keras]'")) from error
    return keras


def _layer(keras: Any, step: Step, input_shape: tuple[int, ...]) -> Any:
    layers, a = keras.layers, step.arrays
    match step.kind:
        case "flatten":
            return layers.Flatten(dtype=_DTYPE)
        case "channel":
            return layers.Reshape((*input_shape, 1), dtype=_DTYPE)
        case "conv":
            return layers.Conv2D(a["kernel"].shape[3], a["kernel"].shape[:2], dtype=_DTYPE)
        case "pool":
            return layers.MaxPooling2D(POOL, dtype=_DTYPE)
        case "scale":
            # Keras divides by the square root of the variance.
            return layers.Normalization(mean=a["offset"], variance=a["scale"] ** 2, dtype=_DTYPE)
        case "unscale":
            return layers.Rescaling(float(a["scale"][0]), float(a["offset"][0]), dtype=_DTYPE)
        case "dense":
            return layers.Dense(a["kernel"].shape[1], dtype=_DTYPE)
        case "batch":
            return layers.BatchNormalization(epsilon=EPSILON, dtype=_DTYPE)
        case "layer":
            return layers.LayerNormalization(epsilon=EPSILON, dtype=_DTYPE)
    return layers.Activation(step.kind, dtype=_DTYPE)


def _weights(step: Step) -> list[Any]:
    order = {
        "conv": ("kernel", "bias"),
        "dense": ("kernel", "bias"),
        "batch": ("gamma", "beta", "mean", "variance"),
        "layer": ("gamma", "beta"),
    }
    return [step.arrays[name] for name in order[step.kind]]
