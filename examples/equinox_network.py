"""A network of one's own with Equinox: dense layers with batch normalisation and dropout.

    hanka train mnist --network equinox_network:network --hidden 64 --dropout 0,.3 --epochs 5

Run it in this folder, or wherever Python finds the module. Equinox' BatchNorm takes no mask, so the rows that
only fill up the last batch of an epoch count in its moments; the Flax example leaves them out.
"""

from __future__ import annotations

from typing import Any

import equinox as eqx
import jax

from hanka.engine import Network
from hanka.spec import Spec


class Dense(eqx.Module):
    """Hidden layers of `sizes` units, each with its normalisation, and one of `outputs` logits."""

    layers: list[eqx.nn.Linear]
    norms: list[eqx.nn.BatchNorm]

    def __init__(self, inputs: int, sizes: tuple[int, ...], outputs: int, key: Any) -> None:
        widths = [inputs, *sizes, outputs]
        keys = jax.random.split(key, len(widths) - 1)
        self.layers = [
            eqx.nn.Linear(a, b, key=k) for a, b, k in zip(widths[:-1], widths[1:], keys, strict=True)
        ]
        self.norms = [eqx.nn.BatchNorm(size, axis_name="batch", mode="batch") for size in sizes]

    def __call__(self, x: Any, state: Any, key: Any, rate: Any) -> tuple[Any, Any]:
        """One example; the batch is the axis of `jax.vmap` that the norms know by its name."""
        x = x.ravel()
        for i, norm in enumerate(self.norms):
            x, state = norm(self.layers[i](x), state)
            x = jax.nn.relu(x)
            if key is not None and rate is not None:
                keep = jax.random.uniform(jax.random.fold_in(key, i), x.shape) >= rate
                x = jax.numpy.where(keep, x / (1 - rate), 0)
        return self.layers[-1](x), state


def network(spec: Spec, outputs: int) -> Network:
    """What `--network equinox_network:network` asks for: the network of a spec, with so many logits."""

    def make(key: Any, example: Any) -> tuple[Dense, Any]:
        return eqx.nn.make_with_state(Dense)(example[0].size, spec.hidden_layer_sizes, outputs, key)

    def init(key: Any, example: Any) -> tuple[Any, Any]:
        model, state = make(key, example)
        return eqx.filter(model, eqx.is_inexact_array), state

    def apply(params: Any, state: Any, x: Any, *, key: Any, training: bool, dropout: Any) -> tuple[Any, Any]:
        # What is no array, as the sizes of the layers, is the same in every model of this shape.
        model, _state = eqx.filter_eval_shape(make, jax.random.key(0), x[:1])
        static = eqx.filter(model, lambda leaf: not isinstance(leaf, jax.ShapeDtypeStruct))
        model = eqx.nn.inference_mode(eqx.combine(params, static), value=not training)
        keys = None if key is None else jax.random.split(key, len(x))
        logits, state = jax.vmap(
            model, in_axes=(0, None, None if keys is None else 0, None), out_axes=(0, None), axis_name="batch"
        )(x, state, keys, dropout)
        return logits, state

    return Network(init, apply, name="equinox")
