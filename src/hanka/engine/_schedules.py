"""Learning rates that change: by the step, as a factor; or where a metric no longer improves."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array

from hanka.spec import Schedule

__all__ = ["Plateau", "factor", "plateau", "reduce_on_plateau"]

Plateau = dict[str, Array]
"""`scale` of the learning rate, the `best` value so far, `wait` and `cooldown` in epochs."""


def factor(schedule: Schedule, step: Array) -> Array:
    """What the learning rate is multiplied by at a step, from 0, as Keras' LearningRateSchedules have it.

    inverse_time: 1 / (1 + rate · s), exponential: rateˢ, s = step / decay_steps (its whole part with
    staircase); cosine: (1 - α) (1 + cos πs) / 2 + α up to s = 1; piecewise: the first factor up to and
    with the first boundary, and so on. With `warmup_steps` the rate first grows linearly from 0, and the
    schedule counts from there.
    """
    dtype = jnp.result_type(float)
    if schedule.name == "plateau":
        return jnp.ones((), dtype)
    at = step.astype(dtype)
    warmup = schedule.number("warmup_steps")
    found = _after_warmup(schedule, jnp.maximum(at - warmup, 0))
    return jnp.where(at < warmup, at / warmup, found) if warmup else found


def _after_warmup(schedule: Schedule, step: Array) -> Array:
    if schedule.name == "constant":
        return jnp.ones_like(step)
    if schedule.name == "piecewise":
        boundaries = jnp.array(schedule.values("boundaries"), step.dtype)
        factors = jnp.array(schedule.values("factors"), step.dtype)
        return factors[jnp.sum(step > boundaries)]
    share = step / schedule.number("decay_steps")
    if schedule.name == "cosine":
        alpha = schedule.number("alpha")
        return (1 - alpha) * 0.5 * (1 + jnp.cos(jnp.pi * jnp.minimum(share, 1))) + alpha
    share = jnp.floor(share) if schedule.number("staircase") else share
    rate = schedule.number("decay_rate")
    return 1 / (1 + rate * share) if schedule.name == "inverse_time" else rate**share


def plateau() -> Plateau:
    """The state before the first epoch."""
    return {
        "scale": jnp.ones((), jnp.result_type(float)),
        "best": jnp.array(jnp.inf),
        "wait": jnp.zeros((), jnp.int32),
        "cooldown": jnp.zeros((), jnp.int32),
    }


def reduce_on_plateau(schedule: Schedule, state: Plateau, value: Array, learning_rate: Array) -> Plateau:
    """The state after an epoch with a value, less being better; Keras' ReduceLROnPlateau."""
    cooldown = jnp.maximum(state["cooldown"] - 1, 0)
    better = value < state["best"] - schedule.number("min_delta")
    counts = ~better & (cooldown == 0)
    wait = jnp.where(counts, jnp.where(state["cooldown"] > 0, 0, state["wait"]) + 1, 0)
    least = schedule.number("min_lr") / learning_rate
    reduces = (wait >= schedule.number("patience")) & (state["scale"] > least) & counts
    return {
        "scale": jnp.where(
            reduces, jnp.maximum(state["scale"] * schedule.number("factor"), least), state["scale"]
        ),
        "best": jnp.where(better, value, state["best"]),
        "wait": jnp.where(reduces, 0, wait),
        "cooldown": jnp.where(reduces, jnp.int32(schedule.number("cooldown")), cooldown),
    }
