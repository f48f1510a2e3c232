"""One unit: what it computes, and the board that it is played with."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.browser

STAIRS = [1, 1, 1, 0, 1, 1, 0, 0, 1]
KNOWING = [1, 1, 1, -1, 1, 1, -1, -1, 1]


@pytest.mark.parametrize(("weights", "bias"), [(STAIRS, -5), (KNOWING, -5), ([0] * 9, 1)])
def test_it_fires_where_the_sum_is_above_nothing(
    module: Callable[..., Any], weights: list[int], bias: int
) -> None:
    fires = module("lessons/unit_model.ts").evaluate("([w, b]) => M.firesAt(w, b)", [weights, bias])
    pictures = np.array(list(itertools.product([0, 1], repeat=9)))
    expected = pictures[pictures @ weights + bias > 0]
    assert sorted(fires) == sorted(expected.tolist())


def test_the_lectures_pattern(visit: Callable[..., Any]) -> None:
    page = visit("learn=unit&lang=en")
    says = page.locator(".says")
    says.wait_for()
    assert says.inner_text() == "weighted sum 6, with the bias 1, output 0.731"
    assert page.get_by_label("weight of row").evaluate_all("all => all.map(({ value }) => +value)") == STAIRS
    page.get_by_role("button", name="row 1, column 1", exact=True).click()
    assert says.inner_text() == "weighted sum 5, with the bias 0, output 0.500"


def test_weights_that_know_one_pattern(visit: Callable[..., Any]) -> None:
    page = visit("learn=unit&lang=ja")
    status = page.locator(".acts [role=status]")
    status.wait_for()
    assert "8" in status.inner_text()
    for place in ("row 2, column 1", "row 3, column 1", "row 3, column 2"):
        row, column = place[4], place[-1]
        page.get_by_label(f"{row} 行 {column} 列の重み").fill("-1")
    assert "512" not in status.inner_text()
    page.wait_for_function("() => location.hash.includes('l.weights=1_1_1_-1_1_1_-1_-1_1')")


def test_each_pattern_can_be_chosen(visit: Callable[..., Any]) -> None:
    page = visit("learn=unit&lang=en")
    for name in ("cross", "ring", "seven", "stairs"):
        chosen = page.get_by_role("button", name=name)
        chosen.click()
        assert chosen.get_attribute("aria-pressed") == "true"


def test_weights_are_typed_key_by_key(visit: Callable[..., Any]) -> None:
    page = visit("learn=unit&lang=en")
    weight = page.get_by_label("weight of row 1, column 1")
    weight.select_text()
    weight.press_sequentially("-1.5")
    assert weight.input_value() == "-1.5"
    assert page.locator(".says").inner_text().startswith("weighted sum 3.5,")
    weight.select_text()
    weight.press_sequentially("99")  # the last one that counts stays
    weight.blur()
    assert weight.input_value() == "9"
