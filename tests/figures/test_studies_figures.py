"""Effects, matrices, predictions and zones: what the pictures must show, by the data they are drawn from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from hanka.diagnosis import diagnose
from hanka.errors import InputError
from hanka.figures import (
    EffectsDisplay,
    MatrixDisplay,
    PredictionsDisplay,
    TrainingCurveDisplay,
    WeightsDisplay,
)
from hanka.history import History

BETTER, WORSE, UNCLEAR = "#0072b2", "#d55e00", "#777777"


def effect(mean: float | None, half: float | None = None) -> dict[str, Any]:
    ends = (
        {"low": None, "high": None}
        if half is None or mean is None
        else {"low": mean - half, "high": mean + half}
    )
    return {"mean": mean, "n": 3, **ends}


def test_an_effect_is_coloured_by_the_side_of_zero_its_interval_lies_on() -> None:
    effects = {"a": effect(-2, 1), "b": effect(2, 1), "c": effect(0.5, 1), "d": effect(-1), "e": effect(None)}
    for better, colors in (("lower", [BETTER, WORSE]), ("higher", [WORSE, BETTER])):
        [ax] = EffectsDisplay(effects).plot(better=better, label="loss").axes_
        points = [line for line in ax.lines if line.get_marker() == "o"]
        assert [to_hex(point.get_color()) for point in points] == [*colors, UNCLEAR, UNCLEAR]
        assert [point.get_xdata()[0] for point in points] == [-2, 2, 0.5, -1]
        assert [label.get_text() for label in ax.get_yticklabels()] == ["a", "b", "c", "d"]
    with pytest.raises(InputError, match="nothing was measured"):
        EffectsDisplay({"e": effect(None)})


def test_published_values_are_crosses_in_their_lines() -> None:
    [ax] = EffectsDisplay({"a": effect(2, 1), "b": effect(3, 1)}, published={"b": 2.5}).plot().axes_
    [cross] = [line for line in ax.lines if line.get_marker() == "x"]
    assert (cross.get_xdata()[0], cross.get_ydata()[0]) == (2.5, 1)


def test_a_matrix_is_shown_as_it_is_white_at_zero() -> None:
    kernel = np.array([[1.0, -3.0], [0.5, 0.0], [2.0, 1.0]])
    display = MatrixDisplay(kernel, columns=["no", "yes"]).plot()
    np.testing.assert_array_equal(display.image_.get_array(), kernel)
    assert display.image_.get_clim() == (-3, 3)
    assert [label.get_text() for label in display.axes_[0].get_xticklabels()] == ["no", "yes"]
    with pytest.raises(InputError, match="a name for each column"):
        MatrixDisplay(kernel, columns=["one"])


def test_predictions_have_a_number_for_each_class_and_a_colour_for_the_answer() -> None:
    x = np.arange(2 * 3 * 4).reshape(2, 3, 4)
    chances = np.array([[0.7, 0.2, 0.1], [0.3, 0.3, 0.4]])
    display = PredictionsDisplay(x, chances, ["a", "b", "c"], y=[0, 1]).plot()
    for row, (ax, answer, color) in enumerate(zip(display.axes_[1], (0, 2), (BETTER, WORSE), strict=True)):
        assert [bar.get_width() for bar in ax.patches] == chances[row].tolist()
        assert to_hex(ax.patches[answer].get_facecolor()) == color
        assert [text.get_text() for text in ax.texts] == [f"{p:.4f}" for p in chances[row]]
    assert [ax.get_title() for ax in display.axes_[0]] == ["truth: a", "truth: b"]
    with pytest.raises(InputError, match="probabilities"):
        PredictionsDisplay(x, chances[:, :2], ["a", "b", "c"])


def test_the_zones_are_those_of_the_diagnosis() -> None:
    rng = np.random.default_rng(0)
    epoch = np.arange(1.0, 61)
    loss = np.exp(-epoch / 8) + 0.1
    val_loss = loss + 0.004 * epoch + 0.002 * rng.normal(size=60)
    history = History(epoch, epoch, {"loss": loss, "val_loss": val_loss}, n_val=5000)
    zones = diagnose(history, "val_loss").zones
    assert [zone.name for zone in zones] == ["underfitting", "best", "overfitting"]
    [ax] = TrainingCurveDisplay.from_history(history).plot(zones=True).axes_
    spans = [patch.get_extents().transformed(ax.transData.inverted()) for patch in ax.patches]
    assert [(span.x0, span.x1) for span in spans] == [
        pytest.approx((zone.first - 0.5, zone.last + 0.5)) for zone in zones
    ]
    assert {"underfitting", "best", "overfitting"} <= {text.get_text() for text in ax.texts}
    assert "overfitting" in ax.get_title()
    with pytest.raises(InputError, match="zones are those of one run"):
        TrainingCurveDisplay.from_history(history, history).plot(zones=True)


def test_a_notebook_shows_what_was_drawn() -> None:
    display = MatrixDisplay(np.eye(3))
    assert display._repr_png_() is None
    shown = display.plot()._repr_png_()
    assert shown is not None and shown.startswith(b"\x89PNG")


def test_the_filters_of_a_convolution_are_pictures() -> None:
    filters = np.random.default_rng(0).normal(size=(3, 3, 1, 5))

    class Held:
        dataset = {"input_shape": [28, 28]}  # noqa: RUF012

        def weights(self, *_which: Any) -> dict[str, Any]:
            return {"conv_1/bias": np.zeros(5), "conv_1/kernel": filters, "output/kernel": np.zeros((9, 2))}

    display = WeightsDisplay.from_experiment(Held()).plot()
    assert len(display.images_) == 5
    np.testing.assert_array_equal(display.images_[2].get_array(), filters[:, :, 0, 2])
