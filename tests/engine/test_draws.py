"""Cheap draws have the distribution that masks and noise need, and are independent of each other."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from hanka.engine._draws import gaussian, uniform

SHAPE = (400, 500)


@pytest.mark.parametrize(("draw", "distribution"), [(uniform, "uniform"), (gaussian, "norm")])
@pytest.mark.parametrize("seed", [0, 7])
def test_the_distribution(draw: object, distribution: str, seed: int) -> None:
    values = np.asarray(draw(jax.random.key(seed), SHAPE, jnp.float32))  # type: ignore[operator]
    assert values.dtype == np.float32
    # What 200,000 draws could show of an error of 0.003 in the quantiles, and no more.
    assert stats.kstest(values.ravel(), distribution).statistic < 0.004
    neighbours = [np.corrcoef(values[:, :-1].ravel(), values[:, 1:].ravel())[0, 1]]
    neighbours += [np.corrcoef(values[:-1].ravel(), values[1:].ravel())[0, 1]]
    other = np.asarray(draw(jax.random.key(seed + 1), SHAPE, jnp.float32))  # type: ignore[operator]
    folded = np.asarray(draw(jax.random.fold_in(jax.random.key(seed), 1), SHAPE, jnp.float32))  # type: ignore[operator]
    neighbours += [np.corrcoef(values.ravel(), each.ravel())[0, 1] for each in (other, folded)]
    assert np.abs(neighbours).max() < 5 / np.sqrt(values.size)


def test_uniform_lies_in_the_unit_interval_and_uses_it_evenly() -> None:
    values = np.asarray(uniform(jax.random.key(3), SHAPE, jnp.float32))
    assert values.min() >= 0 and values.max() < 1
    counts = np.histogram(values, bins=100, range=(0, 1))[0]
    assert stats.chisquare(counts).pvalue > 1e-4


def test_a_mask_drops_every_place_as_often() -> None:
    """Over keys as training folds them: no row, no column and no pair is favoured."""
    key = jax.random.key(5)
    masks = np.stack(
        [np.asarray(uniform(jax.random.fold_in(key, i), (32, 64), jnp.float32) < 0.3) for i in range(600)]
    )
    for axes in ((0, 1), (0, 2)):
        share = masks.mean(axis=axes)
        n = masks.size / len(share)
        assert np.abs(share - 0.3).max() < 5 * np.sqrt(0.21 / n)
    pairs = np.corrcoef(masks.reshape(600, -1)[:, :300].T)
    off = pairs[~np.eye(300, dtype=bool)]
    assert np.abs(off).max() < 6.5 / np.sqrt(600)
