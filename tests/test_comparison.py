"""Means over seeds, against scipy's own t-interval."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from hanka.comparison import interval, over_seeds, paired, predicted


def member(index: int, seed: int, units: int, accuracy: float | None, **more: Any) -> dict[str, Any]:
    spec = {"hidden_layer_sizes": [units], "seed": seed}
    return {"member": index, "spec": spec, "units": units, "accuracy": accuracy, **more}


def test_agrees_with_scipy() -> None:
    values = np.random.default_rng(0).normal(0.9, 0.02, 7).tolist()
    [one] = over_seeds([member(i, i, 8, v) for i, v in enumerate(values)])
    low, high = stats.t.interval(0.95, 6, np.mean(values), stats.sem(values))
    assert one["accuracy"] == pytest.approx({"mean": np.mean(values), "low": low, "high": high, "n": 7})
    assert one["seeds"] == one["members"] == list(range(7))


def test_networks_stay_apart_and_one_seed_has_no_interval() -> None:
    first, second = over_seeds([member(0, 0, 8, 0.5), member(1, 0, 16, 0.75), member(2, 1, 8, 0.7)])
    assert first["members"] == [0, 2] and first["accuracy"]["mean"] == pytest.approx(0.6)
    assert second["accuracy"] == {"mean": 0.75, "low": None, "high": None, "n": 1}
    assert second["spec"] == {"hidden_layer_sizes": [16]} and second["units"] == 16


def test_what_diverged_is_counted_not_averaged() -> None:
    runs = [member(0, 0, 8, 0.5), member(1, 1, 8, 0.1, diverged=True), member(2, 2, 8, None)]
    [one] = over_seeds(runs)
    assert one["diverged"] == 1 and one["accuracy"]["n"] == 1 and one["accuracy"]["mean"] == 0.5
    assert one["val_loss"] == {"mean": None, "low": None, "high": None, "n": 0}


def test_a_paired_difference_is_scipys_paired_t_test() -> None:
    rng = np.random.default_rng(0)
    base = {seed: float(value) for seed, value in enumerate(rng.normal(1, 0.3, 9))}
    other = {seed: value - 0.1 + 0.02 * float(rng.normal()) for seed, value in base.items()}
    found = paired(base, {**other, 99: 5.0})
    expected = stats.ttest_rel(list(other.values()), list(base.values())).confidence_interval(0.95)
    assert (found["low"], found["high"], found["n"]) == pytest.approx((expected.low, expected.high, 9))
    # The seeds' own luck, three times as large, is not in it.
    assert found["high"] - found["low"] < 0.1


def test_what_one_seed_lacks_is_left_out_of_the_difference() -> None:
    found = paired({0: 1.0, 1: None, 2: 3.0}, {0: 2.0, 1: 1.0, 2: float("nan"), 3: 0.0})
    assert found == {"mean": 1.0, "low": None, "high": None, "n": 1}
    assert paired({}, {0: 1.0})["mean"] is None


def test_one_more_value_is_predicted_as_often_as_it_says() -> None:
    """Of samples of five and one more, the one lies between the ends in 95 %."""
    rng = np.random.default_rng(1)
    draws = rng.normal(size=(2000, 6))
    inside = 0
    for *five, one in draws.tolist():
        ends = predicted(interval(five))
        assert ends is not None
        inside += ends[0] <= one <= ends[1]
    assert inside / 2000 == pytest.approx(0.95, abs=0.02)
    assert predicted(interval([1.0])) is None
