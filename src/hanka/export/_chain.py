"""`Chain`: a multilayer perceptron as what is done to its inputs, one thing after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["EPSILON", "Chain", "Step", "chain"]

Array = NDArray[Any]
EPSILON = 1e-3
"""Of the normalisations, Keras' default."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done to all examples at once.

    Attributes:
        kind: `scale` ((x − offset) / scale), `dense` (x · kernel + bias), `batch` and `layer`
            (normalisations), an activation's name, `softmax`, or `unscale` (x · scale + offset).
        arrays: by name, float32.
    """

    kind: str
    arrays: dict[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chain:
    """A network and its preprocessing.

    Attributes:
        steps: from raw inputs, flattened, to predictions.
        input_shape: of one example.
        task: multiclass, binary or regression.
        class_names, feature_names: empty where there are none.
        name: of the experiment and the member.
    """

    steps: tuple[Step, ...]
    input_shape: tuple[int, ...]
    task: str
    class_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    name: str


def chain(experiment: Any, member: int, weights: str) -> Chain:
    """The chain of an experiment's member."""
    if experiment.network != "mlp":
        raise InputError(
            _(
                "only a multilayer perceptron is exported here; {name} needs its own code and weights()"
            ).format(name=experiment.network)
        )
    about, arrays = experiment.dataset, experiment.weights(member, weights)
    features = int(np.prod(about["input_shape"], dtype=np.int64))
    steps = [
        Step(
            "scale",
            {name: np.broadcast_to(_array(about[name]), features).copy() for name in ("offset", "scale")},
        )
    ]
    spec = experiment.family.specs[member]
    hidden = sum(name.startswith("hidden_") and name.endswith("/kernel") for name in arrays)
    for layer in (f"hidden_{i}" for i in range(1, hidden + 1)):
        steps.append(_dense(arrays, layer))
        if f"{layer}/gamma" in arrays:
            steps.append(_normalisation(arrays, layer))
        if spec.activation != "linear":
            steps.append(Step(spec.activation))
    steps += _ending(_dense(arrays, "output"), about)
    return Chain(
        steps=tuple(steps),
        input_shape=tuple(about["input_shape"]),
        task=about["task"],
        class_names=tuple(about["class_names"]),
        feature_names=tuple(about["feature_names"]),
        name=f"{experiment.folder.name}:{member}",
    )


def _dense(arrays: dict[str, Array], layer: str) -> Step:
    return Step("dense", {name: arrays[f"{layer}/{name}"] for name in ("kernel", "bias")})


def _normalisation(arrays: dict[str, Array], layer: str) -> Step:
    kept = {name: arrays[f"{layer}/{name}"] for name in ("gamma", "beta")}
    if f"state/{layer}/mean" not in arrays:
        return Step("layer", kept)
    return Step("batch", kept | {name: arrays[f"state/{layer}/{name}"] for name in ("mean", "variance")})


def _ending(output: Step, about: dict[str, Any]) -> list[Step]:
    """The output layer and what makes predictions of it. The one logit z of two classes becomes the logits
    ∓z/2, whose softmax is (σ(−z), σ(z))."""
    if about["task"] == "regression":
        scale = {"scale": _array([about["target_scale"]]), "offset": _array([about["target_offset"]])}
        return [output, Step("unscale", scale)]
    if about["task"] == "binary":
        output = Step(
            "dense", {name: np.concatenate([-a, a], axis=-1) / 2 for name, a in output.arrays.items()}
        )
    return [output, Step("softmax")]


def _array(values: Any) -> Array:
    return np.asarray(values, np.float32).reshape(-1)
