"""A curve taken apart into its trend and what jumps about it from epoch to epoch.

The trend is a cubic smoothing spline over the logarithm of the epoch, in which learning curves bend about as
much early as late. Its stiffness λ is the one that makes the data most likely (REML), so that bends are told
from noise by the data themselves. Student's t for what is left lets single spikes be.

The spline is the posterior mean of an integrated random walk, and its covariance gives the curves that could
be true. Wahba, "Bayesian confidence intervals for the cross-validated smoothing spline", JRSS B 1983;
Lindgren and Rue, "On the second-order random walk model for irregular locations", Scand. J. Statist. 2008.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanka.history import Vector

__all__ = ["Trend", "normal", "trend_of"]

_FEWEST = 5
"""Points from which on bends can be told from noise."""
_TAILS = 4.0
"""Degrees of freedom of Student's t."""
_ROUNDS = 3
_COARSE = 10.0 ** np.arange(-6.0, 4.0, 1.5)
_FINE = 10.0 ** np.array([-0.75, 0.0, 0.75])


@dataclass(frozen=True, slots=True)
class Trend:
    """The trend of a curve over the epochs.

    Attributes:
        mean: (n,) the most likely trend.
        rest: (n,) the curve less the trend.
        noise: the standard deviation of `rest`, spikes counted less.
        factor: (3, n) banded Cholesky factor of the trend's precision, in units of 1/noise².
    """

    mean: Vector
    rest: Vector
    noise: float
    factor: NDArray[Any]

    def draws(self, n: int) -> NDArray[Any]:
        """(points, n) trends that could be true. The same on every call."""
        from scipy.linalg import lapack

        size = len(self.mean)
        drawn, _info = lapack.dtbtrs(self.factor, normal(0, size, n), uplo="L", trans="T")
        return np.asarray(self.mean[:, None] + self.noise * drawn)


def trend_of(epoch: Vector, values: Vector, least_noise: float = 1e-4) -> Trend:
    """The trend of values (n,) at epochs (n,), increasing, from 1 on.

    Fewer than five points are their own trend. Logarithms of the epochs are stretched to the range that as
    many epochs from 1 on have: a log that begins at epoch 10,000 bends as any other.

    Args:
        least_noise: a smaller one is not believed: numbers are rounded.
    """
    n = len(values)
    if n < _FEWEST:
        factor = np.zeros((3, n))
        factor[0] = 1.0
        return Trend(values.copy(), np.zeros(n), least_noise, factor)
    t = np.log(epoch / epoch[0])
    bands = _roughness(t * np.log(n) / t[-1])
    weight = np.ones(n)
    stiffness = _COARSE
    for _round in range(_ROUNDS):
        fits = [_fit(bands, values, weight, each, least_noise) for each in stiffness]
        best = max(range(len(fits)), key=lambda i: fits[i][0])
        centre = stiffness[best]
        _likelihood, mean, factor, noise = fits[best]
        stiffness = centre * _FINE
        weight = (_TAILS + 1) / (_TAILS + ((values - mean) / noise) ** 2)
    return Trend(mean, values - mean, noise, factor)


def _fit(
    bands: NDArray[Any], values: Vector, weight: Vector, stiffness: float, least_noise: float
) -> tuple[float, Vector, NDArray[Any], float]:
    """(log likelihood, mean, factor, noise) at a stiffness: minimises Σ w (z - f)² + λ f'Qf."""
    from scipy.linalg import lapack

    n = len(values)
    precision = stiffness * bands
    precision[0] += weight
    factor, failed = lapack.dpbtrf(precision, lower=1)
    if failed:
        return -np.inf, values, factor, least_noise
    mean = lapack.dpbtrs(factor, (weight * values)[:, None], lower=1)[0][:, 0]
    squares = max(float(np.sum(weight * values * (values - mean))), 0.0) + n * least_noise**2
    variance = squares / (n - 2)
    likelihood = -0.5 * (
        (n - 2) * np.log(variance) + 2 * np.sum(np.log(factor[0])) - (n - 2) * np.log(stiffness)
    )
    return float(likelihood), mean, factor, float(np.sqrt(variance))


def _roughness(t: Vector) -> NDArray[Any]:
    """(3, n) the lower bands of Q: f'Qf is the integral of f''² of the spline through f, about."""
    h = np.diff(t)
    left, right, weight = 1 / h[:-1], 1 / h[1:], 2 / (h[:-1] + h[1:])
    middle = -(left + right)
    bands = np.zeros((3, len(t)))
    for row, (a, b) in enumerate([(left, left), (middle, middle), (right, right)]):
        bands[0, row : row + len(weight)] += weight * a * b
    bands[1, :-2] += weight * left * middle
    bands[1, 1:-1] += weight * middle * right
    bands[2, :-2] += weight * left * right
    return bands


@lru_cache(maxsize=16)
def normal(stream: int, size: int, n: int) -> NDArray[Any]:
    """(size, n) standard normal numbers, the same on every call; streams are independent."""
    return np.random.default_rng(stream).standard_normal((size, n))
