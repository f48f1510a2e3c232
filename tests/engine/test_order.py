"""The order of rows is a permutation, depends on key and size alone, and favours no row."""

from __future__ import annotations

import math
from collections import Counter

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from hanka.engine._order import permutation

compiled = jax.jit(permutation, static_argnums=2)


@settings(max_examples=100, deadline=None)
@given(n=st.integers(1, 3000), seed=st.integers(0, 2**31))
def test_it_is_a_permutation_whatever_the_capacity(n: int, seed: int) -> None:
    key = jax.random.key(seed)
    found = np.asarray(compiled(key, n, 3000))[:n]
    assert sorted(found) == list(range(n))
    assert np.array_equal(found, np.asarray(compiled(key, n, 3500))[:n])


@pytest.mark.parametrize("n", [59_999, 60_000, 65_536, 1_000_003])
def test_large_sizes(n: int) -> None:
    found = np.asarray(permutation(jax.random.key(1), n, n))
    assert np.array_equal(np.sort(found), np.arange(n))


def test_every_row_comes_at_every_place_equally_often() -> None:
    n, draws = 60, 20_000
    orders = np.asarray(jax.vmap(lambda s: permutation(jax.random.key(s), n, n))(jnp.arange(draws)))
    counts = np.stack([np.bincount(orders[:, place], minlength=n) for place in range(n)])
    assert stats.chisquare(counts.ravel()).pvalue > 1e-4
    # and so does every distance between neighbours
    distances = np.bincount(((orders[:, 1:] - orders[:, :-1]) % n).ravel(), minlength=n)[1:]
    assert stats.chisquare(distances).pvalue > 1e-4


def test_all_orders_of_few_rows_occur() -> None:
    n, draws = 5, 12_000
    orders = np.asarray(jax.vmap(lambda s: permutation(jax.random.key(s), n, n))(jnp.arange(draws)))
    counts = Counter(map(tuple, orders.tolist()))
    assert len(counts) == math.factorial(n)
    expected = draws / math.factorial(n)
    assert max(abs(count - expected) for count in counts.values()) < expected
