"""Validation losses of single examples, kept at few epochs: what says how sure a difference between two is."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

__all__ = ["SLOTS", "chosen", "slot"]

_MOST = 1000
SLOTS = 40
"""Epochs kept: 1, 2, 3, 4, 6, 8, 12, 16, 24, … up to 786,432."""


def chosen(n: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The places of the examples whose losses are kept, at most 1,000 of `n`, evenly spaced: a file's
    order may mean something, as MNIST's does (its first 5,000 test digits are the easier ones).

    >>> chosen(5), chosen(4000)[:3]
    (array([0, 1, 2, 3, 4]), array([0, 4, 8]))
    """
    kept = min(n, _MOST)
    return np.arange(kept) * n // max(kept, 1)


def slot(epoch: Array) -> Array:
    """The row in which an epoch is kept; `SLOTS`, which is no row, for an epoch that isn't.

    >>> slot(jnp.array([1, 2, 3, 4, 5, 6, 7, 8, 12])).tolist()
    [0, 1, 2, 3, 40, 4, 40, 5, 6]
    """
    octave = 31 - lax.clz(jnp.asarray(epoch, jnp.int32))
    power = jnp.left_shift(1, octave)
    place = jnp.where(epoch == power, jnp.maximum(2 * octave - 1, 0), 2 * octave)
    return jnp.where((epoch == power) | (2 * epoch == 3 * power), place, SLOTS)
