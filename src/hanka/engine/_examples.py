"""Validation losses of single examples, kept at few epochs: what says how sure a difference between two
is."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array

from hanka.checkpoint import KEPT_EPOCHS

__all__ = ["chosen", "slot"]

_MOST = 1000


def chosen(n: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The places of the examples whose losses are kept, at most 1,000 of `n`, evenly spaced: a file's
    order may mean something, as MNIST's does (its first 5,000 test digits are the easier ones).

    >>> chosen(5), chosen(4000)[:3]
    (array([0, 1, 2, 3, 4]), array([0, 4, 8]))
    """
    kept = min(n, _MOST)
    return np.arange(kept) * n // max(kept, 1)


def slot(epoch: Array) -> Array:
    """The place of an epoch in KEPT_EPOCHS; one past the end for an epoch that isn't kept.

    >>> [int(slot(jnp.array(epoch))) for epoch in (1, 2, 3, 5, 6)]
    [0, 1, 2, 39, 4]
    """
    found = jnp.array(KEPT_EPOCHS) == epoch
    return jnp.where(jnp.any(found), jnp.argmax(found), len(KEPT_EPOCHS))
