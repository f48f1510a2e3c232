"""Twenty steps give what Keras gives, norm-wise 1e-5 per array in float64; and it is Keras that decides."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from hanka.dataset import Dataset
from hanka.engine import _optimizers
from hanka.engine._advance import _program, _rates
from hanka.spec import Spec

keras = pytest.importorskip("keras", reason="Keras is the oracle; it comes with the extra dev")

STEPS, BATCH = 20, 32

# Keras 3.15 meets NumPy 2 without the `copy` keyword.
pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"
)


@pytest.fixture(autouse=True)
def float64() -> Iterator[None]:
    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    with jax.enable_x64(True):
        yield
    keras.config.set_floatx(before)


def ours(spec: Spec, data: Dataset, x: Any, y: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Our parameters before and after the steps, batch after batch, the last one short and filled up."""
    program = _program([spec], data, None, probed=False)
    rates = {name: jnp.asarray(value[0]) for name, value in _rates([spec], len(x)).items()}
    arrays = {"x_train": jnp.asarray(x), "offset": jnp.zeros(1), "scale": jnp.ones(1)}
    member = jax.jit(program.init)(jnp.uint32(3), arrays)
    before = jax.tree.map(np.array, member["params"])
    step = jax.jit(program.step)
    for rows, weight in batches(len(x)):
        member, _ = step(member, rates, x[rows], y[rows], jnp.asarray(weight), jax.random.key(0))
    return before, jax.tree.map(np.asarray, member["params"])


def batches(n: int) -> Iterator[tuple[Any, Any]]:
    for i in range(STEPS):
        start = i * BATCH % n
        rows = np.arange(start, start + BATCH)
        yield rows % n, (rows < n).astype(float)


def theirs(spec: Spec, data: Dataset, x: Any, y: Any, params: dict[str, Any]) -> dict[str, Any]:
    penalty = keras.regularizers.L1L2(spec.l1, spec.l2)
    model = keras.Sequential([keras.Input(x.shape[1:])])
    for units in spec.hidden_layer_sizes:
        model.add(keras.layers.Dense(units, spec.activation, kernel_regularizer=penalty))
    model.add(keras.layers.Dense(data.outputs, kernel_regularizer=penalty))
    for layer, name in zip(model.layers, params, strict=True):
        layer.set_weights([params[name]["kernel"], params[name]["bias"]])
    optimizers = {
        "adam": lambda: keras.optimizers.Adam(spec.learning_rate),
        "sgd": lambda: keras.optimizers.SGD(spec.learning_rate, momentum=spec.momentum),
    }
    losses = {
        "multiclass": lambda: keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        "binary": lambda: keras.losses.BinaryCrossentropy(from_logits=True),
        "regression": lambda: keras.losses.MeanSquaredError(),
    }
    model.compile(optimizers[spec.optimizer](), losses[data.task]())
    for rows, weight in batches(len(x)):
        own = rows[weight > 0]
        model.train_on_batch(x[own], y[own][:, None] if data.task != "multiclass" else y[own])
    names = list(params)
    return {
        name: dict(zip(("kernel", "bias"), layer.get_weights(), strict=True))
        for name, layer in zip(names, model.layers, strict=True)
    }


CASES = {
    "adam": Spec(hidden_layer_sizes=(8,), learning_rate=0.01),
    "adam, default rate": Spec(hidden_layer_sizes=(8, 4)),
    "sgd": Spec(hidden_layer_sizes=(8,), optimizer="sgd"),
    "sgd, momentum": Spec(hidden_layer_sizes=(8,), optimizer="sgd", momentum=0.9, learning_rate=0.05),
    "l1": Spec(hidden_layer_sizes=(8,), l1=0.01),
    "l2": Spec(hidden_layer_sizes=(8,), l2=0.01, learning_rate=0.01),
    "elastic net": Spec(hidden_layer_sizes=(8,), l1=0.003, l2=0.01),
    "linear model": Spec(hidden_layer_sizes=(), learning_rate=0.01),
    **{
        name: Spec(hidden_layer_sizes=(8,), activation=name, learning_rate=0.01)
        for name in ("elu", "gelu", "tanh", "sigmoid", "linear")
    },
}


def distance(a: dict[str, Any], b: dict[str, Any]) -> float:
    """The largest norm of a difference of two arrays, relative to the norm."""
    return max(
        float(np.linalg.norm(a[name][kind] - b[name][kind]) / np.linalg.norm(b[name][kind]))
        for name in a
        for kind in a[name]
    )


@pytest.mark.parametrize(
    ("case", "task"), [(case, "multiclass") for case in CASES] + [("adam", "binary"), ("adam", "regression")]
)
def test_steps(case: str, task: str, made: Callable[..., Dataset]) -> None:
    data, spec = made(task, n=150), CASES[case]  # 150 rows: the fifth batch has 22
    x, y = data.x_train.astype(np.float64), data.y_train
    before, after = ours(spec, data, x, y)
    assert distance(after, theirs(spec, data, x, y, before)) < 1e-5
    assert distance(before, after) > 1e-3


def test_a_wrong_constant_is_noticed(made: Callable[..., Dataset], monkeypatch: pytest.MonkeyPatch) -> None:
    data, spec = made(n=150), CASES["adam"]
    x, y = data.x_train.astype(np.float64), data.y_train
    right = _optimizers.adam
    monkeypatch.setattr(_optimizers, "adam", lambda: right(beta_2=0.9990001, epsilon=1e-4))
    before, after = ours(spec, data, x, y)
    assert distance(after, theirs(spec, data, x, y, before)) > 1e-5


@pytest.mark.parametrize("task", ["multiclass", "binary", "regression"])
def test_gradients_agree_with_finite_differences(task: str, made: Callable[..., Dataset]) -> None:
    """With plain descent at rate 1 a step is the gradient."""
    data = made(task, n=40)
    spec = Spec(
        hidden_layer_sizes=(5,), activation="tanh", optimizer="sgd", learning_rate=1.0, l1=0.01, l2=0.02
    )
    program = _program([spec], data, None, probed=False)
    rates = {name: jnp.asarray(value[0]) for name, value in _rates([spec], 40).items()}
    x, y = data.x_train.astype(np.float64), data.y_train
    member = program.init(
        jnp.uint32(0), {"x_train": jnp.asarray(x), "offset": jnp.zeros(1), "scale": jnp.ones(1)}
    )
    weight = jnp.asarray(np.arange(40) < 32, float)

    def loss(params: Any) -> float:
        _, total = program.step({**member, "params": params}, rates, x, y, weight, jax.random.key(0))
        return float(total) / 32

    stepped, _ = program.step(member, rates, x, y, weight, jax.random.key(0))
    leaves, tree = jax.tree.flatten(member["params"])
    for i, (leaf, moved) in enumerate(zip(leaves, jax.tree.leaves(stepped["params"]), strict=True)):
        gradient = np.asarray(leaf - moved)
        at = tuple(0 for _ in leaf.shape)
        slopes = []
        for sign in (1, -1):
            changed = [*leaves]
            changed[i] = leaf.at[at].add(sign * 1e-5)
            slopes.append(loss(jax.tree.unflatten(tree, changed)))
        assert gradient[at] == pytest.approx((slopes[0] - slopes[1]) / 2e-5, rel=1e-5, abs=1e-8)
