"""One step of learning: each of its quantities against other computations, and the walk through it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

os.environ["KERAS_BACKEND"] = "jax"

import numpy as np
import pytest

pytestmark = pytest.mark.browser

RATES = [0.1, 0.5, 1, 2, 5]
Layers = dict[str, dict[str, Any]]


@pytest.fixture
def walk(module: Callable[[str], Any]) -> Callable[[float, int], list[Any]]:
    page = module("lessons/adjustment_model.ts")
    return lambda rate, n: page.evaluate("([rate, n]) => M.walk(rate, n)", [rate, n])


def arrays(params: Layers) -> list[np.ndarray]:
    """Kernels and biases in Keras' order and shape."""
    return [
        np.array(params[layer][part]).T for layer in ("hidden", "output") for part in ("weights", "biases")
    ]


def error(params: list[np.ndarray]) -> float:
    w1, b1, w2, b2 = params
    hidden = 1 / (1 + np.exp(-(np.array([1, 0.5]) @ w1 + b1)))
    outputs = 1 / (1 + np.exp(-(hidden @ w2 + b2)))
    return float(((outputs - [1, 0]) ** 2).sum())


def test_it_begins_with_the_lectures_answer(walk: Callable[[float, int], list[Any]]) -> None:
    (first,) = walk(1, 1)
    assert first["outputs"] == pytest.approx([0.8, 0.4], abs=1e-9)
    assert first["error"] == pytest.approx(0.2, abs=1e-9)


def test_changes_follow_the_slopes_by_finite_differences(walk: Callable[[float, int], list[Any]]) -> None:
    for step in walk(2, 3):
        params = arrays(step["params"])
        for array, change in zip(params, arrays(step["changes"]), strict=True):
            for place in np.ndindex(array.shape):
                kept, ends = array[place], []
                for by in (1e-5, -1e-5):
                    array[place] = kept + by
                    ends.append(error(params))
                array[place] = kept
                slope = (ends[0] - ends[1]) / 2e-5
                assert change[place] == pytest.approx(-2 * slope, abs=1e-8)


@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
def test_steps_are_those_of_keras(walk: Callable[[float, int], list[Any]]) -> None:
    keras = pytest.importorskip("keras", reason="Keras is the oracle; it comes with the extra dev")
    import jax

    steps = walk(0.5, 4)
    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    with jax.enable_x64(True):
        layers = [keras.layers.Dense(2, activation="sigmoid") for _ in range(2)]
        model = keras.Sequential([keras.Input((2,)), *layers])
        model.set_weights(arrays(steps[0]["params"]))
        model.compile(
            keras.optimizers.SGD(0.5), lambda y, said: keras.ops.sum(keras.ops.square(said - y), -1)
        )
        for step in steps:
            model.train_on_batch(np.array([[1, 0.5]]), np.array([[1.0, 0.0]]))
            for ours, theirs in zip(arrays(step["changed"]), model.get_weights(), strict=True):
                np.testing.assert_allclose(ours, theirs, atol=1e-12)
    keras.config.set_floatx(before)


@pytest.mark.parametrize("rate", RATES)
def test_every_step_lowers_the_error(walk: Callable[[float, int], list[Any]], rate: float) -> None:
    errors = [step["error"] for step in walk(rate, 101)]
    assert (np.diff(errors) < 0).all()


def test_the_walk_by_mouse(visit: Callable[..., Any], walk: Callable[[float, int], list[Any]]) -> None:
    page = visit("learn=adjustment&lang=en")
    says = page.locator(".adjustment-says")
    onwards = page.get_by_role("button", name="Next", exact=True)
    onwards.click()
    assert "0.800 and 0.400" in says.inner_text()
    onwards.click()
    assert "0.040 and 0.160" in says.inner_text()
    assert "is their sum, 0.200" in says.inner_text()
    for _press in range(4):
        onwards.click()
    now, after = walk(1, 2)
    assert f"was {now['error']:.3f} and is {after['error']:.3f}" in says.inner_text()
    onwards.click()
    page.wait_for_function("() => location.hash.includes('l.step=2')")
    assert "Forward: hidden unit 1" in says.inner_text()
    page.get_by_role("button", name="Back", exact=True).click()
    assert f"is {after['error']:.3f}" in says.inner_text()


def test_the_table_and_the_question(
    visit: Callable[..., Any], walk: Callable[[float, int], list[Any]]
) -> None:
    page = visit("learn=adjustment&lang=en&l.rate=5&l.step=3&l.stage=change")
    page.locator("summary").click()
    cells = [float(text.replace("−", "-")) for text in page.locator("td").all_inner_texts()]
    step = walk(5, 3)[2]
    parts = [step[name] for name in ("params", "changes", "changed")]
    for layer, rows in (("hidden", cells[:18]), ("output", cells[18:])):
        expected = [
            np.column_stack([part[layer]["weights"], part[layer]["biases"]]).ravel() for part in parts
        ]
        np.testing.assert_allclose(np.reshape(rows, (6, 3)), np.transpose(expected), atol=5.01e-4)
    for choice, says in (("They would become 0.", "Not quite."), ("Not at all.", "Right.")):
        page.get_by_label(choice).check()
        page.get_by_role("button", name="Answer").click()
        assert says in page.locator(".question").inner_text()


def test_the_walk_by_keyboard(visit: Callable[..., Any]) -> None:
    page = visit("learn=adjustment&lang=ja", width=390)
    step = page.locator("input[type=range]")
    step.focus()
    for _press in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.hash.includes('l.step=6')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
