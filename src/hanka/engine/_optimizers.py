"""The optimizers, Keras' to the letter, as gradient transformations in optax's sense."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array

__all__ = ["optimizer"]


def optimizer(name: str, momentum: Array | None) -> optax.GradientTransformation:
    """The direction of descent by optimizer `name`; a step is `params - learning_rate * direction`.

    Built inside the traced program, so that `momentum` may be traced; None is off.
    """
    return adam() if name == "adam" else sgd(momentum)


def sgd(momentum: Array | None) -> optax.GradientTransformation:
    """Keras' SGD: v = momentum · v + g, w = w - learning_rate · v. It equals optax' trace as long as
    the learning rate is constant (Keras keeps the rate inside v)."""
    return optax.identity() if momentum is None else optax.trace(decay=momentum)


class AdamState(NamedTuple):
    step: Array
    m: Any
    v: Any


def adam(beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = 1e-7) -> optax.GradientTransformation:
    """Keras' Adam: direction = √(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (√v + ε).

    optax adds ε to the bias-corrected √v̂ instead, which is another size of ε in the first steps;
    its default is 1e-8 as well. Kingma and Ba, "Adam", ICLR 2015, the variant before section 2.1.
    """

    def init(params: optax.Params) -> AdamState:
        zeros = jax.tree.map(jnp.zeros_like, params)
        return AdamState(jnp.zeros((), jnp.int32), zeros, jax.tree.map(jnp.zeros_like, params))

    def update(
        grads: optax.Updates, state: optax.OptState, params: optax.Params | None = None
    ) -> tuple[optax.Updates, AdamState]:
        assert isinstance(state, AdamState)
        step = state.step + 1
        m = jax.tree.map(lambda m, g: m + (g - m) * (1 - beta_1), state.m, grads)
        v = jax.tree.map(lambda v, g: v + (jnp.square(g) - v) * (1 - beta_2), state.v, grads)
        t = step.astype(jnp.result_type(float))
        correction = jnp.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        direction = jax.tree.map(lambda m, v: correction * m / (jnp.sqrt(v) + epsilon), m, v)
        return direction, AdamState(step, m, v)

    return optax.GradientTransformation(init, update)
