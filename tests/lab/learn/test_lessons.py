"""What holds of every lesson: both languages and themes, a phone, the keyboard, its address, its question."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Open = Callable[..., Any]

LEARN = Path(__file__).parents[3] / "web" / "src" / "learn"
NAMES = re.findall(r'name: "(\w+)"', (LEARN / "lessons.ts").read_text("utf-8"))
TERMS = re.findall(r'\{ en: "([^"]+)"', (LEARN / "glossary.ts").read_text("utf-8"))
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def opened(visit: Open, name: str, more: str = "lang=en", **size: int) -> Any:
    page = visit(f"learn={name}&{more}", prepares=False, **size)
    page.locator(".lesson .question").wait_for()
    return page


@pytest.mark.parametrize("name", NAMES)
def test_for_those_who_cannot_see_and_on_a_phone(visit: Open, serious: Any, name: str) -> None:
    page = opened(visit, name)
    for language, themes in (("English", ["light"]), ("日本語", ["light", "dark"])):
        page.get_by_role("button", name=language).click()
        page.locator(".term").first.click()
        for theme in themes:
            page.locator(".themes select").select_option(theme)
            assert serious(page) == []
        page.set_viewport_size({"width": 390, "height": 800})
        page.wait_for_timeout(200)
        assert page.evaluate(SIDEWAYS) <= 0
        page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", ["lessons", "glossary"])
def test_the_list_and_the_glossary(visit: Open, serious: Any, name: str, language: str) -> None:
    page = visit(f"learn={name}&lang={language}", width=390)
    page.locator(".contents").wait_for()
    assert page.evaluate(SIDEWAYS) <= 0
    assert serious(page) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_answered_before_the_answer_is_shown(visit: Open, name: str) -> None:
    page = opened(visit, name)
    question = page.locator(".question")
    status, answer = question.locator("[role=status]").last, question.get_by_role("button", name="Answer")
    assert status.inner_text() == ""
    assert answer.is_disabled()
    told = []
    for choice in question.get_by_role("radio").all():
        choice.focus()
        page.keyboard.press("Space")
        answer.focus()
        page.keyboard.press("Enter")
        told.append(status.inner_text().split(".")[0])
    assert len(told) >= 2
    assert sorted(told) == ["Not quite"] * (len(told) - 1) + ["Right"]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_slid_is_in_the_address(visit: Open, name: str) -> None:
    page = opened(visit, name)
    slider = page.locator(".play input[type=range]:visible")
    if slider.count() == 0:
        pytest.skip("nothing slides here")
    before = slider.first.input_value()
    slider.first.focus()
    page.keyboard.press("ArrowRight")
    if slider.first.input_value() == before:
        page.keyboard.press("ArrowLeft")
    after = slider.first.input_value()
    assert after != before
    page.wait_for_function("() => location.hash.includes('l.')")
    again = opened(visit, name, page.evaluate("() => location.hash").partition("&")[2])
    assert again.locator(".play input[type=range]:visible").first.input_value() == after


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_an_address_that_somebody_typed_does_no_harm(visit: Open, name: str) -> None:
    sources = "".join(path.read_text("utf-8") for path in (LEARN / "lessons").glob(f"{name}*.tsx"))
    known = set(re.findall(r'use(?:Text|OneOf|Number|Whole|Numbers|List)(?:<[^>]+>)?\("([\w-]+)"', sources))
    for value in ("1e300", "-0.37", "_".join(["7"] * 2000)):
        page = opened(visit, name, "lang=en&" + "&".join(f"l.{each}={value}" for each in known))
        said = page.locator(".play").inner_text()
        assert not re.search(r"\bNaN\b|Infinity|undefined|e\+\d", said), said


def test_words_are_explained_where_they_first_stand(visit: Open) -> None:
    known: set[str] = set()
    for name in NAMES:
        page = opened(visit, name)
        told = page.locator(".tell").inner_text().lower()
        said = {term for term in TERMS if re.search(rf"\b{re.escape(term.lower())}s?\b", told)}
        marked = set(page.locator(".lesson .term").evaluate_all("all => all.map(each => each.dataset.term)"))
        assert said - known <= marked, name
        known |= said


def test_from_the_lab_to_a_lesson_and_back(visit: Open) -> None:
    page = visit("lang=ja")
    page.get_by_role("link", name="学ぶ").click()
    page.get_by_role("heading", name="触って学ぶ講義").wait_for()
    page.get_by_role("link", name="ひとつのユニット").click()
    page.locator(".lesson").wait_for()
    page.locator(".path .button").last.click()
    page.get_by_role("heading", name="誤差と調整").wait_for()
    page.go_back()
    page.get_by_role("heading", name="ひとつのユニット").wait_for()
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="One unit").wait_for()
    page.locator(".term", has_text="weighted sum").click()
    assert "重み付き和" in page.locator(".meaning:visible").inner_text()
    page.get_by_role("link", name="Lab", exact=True).click()
    page.get_by_role("heading", name="See how networks learn").wait_for()
