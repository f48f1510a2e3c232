"""The convolutional network: what it refuses, what NumPy makes of its weights, that it is like any other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

import hanka
from hanka.dataset import Dataset
from hanka.engine import advance, forward, network_of, plan, run, start
from hanka.errors import InputError
from hanka.experiment import Experiment
from hanka.spec import Spec, vary

SPEC = Spec(network="cnn", hidden_layer_sizes=(8,), epochs=3, batch_size=16)


def pictures(shape: tuple[int, ...], n: int = 60) -> Dataset:
    """Three kinds of pictures: a bright left, a bright right, neither."""
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 120, (n, *shape)).astype(np.uint8), np.arange(n) % 3
    x[y == 0, :, : shape[1] // 2] += 100
    x[y == 1, :, shape[1] // 2 :] += 100
    return hanka.load((x, y), val=0.5)


def test_it_learns_and_every_technique_goes_with_it() -> None:
    data = pictures((12, 11), n=240)
    family = hanka.Family(
        (
            replace(SPEC, epochs=20, learning_rate=0.003),
            replace(SPEC, network="mlp"),
            replace(SPEC, dropout=0.3, input_dropout=0.1, l1=1e-4, max_norm=2.0, normalization="batch"),
            replace(SPEC, shift=0.1, rotation=10, zoom=0.1, noise=0.1, label_smoothing=0.1, label_noise=0.1),
            replace(SPEC, l2=1e-3, penalty_layers="hidden", normalization="layer", class_weight="balanced"),
        )
    )
    rows = list(hanka.train(family, data))
    assert [row["val_accuracy"] for row in rows if row["member"] == 0][-1] > 0.9
    assert not any(row.get("diverged") for row in rows) and len(rows) == 32


@pytest.mark.parametrize(
    ("shape", "settings"),
    [
        ((12, 11), {}),
        ((10, 13, 3), {"normalization": "batch", "activation": "elu"}),
        ((11, 10), {"normalization": "layer", "hidden_layer_sizes": ()}),
    ],
)
def test_numpy_predicts_what_the_engine_computes(
    shape: tuple[int, ...], settings: dict[str, Any], tmp_path: Path
) -> None:
    data, family = pictures(shape), vary(replace(SPEC, **settings), seed=range(2))
    with Experiment.create(tmp_path / "e", family, data) as experiment:
        list(experiment.record(run(family, data)))
    spec = family.specs[1]
    computed = experiment.predict(1, data.x_val, forward=forward(spec, data.outputs))
    np.testing.assert_allclose(experiment.predict(1, data.x_val), computed, atol=1e-5)
    assert experiment.check() == []
    [record, _] = experiment.members()
    arrays = experiment.weights(0)
    held = sum(array.size for name, array in arrays.items() if not name.startswith("state/"))
    assert record["parameters"] == held
    assert record["connections"] == sum(a.size for name, a in arrays.items() if name.endswith("/kernel"))


def test_a_member_alone_stopped_after_each_epoch_is_the_member_in_its_family() -> None:
    data = pictures((12, 11))
    family = vary(replace(SPEC, dropout=0.3), seed=range(3))
    rows = [row for row in hanka.train(family, data) if row["member"] == 1]
    checkpoint = start([1], [family.specs[1]], data)
    for row in rows:
        held = {name: np.array(array) for name, array in checkpoint.arrays.items()}
        [alone], checkpoint = advance(replace(checkpoint, arrays=held), 1, data)
        assert alone["val_loss"] == pytest.approx(row["val_loss"], abs=1e-5)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("digits", "network cnn looks at pictures"),
        (pictures((9, 30)), "10×10 or more, and these have 9×30"),
    ],
)
def test_what_is_no_picture_is_refused(data: Any, why: str) -> None:
    data = hanka.load(data) if isinstance(data, str) else data
    with pytest.raises(InputError, match=why):
        plan(vary(SPEC), data)


def test_one_network_serves_all_specs_of_a_program() -> None:
    a = network_of(replace(SPEC, dropout=0.2, seed=1), 3)
    assert a is network_of(replace(SPEC, dropout=0.4, seed=2, epochs=9, l2=0.0), 3)
    assert a is not network_of(replace(SPEC, activation="tanh", dropout=0.2), 3)


def test_the_plan_knows_what_convolutions_cost() -> None:
    data = hanka.load("mnist")
    of = {name: plan(vary(Spec(network=name)), data).groups[0] for name in ("mlp", "cnn")}
    assert of["cnn"].parameters == 225_034  # 320 + 18,496 + 204,928 + 1,290
    ratio = of["cnn"].seconds / of["mlp"].seconds
    assert 5 < ratio < 100


def test_padding_rows_change_nothing() -> None:
    """A batch's moments leave out the rows that only fill it up."""
    network = network_of(replace(SPEC, normalization="batch"), 3)
    x = jax.random.uniform(jax.random.key(1), (6, 12, 11))
    params, state = network.init(jax.random.key(0), x[:1])
    settings: dict[str, Any] = {"key": None, "training": True, "dropout": None}
    short, kept = network.apply(params, state, x[:4], **settings, weight=np.ones(4))
    filled, same = network.apply(params, state, x, **settings, weight=np.array([1, 1, 1, 1, 0, 0.0]))
    np.testing.assert_allclose(filled[:4], short, atol=1e-5)
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, atol=1e-6), kept, same)
