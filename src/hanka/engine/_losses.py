"""The losses, one number an example, on logits; and what counts as a right answer."""

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


def sparse_categorical_crossentropy(logits: Array, y: Array) -> Array:
    """-log softmax(logits)[y], from integer classes."""
    return jax.nn.logsumexp(logits, axis=-1) - jnp.take_along_axis(logits, y[:, None], axis=-1)[:, 0]


def binary_crossentropy(logits: Array, y: Array) -> Array:
    """-y log σ(z) - (1 - y) log(1 - σ(z)) = softplus(z) - y z, from classes 0 and 1."""
    z = logits[:, 0]
    return jax.nn.softplus(z) - y * z


def mean_squared_error(logits: Array, y: Array) -> Array:
    """(z - y)², on targets standardised by the training rows: predicting their mean costs 1."""
    return jnp.square(logits[:, 0] - y)


_LOSSES: dict[str, Loss] = {
    "sparse_categorical_crossentropy": sparse_categorical_crossentropy,
    "binary_crossentropy": binary_crossentropy,
    "mean_squared_error": mean_squared_error,
}


def loss_for(task: str, name: str | None) -> Loss:
    """The loss `name`, or the task's own where it is None; one that does not fit is refused."""
    fitting = LOSSES[task]
    if name not in (None, fitting):
        raise InputError(
            _("loss {name} does not fit a {task} task; use {fitting}").format(
                name=name, task=task, fitting=fitting
            )
        )
    return _LOSSES[fitting]


def correct(task: str, logits: Array, y: Array) -> Array:
    """(n,) 1.0 where the most probable class is the right one, else 0.0."""
    answer = jnp.argmax(logits, axis=-1) if task == "multiclass" else logits[:, 0] > 0
    return (answer == y).astype(logits.dtype)
