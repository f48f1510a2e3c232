"""The losses, one number an example, on the network's outputs before softmax or sigmoid; and what counts as a
right answer.

Cross-entropies are computed from the logits, which is Keras' value without its clipping; the others are
Keras' on what the task's last activation gives: softmax's probabilities against one-hot targets, a sigmoid's
probability against 0 and 1, the number itself.
"""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array

from hanka.errors import InputError
from hanka.messages import gettext as _
from hanka.spec import LOSSES

__all__ = ["Loss", "correct", "loss_for"]

Loss = Callable[[Array, Array], Array]
"""(logits (n, outputs), targets (n,)) → (n,) losses."""

_EPSILON = 1e-7


def categorical_crossentropy(logits: Array, y: Array, smoothing: Array | None) -> Array:
    """-Σ t log softmax(logits), t one-hot, or (1 - s) one-hot + s / classes with label smoothing (Szegedy
    et al., "Rethinking the inception architecture", CVPR 2016)."""
    total = jax.nn.logsumexp(logits, axis=-1)
    right = jnp.take_along_axis(logits, y[:, None], axis=-1)[:, 0]
    if smoothing is not None:
        right = (1 - smoothing) * right + smoothing * jnp.mean(logits, axis=-1)
    return total - right


def binary_crossentropy(logits: Array, y: Array, smoothing: Array | None) -> Array:
    """-t log σ(z) - (1 - t) log(1 - σ(z)) = softplus(z) - t z, from classes 0 and 1; with label smoothing
    t = (1 - s) y + s / 2."""
    z = logits[:, 0]
    target = y if smoothing is None else (1 - smoothing) * y + 0.5 * smoothing
    return jax.nn.softplus(z) - target * z


def mean_squared_error(targets: Array, outputs: Array) -> Array:
    """The mean of (t - o)²; a regression's targets are standardised: predicting their mean costs 1."""
    return jnp.mean(jnp.square(targets - outputs), axis=-1)


def mean_absolute_error(targets: Array, outputs: Array) -> Array:
    """The mean of |t - o|."""
    return jnp.mean(jnp.abs(targets - outputs), axis=-1)


def huber(targets: Array, outputs: Array) -> Array:
    """The mean of e² / 2 for errors e up to 1, of |e| - 1/2 beyond. Huber, Ann. Math. Statist. 1964."""
    error = jnp.abs(targets - outputs)
    return jnp.mean(jnp.where(error <= 1, 0.5 * jnp.square(error), error - 0.5), axis=-1)


def kl_divergence(targets: Array, outputs: Array) -> Array:
    """Σ t log(t / o), both at least 1e-7 as in Keras."""
    t, o = jnp.clip(targets, _EPSILON, 1), jnp.clip(outputs, _EPSILON, 1)
    return jnp.sum(t * jnp.log(t / o), axis=-1)


def cosine_similarity(targets: Array, outputs: Array) -> Array:
    """Minus the cosine between target and output: from -1, the best, to 1."""
    norms = jnp.linalg.norm(targets, axis=-1) * jnp.linalg.norm(outputs, axis=-1)
    return -jnp.sum(targets * outputs, axis=-1) / jnp.maximum(norms, 1e-12)


_ON_LOGITS = {
    "sparse_categorical_crossentropy": categorical_crossentropy,
    "categorical_crossentropy": categorical_crossentropy,
    "binary_crossentropy": binary_crossentropy,
}
_ON_OUTPUTS = {
    "mean_squared_error": mean_squared_error,
    "mean_absolute_error": mean_absolute_error,
    "huber": huber,
    "kl_divergence": kl_divergence,
    "cosine_similarity": cosine_similarity,
}


def loss_for(task: str, name: str | None, smoothing: Array | None = None) -> Loss:
    """The loss `name`, or the task's own where it is None; one that does not fit is refused.

    Args:
        smoothing: label smoothing, in training; None for none.
    """
    fitting = LOSSES[task]
    name = name or fitting[0]
    if name not in fitting:
        raise InputError(
            _("loss {name} does not fit a {task} task; use {fitting}").format(
                name=name, task=task, fitting=", ".join(fitting)
            )
        )
    if name in _ON_LOGITS:
        on_logits = _ON_LOGITS[name]
        return lambda logits, y: on_logits(logits, y, smoothing)
    on_outputs = _ON_OUTPUTS[name]
    return lambda logits, y: on_outputs(_targets(task, logits, y), _outputs(task, logits))


def _targets(task: str, logits: Array, y: Array) -> Array:
    if task == "multiclass":
        return jax.nn.one_hot(y, logits.shape[-1], dtype=logits.dtype)
    return y[:, None].astype(logits.dtype)


def _outputs(task: str, logits: Array) -> Array:
    if task == "multiclass":
        return jax.nn.softmax(logits, axis=-1)
    return jax.nn.sigmoid(logits) if task == "binary" else logits


def correct(task: str, logits: Array, y: Array) -> Array:
    """(n,) 1.0 where the most probable class is the right one, else 0.0."""
    answer = jnp.argmax(logits, axis=-1) if task == "multiclass" else logits[:, 0] > 0
    return (answer == y).astype(logits.dtype)
