"""What each technique does, told by what must hold of it; what Keras computes is test_keras' matter."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from hanka.checkpoint import Checkpoint
from hanka.dataset import Dataset
from hanka.engine import advance, network_of, plan, run, start, train
from hanka.engine._advance import _program, _rates, halved
from hanka.errors import InputError
from hanka.experiment import Experiment
from hanka.experiment import open as open_experiment
from hanka.spec import Family, Spec, vary

SMALL = Spec(hidden_layer_sizes=(16,), epochs=40, batch_size=16, learning_rate=0.02)


def rows_of(spec: Spec | Family, data: Dataset) -> list[dict[str, Any]]:
    return [{**row, "seconds": 0} for row in train(spec, data)]


def column(rows: list[dict[str, Any]], name: str, member: int = 0) -> list[float]:
    return [row[name] for row in rows if row["member"] == member]


@pytest.mark.parametrize(
    ("monitor", "patience", "min_delta"),
    [
        ("val_loss", 3, 0.0),
        ("val_loss", 0, 0.0),
        ("val_loss", 2, 0.02),
        ("val_accuracy", 4, 0.0),
        ("loss", 5, 0.01),
    ],
)
def test_early_stopping_stops_where_keras_does(
    monitor: str, patience: int, min_delta: float, data: Dataset
) -> None:
    keras = pytest.importorskip("keras", reason="Keras is the oracle; it comes with the extra dev")
    free = rows_of(replace(SMALL, monitor=monitor), data)
    callback = keras.callbacks.EarlyStopping(
        monitor, patience=patience, min_delta=min_delta, mode="max" if "acc" in monitor else "min"
    )
    model = keras.Sequential()
    model.stop_training = False
    callback.set_model(model)
    callback.on_train_begin()
    expected = 0
    for epoch, value in enumerate(column(free, monitor)):
        expected = epoch + 1
        callback.on_epoch_end(epoch, {monitor: value})
        if model.stop_training:
            break
    rows = rows_of(replace(SMALL, monitor=monitor, patience=patience, min_delta=min_delta), data)
    assert len(rows) == expected
    assert rows[-1].get("stopped", False) == (expected < SMALL.epochs)
    assert column(rows, "val_loss") == column(free, "val_loss")[:expected]


def ended(spec: Spec, data: Dataset) -> Checkpoint:
    return list(run(Family((spec,)), data))[-1].checkpoint


@pytest.mark.parametrize("patience", [3, None])
def test_the_best_weights_stand_at_the_end(patience: int | None, data: Dataset) -> None:
    spec = replace(SMALL, patience=patience, restore_best_weights=True, normalization="batch")
    restored, plain = ended(spec, data), ended(replace(spec, restore_best_weights=False), data)
    for name in [name for name in plain.arrays if name.startswith(("params/", "state/"))]:
        best = np.asarray(plain.arrays[f"best/{name}"])
        np.testing.assert_array_equal(np.asarray(restored.arrays[name]), best)
        assert not np.array_equal(np.asarray(plain.arrays[name]), best)


def test_stopped_members_leave_and_the_others_do_not_notice(data: Dataset) -> None:
    """Packed anew, with rows to the same bits as without early stopping in the pack."""
    family = Family(
        tuple(replace(SMALL, seed=seed, patience=1 if seed % 4 else None, epochs=300) for seed in range(16))
    )
    chunks = list(run(family, data))
    sizes = [len(chunk.checkpoint.arrays["epoch"]) for chunk in chunks]
    assert min(sizes) < max(sizes)
    finished = sorted(m for chunk in chunks if chunk.finished for m in chunk.checkpoint.members)
    assert finished == list(range(16))
    rows = [row for chunk in chunks for row in chunk.rows]
    free = rows_of(
        Family(tuple(replace(spec, patience=None) for spec in family.specs if not spec.seed % 4)), data
    )
    for i, member in enumerate(range(0, 16, 4)):
        assert column(rows, "val_loss", member) == column(free, "val_loss", i)
    for member in (1, 2, 3, 5):
        assert len(column(rows, "val_loss", member)) < 300


def test_a_pack_with_free_places_is_not_parted_before_a_member_ends(data: Dataset) -> None:
    """The last members of a group may be few for the places of a pack."""
    checkpoint = start(range(3), [replace(SMALL, seed=seed) for seed in range(3)], data, size=64)
    assert halved(checkpoint) is None
    _rows, checkpoint = advance(checkpoint, 1, data)
    assert halved(checkpoint) is None


def test_a_pack_packed_anew_goes_on_from_its_checkpoint(data: Dataset) -> None:
    family = Family(
        tuple(replace(SMALL, seed=seed, patience=1 if seed % 4 else None, epochs=60) for seed in range(16))
    )
    chunks = list(run(family, data))
    whole = {(row["member"], row["epoch"]): row["val_loss"] for chunk in chunks for row in chunk.rows}
    seen: dict[tuple[int, int], float] = {}
    held: Checkpoint | None = None
    for chunk in run(family, data):
        seen |= {(row["member"], row["epoch"]): row["val_loss"] for row in chunk.rows}
        if not chunk.rows and not chunk.finished:
            arrays = {name: np.array(array) for name, array in chunk.checkpoint.arrays.items()}
            held = replace(chunk.checkpoint, arrays=arrays)
            break
    if held is None:
        pytest.skip("all of them ended in one chunk")
    done = [member for member in range(16) if member not in held.members]
    for chunk in run(family, data, checkpoints=[held], finished=done):
        seen |= {(row["member"], row["epoch"]): row["val_loss"] for row in chunk.rows}
    assert seen == whole


def varied(spec: Spec, data: Dataset, x: Any, seed: int = 0) -> np.ndarray:
    program = _program([spec], data, None, probed=False)
    rates = {name: jnp.asarray(value[0]) for name, value in _rates([spec], data).items()}
    return np.asarray(program._varied(jnp.asarray(x), rates, jax.random.key(seed)))


def test_input_dropout_drops_its_share_and_keeps_the_mean(data: Dataset) -> None:
    x = np.ones((500, 40), np.float32)
    found = varied(replace(SMALL, input_dropout=0.3), data, x)
    assert np.mean(found == 0) == pytest.approx(0.3, abs=0.02)
    assert found.mean() == pytest.approx(1.0, abs=0.03)
    more = varied(replace(SMALL, input_dropout=0.6), data, x)
    assert not np.any(more[found == 0])  # a larger rate drops what a smaller one does


def test_dropout_by_layer(data: Dataset) -> None:
    """A rate for each hidden layer: all the same is one rate, and a layer's own rate drops its share."""
    deep = replace(SMALL, hidden_layer_sizes=(200, 100), epochs=2)
    one, both = (rows_of(replace(deep, dropout=rate), data) for rate in (0.4, (0.4, 0.4)))
    assert column(one, "val_loss") == column(both, "val_loss")
    mixed = vary(deep, dropout=[0.4, (0.4, 0.0), (0.0, 0.4)])
    assert len(mixed.groups()) == 1
    rows = rows_of(mixed, data)
    assert len({row["val_loss"] for row in rows if row["epoch"] == 2}) == 3
    assert column(rows, "val_loss", 0) == pytest.approx(column(one, "val_loss"), abs=1e-6)


def test_max_norm_holds_after_every_step(data: Dataset) -> None:
    arrays = ended(replace(SMALL, max_norm=0.5, epochs=5), data).arrays
    for name in ("params/hidden_1/kernel", "params/output/kernel"):
        assert np.linalg.norm(np.asarray(arrays[name])[0], axis=0).max() <= 0.5 + 1e-5


def test_zeros_never_break_the_symmetry(data: Dataset) -> None:
    arrays = ended(replace(SMALL, kernel_initializer="zeros", activation="tanh", epochs=5), data).arrays
    kernel = np.asarray(arrays["params/hidden_1/kernel"])[0]
    np.testing.assert_array_equal(kernel, kernel[:, :1].repeat(16, axis=1))


def test_label_smoothing_is_for_training_alone(data: Dataset) -> None:
    still = replace(SMALL, learning_rate=1e-12, epochs=1)
    plain, smooth = (rows_of(replace(still, label_smoothing=s), data)[0] for s in (0.0, 0.5))
    assert smooth["val_loss"] == pytest.approx(plain["val_loss"], abs=1e-6)
    assert smooth["running_loss"] != pytest.approx(plain["running_loss"], abs=1e-3)


def test_balanced_classes_weigh_the_same(made: Callable[..., Dataset]) -> None:
    data = made(n=500)
    rates = _rates([replace(SMALL, class_weight="balanced")], data)
    counts = np.bincount(data.y_train)
    shares = counts * rates["class_weight"][0]
    assert shares == pytest.approx([shares[0]] * 3)
    assert shares.sum() == pytest.approx(500)


def test_the_rate_that_a_row_shows_is_that_of_its_last_step(data: Dataset) -> None:
    spec = replace(SMALL, epochs=3, schedule="exponential:decay_steps=1:decay_rate=.9")
    steps = -(-len(data.x_train) // spec.batch_size)
    rows = rows_of(spec, data)
    assert column(rows, "learning_rate") == pytest.approx(
        [0.02 * 0.9 ** (steps * e - 1) for e in (1, 2, 3)], rel=1e-4
    )


def test_chunks_do_not_change_a_schedule_or_a_plateau(data: Dataset) -> None:
    for schedule in ("cosine:decay_steps=100", "plateau:patience=2:factor=.5"):
        spec = replace(SMALL, epochs=12, schedule=schedule, shift=0.0, noise=0.1, input_dropout=0.1)
        whole, pieces = [], []
        for sizes, rows in (([12], whole), ([1, 5, 2, 4], pieces)):
            checkpoint = start([0], [spec], data)
            for size in sizes:
                new, checkpoint = advance(checkpoint, size, data)
                rows += [{**row, "seconds": 0} for row in new]
        assert whole == pieces


@pytest.mark.parametrize(
    ("change", "task", "says"),
    [
        ({"loss": "kld"}, "regression", "kl_divergence does not fit"),
        ({"loss": "cosine_similarity"}, "binary", "use binary_crossentropy, mean_squared_error"),
        ({"label_smoothing": 0.1}, "regression", "label_smoothing can't be used here"),
        ({"class_weight": "balanced"}, "regression", "class_weight can't be used here"),
        ({"class_weight": "1/2"}, "multiclass", "2 weights for 3 classes"),
        ({"monitor": "val_accuracy"}, "regression", "monitor can't be used here"),
        ({"shift": 0.1}, "multiclass", "shift can't be used here: it moves pictures"),
        ({"patience": 0}, "none", "patience can't be used here: there are no validation data"),
    ],
)
def test_what_does_not_go_together_with_the_data(
    change: dict[str, Any], task: str, says: str, made: Callable[..., Dataset]
) -> None:
    data = made(n_val=0) if task == "none" else made(task)
    with pytest.raises(InputError, match=says):
        plan(Family((replace(SMALL, **change),)), data)


def test_hidden_dropout_keeps_the_mean_and_grows_the_spread() -> None:
    """Of a linear network: over many masks the output's mean is that without dropout, and its variance
    p / (1 - p) Σ (h w)², by hidden units h and weights w."""
    network = network_of(replace(SMALL, hidden_layer_sizes=(50,), activation="linear"), 1)
    x = jnp.asarray(np.random.default_rng(0).normal(size=(1, 6)), jnp.float32)
    params, state = network.init(jax.random.key(0), x)
    still, _state = network.apply(params, state, x, key=None, training=False, dropout=None)
    many = jnp.repeat(x, 20_000, axis=0)
    for rate in (0.2, 0.6):
        found, _state = network.apply(
            params, state, many, key=jax.random.key(1), training=True, dropout=jnp.asarray(rate)
        )
        parts = np.asarray(x @ params["hidden_1"]["kernel"])[0] * np.asarray(params["output"]["kernel"])[:, 0]
        variance = rate / (1 - rate) * np.sum(parts**2)
        assert float(found.mean()) == pytest.approx(
            float(still[0, 0]), abs=5 * float(np.sqrt(variance / 20_000))
        )
        assert float(found.var()) == pytest.approx(float(variance), rel=0.05)


@pytest.mark.parametrize("normalization", ["batch", "layer"])
@pytest.mark.parametrize("restore", [False, True])
def test_numpy_predicts_what_the_engine_measured(
    normalization: str, restore: bool, data: Dataset, tmp_path: Path
) -> None:
    """The folder's weights, read without JAX, have the loss of their row."""
    spec = replace(SMALL, normalization=normalization, epochs=15, restore_best_weights=restore)
    with Experiment.create(tmp_path / "a", Family((spec,)), data) as experiment:
        list(experiment.record(run(experiment.family, data)))
    losses = experiment.histories[0].metrics["val_loss"]
    for weights, row in (("best", losses.argmin()), ("last", losses.argmin() if restore else -1)):
        chances = experiment.predict(0, data.x_val, weights)  # type: ignore[arg-type]
        found = -np.mean(np.log(chances[np.arange(len(data.y_val)), data.y_val]))
        assert found == pytest.approx(losses[row], rel=1e-4)


def test_a_folder_whose_pack_was_parted_goes_on_as_if_nothing_had_happened(
    data: Dataset, tmp_path: Path
) -> None:
    """The process dies right after a part of the pack has been put away, at every such place."""
    family = Family(
        tuple(replace(SMALL, seed=seed, patience=1 if seed % 4 else None, epochs=60) for seed in range(16))
    )

    def trained(folder: Path, stop_after: int | None) -> bool:
        """Create or resume; whether it came to its end."""
        fresh = not folder.exists()
        made = Experiment.create(folder, family, data) if fresh else Experiment.resume(folder)
        with made as experiment:
            chunks = run(family, data, checkpoints=experiment.checkpoints(), finished=experiment.finished)

            def dying() -> Any:
                parts = 0
                for chunk in chunks:
                    yield chunk
                    parts += not chunk.rows
                    if parts == stop_after:
                        raise KeyboardInterrupt

            try:
                list(experiment.record(dying()))
            except KeyboardInterrupt:
                return False
        return True

    assert trained(tmp_path / "whole", None)
    expected = {path.name: path.read_bytes() for path in (tmp_path / "whole" / "weights").iterdir()}
    for parts in (1, 2):
        folder = tmp_path / f"died-{parts}"
        if not trained(folder, parts):
            assert trained(folder, None)
        assert {path.name: path.read_bytes() for path in (folder / "weights").iterdir()} == expected
        assert open_experiment(folder).check() == open_experiment(tmp_path / "whole").check()
        assert not list((folder / "checkpoints").glob("*.safetensors"))
