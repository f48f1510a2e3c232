"""Training and validation data: the verdict, what few examples and a leak do, and the divider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.browser

COURSE = "(division) => { const c = M.makeCourse(division); while (!c.done()) c.step(); return c; }"
DRAWS = """([training, leaked]) => {
    const draws = M.makeDraws(1, training, leaked);
    while (!draws.done()) draws.step();
    return draws;
}"""


def test_the_verdict_asks_for_as_many_epochs_again(module: Callable[[str], Any]) -> None:
    page, steps = module("lessons/validation_model.ts"), np.arange(1, 101)
    series = {
        "overfitting": 1 / steps + steps / 100,
        "underfitting": np.exp(-steps / 20),
        "good_fit": 0.5 + np.exp(-steps / 5),
    }
    for name, errors in series.items():
        for done in (True, False):
            later = errors[50 : 100 if done else 99].tolist()
            found = page.evaluate(
                """([val, later, done]) =>
                    M.verdictOf({ epochs: val, val, later: { val: later }, done: () => done }, "val")""",
                [errors[:50].tolist(), later, done],
            )
            assert found == (name if done or name == "overfitting" else None)


def test_it_is_trained_on_out_of_sight(module: Callable[[str], Any]) -> None:
    shown, later = module("lessons/validation_model.ts").evaluate(
        f"""() => {{
            const division = {{ draw: 2, training: 50, leaked: 0 }}, half = M.makeCourse(division);
            for (let i = 0; i < 50; i++) half.step();
            const {{ net, epochs, later, val }} = ({COURSE})(division);
            const same = net.params.every((each, i) => each === half.net.params[i]);
            return [[same, epochs.length, val.length], later.val.length];
        }}"""
    )
    assert shown == [True, 50, 50]
    assert later == 50


@pytest.mark.parametrize("leaked", [0, 12])
def test_the_errors_are_those_of_the_two_parts(module: Callable[[str], Any], leaked: int) -> None:
    page = module("lessons/validation_model.ts")
    found = page.evaluate(
        f"""(leaked) => {{
            const {{ net, examples, train, val }} = ({COURSE})({{ draw: 3, training: 60, leaked }});
            const marks = M.marksOf(examples, 60 + leaked);
            return {{ marks, second: marks.map(({{ x, y }}) => M.expected(net, x, y)[1]), train, val }};
        }}""",
        leaked,
    )
    kind, hollow = (np.array([mark[name] for mark in found["marks"]]) for name in ("kind", "hollow"))
    loss = -np.log(np.abs(kind - 1 + np.array(found["second"])))
    assert hollow.sum() == 20 - leaked
    assert found["train"][-1] == pytest.approx(loss[: 60 + leaked].mean())
    assert found["val"][-1] == pytest.approx(loss[60:].mean())
    assert found["train"][-1] < found["train"][0]


def test_a_leak_makes_the_wrong_verdict(module: Callable[[str], Any]) -> None:
    verdicts = module("lessons/validation_model.ts").evaluate(
        f"""() => [0, 30].map((leaked) => {{
            const course = ({COURSE})({{ draw: 1, training: 50, leaked }});
            return [M.verdictOf(course, "val"), M.verdictOf(course, "fresh")];
        }})"""
    )
    assert verdicts == [["overfitting", "overfitting"], ["underfitting", "overfitting"]]


def test_few_examples_measure_badly_or_teach_badly(module: Callable[[str], Any]) -> None:
    page = module("lessons/validation_model.ts")
    few, half, leaked = (page.evaluate(DRAWS, division) for division in ([74, 0], [50, 0], [50, 30]))
    assert np.std(few["val"]) > 2 * np.std(few["fresh"])
    assert np.std(few["val"]) > np.std(half["val"])
    assert np.mean(few["fresh"]) < np.mean(half["fresh"])
    assert max(leaked["val"]) < min(leaked["fresh"])
    assert page.evaluate(DRAWS, [50, 0]) == half


def test_the_divider_is_dragged_and_slid(visit: Callable[..., Any]) -> None:
    page = visit("learn=validation&lang=en")
    strip = page.locator(".strip svg")
    box = strip.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 5 / 8, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 30, steps=5)
    page.mouse.up()
    page.get_by_text("20 training", exact=True).wait_for()
    page.get_by_text("60 validation", exact=True).wait_for()
    page.get_by_label("training examples").press("End")
    page.get_by_label("leaked examples").press("ArrowRight")
    page.get_by_text("1 leaked: for both").wait_for()
    page.wait_for_function("() => location.hash.includes('l.train=76') && location.hash.includes('l.leak=1')")


def test_the_fresh_sample_tells_of_the_leak(visit: Callable[..., Any]) -> None:
    page = visit("learn=validation&lang=en", width=390)
    rows = page.locator(".parts-results tbody tr")
    rows.filter(has_text="overfitting").first.wait_for()
    assert rows.nth(2).inner_text().split()[-2:] == ["?", "?"]
    page.get_by_label("show the fresh sample").press("Space")
    page.get_by_text("say what is true").wait_for()
    page.get_by_label("leaked examples").fill("30")
    page.get_by_text("say what isn’t true").wait_for()
    assert "underfitting" in rows.nth(1).inner_text()
    assert "overfitting" in rows.nth(2).inner_text()
    page.get_by_role("button", name="Ten draws").click()
    page.wait_for_function("() => document.querySelectorAll('.draws circle').length === 20")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
@pytest.mark.parametrize(
    "typed", ["l.train=1e9&l.leak=-7&l.draw=x", "l.train=x&l.leak=1e99&l.draw=1e99&l.truth=7", "l.draw=0.5"]
)
def test_whatever_is_typed_into_the_address(visit: Callable[..., Any], typed: str) -> None:
    page = visit(f"learn=validation&lang=en&{typed}")
    page.locator(".parts-results tbody tr").nth(1).get_by_text("fit").wait_for()
    page.get_by_role("button", name="Ten draws").click()
    page.wait_for_function("() => document.querySelectorAll('.draws circle').length === 20")
    assert "NaN" not in page.locator(".play").inner_html()
