"""Wrong pictures and misses against Pillow and NumPy."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import hanka
from hanka.engine import run
from hanka.experiment import Experiment
from hanka.report._errors import errors
from hanka.report._png import png
from hanka.report._predictions import Predictions, predictions
from hanka.report._subject import Subject


def train(folder: Path, source: str, **spec: Any) -> Experiment:
    data = hanka.load(source)
    family = hanka.vary(hanka.Spec(hidden_layer_sizes=(8,), epochs=3, **spec), seed=[0])
    with Experiment.create(folder, family, data) as experiment:
        list(experiment.record(run(family, data)))
    return hanka.open(folder)


@pytest.mark.parametrize("shape", [(1, 1), (8, 8), (28, 28), (3, 50)])
def test_pictures_are_png_files(shape: tuple[int, int]) -> None:
    from PIL import Image

    grey = np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)
    image = Image.open(io.BytesIO(png(grey)))
    assert (image.format, image.mode) == ("PNG", "L")
    np.testing.assert_array_equal(np.asarray(image), grey)


def test_the_data_are_loaded_again_and_predicted_by_the_best_weights(tmp_path: Path) -> None:
    experiment = train(tmp_path / "digits", "digits")
    found = predictions(Subject([experiment]).runs[0])
    assert found is not None and not found.stored
    data = hanka.load("digits")
    np.testing.assert_array_equal(found.y, data.y_val)
    np.testing.assert_array_equal(found.predicted, experiment.predict(0, data.x_val, "best"))
    assert found.test is not None
    right = (experiment.predict(0, data.x_test, "best").argmax(1) == data.y_test).mean()
    shown = errors(Subject([experiment]).runs[0], found)
    assert f"on {len(data.y_test)} test examples, which chose nothing, its accuracy is {right:.4f} ±" in shown
    best = experiment.members()[0]["best_epoch"]
    accuracy = experiment.histories[0].metrics["val_accuracy"][best - 1]
    assert (found.predicted.argmax(1) == found.y).mean() == pytest.approx(accuracy, abs=1e-6)


def test_without_the_data_the_stored_examples_serve(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    rng = np.random.default_rng(0)
    rows = "\n".join(f"{a:.3f},{b:.3f},{a + b:.3f}" for a, b in rng.normal(size=(200, 2)))
    table.write_text("a,b,y\n" + rows)
    data = hanka.load(str(table), target="y")
    family = hanka.vary(hanka.Spec(hidden_layer_sizes=(4,), epochs=2), seed=[0])
    with Experiment.create(tmp_path / "made", family, data) as experiment:
        list(experiment.record(run(family, data)))
    table.unlink()
    subject = Subject([hanka.open(tmp_path / "made")])
    found = predictions(subject.runs[0])
    assert found is not None and found.stored
    x, y, _names = experiment.samples
    assert len(found.y) == len(y) and np.array_equal(found.x, x)
    text = errors(subject.runs[0], found)
    assert "The data set is not at hand" in text
    missed = np.abs(found.predicted - found.y)
    first = re.findall(r"<td>(val\[\d+\])</td>", text)[0]
    assert first == found.names[int(missed.argmax())]


def test_the_most_confidently_wrong_come_first(tmp_path: Path) -> None:
    experiment = train(tmp_path / "digits", "digits")
    run_ = Subject([experiment]).runs[0]
    x, y = np.zeros((3, 8, 8), np.uint8), np.array([0, 1, 2])
    predicted = np.full((3, 10), 0.01)
    predicted[0, 5], predicted[1, 1], predicted[2, 7] = 0.6, 0.99, 0.91  # wrong, right, wrong and surer
    about = {**experiment.dataset, "input_shape": [8, 8]}
    experiment.dataset = about
    text = errors(run_, Predictions(x, y, predicted, ("p", "q", "r"), False))
    assert re.findall(r'alt="(\w)"', text) == ["r", "p"]
    assert "7 (91.0%), in truth 2" in text and "予測 7（91.0%）、正解 2" in text
    assert "2 of 3 are wrong (66.67%)" in text


def test_a_network_that_makes_no_error_shows_none(tmp_path: Path) -> None:
    experiment = train(tmp_path / "digits", "digits")
    run_ = Subject([experiment]).runs[0]
    y = np.array([0, 1, 2])
    text = errors(run_, Predictions(np.zeros((3, 64)), y, np.eye(10)[y], ("p", "q", "r"), False))
    assert "0 of 3 are wrong" in text and "Most confidently wrong" not in text
