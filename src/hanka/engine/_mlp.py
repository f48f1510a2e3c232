"""The multilayer perceptron, with Keras' initial weights and normalisations."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp
from jax import Array

from hanka.engine._draws import dropped
from hanka.engine._layers import ACTIVATIONS, INITIALIZERS, new_layer, normalized
from hanka.engine._network import Network, Tree
from hanka.spec import Spec

__all__ = ["mlp"]


def mlp(spec: Spec, outputs: int) -> Network:
    """The multilayer perceptron of a spec: dense hidden layers, each followed by its normalisation, its
    activation and dropout, and a dense output layer that gives logits.

    Its arrays are `hidden_1/kernel` (inputs, units), `hidden_1/bias` (units,), …, `output/kernel`,
    `output/bias`; with normalisation `hidden_1/gamma` and `hidden_1/beta` (units,), and with that of
    batches the state `hidden_1/mean` and `hidden_1/variance` (units,).
    """
    names = [f"hidden_{i}" for i in range(1, len(spec.hidden_layer_sizes) + 1)]
    layers = dict(zip([*names, "output"], [*spec.hidden_layer_sizes, outputs], strict=True))
    activate, initial = ACTIVATIONS[spec.activation], INITIALIZERS[spec.kernel_initializer]

    def init(key: Array, example: Array) -> tuple[Tree, Tree]:
        inputs = example[0].size
        params: Tree = {}
        state: Tree = {}
        for i, (name, units) in enumerate(layers.items()):
            kernel = initial(jax.random.fold_in(key, i), (inputs, units), example.dtype)
            normalization = "none" if name == "output" else spec.normalization
            params[name], moments = new_layer(kernel, normalization)
            state |= {name: moments} if moments else {}
            inputs = units
        return params, state

    def apply(
        params: Tree,
        state: Tree,
        x: Array,
        *,
        key: Array | None,
        training: bool,
        dropout: Array | None,
        weight: Array | None = None,
    ) -> tuple[Array, Tree]:
        x = x.reshape(len(x), -1)
        if dropout is not None:
            dropout = jnp.broadcast_to(dropout, (len(names),))
        for i, name in enumerate(names):
            layer = params[name]
            x = x @ layer["kernel"] + layer["bias"]
            x, moments = normalized(x, layer, state.get(name, {}), spec.normalization, training, weight)
            state = {**state, name: moments} if moments else state
            x = activate(x)
            if training and dropout is not None and key is not None:
                x = dropped(x, dropout[i], jax.random.fold_in(key, i))
        return x @ params["output"]["kernel"] + params["output"]["bias"], state

    def penalised(params: Tree) -> Sequence[Array]:
        chosen = {"all": list(layers), "hidden": names, "output": ["output"]}.get(
            spec.penalty_layers, [f"hidden_{number}" for number in spec.penalty_layers.split("/")]
        )
        return [params[name]["kernel"] for name in chosen]

    return Network(
        init,
        apply,
        penalised,
        name="mlp",
        weighed=spec.normalization == "batch",
        widest=max(spec.hidden_layer_sizes, default=1),
    )
