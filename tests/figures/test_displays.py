"""Capacity, gap and confusion: what the pictures must show, by the data they are drawn from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hanka.comparison import over_seeds
from hanka.errors import InputError
from hanka.figures import CapacityDisplay, ConfusionDisplay, GapDisplay
from hanka.history import History


def members(widths: list[int], seeds: int = 3, accuracy: bool = True) -> list[dict[str, Any]]:
    rng = np.random.default_rng(0)
    made = []
    for width in widths:
        for seed in range(seeds):
            value = 1 - 1 / width + 0.01 * rng.random()
            made.append(
                {
                    "member": len(made),
                    "spec": {"hidden_layer_sizes": [width], "seed": seed},
                    "units": width,
                    "parameters": 10 * width,
                    "connections": 9 * width,
                    "accuracy": value if accuracy else None,
                    "val_accuracy": value - 0.1 if accuracy else None,
                    "loss": 1 - value,
                    "val_loss": 1.2 - value,
                }
            )
    return made


def test_capacity_is_the_mean_over_seeds_in_order_of_size() -> None:
    records = over_seeds(members([64, 4, 16]))
    display = CapacityDisplay(records).plot()
    training, validation = display.lines_
    assert training.get_xdata().tolist() == [40, 160, 640]
    means = {record["parameters"]: record["val_accuracy"]["mean"] for record in records}
    assert validation.get_ydata().tolist() == [means[size] for size in (40, 160, 640)]
    [ax] = display.axes_
    assert (ax.get_xscale(), ax.get_ylabel()) == ("log", "accuracy")
    bands = [band.get_paths()[0].vertices[:, 1] for band in ax.collections]
    low, high = records[0]["val_accuracy"]["low"], records[0]["val_accuracy"]["high"]
    assert any(np.isclose(band, low).any() and np.isclose(band, high).any() for band in bands)


def test_capacity_by_units_of_a_loss_and_of_one_seed() -> None:
    display = CapacityDisplay(over_seeds(members([4, 8], seeds=1, accuracy=False))).plot(size="units")
    assert display.axes_[0].get_ylabel() == "loss"
    assert display.lines_[0].get_xdata().tolist() == [4, 8]
    with pytest.raises(InputError, match="did you mean 'units'"):
        display.plot(size="unit")
    with pytest.raises(InputError, match="two sizes"):
        CapacityDisplay(over_seeds(members([4])))


def history(seed: int = 0, val: bool = True) -> History:
    epoch = np.arange(1.0, 6)
    metrics = {"loss": 1 / epoch, "accuracy": 1 - 0.5 / epoch}
    if val:
        metrics |= {"val_loss": 1 / epoch + 0.1 * epoch, "val_accuracy": 0.9 - 0.5 / epoch}
    return History(epoch=epoch, step=epoch, metrics=metrics, params={"seed": seed})


def test_a_gap_is_validation_above_training() -> None:
    display = GapDisplay.from_history(history(), history(1)).plot()
    loss, accuracy = display.lines_
    np.testing.assert_allclose(loss[0].get_ydata(), 0.1 * np.arange(1, 6))
    np.testing.assert_allclose(accuracy[1].get_ydata(), 0.1)
    assert [ax.get_ylabel() for ax in display.axes_] == ["gap in loss", "gap in accuracy"]
    with pytest.raises(InputError, match="no history has both"):
        GapDisplay.from_history(history(val=False))


def test_a_confusion_counts_what_scikit_learn_counts() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    true, predicted = rng.integers(0, 3, (2, 200))
    display = ConfusionDisplay.from_predictions(true, predicted, ["a", "b", "cats and dogs"]).plot()
    np.testing.assert_array_equal(display.counts, metrics.confusion_matrix(true, predicted, labels=range(3)))
    [ax] = display.axes_
    assert {text.get_text() for text in ax.texts} == {
        f"{count:,}" for count in display.counts.ravel() if count
    }
    with pytest.raises(InputError, match="2 class names"):
        ConfusionDisplay(np.ones((3, 3)), ["a", "b"])


def test_displays_of_a_real_experiment(tmp_path: Any) -> None:
    pytest.importorskip("jax")
    import hanka
    from hanka.engine import run
    from hanka.experiment import Experiment

    data = hanka.load("digits")
    family = hanka.vary(hanka.Spec(epochs=3), hidden_layer_sizes=[(4,), (32,)], seed=range(2))
    with Experiment.create(tmp_path / "a", family, data) as experiment:
        list(experiment.record(run(family, data)))
    assert len(CapacityDisplay.from_experiment(experiment).plot().lines_) == 2
    assert len(GapDisplay.from_experiment(experiment).plot(metric="loss").lines_[0]) == 4
    shown = ConfusionDisplay.from_experiment(experiment, data, member=2, weights="last").plot()
    right = np.trace(shown.counts) / shown.counts.sum()
    assert right == pytest.approx(experiment.histories[2].metrics["val_accuracy"][-1], abs=1e-6)
