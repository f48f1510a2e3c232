"""The order of the training rows in an epoch: a permutation from (seed, epoch), without a sort."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array, lax

from hanka.engine._draws import hashed

__all__ = ["permutation"]

_ROUNDS = 8


def permutation(key: Array, n: Array | int, capacity: int) -> Array:
    """A pseudorandom permutation of 0 … n-1 in the first `n` of `capacity` places, int32.

    It depends on the key and on `n` alone, so `n` may be traced and a family may mix training
    sizes. Sorting random keys, as `jax.random.permutation` does, takes 20 ms for 60,000 rows on one
    core, a seventh of a small network's epoch; this takes 1.6 ms. What lies in the places from `n`
    on is unspecified.

    A generalised Feistel network on a grid of a × b ≥ n cells with cycle walking: Black and
    Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002. Its round function is not of
    cryptographic strength; the uniformity that training needs is tested.
    """
    n = jnp.asarray(n, jnp.uint32)
    rows = jnp.maximum(jnp.ceil(jnp.sqrt(n.astype(jnp.float32))).astype(jnp.uint32), 1)
    columns = (n + rows - 1) // rows
    keys = jax.random.bits(key, (_ROUNDS,), jnp.uint32)

    def shuffle(cell: Array) -> Array:
        row, column = cell // columns, cell % columns
        for left, right in zip(keys[::2], keys[1::2], strict=True):
            row = _add(row, hashed(column ^ left), rows)
            column = _add(column, hashed(row ^ right), columns)
        return row * columns + column

    places = jnp.arange(capacity, dtype=jnp.uint32)

    def outside(cell: Array) -> Array:
        return (cell >= n) & (places < n)

    walk = lax.while_loop(
        lambda cell: jnp.any(outside(cell)),
        lambda cell: jnp.where(outside(cell), shuffle(cell), cell),
        shuffle(places),
    )
    return walk.astype(jnp.int32)


def _add(value: Array, word: Array, modulus: Array) -> Array:
    """value + (word scaled down to 0 … modulus-1), modulo `modulus` ≤ 2¹⁶, without a division."""
    total = value + (((word >> 16) * modulus) >> 16)
    return jnp.where(total >= modulus, total - modulus, total)
