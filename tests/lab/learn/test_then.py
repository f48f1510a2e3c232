"""Then and now: slopes layer by layer against NumPy, how deep networks train, and the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits

pytestmark = pytest.mark.browser

MODEL = "lessons/then_model.ts"
#: By their places: sigmoid small and Glorot, tanh small and Glorot, ReLU small and He.
SIGMOID_SMALL, SIGMOID_GLOROT, TANH_GLOROT, RELU_HE = 0, 1, 3, 5
HIDDEN = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "relu": (lambda z: np.maximum(z, 0), lambda a: a > 0),
}
NETWORK = """([i, depth, seed]) => {
    const net = M.network(M.COMBINATIONS[i], { depth, seed, small: 0.1 });
    return { ...net, params: [...net.params], slopes: M.slopesByLayer(net) };
}"""


def slopes_by_layer(net: dict[str, Any]) -> list[float]:
    """The same by NumPy's matrices, over the first 20 digits."""
    value, slope = HIDDEN[net["activation"]]
    bunch = load_digits()
    values, weights = [bunch.data[:20] / 16], []
    params = np.array(net["params"])
    for layer in net["layers"]:
        ends = layer["weights"], layer["biases"]
        weights.append(params[slice(*ends)].reshape(layer["outputs"], layer["inputs"]))
        biases = params[ends[1] : ends[1] + layer["outputs"]]
        z = values[-1] @ weights[-1].T + biases
        values.append(value(z) if len(weights) < len(net["layers"]) else z)
    chances = np.exp(values[-1]) / np.exp(values[-1]).sum(1, keepdims=True)
    errors = (chances - np.eye(10)[bunch.target[:20]]) / 20
    found = []
    for matrix, before in zip(weights[::-1], values[-2::-1], strict=True):
        found.append(np.abs(errors.T @ before).mean())
        errors = errors @ matrix * slope(before)
    return found[::-1]


@pytest.mark.parametrize("place", range(6))
def test_slopes_are_numpys(module: Callable[[str], Any], place: int) -> None:
    page = module(MODEL)
    for depth in (2, 6, 10):
        net = page.evaluate(NETWORK, [place, depth, 3])
        assert net["sizes"] == [64, *[16] * depth, 10]
        np.testing.assert_allclose(net["slopes"], slopes_by_layer(net), rtol=1e-9)


def test_first_slopes_vanish_with_the_sigmoid_and_not_with_relu(module: Callable[[str], Any]) -> None:
    page = module(MODEL)
    for seed in range(1, 9):
        ratios = {}
        for place in (SIGMOID_SMALL, SIGMOID_GLOROT, TANH_GLOROT, RELU_HE):
            slopes = page.evaluate(NETWORK, [place, 6, seed])["slopes"]
            ratios[place] = slopes[0] / slopes[-1]
        assert ratios[SIGMOID_SMALL] < ratios[SIGMOID_GLOROT] < 1e-2
        assert ratios[SIGMOID_SMALL] < 1e-4
        assert 0.1 < ratios[TANH_GLOROT] < 10
        assert 0.1 < ratios[RELU_HE] < 10


def test_they_train_the_same_in_any_slices(module: Callable[[str], Any]) -> None:
    """What the slopes say comes true; a rate a thousand times as large doesn't help the sigmoid."""
    found = module(MODEL).evaluate(
        """() => {
            const setting = { depth: 5, seed: 2, small: 0.1 };
            const trained = (i, rate, slice) => {
                const one = M.trainee(M.COMBINATIONS[i], setting, rate);
                while (M.train([one], slice));
                return { losses: one.losses };
            };
            return {
                relu: trained(5, 0.03, 1e6), sliced: trained(5, 0.03, 10),
                sigmoid: trained(1, 0.03, 1e6), fast: trained(1, 30, 1e6),
            };
        }"""
    )
    assert found["relu"]["losses"] == found["sliced"]["losses"]
    assert len(found["relu"]["losses"]) == 60
    assert found["relu"]["losses"][-1] < 0.2
    assert min(found["sigmoid"]["losses"]) > 2.2
    assert min(found["fast"]["losses"]) > 2.2


def test_the_digits_are_scikit_learns(module: Callable[[str], Any]) -> None:
    inputs, targets = module("lessons/then_digits.ts").evaluate("() => [M.INPUTS, M.TARGETS]")
    bunch = load_digits()
    np.testing.assert_array_equal(inputs, bunch.data[:150] / 16)
    np.testing.assert_array_equal(np.argmax(targets, 1), bunch.target[:150])
    np.testing.assert_array_equal(np.bincount(bunch.target[:150]), 15)


def test_what_is_multiplied(module: Callable[[str], Any]) -> None:
    """AlexNet's layers: its two halves share the inputs of the second, fourth and fifth."""
    page = module("lessons/then_speed.ts")
    kernels = [(55, 96, 11, 3), (27, 256, 5, 48), (13, 384, 3, 256), (13, 384, 3, 192), (13, 256, 3, 192)]
    forward = sum(side**2 * filters * kernel**2 * inputs for side, filters, kernel, inputs in kernels)
    forward += 9216 * 4096 + 4096**2 + 4096 * 1000
    assert page.evaluate("() => M.ALEXNET_FORWARD") == forward
    assert f"{page.evaluate('() => M.ALEXNET_TRAINING'):.1e}" == "2.3e+17"
    layers = [
        {"inputs": 64, "outputs": 16},
        *[{"inputs": 16, "outputs": 16}] * 4,
        {"inputs": 16, "outputs": 10},
    ]
    assert page.evaluate("(layers) => M.multiplications({ layers })", layers) == 3 * (64 * 16 + 4 * 256 + 160)


def test_deeper_by_keyboard(visit: Callable[..., Any]) -> None:
    page = visit("learn=then&lang=en")
    sigmoid = page.get_by_role("button", name="sigmoid, Glorot")
    sigmoid.wait_for()
    before = sigmoid.inner_text()
    page.get_by_role("slider", name="hidden layers").focus()
    page.keyboard.press("End")
    assert page.locator(".then-graphs svg").first.locator(".then-dot").count() == 4 * 11
    assert sigmoid.inner_text() != before
    page.wait_for_function("() => location.hash.includes('l.depth=10')")
    sigmoid.click()
    assert page.locator(".then-dot").count() == 3 * 11
    page.wait_for_function("() => location.hash.includes('l.shown=0_3_5')")


def test_training_in_the_page(visit: Callable[..., Any]) -> None:
    page = visit("learn=then&lang=en&l.depth=2&l.shown=5")
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function(
        "() => document.querySelectorAll('.then-graphs svg')[1].querySelector('path[d^=M]')"
    )
    relu = page.get_by_role("button", name="ReLU, He")
    page.locator(".acts .strong:disabled").wait_for(timeout=60_000)
    assert float(re.search(r"loss ([\d.]+)", relu.inner_text())[1]) < 0.2  # type: ignore[index]
    page.get_by_role("button", name="From the start").click()
    assert "loss" not in relu.inner_text()


def test_the_measurement_and_the_engine(visit: Callable[..., Any]) -> None:
    page = visit("learn=then&lang=en")
    page.get_by_role("button", name="Measure this browser").click()
    says = page.locator(".then-speed [role=status]").filter(has_text="years")
    says.wait_for()
    told = re.search(r"About ([\d,]+) .* it ([\d,]+) years", says.inner_text())
    rate, years = (int(each.replace(",", "")) for each in told.groups())  # type: ignore[union-attr]
    assert years == pytest.approx(724_406_816 * 3 * 1.2e6 * 90 / rate / (365.25 * 24 * 3600), rel=0.12)
    page.locator("summary").click()
    page.get_by_text("4 networks").wait_for()
