"""What a network is to the engine, and the multilayer perceptron, which is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import jax
import jax.numpy as jnp
from jax import Array

from hanka.spec import Spec

__all__ = ["Apply", "Network", "mlp"]

Tree = Any
"""A pytree of arrays."""


class Apply(Protocol):
    """(params, state, x) → (logits (n, outputs), the state afterwards)."""

    def __call__(
        self, params: Tree, state: Tree, x: Array, *, key: Array | None, training: bool, dropout: Array | None
    ) -> tuple[Array, Tree]: ...


@dataclass(frozen=True, slots=True)
class Network:
    """Two pure functions; the engine knows nothing of layers.

    Attributes:
        init: (key, example batch (1, ...)) → (params, state). `state` is what is not trained but
            changes, as the running means of a batch normalisation; `{}` for none.
        apply: see `Apply`. `key` and `dropout` are None where the spec's dropout is 0; `training`
            is False in evaluation, and the state that comes back is then left alone.
        penalised: params → the arrays that L1 and L2 act on; None for those of two or more
            dimensions.
        name: as the experiment's folder records it.
    """

    init: Callable[[Array, Array], tuple[Tree, Tree]]
    apply: Apply
    penalised: Callable[[Tree], Sequence[Array]] | None = None
    name: str = "custom"

    def kernels(self, params: Tree) -> Sequence[Array]:
        """The arrays that penalties act on."""
        if self.penalised is not None:
            return self.penalised(params)
        return [leaf for leaf in jax.tree.leaves(params) if leaf.ndim >= 2]


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "relu": jax.nn.relu,
    "elu": jax.nn.elu,
    "gelu": lambda x: jax.nn.gelu(x, approximate=False),
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "linear": lambda x: x,
}
INITIALIZERS: dict[str, Callable[..., Array]] = {
    "glorot_uniform": jax.nn.initializers.glorot_uniform(),
    "he_uniform": jax.nn.initializers.he_uniform(),
    "he_normal": jax.nn.initializers.he_normal(),
}


def mlp(spec: Spec, outputs: int) -> Network:
    """The multilayer perceptron of a spec: dense hidden layers, each followed by dropout, and a dense
    output layer that gives logits. Its arrays are `hidden_1/kernel` (inputs, units), `hidden_1/bias`
    (units,), …, `output/kernel`, `output/bias`."""
    return _mlp(spec.hidden_layer_sizes, spec.activation, spec.kernel_initializer, outputs)


@lru_cache
def _mlp(hidden: tuple[int, ...], activation: str, initializer: str, outputs: int) -> Network:
    names = [f"hidden_{i}" for i in range(1, len(hidden) + 1)]
    layers = dict(zip([*names, "output"], [*hidden, outputs], strict=True))
    activate = ACTIVATIONS[activation]

    def init(key: Array, example: Array) -> tuple[Tree, Tree]:
        inputs, params = example[0].size, {}
        for i, (name, units) in enumerate(layers.items()):
            kernel = INITIALIZERS[initializer](jax.random.fold_in(key, i), (inputs, units), example.dtype)
            params[name] = {"kernel": kernel, "bias": jnp.zeros(units, example.dtype)}
            inputs = units
        return params, {}

    def apply(
        params: Tree, state: Tree, x: Array, *, key: Array | None, training: bool, dropout: Array | None
    ) -> tuple[Array, Tree]:
        x = x.reshape(len(x), -1)
        for i, name in enumerate(names):
            x = activate(x @ params[name]["kernel"] + params[name]["bias"])
            if training and dropout is not None and key is not None:
                # A uniform draw below the rate drops a unit, so that members of one seed and other
                # rates drop nested sets of units.
                keep = jax.random.uniform(jax.random.fold_in(key, i), x.shape, x.dtype) >= dropout
                x = jnp.where(keep, x / (1 - dropout), 0)
        return x @ params["output"]["kernel"] + params["output"]["bias"], state

    return Network(init, apply, name="mlp")
