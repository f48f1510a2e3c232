"""The multilayer perceptron, with Keras' initial weights and normalisations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import jax
import jax.numpy as jnp
from jax import Array
from jax.nn import initializers

from hanka.engine._draws import dropped
from hanka.engine._network import Network, Tree
from hanka.spec import Spec

__all__ = ["mlp"]

ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "relu": jax.nn.relu,
    "elu": jax.nn.elu,
    "gelu": lambda x: jax.nn.gelu(x, approximate=False),
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "linear": lambda x: x,
}
# JAX' normal ones are cut at two standard deviations and widened to their variance again, as Keras' are.
INITIALIZERS: dict[str, Callable[..., Array]] = {
    "glorot_uniform": initializers.glorot_uniform(),
    "glorot_normal": initializers.glorot_normal(),
    "he_uniform": initializers.he_uniform(),
    "he_normal": initializers.he_normal(),
    "lecun_uniform": initializers.lecun_uniform(),
    "lecun_normal": initializers.lecun_normal(),
    "random_normal": initializers.normal(0.05),
    "zeros": initializers.zeros,
}
_MOMENTUM, _EPSILON = 0.99, 1e-3
"""Keras' defaults of its normalisations."""


def mlp(spec: Spec, outputs: int) -> Network:
    """The multilayer perceptron of a spec: dense hidden layers, each followed by its normalisation, its
    activation and dropout, and a dense output layer that gives logits.

    Its arrays are `hidden_1/kernel` (inputs, units), `hidden_1/bias` (units,), …, `output/kernel`,
    `output/bias`; with normalisation `hidden_1/gamma` and `hidden_1/beta` (units,), and with that of
    batches the state `hidden_1/mean` and `hidden_1/variance` (units,).
    """
    return _mlp(
        spec.hidden_layer_sizes,
        spec.activation,
        spec.kernel_initializer,
        spec.normalization,
        spec.penalty_layers,
        outputs,
    )


@lru_cache
def _mlp(
    hidden: tuple[int, ...], activation: str, initializer: str, normalization: str, penalty: str, outputs: int
) -> Network:
    names = [f"hidden_{i}" for i in range(1, len(hidden) + 1)]
    layers = dict(zip([*names, "output"], [*hidden, outputs], strict=True))
    activate, initial = ACTIVATIONS[activation], INITIALIZERS[initializer]

    def init(key: Array, example: Array) -> tuple[Tree, Tree]:
        inputs = example[0].size
        params: Tree = {}
        state: Tree = {}
        for i, (name, units) in enumerate(layers.items()):
            kernel = initial(jax.random.fold_in(key, i), (inputs, units), example.dtype)
            zeros, ones = jnp.zeros(units, example.dtype), jnp.ones(units, example.dtype)
            params[name] = {"kernel": kernel, "bias": zeros}
            if name != "output" and normalization != "none":
                params[name] |= {"gamma": ones, "beta": zeros}
                state |= {name: {"mean": zeros, "variance": ones}} if normalization == "batch" else {}
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
            if normalization == "layer":
                x = _scaled(x, layer, x.mean(-1, keepdims=True), x.var(-1, keepdims=True))
            elif normalization == "batch":
                x, moments = _over_batch(x, layer, state[name], training, weight)
                state = {**state, name: moments}
            x = activate(x)
            if training and dropout is not None and key is not None:
                x = dropped(x, dropout[i], jax.random.fold_in(key, i))
        return x @ params["output"]["kernel"] + params["output"]["bias"], state

    def penalised(params: Tree) -> Sequence[Array]:
        chosen = {"all": list(layers), "hidden": names, "output": ["output"]}.get(
            penalty, [f"hidden_{number}" for number in penalty.split("/")]
        )
        return [params[name]["kernel"] for name in chosen]

    return Network(init, apply, penalised, name="mlp", weighed=normalization == "batch")


def _over_batch(
    x: Array, layer: Tree, moments: Tree, training: bool, weight: Array | None
) -> tuple[Array, Tree]:
    """(normalised, moments afterwards): in training by the batch's own mean and variance, otherwise by
    those that have been kept, which move a hundredth of the way to each batch's."""
    if not training:
        return _scaled(x, layer, moments["mean"], moments["variance"]), moments
    share = (jnp.ones(len(x), x.dtype) if weight is None else weight)[:, None]
    share = share / share.sum()
    mean = jnp.sum(share * x, axis=0)
    variance = jnp.sum(share * jnp.square(x - mean), axis=0)
    new = {"mean": mean, "variance": variance}
    moved = {name: _MOMENTUM * moments[name] + (1 - _MOMENTUM) * new[name] for name in new}
    return _scaled(x, layer, mean, variance), moved


def _scaled(x: Array, layer: Tree, mean: Array, variance: Array) -> Array:
    """Ioffe and Szegedy, "Batch normalization", ICML 2015; Ba et al., "Layer normalization", 2016."""
    return (x - mean) / jnp.sqrt(variance + _EPSILON) * layer["gamma"] + layer["beta"]
