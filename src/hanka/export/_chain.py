"""`Chain`: a built-in network as what is done to its inputs, one thing after another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanka.errors import InputError
from hanka.experiment import layers
from hanka.messages import gettext as _
from hanka.spec import NETWORKS, Spec

__all__ = ["EPSILON", "Chain", "Step", "chain"]

Array = NDArray[Any]
EPSILON = 1e-3
"""Of the normalisations, Keras' default."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done to all examples at once.

    Attributes:
        kind: `flatten` (each example into one axis), `channel` (a last axis of length 1), `scale`
            ((x − offset) / scale), `conv` (windows of the kernel (height, width, channels, filters), without
            a border, + bias), `pool` (the largest value of each 2 × 2), `dense` (x · kernel + bias), `batch`
            and `layer` (normalisations over the last axis' units), an activation's name, `softmax`, or
            `unscale` (x · scale + offset).
        arrays: by name, float32.
    """

    kind: str
    arrays: dict[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chain:
    """A network and its preprocessing.

    Attributes:
        steps: from raw inputs to predictions.
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
    if (name := experiment.network_of(member)) not in NETWORKS:
        raise InputError(
            _("only networks that hanka knows are exported; {name} needs its own code and weights()").format(
                name=name
            )
        )
    about, arrays = experiment.dataset, experiment.weights(member, weights)
    shape, spec = tuple(about["input_shape"]), experiment.family.specs[member]
    convolutions = layers(arrays, "conv")
    channels = shape[2:] or (1,)
    # What the last axis of inputs has: channels of pictures, or a column for each number of an example.
    last = channels if convolutions else (int(np.prod(shape, dtype=np.int64)),)
    first = ["channel"] if convolutions and len(shape) == 2 else [] if convolutions else ["flatten"]
    scaling = {name: np.broadcast_to(_array(about[name]), last).copy() for name in ("offset", "scale")}
    steps = [*map(Step, first), Step("scale", scaling)]
    for layer in convolutions:
        steps += [*_layer("conv", arrays, layer, spec), Step("pool")]
    steps += [Step("flatten")] if convolutions else []
    for layer in layers(arrays, "hidden"):
        steps += _layer("dense", arrays, layer, spec)
    steps += _ending(_weighted("dense", arrays, "output"), about)
    return Chain(
        steps=tuple(steps),
        input_shape=tuple(about["input_shape"]),
        task=about["task"],
        class_names=tuple(about["class_names"]),
        feature_names=tuple(about["feature_names"]),
        name=f"{experiment.folder.name}:{member}",
    )


def _layer(kind: str, arrays: dict[str, Array], layer: str, spec: Spec) -> list[Step]:
    """A hidden layer: its sums, their normalisation, its activation."""
    steps = [_weighted(kind, arrays, layer)]
    if f"{layer}/gamma" in arrays:
        steps.append(_normalisation(arrays, layer))
    return steps if spec.activation == "linear" else [*steps, Step(spec.activation)]


def _weighted(kind: str, arrays: dict[str, Array], layer: str) -> Step:
    return Step(kind, {name: arrays[f"{layer}/{name}"] for name in ("kernel", "bias")})


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
