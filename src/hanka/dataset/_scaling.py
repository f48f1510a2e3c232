"""By how much inputs and targets are shifted and divided: pictures by 255, tables by the training rows."""

from __future__ import annotations

import numpy as np

from hanka.dataset._types import Array

__all__ = ["scaling", "target_scaling", "unscaled"]


def scaling(x: Array) -> tuple[Array, Array]:
    """offset and scale, float32, of training inputs: (1,) each for pictures, else the shape of an example.

    A constant column has scale 1, so that it becomes 0.

    >>> scaling(np.array([[1.0, 5.0], [3.0, 5.0]], np.float32))
    (array([2., 5.], dtype=float32), array([1., 1.], dtype=float32))
    """
    if x.dtype == np.uint8:
        return np.zeros(1, np.float32), np.full(1, 255, np.float32)
    mean, std = x.mean(axis=0, dtype=np.float64), x.std(axis=0, dtype=np.float64)
    std[np.all(x == x[0], axis=0)] = 1.0  # exactly: rounding alone gives constants a tiny deviation
    offset, scale = mean.astype(np.float32), std.astype(np.float32)
    # A spread below what float32 can divide by is none.
    return offset, np.where(scale < np.finfo(np.float32).tiny, np.float32(1), scale)


def unscaled(x: Array) -> tuple[Array, Array]:
    """offset and scale of inputs that go to the network as they are."""
    return np.zeros(x.shape[1:], np.float32), np.ones(x.shape[1:], np.float32)


def target_scaling(y: Array) -> tuple[float, float]:
    """offset and scale of a regression's training targets."""
    scale = float(y.std(dtype=np.float64))
    return float(y.mean(dtype=np.float64)), scale if scale > 0 and not np.all(y == y[0]) else 1.0
