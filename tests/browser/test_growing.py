"""A chart that grows is the chart that is drawn at once, pixel by pixel."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

WEB = Path(__file__).parents[2] / "web"
HERE = Path(__file__).with_name("growing.ts")
SINGLE = [{"network": i, "begins": 0, "ends": 60} for i in range(3)]
EARLY = [{"network": 0, "begins": 0, "ends": 20}, {"network": 1, "begins": 0, "ends": 60}]
ONE_BY_ONE = [{"network": i, "begins": 15 * i, "ends": 40} for i in range(3)]
SEEDS = [{"network": i // 2, "begins": 0, "ends": 60} for i in range(4)]
LATE_SEED = [{"network": 0, "begins": begins, "ends": 60} for begins in (0, 0, 30)]


@pytest.fixture(scope="module")
def page(browser: Any) -> Iterator[Any]:
    esbuild = WEB / "node_modules" / "esbuild" / "bin" / "esbuild"
    if not esbuild.exists():
        pytest.skip("no esbuild: npm ci in web")
    words = [str(esbuild), str(HERE), "--bundle", "--format=iife", "--loader:.css=empty"]
    bundle = subprocess.run(words, capture_output=True, check=True, cwd=WEB).stdout.decode()
    made = browser.new_page(viewport={"width": 900, "height": 1200})
    made.set_content("<!doctype html><body style='margin:0'></body>")
    made.add_style_tag(path=str(WEB / "node_modules" / "uplot" / "dist" / "uPlot.min.css"))
    made.add_script_tag(content=bundle)
    yield made
    made.close()


@pytest.mark.parametrize("view", [{}, {"logX": True}, {"logY": True}, {"gap": True}, {"together": False}])
@pytest.mark.parametrize("members", [SINGLE, EARLY, SEEDS], ids=["single", "early", "seeds"])
def test_growing_is_drawing_at_once(page: Any, members: Any, view: dict[str, bool]) -> None:
    differ, light = page.evaluate("([members, view]) => compare(members, view)", [members, view])
    assert differ < 0.02
    assert light > 30  # most steps draw the ends alone


def test_what_comes_late_is_drawn_too(page: Any) -> None:
    differ, _light = page.evaluate("members => compare(members, {})", ONE_BY_ONE)
    assert differ < 0.1  # of lines that cross, the later one lies above


@pytest.mark.parametrize("last", range(31, 40))
def test_a_late_seed_changes_what_was_drawn(page: Any, last: int) -> None:
    differ, _light = page.evaluate("([members, last]) => compare(members, {}, last)", [LATE_SEED, last])
    assert differ < 0.02


def test_rows_that_came_before_a_redraw_are_drawn(page: Any) -> None:
    differ, _light = page.evaluate("members => compare(members, {}, 15, true)", SINGLE)
    assert differ < 0.02
