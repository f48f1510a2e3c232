"""Twenty steps give what Keras gives, norm-wise 1e-5 per array in float64; and it is Keras that decides."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from hanka.dataset import Dataset
from hanka.engine import _optimizers
from hanka.engine._advance import _program, _rates
from hanka.engine._data import class_weights
from hanka.engine._schedules import plateau, reduce_on_plateau
from hanka.spec import LOSSES, OPTIMIZERS, Spec, read_schedule

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
    """Our arrays before and after the steps, batch after batch, the last one short and filled up."""
    program = _program([spec], data, None, probed=False)
    rates = {name: jnp.asarray(value[0]) for name, value in _rates([spec], data).items()}
    arrays = {"x_train": jnp.asarray(x), "offset": jnp.zeros(1), "scale": jnp.ones(1)}
    member = program.init(jnp.uint32(3), arrays)
    before = jax.tree.map(np.array, merged(member))
    step = jax.jit(program.step)
    for i, (rows, weight) in enumerate(batches(len(x))):
        now = {**rates, "learning_rate": program.learning_rate(member, rates, jnp.asarray(i))}
        member, _ = step(member, now, x[rows], y[rows], jnp.asarray(weight), jax.random.key(0))
    return before, jax.tree.map(np.asarray, merged(member))


def merged(member: dict[str, Any]) -> dict[str, Any]:
    """Layer → its arrays, trained or not."""
    return {name: layer | member["state"].get(name, {}) for name, layer in member["params"].items()}


def batches(n: int) -> Iterator[tuple[Any, Any]]:
    for i in range(STEPS):
        start = i * BATCH % n
        rows = np.arange(start, start + BATCH)
        yield rows % n, (rows < n).astype(float)


def theirs(spec: Spec, data: Dataset, x: Any, y: Any, before: dict[str, Any]) -> dict[str, Any]:
    """Keras' arrays after the same steps from the same weights."""
    model, parts = keras_model(spec, data, x.shape[1:])
    names = {"kernel": "kernel", "bias": "bias", "gamma": "gamma", "beta": "beta"}
    names |= {"mean": "moving_mean", "variance": "moving_variance"}
    places = [(name, kind, layer, names[kind]) for name, kind, layer in parts]
    for name, kind, layer, attribute in places:
        getattr(layer, attribute).assign(before[name][kind])
    # Convolutions are slow step by step; for the others compiling two programs takes longer.
    model.compile(keras_optimizer(spec), keras_loss(spec, data), run_eagerly=spec.network != "cnn")
    weights = None
    if spec.class_weight is not None:
        weights = dict(enumerate(class_weights(spec, data).tolist()))
    for rows, weight in batches(len(x)):
        own = rows[weight > 0]
        model.train_on_batch(x[own], keras_targets(spec, data, y[own]), class_weight=weights)
    after: dict[str, Any] = {}
    for name, kind, layer, attribute in places:
        after.setdefault(name, {})[kind] = np.asarray(getattr(layer, attribute))
    return after


def keras_model(spec: Spec, data: Dataset, shape: Any) -> tuple[Any, list[tuple[str, str, Any]]]:
    """The model, and (our layer's name, array, Keras' layer) of each of its arrays."""
    model, parts = keras.Sequential([keras.Input(shape)]), []
    sizes = dict(
        zip(
            [f"hidden_{i + 1}" for i in range(len(spec.hidden_layer_sizes))],
            spec.hidden_layer_sizes,
            strict=True,
        )
    )
    filters = {"conv_1": 32, "conv_2": 64} if spec.network == "cnn" else {}
    hidden = [*filters, *sizes]
    chosen = {"all": [*hidden, "output"], "hidden": hidden, "output": ["output"]}.get(
        spec.penalty_layers, [f"hidden_{number}" for number in spec.penalty_layers.split("/")]
    )

    def weighted(name: str, kind: Any, *shape: int, axes: int | list[int] = 0) -> None:
        penalty = keras.regularizers.L1L2(spec.l1, spec.l2) if name in chosen else None
        limit = keras.constraints.MaxNorm(spec.max_norm, axis=axes) if spec.max_norm else None
        layer = kind(*shape, kernel_regularizer=penalty, kernel_constraint=limit)
        model.add(layer)
        parts.extend([(name, "kernel", layer), (name, "bias", layer)])

    def normalised_and_activated(name: str) -> None:
        if spec.normalization != "none":
            batch = spec.normalization == "batch"
            layer = keras.layers.BatchNormalization() if batch else keras.layers.LayerNormalization()
            model.add(layer)
            kinds = ["gamma", "beta", *(["mean", "variance"] if batch else [])]
            parts.extend((name, kind, layer) for kind in kinds)
        model.add(keras.layers.Activation(spec.activation))

    if filters and len(shape) == 2:
        model.add(keras.layers.Reshape((*shape, 1)))
    for name, units in filters.items():
        weighted(name, keras.layers.Conv2D, units, 3, axes=[0, 1, 2])
        normalised_and_activated(name)
        model.add(keras.layers.MaxPooling2D())
    if filters:
        model.add(keras.layers.Flatten())
    for name, units in sizes.items():
        weighted(name, keras.layers.Dense, units)
        normalised_and_activated(name)
    weighted("output", keras.layers.Dense, data.outputs)
    if "crossentropy" not in (spec.loss or LOSSES[data.task][0]) and data.task != "regression":
        model.add(keras.layers.Activation("softmax" if data.task == "multiclass" else "sigmoid"))
    return model, parts


def keras_optimizer(spec: Spec) -> Any:
    rate = keras_schedule(spec)
    decay = spec.weight_decay or None
    made = {
        "sgd": lambda: keras.optimizers.SGD(
            rate, momentum=spec.momentum, nesterov=spec.nesterov, weight_decay=decay
        ),
        "rmsprop": lambda: keras.optimizers.RMSprop(rate, momentum=spec.momentum, weight_decay=decay),
        "adagrad": lambda: keras.optimizers.Adagrad(rate, weight_decay=decay),
        "adadelta": lambda: keras.optimizers.Adadelta(rate, weight_decay=decay),
        "adam": lambda: keras.optimizers.Adam(rate, weight_decay=decay),
        "adamw": lambda: keras.optimizers.AdamW(rate, weight_decay=spec.weight_decay),
        "adamax": lambda: keras.optimizers.Adamax(rate, weight_decay=decay),
        "nadam": lambda: keras.optimizers.Nadam(rate, weight_decay=decay),
    }
    return made[spec.optimizer]()


def keras_schedule(spec: Spec) -> Any:
    schedule, rate = read_schedule(spec.schedule), spec.learning_rate
    settings: dict[str, Any] = dict(schedule.settings)
    warmup = settings.pop("warmup_steps", 0)
    made = keras.optimizers.schedules
    if schedule.name == "inverse_time":
        return made.InverseTimeDecay(rate, **settings | {"staircase": bool(settings["staircase"])})
    if schedule.name == "exponential":
        return made.ExponentialDecay(rate, **settings | {"staircase": bool(settings["staircase"])})
    if schedule.name == "piecewise":
        values = [rate * factor for factor in settings["factors"]]
        return made.PiecewiseConstantDecay(list(settings["boundaries"]), values)
    if schedule.name == "cosine" and warmup:
        return made.CosineDecay(0.0, warmup_target=rate, warmup_steps=warmup, **settings)
    if schedule.name == "cosine":
        return made.CosineDecay(rate, **settings)
    if warmup:  # a cosine that does not fall
        return made.CosineDecay(0.0, 1000, alpha=1.0, warmup_target=rate, warmup_steps=warmup)
    return rate


def keras_loss(spec: Spec, data: Dataset) -> Any:
    smoothing = spec.label_smoothing
    logits = {"from_logits": True}
    made = {
        "sparse_categorical_crossentropy": lambda: (
            keras.losses.CategoricalCrossentropy(label_smoothing=smoothing, **logits)
            if smoothing
            else keras.losses.SparseCategoricalCrossentropy(**logits)
        ),
        "categorical_crossentropy": lambda: keras.losses.CategoricalCrossentropy(
            label_smoothing=smoothing, **logits
        ),
        "binary_crossentropy": lambda: keras.losses.BinaryCrossentropy(label_smoothing=smoothing, **logits),
        "kl_divergence": keras.losses.KLDivergence,
        "cosine_similarity": keras.losses.CosineSimilarity,
        "mean_squared_error": keras.losses.MeanSquaredError,
        "mean_absolute_error": keras.losses.MeanAbsoluteError,
        "huber": keras.losses.Huber,
    }
    return made[spec.loss or LOSSES[data.task][0]]()


def keras_targets(spec: Spec, data: Dataset, y: Any) -> Any:
    if data.task != "multiclass":
        return y[:, None]
    sparse = spec.loss in (None, "sparse_categorical_crossentropy") and not spec.label_smoothing
    return y if sparse else np.eye(data.outputs)[y]


SMALL = Spec(hidden_layer_sizes=(8,), learning_rate=0.01)
DEEP = replace(SMALL, hidden_layer_sizes=(8, 4))
CASES = {
    **{f"{name}, default rate": Spec(hidden_layer_sizes=(8, 4), optimizer=name) for name in OPTIMIZERS},
    **{
        f"{name}, 0.05": replace(SMALL, optimizer=name, learning_rate=0.05, weight_decay=0.0)
        for name in OPTIMIZERS
    },
    "sgd, momentum": replace(SMALL, optimizer="sgd", momentum=0.9, learning_rate=0.05),
    "sgd, nesterov": replace(SMALL, optimizer="sgd", momentum=0.9, nesterov=True, learning_rate=0.05),
    "sgd, momentum, changing rate": replace(
        SMALL,
        optimizer="sgd",
        momentum=0.9,
        learning_rate=0.1,
        schedule="exponential:decay_steps=5:decay_rate=.5",
    ),
    "rmsprop, momentum": replace(SMALL, optimizer="rmsprop", momentum=0.5),
    "sgd, weight decay": replace(SMALL, optimizer="sgd", momentum=0.9, weight_decay=0.1, learning_rate=0.05),
    "l1": replace(SMALL, l1=0.01),
    "l2": replace(SMALL, l2=0.01),
    "elastic net": replace(SMALL, l1=0.003, l2=0.01),
    "l2 of hidden layers": replace(DEEP, l2=0.05, penalty_layers="hidden"),
    "l1 of the output": replace(DEEP, l1=0.05, penalty_layers="output"),
    "l2 of the second layer": replace(DEEP, l2=0.05, penalty_layers="2"),
    "max_norm": replace(DEEP, max_norm=0.7),
    "batch normalisation": replace(DEEP, normalization="batch", optimizer="sgd", learning_rate=0.1),
    "layer normalisation": replace(DEEP, normalization="layer"),
    "label smoothing": replace(SMALL, label_smoothing=0.2),
    "label smoothing, categorical": replace(SMALL, label_smoothing=0.2, loss="categorical_crossentropy"),
    "class weights": replace(SMALL, class_weight="1/5/0.5"),
    "balanced classes": replace(SMALL, class_weight="balanced"),
    "linear model": replace(SMALL, hidden_layer_sizes=()),
    **{f"activation {n}": replace(SMALL, activation=n) for n in ("elu", "gelu", "tanh", "sigmoid", "linear")},
    **{f"loss {name}": replace(SMALL, loss=name) for name in LOSSES["multiclass"]},
    **{
        f"schedule {text}": replace(SMALL, schedule=text)
        for text in (
            "inverse_time:decay_steps=5:decay_rate=2",
            "inverse_time:decay_steps=5:decay_rate=2:staircase=1",
            "exponential:decay_steps=5:decay_rate=.5",
            "exponential:decay_steps=5:decay_rate=.5:staircase=1",
            "piecewise:boundaries=4/9:factors=1/.1/3",
            "cosine:decay_steps=12",
            "cosine:decay_steps=12:alpha=.2:warmup_steps=5",
            "constant:warmup_steps=7",
        )
    },
}
TASKS = [
    *((case, "multiclass") for case in CASES),
    ("adam, default rate", "binary"),
    ("adam, default rate", "regression"),
    ("label smoothing", "binary"),
    *(
        (f"loss {name}", task)
        for task in ("binary", "regression")
        for name in LOSSES[task]
        if f"loss {name}" in CASES
    ),
]


def distance(a: dict[str, Any], b: dict[str, Any]) -> float:
    """The largest norm of a difference of two arrays, relative to the norm."""
    return max(
        float(np.linalg.norm(a[name][kind] - b[name][kind]) / max(np.linalg.norm(b[name][kind]), 1e-12))
        for name in a
        for kind in a[name]
    )


@cache
def taken(case: str, task: str, made: Callable[..., Dataset]) -> tuple[dict[str, Any], ...]:
    """Those before the steps, ours after them, and Keras'."""
    data, spec = made(task, n=150), CASES[case]  # 150 rows: the fifth batch has 22
    x, y = data.x_train.astype(np.float64), data.y_train
    before, after = ours(spec, data, x, y)
    return before, after, theirs(spec, data, x, y, before)


def with_another(spec: Spec, made: Callable[..., Dataset]) -> dict[str, Any]:
    """Our arrays after the steps of a case, by something that is not what the case says."""
    data = made(n=150)
    return ours(spec, data, data.x_train.astype(np.float64), data.y_train)[1]


@pytest.mark.parametrize(("case", "task"), TASKS)
def test_steps(case: str, task: str, made: Callable[..., Dataset]) -> None:
    spec, (before, after, found) = CASES[case], taken(case, task, made)
    if spec.normalization == "batch":
        # What a batch's mean takes away again has a gradient of nothing but rounding (adam would make
        # steps of that).
        for layer in [layer for layer in found if layer != "output"]:
            for arrays in (before, after, found):
                assert np.abs(arrays[layer].pop("bias")).max() < 1e-6
    assert distance(after, found) < 1e-5
    assert distance(before, after) > 1e-5


SEEING = replace(SMALL, network="cnn")
PICTURES = {
    "grey, l1 of hidden layers": (replace(SEEING, l1=0.01, penalty_layers="hidden"), (12, 11)),
    "colour, l2, max_norm": (replace(SEEING, l2=0.01, max_norm=0.5, activation="elu"), (10, 13, 3)),
    "batch normalisation": (
        replace(SEEING, normalization="batch", optimizer="sgd", learning_rate=0.1), (11, 10, 2),
    ),
    "layer normalisation": (replace(SEEING, normalization="layer"), (10, 10)),
}  # fmt: skip


@pytest.mark.parametrize("case", PICTURES)
def test_steps_of_convolutions(case: str, made: Callable[..., Dataset]) -> None:
    spec, shape = PICTURES[case]
    data = made(n=150)
    x = np.random.default_rng(0).normal(size=(150, *shape))
    before, after = ours(spec, data, x, data.y_train)
    found = theirs(spec, data, x, data.y_train, before)
    if spec.normalization == "batch":
        for layer in [layer for layer in found if layer != "output"]:
            for arrays in (before, after, found):
                assert np.abs(arrays[layer].pop("bias")).max() < 1e-6
    assert distance(after, found) < 1e-5
    assert distance(before, after) > 1e-5


WRONG: dict[str, tuple[str, Callable[[], Any]]] = {
    "adam, 0.05": ("adam", lambda: _optimizers.adam(beta_2=0.9990001, epsilon=1e-4)),
    "adamax, 0.05": ("adamax", lambda: _optimizers.adamax(beta_1=0.9001)),
    "nadam, 0.05": ("nadam", lambda: _optimizers.nadam(beta_1=0.9001)),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_constant_is_noticed(
    case: str, made: Callable[..., Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = taken(case, "multiclass", made)[-1]
    name, wrong = WRONG[case]
    monkeypatch.setitem(_optimizers._DIRECTIONS, name, wrong)
    assert distance(with_another(CASES[case], made), found) > 1e-5


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("schedule")])
def test_a_wrong_schedule_is_noticed(case: str, made: Callable[..., Dataset]) -> None:
    constant = replace(CASES[case], schedule="constant")
    assert distance(with_another(constant, made), taken(case, "multiclass", made)[-1]) > 1e-5


@pytest.mark.parametrize(
    "text",
    ["plateau", "plateau:patience=2:cooldown=3", "plateau:factor=.5:patience=1:min_delta=.05:min_lr=.02"],
)
def test_reduce_on_plateau(text: str) -> None:
    """Against the callback itself, on a made-up course of values."""
    schedule, rate = read_schedule(text), 0.1
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(rate))
    settings = {n: int(v) if n in ("patience", "cooldown") else v for n, v in schedule.settings}
    callback = keras.callbacks.ReduceLROnPlateau(**settings)
    callback.set_model(model)
    callback.on_train_begin()
    values = 1 / np.arange(1, 60) ** 0.2 + 0.1 * np.random.default_rng(3).standard_normal(59)
    state = plateau()
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {"val_loss": value})
        state = reduce_on_plateau(schedule, state, jnp.asarray(value), jnp.asarray(rate))
        assert rate * float(state["scale"]) == pytest.approx(float(np.asarray(model.optimizer.learning_rate)))
    assert float(state["scale"]) < 1


@pytest.mark.parametrize("initializer", [
    "glorot_uniform", "glorot_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal",
    "random_normal", "zeros",
])  # fmt: skip
def test_initial_weights_have_keras_moments(initializer: str, made: Callable[..., Dataset]) -> None:
    """The same distribution: mean, deviation, kurtosis, range; other draws."""
    shape = (300, 200)
    program = _program(
        [Spec(hidden_layer_sizes=(shape[1],), kernel_initializer=initializer)],
        made(features=shape[0]),
        None,
        probed=False,
    )
    params, _state = program.network.init(jax.random.key(0), jnp.zeros((1, shape[0])))
    mine = np.asarray(params["hidden_1"]["kernel"])
    other = np.asarray(keras.initializers.get(initializer)(shape))
    assert abs(mine.mean()) <= 4 * other.std() / np.sqrt(mine.size) + 1e-12
    assert mine.std() == pytest.approx(other.std(), rel=0.02, abs=1e-12)
    assert np.abs(mine).max() == pytest.approx(np.abs(other).max(), rel=0.2, abs=1e-12)
    if other.std():
        fourth = [float(np.mean((a / a.std()) ** 4)) for a in (mine, other)]
        assert fourth[0] == pytest.approx(fourth[1], rel=0.05)


@pytest.mark.parametrize("task", ["multiclass", "binary", "regression"])
def test_gradients_agree_with_finite_differences(task: str, made: Callable[..., Dataset]) -> None:
    """With plain descent at rate 1 a step is the gradient."""
    data = made(task, n=40)
    spec = Spec(
        hidden_layer_sizes=(5,), activation="tanh", optimizer="sgd", learning_rate=1.0, l1=0.01, l2=0.02
    )
    program = _program([spec], data, None, probed=False)
    rates = {name: jnp.asarray(value[0]) for name, value in _rates([spec], data).items()}
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
