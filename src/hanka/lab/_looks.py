"""Looking into networks: what they make of a drawn picture, their weights, their errors."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanka.errors import HankaError, InputError
from hanka.experiment import Experiment, layer_shapes
from hanka.messages import gettext as _
from hanka.report._errors import picture_uri
from hanka.report._predictions import predictions
from hanka.report._subject import Subject

__all__ = ["errors", "predict", "weights"]

_MOST_UNITS = 64
_MOST_WRONG = 48
_PICTURE = 2


def predict(experiment: Experiment, pixels: Any) -> dict[str, Any]:
    """The probabilities of every network that has weights for one picture.

    Args:
        experiment: of networks that read pictures.
        pixels: height · width numbers of 0 to 255, bright on dark.

    Raises:
        InputError: they are something else.
    """
    shape = experiment.dataset["input_shape"]
    n = int(np.prod(shape))
    if (
        not isinstance(pixels, list)
        or len(pixels) != n
        or not all(isinstance(p, int | float) for p in pixels)
    ):
        raise InputError(_("a picture is {n} numbers of 0 to 255").format(n=n))
    x = np.clip(np.asarray(pixels, np.float64), 0, 255).reshape(1, *shape)
    x = x.round().astype(np.uint8) if _bytes(experiment) else x / 255 * _top(experiment)
    found = []
    for run in _subject(experiment).runs:
        try:
            answer = experiment.predict(run.member, x)[0]
        except HankaError:  # it has no weights yet
            continue
        chances = [answer] if np.ndim(answer) == 0 else answer
        probabilities = [float(value) for value in chances]
        found.append({"member": run.member, "label": run.label, "probabilities": probabilities})
    return {"classes": experiment.dataset["class_names"], "members": found}


def weights(experiment: Experiment, member: int) -> dict[str, Any]:
    """A network's layers, and the weights into its first layer's units as pictures of -1 to 1."""
    arrays = experiment.weights(member)
    layers: list[dict[str, Any]] = [
        {"name": name, "shape": list(shape), "connections": int(np.prod(shape)), "biases": int(shape[-1])}
        for name, shape in layer_shapes(experiment.family.specs[member], experiment.dataset).items()
    ]
    shape = experiment.dataset["input_shape"]
    first = np.asarray(arrays[f"{layers[0]['name']}/kernel"], np.float64)
    if layers[0]["name"].startswith("conv"):
        shape, first = first.shape[:2], first.mean(axis=2).reshape(-1, first.shape[-1])
    if len(shape) != _PICTURE:
        return {"layers": layers, "height": 0, "width": 0, "units": [], "of": int(first.shape[1])}
    shown = first[:, :_MOST_UNITS].T
    shown = shown / (np.abs(shown).max(axis=1, keepdims=True) + 1e-12)
    units = [[round(float(value), 3) for value in unit] for unit in shown]
    return {
        "layers": layers,
        "height": int(shape[0]),
        "width": int(shape[1]),
        "units": units,
        "of": int(first.shape[1]),
    }


def errors(experiment: Experiment, member: int) -> dict[str, Any]:
    """The validation examples that a network gets wrong, those it was most sure of first.

    Raises:
        InputError: there is nothing to compare with, or no weights yet.
    """
    experiment.network_of(member)
    found = predictions(_subject(experiment).runs[member])
    if found is None:
        raise InputError(_("this network has no weights or no validation data yet"))
    about = experiment.dataset
    if about["task"] == "regression":
        off = np.abs(found.predicted - found.y)
        places = np.argsort(-off, kind="stable")[:_MOST_WRONG]
        examples = [
            _example(found, i, f"{found.y[i]:.5g}", f"{found.predicted[i]:.5g}", off[i]) for i in places
        ]
        return {"n": len(found.y), "wrong": None, "share": None, "stored": found.stored, "examples": examples}
    names = about["class_names"]
    chosen = found.predicted.argmax(axis=1)
    wrong = np.flatnonzero(chosen != found.y)
    sure = wrong[np.argsort(-found.predicted[wrong, chosen[wrong]], kind="stable")][:_MOST_WRONG]
    return {
        "n": len(found.y),
        "wrong": len(wrong),
        "share": len(wrong) / len(found.y),
        "stored": found.stored,
        "examples": [
            _example(found, i, names[int(found.y[i])], names[chosen[i]], found.predicted[i, chosen[i]])
            for i in sure
        ],
    }


def _example(found: Any, i: int, true: str, predicted: str, sure: Any) -> dict[str, Any]:
    x = found.x[i]
    picture = picture_uri(x) if x.ndim == _PICTURE else None
    values = None if picture else ", ".join(f"{float(value):.4g}" for value in np.ravel(x)[:8])
    said = {"name": found.names[i], "picture": picture, "values": values, "true": true}
    return said | {"predicted": predicted, "sure": float(sure)}


def _subject(experiment: Experiment) -> Subject:
    return Subject([experiment], diagnose=lambda _history: (), empty=True)


def _bytes(experiment: Experiment) -> bool:
    """Whether its pictures are bytes: then their scale is 255."""
    return bool(np.all(np.asarray(experiment.dataset["scale"]) == 255.0))


def _top(experiment: Experiment) -> float:
    """The brightest value of pictures in units of their own."""
    x, _y, _names = experiment.samples
    return float(np.max(x)) if len(x) else 1.0
