"""Choices: optimizers side by side, what losses punish, and learning rates."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

os.environ["KERAS_BACKEND"] = "jax"

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import optimize

pytestmark = [
    pytest.mark.browser,
    # Keras 3.15 meets NumPy 2 without the `copy` keyword.
    pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning"),
]

LOSSES, RATES = "lessons/choices_losses.ts", "lessons/choices_rates.ts"
OUTLIERS = [-20.0, 0.0, 4.7, 6.5, 11.0, 50.0]


@pytest.mark.parametrize(
    ("name", "theirs"),
    [("squared", "MeanSquaredError"), ("absolute", "MeanAbsoluteError"), ("huber", "Huber")],
)
def test_losses_of_a_residual_are_keras(
    module: Callable[[str], Any], keras: Any, name: str, theirs: str
) -> None:
    residuals = np.linspace(-4, 4, 33)
    ours = module(LOSSES).evaluate(f"all => all.map(M.LOSSES.{name})", residuals.tolist())
    each = getattr(keras.losses, theirs)(reduction="none")
    np.testing.assert_allclose(ours, each(np.zeros((33, 1)), residuals[:, None]), atol=1e-12)


def test_losses_of_a_probability_are_keras(module: Callable[[str], Any], keras: Any) -> None:
    p = np.linspace(0.01, 1, 34)
    right, said = np.tile([1.0, 0.0], (34, 1)), np.stack([p, 1 - p], axis=1)
    page = module(LOSSES)
    for ours, theirs in [
        ("crossEntropy", "CategoricalCrossentropy"),
        ("squaredOfProbability", "MeanSquaredError"),
    ]:
        expected = getattr(keras.losses, theirs)(reduction="none")(right, said)
        np.testing.assert_allclose(
            page.evaluate(f"all => all.map(M.{ours})", p.tolist()), expected, atol=1e-6
        )


@pytest.mark.parametrize("outlier", OUTLIERS)
def test_lines_have_the_least_loss(module: Callable[[str], Any], outlier: float) -> None:
    page = module(LOSSES)
    xs, ys = (np.array(each) for each in page.evaluate("y => [M.XS, M.withOutlier(y)]", outlier))
    fit_all = "y => Object.keys(M.FITS).map(name => [name, M.FITS[name](M.XS, M.withOutlier(y))])"
    lines = dict(page.evaluate(fit_all, outlier))
    fitted = {name: np.array([line["slope"], line["intercept"]]) for name, line in lines.items()}
    np.testing.assert_allclose(fitted["squared"], np.polyfit(xs, ys, 1), atol=1e-10)
    # Least absolute error, as a linear programme: the sum of what is above and below.
    sides = np.hstack([np.stack([xs, np.ones(8)], axis=1), np.eye(8), -np.eye(8)])
    bounds = [(None, None)] * 2 + [(0, None)] * 16
    least = optimize.linprog([0, 0, *[1] * 16], A_eq=sides, b_eq=ys, bounds=bounds).fun
    assert np.abs(np.polyval(fitted["absolute"], xs) - ys).sum() == pytest.approx(least, abs=1e-8)
    huber = optimize.least_squares(
        lambda line: np.polyval(line, xs) - ys, [0.5, 1], loss="huber", xtol=1e-14, ftol=1e-14, gtol=1e-14
    )
    np.testing.assert_allclose(fitted["huber"], huber.x, atol=1e-4)


def test_training_by_a_rate_is_gradient_descent(module: Callable[[str], Any]) -> None:
    errors, params, x, y = module(RATES).evaluate("""() => {
        const training = M.begin(0.3);
        const params = [...training.net.params];
        M.goOn(training);
        return [training.errors, params, M.INPUTS, M.TARGETS];
    }""")

    def loss(params: Any) -> Any:
        hidden = jnp.tanh(jnp.asarray(x) @ params[None, :8] + params[8:16])
        return jnp.mean((hidden @ params[16:24, None] + params[24] - jnp.asarray(y)) ** 2)

    with jax.enable_x64(True):
        both, now, expected = jax.jit(jax.value_and_grad(loss)), jnp.asarray(params), []
        for _step in range(len(errors)):
            value, slopes = both(now)
            expected.append(float(value))
            now = now - 0.3 * slopes
    assert len(errors) == 201
    np.testing.assert_allclose(errors, expected, rtol=1e-6)


def test_in_slices_a_curve_is_the_same(module: Callable[[str], Any]) -> None:
    at_once, in_slices = module(RATES).evaluate("""() => {
        const [one, other] = [M.begin(0.1), M.begin(0.1)];
        M.goOn(one);
        while (!M.over(other)) M.goOn(other, 1);
        return [one.errors, other.errors];
    }""")
    assert at_once == in_slices


def test_four_optimizers_from_one_start(visit: Callable[..., Any]) -> None:
    page = visit("learn=choices&lang=en")
    page.get_by_role("button", name="Step", exact=True).press("Enter")
    steps = page.locator("tbody td:nth-child(2)")
    assert steps.all_inner_texts() == ["1"] * 4
    page.get_by_role("slider", name="learning rate").press("End")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("flown away").first.wait_for()


def test_a_line_leans_towards_the_ringed_point(visit: Callable[..., Any]) -> None:
    page = visit("learn=choices&lang=en&l.part=loss")
    slopes = page.locator(".choices-fit b")
    slopes.first.wait_for()
    before = [float(text) for text in slopes.all_inner_texts()]
    box = page.locator(".choices-fit svg").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, box["y"] + 12)
    page.mouse.up()
    after = [float(text) for text in slopes.all_inner_texts()]
    squared, absolute, huber = np.subtract(after, before)
    assert squared > 0.3
    assert huber < squared / 2
    assert absolute < squared / 5
    page.get_by_role("slider", name="probability").fill("0.5")
    assert "cross-entropy 0.69" in " ".join(page.locator("figure").nth(1).inner_text().split())
    page.wait_for_function("() => location.hash.includes('l.probability=0.5')")


def test_learning_rates_and_the_question(visit: Callable[..., Any]) -> None:
    page = visit("learn=choices&lang=ja&l.part=rate", width=390)
    rows = page.locator("tbody td:nth-child(3)")
    page.locator("tbody tr:last-child td:last-child", has_text="0.").wait_for()
    small, good, large, own = rows.all_inner_texts()
    assert float(good) < float(own) < float(small)
    assert large == "飛び出した"
    page.get_by_role("slider", name="学習率").press("End")
    page.wait_for_function("() => location.hash.includes('l.own=2')")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for choice, kind in [("平均二乗誤差", "wrong"), ("平均絶対誤差", "right")]:
        page.get_by_label(choice).check()
        page.get_by_role("button", name="答える").click()
        assert choice in page.locator(f".question .{kind}").inner_text()


@pytest.mark.slow
def test_optimizers_on_digits(visit: Callable[..., Any], lab: Any) -> None:
    page = visit("learn=choices&lang=en")
    page.get_by_role("button", name="Train on MNIST").click()
    rows = page.locator(".live .rows .row")
    rows.first.wait_for(timeout=120_000)
    titles = [row.get_attribute("title") for row in rows.all()]
    assert [title.split()[0] for title in titles] == ["optimizer=sgd", "optimizer=rmsprop", "optimizer=adam"]
    page.get_by_role("button", name="loss", exact=True).click()
    assert page.locator(".live").count() == 0
    lab.wait("optimizers", "finished")
