"""The browser's small network against JAX."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

pytestmark = pytest.mark.browser

SHAPES = [
    ([2, 5, 3, 1], "tanh", "binary"),
    ([3, 4, 4], "sigmoid", "categorical"),
    ([1, 6, 2], "relu", "mse"),
    ([2, 3, 3], "linear", "mse"),
]
HALF = """([sizes, activation, loss, rows]) => {
    const shape = { sizes, activation, loss };
    const net = M.makeNet(shape, M.random(3), "he");
    net.params.forEach((value, i) => (net.params[i] = value + 0.1 * Math.sin(i)));
    const targets = rows.map((_, n) => Array.from({ length: sizes.at(-1) }, (_, i) =>
        loss === "mse" ? Math.cos(n + i) : +(loss === "binary" ? n % 2 : n % sizes.at(-1) === i)));
    const masks = rows.map((_, n) => sizes.slice(1, -1).map((size) =>
        Array.from({ length: size }, (_, i) => ((i + n) % 3 ? 1.5 : 0))));
    const plain = M.gradient(net, rows, targets);
    let n = 0;
    const asleep = () => { const own = masks[n++]; return (layer) => own[layer] ?? null; };
    const dropped = M.gradient(net, rows, targets, asleep);
    const said = rows.map((row) => M.predict(net, row));
    const of = ({ loss, slopes }) => ({ loss, slopes: [...slopes] });
    return { params: [...net.params], targets, masks, said, plain: of(plain), dropped: of(dropped) };
}"""


def forward(params: Any, sizes: list[int], act: Any, row: Any, masks: Any = None) -> Any:
    """The logits."""
    at, values = 0, jnp.asarray(row)
    for layer, (inputs, outputs) in enumerate(itertools.pairwise(sizes)):
        kernel = params[at : at + inputs * outputs].reshape(outputs, inputs)
        at += inputs * outputs
        values = kernel @ values + params[at : at + outputs]
        at += outputs
        if layer < len(sizes) - 2:
            values = act(values) * (1 if masks is None else jnp.asarray(masks[layer]))
    return values


def loss_of(loss: str, logits: Any, target: Any) -> Any:
    target = jnp.asarray(target)
    if loss == "mse":
        return jnp.mean((logits - target) ** 2)
    if loss == "binary":
        chance = jax.nn.sigmoid(logits)
        return -jnp.sum(target * jnp.log(chance) + (1 - target) * jnp.log(1 - chance))
    return -jnp.sum(target * jax.nn.log_softmax(logits))


@pytest.mark.parametrize(("sizes", "activation", "loss"), SHAPES)
def test_slopes_are_those_of_automatic_differentiation(
    module: Callable[..., Any], sizes: list[int], activation: str, loss: str
) -> None:
    rows = np.random.default_rng(0).normal(size=(6, sizes[0])).tolist()
    found = module("net.ts", "random.ts").evaluate(HALF, [sizes, activation, loss, rows])
    act = {"tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu, "linear": lambda z: z}[
        activation
    ]
    said = {"mse": lambda z: z, "binary": jax.nn.sigmoid, "categorical": jax.nn.softmax}[loss]
    with jax.enable_x64(True):
        params = jnp.asarray(found["params"], dtype=jnp.float64)
        for kind, masks in (("plain", [None] * len(rows)), ("dropped", found["masks"])):

            def mean_loss(params: Any, masks: Any = masks) -> Any:
                each = [
                    loss_of(loss, forward(params, sizes, act, row, mask), target)
                    for row, target, mask in zip(rows, found["targets"], masks, strict=True)
                ]
                return sum(each) / len(each)

            value, slopes = jax.value_and_grad(mean_loss)(params)
            assert found[kind]["loss"] == pytest.approx(float(value), rel=1e-9)
            np.testing.assert_allclose(found[kind]["slopes"], slopes, rtol=1e-7, atol=1e-10)
        for row, answer in zip(rows, found["said"], strict=True):
            np.testing.assert_allclose(answer, said(forward(params, sizes, act, row)), rtol=1e-9)


def test_chance_is_even_and_normal(module: Callable[..., Any]) -> None:
    page = module("random.ts")
    even = np.array(
        page.evaluate("() => { const c = M.random(7); return Array.from({ length: 20000 }, c); }")
    )
    assert even.min() >= 0
    assert even.max() < 1
    assert np.histogram(even, 10, (0, 1))[0] == pytest.approx(2000, abs=200)
    bell = page.evaluate(
        "() => { const c = M.random(8); return Array.from({ length: 20000 }, () => M.normal(c)); }"
    )
    assert np.mean(bell) == pytest.approx(0, abs=0.03)
    assert np.std(bell) == pytest.approx(1, abs=0.03)
    order = page.evaluate("() => M.shuffled(50, M.random(1))")
    assert sorted(order) == list(range(50))
    assert order != sorted(order)
