"""Looking into networks: what they make of a drawn picture, their weights, their errors."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from hanka.errors import HankaError, InputError
from hanka.experiment import Experiment, layer_shapes
from hanka.messages import gettext as _
from hanka.report._errors import picture_uri
from hanka.report._predictions import Predictions, predictions
from hanka.report._subject import Subject

__all__ = ["errors", "picture_shape", "predict", "weights"]

_MOST_UNITS = 64
_MOST_WRONG = 48
_MOST_VALUES = 8
_PICTURE = 2


def predict(experiment: Experiment, pixels: Any) -> dict[str, Any]:
    """The probabilities of every network that has weights for one picture.

    Args:
        experiment: of networks that read pictures.
        pixels: height · width numbers of 0 to 255, bright on dark.

    Raises:
        InputError: they are something else.
    """
    about = experiment.dataset
    n = math.prod(about["input_shape"])
    if picture_shape(about) is None:
        raise InputError(_("these networks read no pictures"))
    if (
        not isinstance(pixels, list)
        or len(pixels) != n
        or not all(isinstance(p, int | float) for p in pixels)
    ):
        raise InputError(_("a picture is {n} numbers of 0 to 255").format(n=n))
    x = np.clip(np.asarray(pixels, np.float64), 0, 255).reshape(1, *about["input_shape"])
    x = x.round().astype(np.uint8) if _bytes(experiment) else x / 255 * _top(experiment)
    found = []
    for run in _subject(experiment).runs:
        try:
            answer = experiment.predict(run.member, x)[0]
        except HankaError:  # it has no weights yet
            continue
        probabilities = [float(value) for value in np.atleast_1d(answer)]
        if not np.all(np.isfinite(probabilities)):  # it diverged
            continue
        found.append({"member": run.member, "label": run.label, "probabilities": probabilities})
    return {"classes": about["class_names"], "members": found}


def weights(experiment: Experiment, member: int) -> dict[str, Any]:
    """A network's layers, and the weights into its first layer's units as pictures of -1 to 1."""
    arrays = experiment.weights(member)
    shapes = layer_shapes(experiment.family.specs[member], experiment.dataset)
    layers = [
        {"name": name, "shape": list(shape), "connections": math.prod(shape), "biases": shape[-1]}
        for name, shape in shapes.items()
    ]
    name = next(iter(shapes))
    first = np.asarray(arrays[f"{name}/kernel"], np.float64)
    shape = picture_shape(experiment.dataset)
    if name.startswith("conv"):
        shape, first = list(first.shape[:2]), first.mean(axis=2).reshape(-1, first.shape[-1])
    found = {"layers": layers, "of": first.shape[1]}
    if shape is None:
        return found | {"height": 0, "width": 0, "units": []}
    shown = np.nan_to_num(first[:, :_MOST_UNITS].T, posinf=0.0, neginf=0.0)
    shown = shown / (np.abs(shown).max(axis=1, keepdims=True) + 1e-12)
    units = [[round(float(value), 3) for value in unit] for unit in shown]
    return found | {"height": shape[0], "width": shape[1], "units": units}


def errors(experiment: Experiment, member: int) -> dict[str, Any]:
    """The validation examples that a network gets wrong, those it was most sure of first; of a regression
    those it misses by most.

    Raises:
        InputError: there is nothing to compare with, or no weights yet.
    """
    experiment.network_of(member)
    found = predictions(_subject(experiment).runs[member])
    if found is None:
        raise InputError(_("this network has no weights or no validation data yet"))
    said = {"n": len(found.y), "stored": found.stored}
    if experiment.dataset["task"] == "regression":
        off = np.abs(found.predicted - found.y)
        places = np.argsort(-off, kind="stable")[:_MOST_WRONG]
        examples = [
            _example(experiment, found, i)
            | {"true": f"{found.y[i]:.5g}", "predicted": f"{found.predicted[i]:.5g}", "sure": float(off[i])}
            for i in places
        ]
        return said | {"wrong": None, "share": None, "examples": examples}
    names = experiment.dataset["class_names"]
    chosen = found.predicted.argmax(axis=1)
    wrong = np.flatnonzero(chosen != found.y)
    chances = found.predicted[wrong, chosen[wrong]]
    order = np.argsort(-chances, kind="stable")[:_MOST_WRONG]
    examples = [
        _example(experiment, found, i)
        | {"true": names[int(found.y[i])], "predicted": names[chosen[i]], "sure": float(chance)}
        for i, chance in zip(wrong[order], chances[order], strict=True)
    ]
    return said | {"wrong": len(wrong), "share": len(wrong) / len(found.y), "examples": examples}


def picture_shape(about: Mapping[str, Any]) -> list[int] | None:
    """Height and width of a data set's pictures, also of those that lie in a table's row pixel by pixel; None
    where there are none."""
    shape, names = about["input_shape"], about["feature_names"]
    if len(shape) == _PICTURE:
        return list(shape)
    side = math.isqrt(len(names))
    pixels = side > 1 and side * side == len(names) and all(name.startswith("pixel") for name in names)
    return [side, side] if pixels else None


def _example(experiment: Experiment, found: Predictions, i: int) -> dict[str, Any]:
    """An example's name, and its picture or its first values."""
    x, shape = found.x[i], picture_shape(experiment.dataset)
    picture = picture_uri(x.reshape(shape)) if shape else None
    values = None if shape else ", ".join(f"{float(value):.4g}" for value in np.ravel(x)[:_MOST_VALUES])
    return {"name": found.names[i], "picture": picture, "values": values}


def _subject(experiment: Experiment) -> Subject:
    return Subject([experiment], diagnose=lambda _history: (), empty=True)


def _bytes(experiment: Experiment) -> bool:
    """Whether its pictures are bytes: then their scale is 255."""
    return bool(np.all(np.asarray(experiment.dataset["scale"]) == 255.0))


def _top(experiment: Experiment) -> float:
    """The brightest value of pictures in units of their own."""
    x, _y, _names = experiment.samples
    return float(np.max(x)) if len(x) else 1.0
