"""What a picture of learning curves must show, whatever it looks like."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from hanka.errors import InputError
from hanka.figures import TrainingCurveDisplay, WeightsDisplay
from hanka.figures._palette import OKABE_ITO, group
from hanka.history import History


def history(n: int = 5, val: bool = True, accuracy: bool = True, **params: Any) -> History:
    epoch = np.arange(1.0, n + 1)
    metrics = {"loss": 1 / epoch}
    if accuracy:
        metrics["accuracy"] = 1 - 0.5 / epoch
    if val:
        metrics["val_loss"] = (epoch - 3) ** 2 + 1
        if accuracy:
            metrics["val_accuracy"] = 0.9 - 0.01 * (epoch - 3) ** 2
    settings = {"hidden_layer_sizes": [8], "seed": 0, **params}
    return History(epoch=epoch, step=epoch, metrics=metrics, params=settings)


def family(n: int, seeds: int = 1) -> list[History]:
    return [history(hidden_layer_sizes=[2**i], seed=s) for i in range(n) for s in range(seeds)]


def test_training_is_solid_and_validation_dashed_in_one_colour() -> None:
    display = TrainingCurveDisplay.from_history(*family(3)).plot()
    assert [ax.get_ylabel() for ax in display.axes_] == ["loss", "accuracy"]
    for lines in display.lines_:
        assert [line.get_linestyle() for line in lines] == ["-", "--"] * 3
        colors = [line.get_color() for line in lines]
        assert colors[::2] == colors[1::2] == list(OKABE_ITO[:3])


def test_the_best_epoch_is_marked_on_the_validation_curve() -> None:
    ax = TrainingCurveDisplay.from_history(history()).plot(metric="loss").axes_[0]
    [marker] = [line for line in ax.lines if line.get_linestyle() == "None"]
    assert np.asarray(marker.get_xydata()).tolist() == [[3.0, 1.0]]


def test_epochs_are_whole_numbers() -> None:
    for n in (1, 2, 3, 20):
        display = TrainingCurveDisplay.from_history(history(n)).plot()
        display.figure_.canvas.draw()
        low, high = display.axes_[0].get_xlim()
        ticks = [tick for tick in display.axes_[0].get_xticks() if low <= tick <= high]
        assert ticks and all(tick == int(tick) for tick in ticks)


def test_seeds_of_one_network_share_a_colour_and_a_name() -> None:
    display = TrainingCurveDisplay.from_history(*family(2, seeds=3)).plot(metric="loss")
    assert len(display.lines_[0]) == 12
    assert len({line.get_color() for line in display.lines_[0]}) == 2
    texts = [text.get_text() for text in display.axes_[0].get_legend().get_texts()]
    assert texts == ["1 (3 seeds)", "2 (3 seeds)", "training", "validation", "best epoch"]


def test_many_networks_get_a_ramp_in_the_order_of_their_size() -> None:
    curves = group(family(20)[::-1])
    lightness = [sum(int(curve.color[i : i + 2], 16) for i in (1, 3, 5)) for curve in curves]
    assert len({curve.color for curve in curves}) == 20
    assert lightness == sorted(lightness, reverse=True)
    legend = TrainingCurveDisplay.from_history(*family(20)).plot().axes_[-1].get_legend()
    assert "… 20 networks in all" in [text.get_text() for text in legend.get_texts()]


def test_seeds_alone_are_curves_of_their_own() -> None:
    assert [curve.label for curve in group([history(seed=s) for s in range(2)])] == ["8 seed 0", "8 seed 1"]


def test_no_validation_no_accuracy_and_gaps() -> None:
    display = TrainingCurveDisplay.from_history(history(val=False, accuracy=False)).plot()
    assert len(display.axes_) == 1 and len(display.lines_[0]) == 1
    broken = history()
    broken.metrics["val_loss"][2:] = np.nan
    TrainingCurveDisplay.from_history(broken).plot(log=True).figure_.savefig(io.BytesIO())


def test_it_draws_on_the_users_axes_and_leaves_pyplot_alone() -> None:
    figure = Figure()
    axes = figure.subplots(1, 2)
    display = TrainingCurveDisplay.from_history(history()).plot(axes)
    assert display.figure_ is figure and display.axes_ == list(axes)
    code = (
        "import sys, numpy as np; from hanka.history import History;"
        "from hanka.figures import TrainingCurveDisplay;"
        "h = History(np.ones(1), np.ones(1), {'loss': np.ones(1)});"
        "TrainingCurveDisplay.from_history(h).plot();"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_wrong_calls_name_the_next_step() -> None:
    with pytest.raises(InputError, match="did you mean 'accuracy'"):
        TrainingCurveDisplay.from_history(history()).plot(metric="acuracy")
    with pytest.raises(InputError, match="one for each"):
        TrainingCurveDisplay.from_history(history(), labels=["a", "b"])
    with pytest.raises(InputError, match="no epoch"):
        TrainingCurveDisplay.from_history(history(0))
    with pytest.raises(InputError, match="as many axes"):
        TrainingCurveDisplay.from_history(history()).plot(Figure().subplots())


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError, match=r"hanka\[plot\]"):
        TrainingCurveDisplay.from_history(history()).plot()


def test_japanese_without_a_font_comes_out_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    from hanka import messages
    from hanka.figures import _fonts

    monkeypatch.setattr(_fonts, "_japanese_font", lambda: None)
    monkeypatch.setattr(messages, "_language", "ja")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        display = TrainingCurveDisplay.from_history(history()).plot(metric="loss")
    assert display.axes_[0].get_xlabel() == "epoch"
    assert "matplotlib-fontja" in str(caught[0].message)
    assert messages.language() == "ja"


def test_weights_are_pictures_on_one_scale_around_zero() -> None:
    kernel = np.random.default_rng(0).normal(size=(784, 100))
    display = WeightsDisplay(kernel, (28, 28)).plot()
    assert len(display.images_) == 64
    for unit, image in enumerate(display.images_):
        assert np.array_equal(image.get_array(), kernel[:, unit].reshape(28, 28))
        assert image.get_clim()[0] == -image.get_clim()[1]
    with pytest.raises(InputError, match="grey pictures"):
        WeightsDisplay(np.zeros((3, 4)), (3,))
