"""Too many combinations: every figure against exact integers."""

from __future__ import annotations

import decimal
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

SECOND = 44_100
EXACT = decimal.Context(
    prec=13_000_000, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN, traps=[decimal.Inexact, decimal.Rounded]
)
HUNDRED = "1,267,650,600,228,229,401,496,703,205,376"


def written(levels: int, places: int) -> str:
    """levels ** places, all its digits; an inexact one would raise."""
    return str(EXACT.power(levels, places))


def sampled() -> list[list[int]]:
    """From the whole of each slider's range."""
    chance = random.Random(0)
    squares = [[2, n] for n in range(1, 101)]
    ends = [
        [levels, side**2 * colours] for levels in (2, 10, 100, 256) for side in (1, 64) for colours in (1, 3)
    ]
    pictures = [
        [chance.randint(2, 256), chance.randint(1, 64) ** 2 * chance.choice([1, 3])] for _try in range(200)
    ]
    sounds = [[256, seconds * SECOND * channels] for seconds in (1, 7, 10, 60) for channels in (1, 2)]
    return squares + ends + pictures + sounds


def test_digits_and_ends_are_those_of_the_exact_number(module: Callable[[str], Any]) -> None:
    cases = sampled()
    figures = module("lessons/combinations_model.ts").evaluate(
        "(cases) => cases.map(([levels, places]) => M.figure({ levels, places }))", cases
    )
    for (levels, places), found in zip(cases, figures, strict=True):
        number = written(levels, places)
        assert found["digits"] == len(number)
        assert found["exact"] == (number if len(number) <= 90 else None)
        assert found["first"] == number[:24]
        assert found["last"] == number[-24:].rjust(24, "0")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_lectures_figures(visit: Callable[..., Any], language: str) -> None:
    page = visit(f"learn=combinations&lang={language}")
    told, number = page.locator(".tell"), page.locator(".combinations-number")
    told.wait_for()
    for figure in (" 4", " 8", HUNDRED, "3,072", "7,399", "441,000", "1,062,034", "2,124,068", "5.6 × 10⁷⁸"):
        assert figure in told.inner_text()
    examples = page.locator(".acts button")
    for place, power, figures in [
        (0, "2^2 = 4", ()),
        (1, "2^3 = 8", ()),
        (2, f"2^100 = {HUNDRED}", ()),
        (3, "256^3,072 = 1,2", ("7,399", "12", "7,397")),
        (4, f"17^64 = {17**64:,}", ("79",)),
        (5, "256^441,000 = ", ("1,062,034", "441,000")),
        (6, "256^882,000 = ", ("2,124,068", "882,000")),
    ]:
        examples.nth(place).click()
        first, soft = (number.locator("p").nth(i).text_content() for i in (0, 1))
        assert first.startswith(power)
        numbers = re.findall(r"[\d,]*\d", soft)
        assert set(figures) <= set(numbers)
    bars = page.locator(".combinations-bars").text_content().replace("\u00a0", " ")
    assert "4 × 10^17" in bars
    assert "10^80" in bars
    examples.nth(5).click()
    assert "× 10^1,062,033" in page.locator(".combinations-bars").text_content().replace("\u00a0", " ")


def test_all_patterns_are_drawn_while_they_are_few(visit: Callable[..., Any]) -> None:
    page = visit("learn=combinations&lang=en")
    slider = page.get_by_role("slider", name="squares")
    slider.focus()
    page.keyboard.press("Home")
    for squares in range(1, 5):
        patterns = page.locator(".combinations-some svg").evaluate_all(
            """all => all.map((each) =>
                [...each.querySelectorAll('rect')].map((rect) => rect.className.baseVal).join())"""
        )
        assert len(set(patterns)) == len(patterns) == 2**squares
        page.keyboard.press("ArrowRight")
    assert page.locator(".combinations-some svg").count() == 4
    page.wait_for_function("() => location.hash.includes('l.squares=5')")


def test_how_long_listing_takes(visit: Callable[..., Any]) -> None:
    page = visit("learn=combinations&lang=en&l.squares=100")
    says = page.locator(".combinations-listing").text_content().replace("\u00a0", " ")
    years = 2**100 / 1e9 / (365.25 * 24 * 3600)
    assert f"takes {years / 1e13:.2f} × 10^13 years" in says
    assert f"That is {float(f'{2**100 / 1e9 / 4e17:.3g}'):,.0f} times" in says


@pytest.mark.slow
def test_a_small_network_reads_most_digits_that_it_never_saw(tmp_path: Path) -> None:
    words = [
        "train",
        "digits",
        "--hidden",
        "32",
        "--epochs",
        "30",
        "--json",
        "-q",
        "--out",
        str(tmp_path / "run"),
    ]
    done = subprocess.run([sys.executable, "-m", "hanka", *words], capture_output=True, check=True)
    told = json.loads(done.stdout)
    (network,) = told["members"]
    assert (network["parameters"], told["dataset"]["n_train"]) == (2410, 1079)
    assert network["val_accuracy"] > 0.9


def test_the_answer_to_the_question() -> None:
    assert 2 < 4e17 * 1e9 / 2**100 * 10_000 < 4
