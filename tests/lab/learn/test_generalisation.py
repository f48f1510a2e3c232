"""Learning from data: the fares, the classes in the plane, and the page that they are played with on."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.browser

LECTURE = {9: 500, 11: 500, 12: 1000, 14: 1000}
LEARN = "(rows) => { const l = M.learnFares(rows); while (!l.done()) l.step(); return l; }"
GUESSED = "l.guess=" + "_".join(["500"] * 5 + ["1000"] * 5)


@pytest.mark.parametrize("noise", [0, 50])
def test_rows_are_the_lectures_and_then_the_rules(module: Callable[[str], Any], noise: int) -> None:
    page = module("lessons/generalisation_model.ts")
    rows = page.evaluate("(noise) => M.draw(4000, noise)", noise)
    distance, fare = np.array([[row["distance"], row["fare"]] for row in rows]).T
    assert distance[:4].tolist() == list(LECTURE)
    off = fare - np.where(distance <= 11, 500, 1000)
    assert off.std() == pytest.approx(noise, rel=0.05)
    assert abs(off.mean()) <= 3 * noise / np.sqrt(4000)
    assert page.evaluate("(noise) => M.draw(10, noise)", noise) == rows[:10]


def test_the_network_fits_the_four_rows_and_more_rows_bring_it_to_the_rule(
    module: Callable[[str], Any],
) -> None:
    found = module("lessons/generalisation_model.ts").evaluate(
        f"""() => {{
            const learn = {LEARN}, last = (n) => learn(M.draw(n, 0)).net, net = last(4);
            return {{
                answers: [9, 11, 12, 14, 20].map((d) => M.answer(net, d)),
                again: M.answer(last(4), 20),
                errors: [4, 12, 40].map((n) => M.meanError(last(n), M.FRESH)),
                fresh: [...M.FRESH], own: M.FRESH.map((d) => M.answer(net, d)),
            }};
        }}"""
    )
    *known, far = found["answers"]
    assert known == pytest.approx(list(LECTURE.values()), abs=1)
    assert abs(far - 1000) > 100
    assert found["again"] == far
    assert found["errors"] == sorted(found["errors"], reverse=True)
    off = np.array(found["own"]) - np.where(np.array(found["fresh"]) <= 11, 500, 1000)
    assert found["errors"][0] == pytest.approx(np.abs(off).mean())


def test_classes_are_learnt_and_more_points_are_worth_more(module: Callable[[str], Any]) -> None:
    shares = module("lessons/generalisation_classes.ts").evaluate(
        """() => [6, 30, 90].map((n) => {
            const dots = M.pinwheel(n, 2), l = M.learnClasses(dots);
            while (!l.done()) l.step();
            return [M.accuracy(l.net, dots), M.accuracy(l.net, M.FRESH_DOTS)];
        })"""
    )
    drawn, fresh = zip(*shares, strict=True)
    assert drawn == (1, 1, 1)
    assert fresh == tuple(sorted(fresh))
    assert fresh[-1] > 0.9 > fresh[0]


def test_first_the_learner_then_the_network(visit: Callable[..., Any]) -> None:
    page = visit("learn=generalisation&lang=en")
    button = page.get_by_role("button", name="Let the network learn")
    button.wait_for()
    for km in (7, 8, 10, 13, 15, 16):
        assert button.is_disabled()
        guess = page.get_by_role("button", name=f"your fare for {km} km")
        guess.press("Enter")
        if km > 11:
            guess.press("Enter")
    page.wait_for_function(f"() => location.hash.includes('{GUESSED}')")
    assert page.locator("table.fares tr").count() == 2
    button.press("Enter")
    page.get_by_text("On average it is").wait_for()
    assert page.locator("table.fares tr").count() == 4
    assert page.locator(".fares-wrong").count() > 0


def errors(page: Any) -> list[int]:
    says = page.get_by_text("On average it is")
    says.wait_for()
    return [int(n) for n in re.findall(r"(\d+) yen", says.inner_text())]


def test_rows_are_added_and_taken_away(visit: Callable[..., Any]) -> None:
    page = visit(f"learn=generalisation&lang=en&l.learn=1&{GUESSED}")
    before, points = errors(page), page.locator(".fares-row")
    page.get_by_role("button", name="+ 1000 yen").click()
    assert points.count() == 5
    page.wait_for_function("() => location.hash.includes('l.own=16_1000')")
    assert errors(page)[1] < before[1]
    page.get_by_role("button", name="Remove nearest").click()
    box = page.locator(".fares-place").bounding_box()
    place = {"x": box["width"] * 12 / 15, "y": box["height"] / 3}  # 17 km, 1000 yen
    page.locator(".fares-place").click(position=place)
    page.wait_for_function("() => location.hash.includes('l.own=17_1000')")
    page.locator(".fares-place").click(position=place)
    assert points.count() == 4
    assert errors(page) == before
    page.get_by_label("rows from the rule").fill("40")
    assert points.count() == 40
    assert errors(page)[1] < before[1]


def test_a_class_is_drawn_by_mouse_and_by_numbers(visit: Callable[..., Any]) -> None:
    page = visit("learn=generalisation&lang=en&l.part=classes&l.ready=0", width=390)
    page.get_by_text("Draw points of at least two classes.").wait_for()
    plane = page.locator(".plane")
    side = plane.bounding_box()["width"]
    plane.click(position={"x": side / 4, "y": side / 4})
    page.get_by_role("button", name="■ B").click()
    page.get_by_label("x", exact=True).fill("0.5")
    page.get_by_label("y", exact=True).fill("-0.5")
    page.get_by_role("button", name="Add the point").press("Enter")
    page.get_by_text("Accuracy on the 2 points: 100 %").wait_for()
    page.wait_for_function("() => /l.drawn=0_-\\d+_\\d+_1_50_-50/.test(location.hash)")
    pixel = "(canvas, [x, y]) => [...canvas.getContext('2d').getImageData(x, y, 1, 1).data.slice(0, 3)]"
    corners = [page.locator(".plane canvas").evaluate(pixel, place) for place in ([1, 1], [46, 46])]
    assert np.allclose(corners, [[0, 114, 178], [213, 94, 0]], atol=3)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_numbers_are_typed_key_by_key(visit: Callable[..., Any]) -> None:
    page = visit(f"learn=generalisation&lang=en&l.learn=1&{GUESSED}")
    page.get_by_label("distance (km)", exact=True).press("ControlOrMeta+a")
    page.get_by_label("distance (km)", exact=True).press_sequentially("12.5")
    page.get_by_role("button", name="+ 500 yen").click()
    page.wait_for_function("() => location.hash.includes('l.own=12.5_500')")
    page.get_by_role("button", name="Classes", exact=True).click()
    for name, keys in (("x", "-0.5"), ("y", "0.25")):
        page.get_by_label(name, exact=True).press("ControlOrMeta+a")
        page.get_by_label(name, exact=True).press_sequentially(keys)
    page.get_by_role("button", name="Add the point").click()
    page.wait_for_function("() => location.hash.includes('l.drawn=0_-50_25')")


def test_no_more_points_than_can_be_kept(visit: Callable[..., Any]) -> None:
    many = "_".join(["1"] * 999)
    page = visit(f"learn=generalisation&lang=en&l.part=classes&l.ready=0&l.drawn={many}")
    page.get_by_text("Accuracy on the 100 points").wait_for()
    assert page.get_by_role("button", name="Add the point").is_disabled()
    page.get_by_role("button", name="Remove the last").click()
    page.get_by_text("Accuracy on the 99 points").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("l.learn=1&l.rows=1e9&l.noise=1e99&l.own=1e9_-1e9_3&l.gone=-1_0.5_x", "On average it is"),
        ("l.learn=9&l.rows=x&l.noise=-5&l.guess=0_0_0&l.gone=0_1_2_3", "On average it is"),
        ("l.guess=" + "_".join(["0"] * 10), "6 are open"),
        ("l.part=classes&l.ready=1e9&l.drawn=7_1e9_-1e9_-3.5_2", "Accuracy on the 151 points"),
        ("l.part=classes&l.ready=x&l.drawn=1_x_2", "Accuracy on the 18 points"),
    ],
)
def test_whatever_is_typed_into_the_address(visit: Callable[..., Any], typed: str, says: str) -> None:
    page = visit(f"learn=generalisation&lang=en&{typed}")
    page.get_by_text(says).wait_for()
    assert "NaN" not in page.locator(".play").inner_html()
