"""The optimizers, Keras' to the letter, as gradient transformations in optax's sense: what is added to the
weights.

Where optax' definition is Keras' own, it is optax' (sgd, rmsprop, adagrad, adadelta); adam, adamax and nadam
differ, and each says how. Constants are Keras' defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array

from hanka.spec import Spec

__all__ = ["optimizer"]

_EPSILON = 1e-7


def optimizer(spec: Spec, rates: Mapping[str, Array]) -> optax.GradientTransformation:
    """The optimizer of a spec; built inside the traced program, so that its rates may be traced.

    Keras keeps the learning rate inside the velocity of a momentum, and weight decay outside of it, from
    the weights as they were before the step: w - η · decay · w + velocity.
    """
    rate = rates["learning_rate"]
    parts = [_DIRECTIONS[spec.optimizer](), _scale(-rate)]
    if "momentum" in spec.features:
        parts.append(optax.trace(decay=rates["momentum"], nesterov=spec.nesterov))
    if "weight_decay" in spec.features:
        parts.append(_decay(rate * rates["weight_decay"]))
    return optax.chain(*parts)


def _scale(by: Array) -> optax.GradientTransformation:
    return optax.stateless(lambda updates, _params: jax.tree.map(lambda u: by * u, updates))


def _decay(share: Array) -> optax.GradientTransformation:
    def shrink(updates: optax.Updates, params: optax.Params | None) -> optax.Updates:
        return jax.tree.map(lambda u, w: u - share * w, updates, params)

    return optax.stateless(shrink)


class Moments(NamedTuple):
    """The state of adam, adamax and nadam: steps made, means of gradients, of their sizes, and what more
    there is."""

    step: Array
    m: Any
    v: Any
    product: Array


def adam(
    beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = _EPSILON
) -> optax.GradientTransformation:
    """Keras' Adam: direction = √(1 - β₂ᵗ) / (1 - β₁ᵗ) · m / (√v + ε).

    optax adds ε to the bias-corrected √v̂ instead, which is another size of ε in the first steps;
    its default is 1e-8 as well. Kingma and Ba, "Adam", ICLR 2015, the variant before section 2.1.
    AdamW is the same with decoupled weight decay: Loshchilov and Hutter, ICLR 2019.
    """

    def direction(t: Array, m: Any, v: Any, _grads: Any, product: Array) -> tuple[Any, Array]:
        correction = jnp.sqrt(1 - beta_2**t) / (1 - beta_1**t)
        return jax.tree.map(lambda m, v: correction * m / (jnp.sqrt(v) + epsilon), m, v), product

    return _of_moments(beta_1, lambda v, g: v + (jnp.square(g) - v) * (1 - beta_2), direction)


def adamax(
    beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = _EPSILON
) -> optax.GradientTransformation:
    """Keras' Adamax: u = max(β₂ u, |g|), direction = m / ((1 - β₁ᵗ) (u + ε)).

    optax adds ε to |g| before the maximum. Kingma and Ba, "Adam", section 7.1.
    """

    def direction(t: Array, m: Any, v: Any, _grads: Any, product: Array) -> tuple[Any, Array]:
        return jax.tree.map(lambda m, v: m / ((1 - beta_1**t) * (v + epsilon)), m, v), product

    return _of_moments(beta_1, lambda v, g: jnp.maximum(beta_2 * v, jnp.abs(g)), direction)


def nadam(
    beta_1: float = 0.9, beta_2: float = 0.999, epsilon: float = _EPSILON
) -> optax.GradientTransformation:
    """Keras' Nadam: μₜ = β₁ (1 - 0.96ᵗ / 2), m̂ = μₜ₊₁ m / (1 - Π μ₁…μₜ₊₁) + (1 - μₜ) g / (1 - Π μ₁…μₜ).

    optax' has no such schedule of μ, and another place of ε. Dozat, "Incorporating Nesterov momentum
    into Adam", ICLR workshop 2016.
    """

    def mu(t: Array) -> Array:
        return beta_1 * (1 - 0.5 * 0.96**t)

    def direction(t: Array, m: Any, v: Any, grads: Any, product: Array) -> tuple[Any, Array]:
        product = product * mu(t)
        ahead = mu(t + 1) / (1 - product * mu(t + 1))
        now = (1 - mu(t)) / (1 - product)
        correction = 1 - beta_2**t
        return jax.tree.map(
            lambda m, v, g: (ahead * m + now * g) / (jnp.sqrt(v / correction) + epsilon), m, v, grads
        ), product

    return _of_moments(beta_1, lambda v, g: v + (jnp.square(g) - v) * (1 - beta_2), direction)


def _of_moments(
    beta_1: float,
    size: Callable[[Array, Array], Array],
    direction: Callable[[Array, Any, Any, Any, Array], tuple[Any, Array]],
) -> optax.GradientTransformation:
    """An optimizer that keeps a mean m of the gradients and a size v of them."""

    def init(params: optax.Params) -> Moments:
        zeros = jax.tree.map(jnp.zeros_like, params)
        one = jnp.ones((), jnp.result_type(float))
        return Moments(jnp.zeros((), jnp.int32), zeros, jax.tree.map(jnp.zeros_like, params), one)

    def update(
        grads: optax.Updates, state: optax.OptState, params: optax.Params | None = None
    ) -> tuple[optax.Updates, Moments]:
        assert isinstance(state, Moments)
        step = state.step + 1
        m = jax.tree.map(lambda m, g: m + (g - m) * (1 - beta_1), state.m, grads)
        v = jax.tree.map(size, state.v, grads)
        found, product = direction(step.astype(jnp.result_type(float)), m, v, grads, state.product)
        return found, Moments(step, m, v, product)

    return optax.GradientTransformation(init, update)


# Looked up when they are used, so that a test can put a wrong one in its place.
_DIRECTIONS: dict[str, Callable[[], optax.GradientTransformation]] = {
    "sgd": optax.identity,
    "adam": lambda: adam(),
    "adamw": lambda: adam(),
    "adamax": lambda: adamax(),
    "nadam": lambda: nadam(),
    "rmsprop": lambda: optax.scale_by_rms(decay=0.9, eps=_EPSILON, eps_in_sqrt=True),
    "adagrad": lambda: optax.scale_by_rss(initial_accumulator_value=0.1, eps=_EPSILON),
    "adadelta": lambda: optax.scale_by_adadelta(rho=0.95, eps=_EPSILON),
}
