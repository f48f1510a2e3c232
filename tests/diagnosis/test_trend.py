"""The smoothing spline against dense algebra and SciPy's, and its stiffness against curves that are known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import make_smoothing_spline

from hanka.diagnosis._trend import _fit, _roughness, trend_of


def _curve(n: int) -> tuple[np.ndarray, np.ndarray]:
    epoch = np.arange(1.0, n + 1)
    return epoch, np.exp(-3 * np.log(epoch) / np.log(n)) + 0.3


def _dense(bands: np.ndarray) -> np.ndarray:
    matrix = np.diag(bands[0]) + np.diag(bands[1, :-1], -1) + np.diag(bands[2, :-2], -2)
    return matrix + np.tril(matrix, -1).T


def test_the_bands_are_those_of_second_differences() -> None:
    """On an even grid the roughness is the sum of squared second differences over h³."""
    t = np.arange(12.0) * 0.5
    second = np.diff(np.eye(12), n=2, axis=0) / 0.5**1.5
    np.testing.assert_allclose(_dense(_roughness(t)), second.T @ second)


def test_a_straight_line_is_not_rough() -> None:
    t = np.log(np.array([1.0, 2, 3, 5, 9, 30, 31]))
    line = 3 * t - 1
    np.testing.assert_allclose(_dense(_roughness(t)) @ line, 0, atol=1e-9)


@pytest.mark.parametrize("stiffness", [1e-3, 1.0, 100.0])
def test_the_fit_is_the_dense_solution(stiffness: float) -> None:
    rng = np.random.default_rng(0)
    epoch, curve = _curve(40)
    values, weight = curve + 0.05 * rng.standard_normal(40), rng.uniform(0.2, 1.2, 40)
    bands = _roughness(np.log(epoch))
    _likelihood, mean, factor, _noise = _fit(bands, values, weight, stiffness, 1e-6)
    precision = np.diag(weight) + stiffness * _dense(bands)
    np.testing.assert_allclose(mean, np.linalg.solve(precision, weight * values), rtol=1e-8)
    lower = np.tril(_dense(factor))
    np.testing.assert_allclose(lower @ lower.T, precision, atol=1e-8 * precision.max())


@pytest.mark.parametrize("stiffness", [1e-3, 1e-1])
def test_the_fit_is_scipys_smoothing_spline(stiffness: float) -> None:
    """SciPy integrates f''² exactly, we by the trapezoids of the paper: they agree on a fine grid."""
    t = np.linspace(0, 4, 120)
    values = np.sin(t) + 0.1 * np.random.default_rng(1).standard_normal(120)
    _likelihood, mean, _factor, _noise = _fit(_roughness(t), values, np.ones(120), stiffness, 1e-6)
    np.testing.assert_allclose(mean, make_smoothing_spline(t, values, lam=stiffness)(t), atol=0.01)


def test_the_likelihood_is_the_restricted_one() -> None:
    """Differences between stiffnesses are those of the Gaussian of the values less any line (REML)."""
    rng = np.random.default_rng(2)
    epoch, curve = _curve(30)
    t, values = np.log(epoch), curve + 0.03 * rng.standard_normal(30)
    bands, n = _roughness(t), 30
    rough = _dense(bands)
    lines = np.column_stack([np.ones(n), t])
    contrasts = np.linalg.svd(lines, full_matrices=True)[0][:, 2:]
    # f'Qf is proper on what is no line: there the values are N(0, σ² (I + Q⁻/λ)).
    inverse = np.linalg.pinv(rough)

    def restricted(stiffness: float) -> float:
        covariance = contrasts.T @ (np.eye(n) + inverse / stiffness) @ contrasts
        rest = contrasts.T @ values
        variance = rest @ np.linalg.solve(covariance, rest) / (n - 2)
        return float(-0.5 * ((n - 2) * np.log(variance) + np.linalg.slogdet(covariance)[1]))

    ours = [_fit(bands, values, np.ones(n), s, 0.0)[0] for s in (1e-3, 1e-1, 10.0)]
    theirs = [restricted(s) for s in (1e-3, 1e-1, 10.0)]
    np.testing.assert_allclose(np.diff(ours), np.diff(theirs), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("sd", [0.003, 0.03])
@pytest.mark.parametrize("n", [60, 300])
def test_noise_is_told_from_bends(n: int, sd: float) -> None:
    rng = np.random.default_rng(3)
    epoch, curve = _curve(n)
    trend = trend_of(epoch, curve + sd * rng.standard_normal(n))
    assert 0.75 * sd < trend.noise < 1.3 * sd
    assert np.sqrt(np.mean((trend.mean - curve) ** 2)) < 0.5 * sd


def test_a_spike_leaves_the_trend_where_it_is() -> None:
    rng = np.random.default_rng(4)
    epoch, curve = _curve(80)
    values = curve + 0.005 * rng.standard_normal(80)
    spiked = values.copy()
    spiked[50] += 1.0
    np.testing.assert_allclose(trend_of(epoch, spiked).mean, trend_of(epoch, values).mean, atol=0.02)


def test_the_draws_have_the_posterior_covariance() -> None:
    rng = np.random.default_rng(5)
    epoch, curve = _curve(25)
    trend = trend_of(epoch, curve + 0.02 * rng.standard_normal(25))
    lower = np.tril(_dense(trend.factor))
    covariance = trend.noise**2 * np.linalg.inv(lower @ lower.T)
    drawn = trend.draws(20_000)
    np.testing.assert_allclose(drawn.mean(axis=1), trend.mean, atol=5 * trend.noise / np.sqrt(20_000))
    np.testing.assert_allclose(np.cov(drawn), covariance, atol=0.05 * covariance.max())
    np.testing.assert_array_equal(drawn, trend.draws(20_000))


@pytest.mark.parametrize("n", [1, 2, 4])
def test_few_points_are_their_own_trend(n: int) -> None:
    values = np.arange(float(n))
    trend = trend_of(np.arange(1.0, n + 1), values)
    np.testing.assert_array_equal(trend.mean, values)
    assert trend.draws(7).shape == (n, 7)
