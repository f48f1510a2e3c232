"""The forward pass against Keras."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest

from hanka.errors import InputError
from hanka.experiment._network import predict
from hanka.spec import ACTIVATIONS


@pytest.fixture(scope="module")
def keras() -> Any:
    os.environ["KERAS_BACKEND"] = "jax"
    return pytest.importorskip("keras")


def network(rng: Any, sizes: list[int]) -> dict[str, Any]:
    names = [f"hidden_{i}" for i in range(1, len(sizes) - 1)] + ["output"]
    weights: dict[str, Any] = {}
    for name, inputs, units in zip(names, sizes[:-1], sizes[1:], strict=True):
        weights[f"{name}/kernel"] = (rng.normal(size=(inputs, units)) / np.sqrt(inputs)).astype(np.float32)
        weights[f"{name}/bias"] = rng.normal(size=units).astype(np.float32)
    return weights


def about(task: str, shape: list[int], offset: Any, scale: Any) -> dict[str, Any]:
    target = {"target_offset": 3.0, "target_scale": 2.5} if task == "regression" else {}
    return {"task": task, "input_shape": shape, "offset": offset, "scale": scale, **target}


@pytest.mark.filterwarnings("default")  # Keras' own
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("task", "outputs"), [("multiclass", 4), ("binary", 1), ("regression", 1)])
def test_agrees_with_keras(keras: Any, activation: str, task: str, outputs: int) -> None:
    rng = np.random.default_rng(1)
    weights = network(rng, [6, 9, 7, outputs])
    raw = rng.normal(10, 4, (50, 6))
    offset, scale = raw.mean(0), raw.std(0)
    layers = [keras.layers.Dense(9, activation), keras.layers.Dense(7, activation)]
    final = {"multiclass": "softmax", "binary": "sigmoid", "regression": "linear"}[task]
    model = keras.Sequential([keras.Input((6,)), *layers, keras.layers.Dense(outputs, final)])
    model.set_weights(list(weights.values()))
    theirs = np.asarray(model(((raw - offset) / scale).astype(np.float32)))
    ours = predict(weights, raw, activation, about(task, [6], offset.tolist(), scale.tolist()))
    if task == "regression":
        np.testing.assert_allclose(ours, theirs[:, 0] * 2.5 + 3.0, rtol=1e-5, atol=1e-5)
    elif task == "binary":
        assert ours.shape == (50, 2)
        np.testing.assert_allclose(ours[:, 1], theirs[:, 0], atol=1e-5)
    else:
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
    assert ours.dtype == np.float32
    if task != "regression":
        np.testing.assert_allclose(ours.sum(1), 1, atol=1e-6)


@pytest.mark.parametrize(("offset", "scale"), [([0.0], [255.0]), (0.0, 255.0), ([0.0] * 12, [255.0] * 12)])
def test_pictures(offset: Any, scale: Any) -> None:
    rng = np.random.default_rng(2)
    weights = network(rng, [12, 5, 3])
    x = rng.integers(0, 256, (7, 3, 4), dtype=np.uint8)
    data = about("multiclass", [3, 4], offset, scale)
    whole = predict(weights, x, "relu", data)
    hidden = np.maximum(x.reshape(7, 12) / 255 @ weights["hidden_1/kernel"] + weights["hidden_1/bias"], 0)
    logits = hidden @ weights["output/kernel"] + weights["output/bias"]
    expected = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    np.testing.assert_allclose(whole, expected, atol=1e-5)
    np.testing.assert_allclose(predict(weights, x[0], "relu", data), whole[:1], atol=1e-6)
    np.testing.assert_allclose(predict(weights, x.reshape(7, 12), "relu", data), whole, atol=1e-6)
    assert predict(weights, x[:0], "relu", data).shape == (0, 3)


def test_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    weights, x = network(rng, [2, 5, 3]), rng.normal(size=(11, 2))
    data = about("multiclass", [2], [0, 0], [1, 1])
    whole = predict(weights, x, "gelu", data)
    monkeypatch.setattr("hanka.experiment._network._BUDGET", 20)
    np.testing.assert_allclose(predict(weights, x, "gelu", data), whole, atol=1e-6)


@pytest.mark.parametrize(
    ("x", "says"),
    [
        ([[1.0]], "shape"),
        ([["a", "b"]], "not numbers"),
        ([[np.nan, 1]], "NaN"),
        (1.0, "shape"),
        ([[1], [1, 2]], "numbers"),
    ],
)
def test_wrong_inputs(x: Any, says: str) -> None:
    weights = network(np.random.default_rng(0), [2, 3])
    with pytest.raises(InputError, match=says):
        predict(weights, x, "relu", about("multiclass", [2], [0, 0], [1, 1]))
