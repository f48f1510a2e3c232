"""A small convolutional network: two convolutions with pooling, then a multilayer perceptron."""

from __future__ import annotations

from collections.abc import Sequence

import jax
import jax.numpy as jnp
from jax import Array

from hanka.engine._layers import ACTIVATIONS, INITIALIZERS, convolved, new_layer, normalized, pooled
from hanka.engine._mlp import mlp
from hanka.engine._network import Network, Tree
from hanka.spec import FILTERS, WINDOW, Spec

__all__ = ["cnn"]

_DENSE = 0
"""The perceptron's stream of random numbers; the convolutions have those after it."""
_WIDEST = 40_000
"""About what the windows of the second convolution come to, for a picture of 28 × 28."""


def cnn(spec: Spec, outputs: int) -> Network:
    """The convolutional network of a spec: two convolutions of 3 × 3, with 32 and 64 filters, each followed
    by its normalisation, its activation and the largest of 2 × 2; then the spec's dense hidden layers and
    the output layer, as `mlp` has them. LeCun et al., "Gradient-based learning applied to document
    recognition", 1998, with today's activation and pooling.

    Its arrays are `conv_1/kernel` (3, 3, channels, 32), `conv_1/bias` (32,), `conv_2/…`, and those of `mlp`.
    Dropout acts on the dense hidden layers. Penalties on hidden layers act on the convolutions too; layers
    named by number are dense ones.
    """
    dense = mlp(spec, outputs)
    activate, initial = ACTIVATIONS[spec.activation], INITIALIZERS[spec.kernel_initializer]
    names = [f"conv_{i}" for i in range(1, len(FILTERS) + 1)]

    def init(key: Array, example: Array) -> tuple[Tree, Tree]:
        example = _pictures(example)
        channels = example.shape[-1]
        params: Tree = {}
        state: Tree = {}
        for i, (name, filters) in enumerate(zip(names, FILTERS, strict=True), _DENSE + 1):
            kernel = initial(jax.random.fold_in(key, i), (WINDOW, WINDOW, channels, filters), example.dtype)
            params[name], moments = new_layer(kernel, spec.normalization)
            state |= {name: moments} if moments else {}
            channels = filters
        seen = jax.eval_shape(lambda x: looked_at(params, state, x, False, None)[0], example)
        inner, kept = dense.init(jax.random.fold_in(key, _DENSE), jnp.zeros(seen.shape, seen.dtype))
        return params | inner, state | kept

    def looked_at(
        params: Tree, state: Tree, x: Array, training: bool, weight: Array | None
    ) -> tuple[Array, Tree]:
        """(n, features) that the convolutions make of pictures."""
        for name in names:
            layer = params[name]
            x = convolved(x, layer["kernel"]) + layer["bias"]
            x, moments = normalized(x, layer, state.get(name, {}), spec.normalization, training, weight)
            state = {**state, name: moments} if moments else state
            x = pooled(activate(x))
        return x.reshape(len(x), -1), state

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
        x, state = looked_at(params, state, _pictures(x), training, weight)
        return dense.apply(  # type: ignore[call-arg]
            params, state, x, key=key, training=training, dropout=dropout, weight=weight
        )

    def penalised(params: Tree) -> Sequence[Array]:
        first = names if spec.penalty_layers in ("all", "hidden") else []
        return [*(params[name]["kernel"] for name in first), *dense.kernels(params)]

    return Network(init, apply, penalised, name="cnn", weighed=dense.weighed, widest=_WIDEST)


def _pictures(x: Array) -> Array:
    """(n, height, width, channels), one channel where the pictures are grey."""
    return x if x.ndim == 4 else x[..., None]
