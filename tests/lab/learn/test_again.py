"""The same examples again and again: the errors shown are the networks', and they fall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.browser

LOOKS = [0, 1, 2, 3, 4, 20]
RUN = """seed => {
    const { order, snapshots } = M.run(seed);
    const kept = snapshots.map(({ net, error }) => ({ params: Array.from(net.params), error }));
    return { order, kept, points: M.POINTS, rate: M.RATE, seen: M.curveOf(snapshots[20].net) };
}"""


@pytest.fixture
def run(module: Callable[[str], Any]) -> Callable[[int], Any]:
    page = module("lessons/again_model.ts")
    return lambda seed: page.evaluate(RUN, seed)


def layers(params: Any) -> list[np.ndarray]:
    return np.split(np.asarray(params), [12, 24, 36])


def answers(params: Any, x: np.ndarray) -> np.ndarray:
    w, b, v, c = layers(params)
    return np.tanh(np.outer(x, w) + b) @ v + c


def test_errors_are_those_of_the_weights(run: Callable[[int], Any]) -> None:
    made = run(3)
    x, y = np.transpose(made["points"])
    errors = [((answers(each["params"], x) - y) ** 2).mean() for each in made["kept"]]
    np.testing.assert_allclose([each["error"] for each in made["kept"]], errors, rtol=1e-12)
    x, seen = np.transpose(made["seen"])
    np.testing.assert_allclose(seen, answers(made["kept"][20]["params"], x), rtol=1e-12)


def test_an_epoch_is_a_step_by_each_example(run: Callable[[int], Any]) -> None:
    made = run(5)
    assert sorted(made["order"]) == list(range(len(made["points"])))
    w, b, v, c = (part.copy() for part in layers(made["kept"][0]["params"]))
    for x, y in np.array(made["points"])[made["order"]]:
        hidden = np.tanh(w * x + b)
        blame = 2 * (hidden @ v + c - y)
        back = blame * v * (1 - hidden**2)
        v, c = v - made["rate"] * blame * hidden, c - made["rate"] * blame
        w, b = w - made["rate"] * back * x, b - made["rate"] * back
    np.testing.assert_allclose(np.concatenate([w, b, v, c]), made["kept"][1]["params"], atol=1e-12)


@pytest.mark.parametrize("seed", range(10))
def test_more_epochs_lower_the_error_and_gain_less(run: Callable[[int], Any], seed: int) -> None:
    errors = np.array([each["error"] for each in run(seed)["kept"]])
    assert (np.diff(errors[[*LOOKS, 200]]) < 0).all()
    assert errors[0] - errors[20] > 5 * (errors[20] - errors[200])
    assert errors[200] > 0.005, "the noise is left"


def test_once_more_and_to_20(visit: Callable[..., Any], run: Callable[[int], Any]) -> None:
    page = visit("learn=again&lang=en&l.start=9")
    says = page.locator(".says")
    errors = [f"{each['error']:.3f}" for each in run(9)["kept"]]
    page.get_by_role("button", name="Once more").click()
    assert says.inner_text() == f"After 1 epoch: error {errors[1]} (before it {errors[0]})"
    page.get_by_role("button", name="To 20").click()
    assert says.inner_text() == f"After 20 epochs: error {errors[20]} (one epoch earlier {errors[19]})"
    looks = page.locator(".again-looks button")
    assert [text.split()[-1] for text in looks.all_inner_texts()] == [errors[n] for n in LOOKS]
    assert looks.last.get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Another start").click()
    assert says.inner_text().startswith(f"After 20 epochs: error {run(0)['kept'][20]['error']:.3f} ")


def test_the_slider_by_keyboard(visit: Callable[..., Any]) -> None:
    page = visit("learn=again&lang=ja", width=390)
    slider = page.locator("input[type=range]")
    slider.focus()
    for _press in range(3):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("() => location.hash.includes('l.epochs=3')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
