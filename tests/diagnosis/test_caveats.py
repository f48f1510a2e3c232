"""What is said besides the verdict."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hanka.diagnosis import diagnose
from hanka.history import History


def names(metrics: dict[str, Any], **fields: Any) -> list[str]:
    n = len(next(iter(metrics.values())))
    made = {name: np.asarray(values, float) for name, values in metrics.items()}
    fields = {"epoch": np.arange(1.0, n + 1), "step": np.full(n, np.nan)} | fields
    return [caveat.name for caveat in diagnose(History(metrics=made, **fields)).caveats]


X = np.arange(1, 51) / 50
PLATEAU = 0.4 + 0.6 * np.exp(-12 * X)
NOISE = np.random.default_rng(0).standard_normal(50)


def test_validation_below_training_by_timing() -> None:
    """The mean over an epoch lags half an epoch behind its end: while the loss falls fast, it lies above."""
    falling = 1.0 - 0.8 * X
    running = (np.concatenate([[1.0], falling[:-1]]) + falling) / 2 - 0.004
    assert "validation_below_training_timing" in names({"loss": running, "val_loss": falling})


@pytest.mark.parametrize(
    ("params", "reason"), [({"dropout": 0.5}, "dropout"), ({"l2": 1e-3}, "penalty"), ({}, "easier_split")]
)
def test_validation_below_training_by_the_recipe(params: dict[str, float], reason: str) -> None:
    found = names({"loss": 1.2 * PLATEAU, "val_loss": PLATEAU}, params=params)
    assert f"validation_below_training_{reason}" in found


def test_hankas_own_training_loss_has_neither_dropout_nor_penalty() -> None:
    """It is measured after the epoch as validation is: what is left is an easier split."""
    metrics = {"loss": 1.2 * PLATEAU, "running_loss": 1.3 * PLATEAU, "val_loss": PLATEAU}
    assert "validation_below_training_easier_split" in names(metrics, params={"dropout": 0.5})


def test_validation_above_training_is_nothing_to_explain() -> None:
    found = names({"loss": 0.9 * PLATEAU, "val_loss": PLATEAU})
    assert not [name for name in found if name.startswith("validation_below")]


def test_steps_of_the_learning_rate() -> None:
    rate = np.where(X > 0.6, 1e-4, 1e-3)
    assert "learning_rate_dropped" in names({"loss": PLATEAU, "val_loss": PLATEAU, "learning_rate": rate})
    smooth = 1e-3 * 0.95 ** np.arange(50)
    assert "learning_rate_dropped" not in names(
        {"loss": PLATEAU, "val_loss": PLATEAU, "learning_rate": smooth}
    )


def test_a_spike_is_named_with_its_epoch() -> None:
    spiked = PLATEAU * (1 + 0.003 * NOISE)
    spiked[29] *= 2
    made = History(np.arange(1.0, 51), np.full(50, np.nan), {"loss": PLATEAU * 0.9, "val_loss": spiked})
    [caveat] = [caveat for caveat in diagnose(made).caveats if caveat.name == "spikes"]
    assert caveat.text.endswith(" 30")


def test_double_descent() -> None:
    curve = PLATEAU + 0.3 * np.exp(-(((X - 0.4) / 0.1) ** 2)) - 0.2 * X
    assert "rose_and_fell_again" in names({"loss": 0.5 * PLATEAU, "val_loss": curve})
    assert "rose_and_fell_again" not in names({"loss": 0.5 * PLATEAU, "val_loss": PLATEAU})


def test_a_plateau_under_a_falling_training_curve() -> None:
    training = 0.4 * np.exp(-2.5 * X)
    assert "plateau_gap" in names({"loss": training, "val_loss": PLATEAU}, n_val=10_000)


def test_capacity_may_be_short_where_both_stand_still() -> None:
    assert "capacity_hint" in names({"loss": 0.99 * PLATEAU, "val_loss": PLATEAU}, n_val=10_000)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "unknown_validation_size"),
        ({"n_val": 30}, "small_validation"),
        ({"epoch": np.arange(1.0, 51) * 5}, "missing_epochs"),
        ({"notes": ("the epochs begin again",)}, "log"),
    ],
)
def test_what_is_missing(fields: dict[str, Any], expected: str) -> None:
    assert expected in names({"loss": PLATEAU, "val_loss": PLATEAU}, **fields)


def test_few_points_and_test_data() -> None:
    assert "few_points" in names({"loss": PLATEAU[:5], "val_loss": PLATEAU[:5]})
    assert "test_as_validation" in names({"loss": PLATEAU, "test_loss": PLATEAU})


def test_jitter() -> None:
    assert "jitter" in names({"loss": PLATEAU, "val_loss": PLATEAU * (1 + 0.08 * NOISE)})
    assert "jitter" not in names({"loss": PLATEAU, "val_loss": PLATEAU * (1 + 0.002 * NOISE)})


def test_training_that_rises_too_is_no_learning_by_heart() -> None:
    turned = 0.4 + np.exp(-20 * X) + 0.3 * X
    assert "training_rose" in names({"loss": turned, "val_loss": 1.1 * turned})
    assert "training_rose" not in names({"loss": 0.5 * PLATEAU, "val_loss": turned})


def test_jumps_are_told_from_a_trend() -> None:
    """With many validation examples jumps are real: the best epoch is better than the last ones."""
    noise = np.random.default_rng(2).standard_normal(50)
    jumping = PLATEAU * (1 + 0.08 * noise)
    assert "jumps" in names({"loss": 0.5 * jumping, "val_loss": jumping}, n_val=10_000)
    assert "jumps" not in names(
        {"loss": 0.5 * jumping, "val_loss": 0.4 + np.exp(-20 * X) + 0.3 * X}, n_val=500
    )


def test_a_curve_that_hardly_moves() -> None:
    flat = 0.693 + 0.0005 * NOISE
    assert "nothing_learnt" in names({"loss": flat, "val_loss": flat})
