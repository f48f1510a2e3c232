"""Small data for the engine's tests, built by hand so that they don't lean on the readers of files."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from hanka.dataset import Dataset


def make_data(
    task: str = "multiclass", n: int = 200, n_val: int = 80, features: int = 6, seed: int = 0
) -> Dataset:
    """A table whose label a linear rule gives, with noise."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n + n_val, features)).astype(np.float32)
    score = x @ rng.normal(size=(features, 3)) + 0.5 * rng.normal(size=(n + n_val, 3))
    classes: tuple[str, ...] = ("a", "b", "c")
    y = score.argmax(1).astype(np.int32)
    if task == "binary":
        classes, y = ("a", "b"), (score[:, 0] > 0).astype(np.int32)
    elif task == "regression":
        classes, y = (), score[:, 0].astype(np.float32)
    offset, scale = x[:n].mean(0), x[:n].std(0)
    return Dataset(
        name="made", task=task, x_train=x[:n], y_train=y[:n], x_val=x[n:], y_val=y[n:],
        x_test=x[:0], y_test=y[:0],
        class_names=classes, source="made", feature_names=tuple(f"x{i}" for i in range(features)),
        offset=offset, scale=scale,
        target_offset=float(y[:n].mean()) if task == "regression" else 0.0,
        target_scale=float(y[:n].std()) if task == "regression" else 1.0,
        options={}, ask=None, sha256=f"{task}-{n}-{n_val}-{features}-{seed}",
    )  # fmt: skip


@pytest.fixture
def made() -> Callable[..., Dataset]:
    return make_data


@pytest.fixture
def data() -> Dataset:
    return make_data()
