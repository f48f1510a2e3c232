"""Going downhill: the slopes, what is done with them, and the ball and the start that are dragged."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

os.environ["KERAS_BACKEND"] = "jax"

import jax
import numpy as np
import pytest

pytestmark = [
    pytest.mark.browser,
    # Keras 3.15 meets NumPy 2 without the `copy` keyword.
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
]

MODEL, SURFACES = "lessons/downhill_model.ts", "lessons/downhill_surfaces.ts"


def test_the_slope_of_the_curve_is_its_derivative(module: Callable[[str], Any]) -> None:
    page = module(MODEL)
    w, h = np.linspace(-4, 4, 33), 1e-5
    error = np.array(page.evaluate("all => all.map(M.errorAt)", [*(w + h), *(w - h)])).reshape(2, -1)
    slope = page.evaluate("all => all.map(M.slopeAt)", w.tolist())
    np.testing.assert_allclose(slope, (error[0] - error[1]) / (2 * h), atol=1e-7)
    assert page.evaluate("[-2, .25, 2].map(M.lieAt)") == ["flat"] * 3


@pytest.mark.parametrize("name", ["valley", "two"])
def test_the_slopes_of_a_surface_are_its_derivatives(module: Callable[[str], Any], name: str) -> None:
    page = module(SURFACES)
    places, h = np.random.default_rng(0).uniform(-3, 3, (20, 2)), 1e-5
    slopes = page.evaluate(f"all => all.map(each => M.SURFACES.{name}.slopes(...each))", places.tolist())
    for axis, step in enumerate(np.eye(2) * h):
        both = np.array([places + step, places - step]).reshape(-1, 2).tolist()
        errors = page.evaluate(f"all => all.map(each => M.SURFACES.{name}.error(...each))", both)
        up, down = np.array(errors).reshape(2, -1)
        np.testing.assert_allclose(np.array(slopes)[:, axis], (up - down) / (2 * h), atol=1e-7)


@pytest.mark.parametrize(
    ("name", "theirs", "more"),
    [
        ("sgd", "SGD", {}),
        ("momentum", "SGD", {"momentum": 0.9}),
        ("rmsprop", "RMSprop", {}),
        ("adam", "Adam", {}),
    ],
)
def test_optimizers_go_as_keras(
    module: Callable[[str], Any], keras: Any, name: str, theirs: str, more: dict[str, float]
) -> None:
    slopes = np.random.default_rng(1).normal(size=(40, 3)) * [0.01, 1, 100]
    start = [1.0, -2.0, 3.0]
    go = f"""([start, all]) => {{
        const [params, step] = [Float64Array.from(start), M.OPTIMIZERS.{name}(0.05)];
        return all.map(slopes => (step(params, Float64Array.from(slopes)), [...params]));
    }}"""
    ours = module("optimizers.ts").evaluate(go, [start, slopes.tolist()])
    optimizer = getattr(keras.optimizers, theirs)(0.05, **more)
    params = keras.Variable(np.array(start))
    expected = []
    for each in slopes:
        optimizer.apply([jax.numpy.asarray(each)], [params])
        expected.append(np.asarray(params.value))
    np.testing.assert_allclose(ours, expected, rtol=1e-9)


def test_it_rests_flies_away_or_finds_the_other_valley(module: Callable[[str], Any]) -> None:
    page = module(MODEL)
    fates = page.evaluate(
        "all => all.map(([w, rate]) => M.descent(w, rate, M.MOST).fate)",
        [[3, 0.1], [-3, 0.1], [0.25, 0.1], [3, 2], [2.9, 0.6]],
    )
    assert fates == ["shallower", "deeper", "hill", "flown", "restless"]


def test_the_rule_in_words_for_each_lie(visit: Callable[..., Any]) -> None:
    page = visit("learn=downhill&lang=en")
    w, rule = page.get_by_label("w", exact=True), page.locator(".downhill-rule")
    for value, says in [("1", "increase w"), ("2.5", "decrease w"), ("2", "stays"), ("-2.5", "increase w")]:
        w.fill(value)
        assert says in rule.inner_text()
    w.press("ArrowRight")
    slope = (2.49**2 - 4) * (-2.49 - 0.25) / 2
    assert f"slope −{-slope:.2f}" in page.locator(".says").inner_text()
    page.wait_for_function("() => location.hash.includes('l.w=-2.49')")


def test_the_ball_is_dragged_and_rolls_until_it_rests(visit: Callable[..., Any]) -> None:
    page = visit("learn=downhill&lang=en")
    says = page.locator(".says")
    box = page.locator(".graph svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] - 80, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 90)
    page.mouse.up()
    assert "falling" in page.locator(".downhill-rule").get_attribute("class")
    assert "slope −" in says.inner_text()
    page.get_by_role("button", name="Run").press("Enter")
    page.get_by_text("in the deeper valley: error 0.33").wait_for()
    page.get_by_role("slider", name="learning rate").press("End")
    page.get_by_text("Flown away").wait_for()
    page.get_by_role("button", name="Back to the start").click()
    assert page.get_by_role("button", name="Run").is_enabled()


def test_paths_of_two_parameters(visit: Callable[..., Any]) -> None:
    page = visit("learn=downhill&lang=en&l.part=two&l.surface=two&l.n=100", width=390)
    rows = page.locator("tbody tr")
    rows.first.wait_for()
    errors = [float(text) for text in rows.locator("td:nth-child(3)").all_inner_texts()]
    # Momentum alone rolls over the hill.
    np.testing.assert_allclose(errors, [1.667, 0.333, 1.667], atol=0.002)
    page.get_by_role("button", name="Back to the start").click()
    page.get_by_role("button", name="Step", exact=True).click()
    assert rows.locator("td:nth-child(2)").all_inner_texts() == ["1"] * 3
    page.locator(".graph svg").click(position={"x": 120, "y": 60})
    assert page.get_by_label("start x").input_value() != "2.9"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
