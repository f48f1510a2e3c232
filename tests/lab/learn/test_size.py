"""How big a network should be: its numbers, and trainings whose table is the server's."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.browser

STUDY = (Path(__file__).parents[3] / "docs" / "reproduce.md").read_text("utf-8")


def test_every_weight_and_bias_is_counted(module: Callable[[str], Any]) -> None:
    page = module("lessons/size_model.ts")
    for units in (1, 32, 4000, 40_000):
        shapes = [(784, units), (units, 10)]
        weights = sum(before * after for before, after in shapes)
        assert page.evaluate("n => M.connections(n)", units) == weights
        parameters = weights + sum(after for _before, after in shapes)
        assert page.evaluate("n => M.parameters(n)", units) == parameters
        assert page.evaluate("n => M.unitsOf(n)", parameters) == units


def test_the_lectures_numbers_are_those_of_the_study(module: Callable[[str], Any]) -> None:
    page = module("lessons/size_model.ts")
    found = page.evaluate("() => M.LECTURE.map((row) => ({ ...row, parameters: M.parameters(row.units) }))")
    assert [row["units"] for row in found] == [400, 4000, 40_000]
    for row in found:
        line = next(line for line in STUDY.splitlines() if line.startswith(f"| {row['units']:,} |"))
        assert f"| {row['parameters']:,} |" in line
        assert f"| {row['gpu']} ±" in line
        assert f"| {row['published']} |" in line
    assert f"{found[0]['cores']} and {found[1]['cores']}, and 40,000" in " ".join(STUDY.split())
    assert f"trained once before, at {found[2]['cores']}" in STUDY


def test_sizes_stand_side_by_side_as_the_server_has_them(visit: Callable[..., Any], lab: Any) -> None:
    page = visit("learn=size&lang=en&l.units=16&l.epochs=5")
    button = page.get_by_role("button", name="Train", exact=True)
    names = ["16-units-1000-digits", "32-units-1000-digits"]
    table = page.locator("table", has=page.get_by_text("trained here"))
    for name in names:
        button.click()
        lab.wait(name, "finished", 300)
        table.locator("tr", has_text=name).get_by_text(re.compile(r"\d s$")).wait_for()
        page.get_by_label("units", exact=True).press("ArrowRight")
    page.wait_for_function("() => location.hash.includes('l.units=64')")
    rows = lab.get("/api/view?" + "&".join(f"name={quote(name)}" for name in names))["rows"]
    shown = table.locator("tbody tr").evaluate_all(
        "all => all.map((tr) => [...tr.cells].map((c) => c.innerText))"
    )
    for row, cells in zip(rows, shown, strict=True):
        units = int(row["experiment"].split("-")[0])
        gap = row["accuracy"] - row["val_accuracy"]
        expected = [row["experiment"], str(units), f"{794 * units:,}"]
        expected += [f"{row['accuracy']:.4f}", f"{row['val_accuracy']:.4f}", f"{gap:.4f}", "5"]
        assert cells[:-1] == expected
        assert float(cells[-1].split()[0]) == pytest.approx(row["seconds"], abs=0.06)


@pytest.mark.slow
def test_batch_sizes_are_a_family(visit: Callable[..., Any], lab: Any) -> None:
    page = visit("learn=size&lang=en&l.part=batch&l.units=8&l.digits=1000&l.epochs=5")
    page.get_by_text("63, 16 and 4 steps in an epoch").wait_for()
    page.get_by_role("button", name="Train", exact=True).click()
    lab.wait("batches-8-units-1000-digits", "finished", 300)
    table = page.locator("table", has=page.get_by_text("trained here"))
    table.get_by_text(re.compile(r"\d ms$")).nth(2).wait_for()
    rows = lab.get("/api/view?name=batches-8-units-1000-digits")["rows"]
    shown = table.locator("tbody tr").evaluate_all(
        "all => all.map((tr) => [...tr.cells].map((c) => c.innerText))"
    )
    for row, cells in zip(rows, shown, strict=True):
        assert cells[0] == str(row["settings"]["batch_size"])
        assert cells[1] == f"{1000 * row['seconds'] / 5:.0f} ms"
        assert cells[3:] == [f"{row['accuracy']:.4f}", f"{row['val_accuracy']:.4f}"]


def test_what_comes_all_at_once_is_shown_whole(visit: Callable[..., Any], lab: Any) -> None:
    page = visit("learn=size&lang=en&l.units=4")
    name = "4-units-1000-digits"

    def later(route: Any) -> None:
        lab.wait(name, "finished", 300)
        with page.expect_response("**/api/experiments"):  # the list has heard before the chart has
            page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        route.continue_()

    page.route("**/api/events*", later)
    page.get_by_role("button", name="Train", exact=True).click()
    table = page.locator("table", has=page.get_by_text("trained here"))
    table.get_by_text(re.compile(r"\d s$")).wait_for(timeout=300_000)
    page.locator(".progress").wait_for(state="detached")
    with page.expect_download() as saving:
        page.get_by_role("button", name="SVG").click()
    ticks = re.findall(r">(\d+)</text>", saving.value.path().read_text("utf-8"))
    assert "20" in ticks


def test_a_wide_network_is_warned_of(visit: Callable[..., Any]) -> None:
    page = visit("learn=size&lang=en&l.units=40000&l.digits=60000", width=390)
    warning = page.locator(".size-warning")
    warning.get_by_text("31,760,000 connections").wait_for()
    assert page.get_by_role("button", name="Train", exact=True).count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    page.get_by_label("units", exact=True).press("Home")
    page.get_by_role("button", name="Train", exact=True).wait_for()
    assert warning.count() == 0


def test_it_is_asked_what_connections_buy(visit: Callable[..., Any]) -> None:
    page = visit("learn=size&lang=ja")
    answer = page.locator(".question > button")
    seeds = re.search(r"Twelve seeds of 400 units on two cores end at (0\.\d+) to (0\.\d+)", STUDY)
    assert seeds
    for place in (0, 1):
        page.locator(".question input").nth(place).check()
        answer.click()
        because = page.locator(".question [role=status]")
        because.filter(has_text=seeds[1]).filter(has_text=seeds[2]).wait_for()
        assert page.locator(".question label").nth(1).get_attribute("class") == "right"
    assert page.locator(".question .wrong").count() == 0


@pytest.mark.slow
def test_nonsense_in_the_address_is_as_at_first(visit: Callable[..., Any]) -> None:
    page = visit("learn=size&lang=en&l.units=3&l.digits=x&l.epochs=-1&l.part=none")
    with page.expect_request("**/api/estimate") as asked:
        page.get_by_label("units", exact=True).press("ArrowLeft")
    assert asked.value.post_data_json["settings"] == {
        "hidden_layer_sizes": "16",
        "train_size": "1000",
        "epochs": "20",
    }
    assert "NaN" not in page.locator(".learn").inner_text()
