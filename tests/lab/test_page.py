"""The lab's page in a browser, before a real server: by mouse, by keyboard, in both languages, on a phone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import hanka

pytestmark = pytest.mark.browser

Open = Callable[..., Any]

LONG = 90_000
LOG = "epoch,loss,val_loss\n" + "".join(
    f"{e},{1 / e:.5f},{1 / e + 0.3 + 0.02 * max(0, e - 10):.5f}\n" for e in range(1, 41)
)
TABLE = "age,weight,class\n" + "".join(
    f"{i % 17 - 8},{i % 5},{'old' if i % 17 > 8 else 'young'}\n" for i in range(120)
)
DROP = """([name, text]) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    for (const kind of ["dragover", "drop"]) {
        const told = { dataTransfer: data, bubbles: true, cancelable: true };
        document.body.dispatchEvent(new DragEvent(kind, told));
    }
}"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def button(page: Any, name: str, **more: Any) -> Any:
    return page.get_by_role("button", name=name, **more)


def wait_until(page: Any, check: str, timeout: int = LONG) -> None:
    page.wait_for_function(check, timeout=timeout)


def test_a_newcomers_way(visit: Open, lab: Any, tmp_path: Path) -> None:
    page = visit()
    page.get_by_role("heading", name="See how networks learn").wait_for()
    page.get_by_label("hidden layers", exact=True).fill("8,64")
    page.get_by_label("training examples", exact=True).fill("300")
    page.get_by_label("epochs", exact=True).fill("300")
    page.get_by_role("textbox", name="name").fill("first")
    button(page, "Train 2 networks").click()
    page.locator(".curve-chart canvas").wait_for(timeout=LONG)
    page.locator(".verdict", has_text="Of 2 runs").wait_for(timeout=LONG)
    assert lab.wait("first", "finished")
    page.locator(".verdict", has_text=re.compile(r"overfit")).wait_for(timeout=LONG)
    page.locator(".rows .row", has_text="64").click()
    page.locator(".why", has_text="val_loss").wait_for()
    assert "▲" in page.locator(".rows .row", has_text="64").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="Report").first.click()
    report = Path(download.value.path()).read_text("utf-8")
    assert "学習曲線" in report
    assert "Of 2 runs" in report
    page.get_by_role("tab", name="Export").click()
    text = page.get_by_role("tabpanel").inner_text()
    assert "hanka train digits" in text
    assert "hanka.vary" in text
    again = visit(page.url.partition("#")[2])
    again.locator(".why", has_text="val_loss").wait_for(timeout=LONG)


def test_the_curves_grow_and_training_pauses_and_goes_on(visit: Open, lab: Any) -> None:
    page = visit("lang=en&s.epochs=10000&s.hidden_layer_sizes=256")
    page.get_by_role("textbox", name="name").fill("growing")
    button(page, "Train 1 network").click()
    page.locator(".curve-chart canvas").wait_for(timeout=LONG)
    seen = []
    for _look in range(2):
        page.wait_for_timeout(1500)
        seen.append(lab.get("/api/view?name=growing")["rows"][0]["epochs"])
    assert seen[1] > seen[0]
    button(page, "Pause").click()
    lab.wait("growing", "paused")
    button(page, "Resume").wait_for()
    button(page, "Resume").click()
    lab.wait("growing", "training")
    button(page, "Stop", exact=True).click()
    lab.wait("growing", "stopped")
    page.locator(".progress", has_text="stopped").wait_for()
    button(page, "Resume").wait_for()
    assert button(page, "Stop", exact=True).count() == 0


def test_several_grow_in_one_chart(visit: Open, lab: Any) -> None:
    names = ("left", "right")
    for name in names:
        asked = {
            "source": "digits",
            "settings": {"hidden_layer_sizes": "2048", "epochs": "10000"},
            "name": name,
        }
        lab.post("/api/experiments", asked, 201)
    page = visit("lang=en&e=left&e=right")
    page.locator(".curve-chart canvas").wait_for(timeout=LONG)
    cells = page.locator("tbody tr[data-row] td:nth-last-child(2)")
    first = cells.all_inner_texts()
    assert len(first) == 2
    for row, before in enumerate(first):
        cells.nth(row).filter(has_not_text=re.compile(f"^{before}$")).wait_for(timeout=LONG)
    for name in names:
        lab.post(f"/api/experiments/{name}/pause")


def test_a_log_is_dropped(visit: Open) -> None:
    page = visit()
    page.evaluate(DROP, ["dropped.csv", LOG])
    page.locator(".verdict", has_text="overfitting").wait_for(timeout=LONG)
    assert page.locator(".title h2").inner_text() == "dropped.csv"
    page.locator(".curve-chart canvas").wait_for()


def test_a_table_is_dropped_and_learnt_from(visit: Open, lab: Any) -> None:
    page = visit("lang=en&s.epochs=5")
    page.evaluate(DROP, ["people.csv", TABLE])
    target = page.get_by_label("column to learn")
    target.wait_for()
    assert target.input_value() == "class"
    button(page, "Train 1 network").click()
    page.locator(".curve-chart canvas").wait_for(timeout=LONG)
    assert lab.wait("people-1", "finished")["dataset"]
    page.reload()
    assert target.locator("option").all_inner_texts() == [
        "age (numbers)",
        "weight (numbers)",
        "class (words)",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [("x.exe", "MZ"), ("empty.csv", ""), ("x.json", "{"), ("<img src=x onerror=alert(1)>.txt", "a")],
)
def test_what_is_neither_is_said(visit: Open, name: str, text: str) -> None:
    page = visit()
    page.evaluate(DROP, [name, text])
    page.get_by_role("alert").wait_for()
    assert name.partition(".")[0] in page.get_by_role("alert").inner_text()
    button(page, "Close").click()
    assert page.get_by_role("alert").count() == 0


def test_wrong_settings_are_said_where_they_stand(visit: Open) -> None:
    page = visit()
    page.get_by_label("hidden layers", exact=True).fill("2,x")
    page.locator(".control.wrong", has_text="hidden layers").wait_for()
    assert "400,512x512" in page.locator(".control .bad").inner_text()
    assert button(page, "Train", exact=True).is_disabled()
    page.get_by_label("hidden layers", exact=True).fill("2,4,8")
    button(page, "Train 3 networks").wait_for()
    page.get_by_text("more settings").click()
    page.get_by_label("validation data", exact=True).fill("some")
    page.locator(".control.wrong", has_text="validation data").wait_for()
    page.get_by_label("validation data", exact=True).fill("0.5")
    button(page, "Train 3 networks").wait_for()
    assert "s.val=0.5" in page.url


def test_a_server_that_was_killed_is_found_again(visit: Open, start: Any) -> None:
    first = start()
    first.post("/api/experiments", {"source": "digits", "settings": {"epochs": "5"}, "name": "small"}, 201)
    first.wait("small", "finished")
    page = visit("e=small&lang=en", of=first)
    page.locator(".verdict").wait_for(timeout=LONG)
    first.end(9)
    page.locator("text=away").first.wait_for(timeout=LONG)
    second = start("--port", str(first.port))
    assert second.port == first.port
    wait_until(page, "() => !/away/.test(document.body.innerText)")
    page.locator(".curve-chart canvas").wait_for()


def test_what_the_address_names_is_asked_for_before_the_scripts_are_there(visit: Open, trained: str) -> None:
    """And once; what nobody looks at yet is asked for later."""
    page = visit(f"e={trained}&lang=ja")
    entries = "performance.getEntriesByType('resource')"
    wait_until(page, f"() => {entries}.some(({{ name }}) => name.endsWith('/estimate'))")
    told = "[new URL(name).pathname, startTime, responseEnd]"
    found = page.evaluate(f"() => {entries}.map(({{ name, startTime, responseEnd }}) => {told})")
    asked = [path for path, _start, _end in found]
    chunks = [start for path, start, _end in found if path.startswith("/static/chunk-")]
    for path in ("/api/view", "/api/lab", "/api/experiments"):
        assert asked.count(path) == 1
        assert found[asked.index(path)][1] < min(chunks)
    assert found[asked.index("/api/estimate")][1] > found[asked.index("/api/view")][2]


def test_what_was_asked_for_first_and_comes_last_is_not_shown(visit: Open, lab: Any, trained: str) -> None:
    lab.post("/api/experiments", {"source": "digits", "settings": {"epochs": "2"}, "name": "other"}, 201)
    lab.wait("other", "finished")
    held: list[Any] = []
    page = visit(
        f"e={trained}&lang=en", held=(f"**/api/view?name={trained}", lambda route: held.append(route))
    )
    page.locator(".experiments .open", has_text="other").click()
    page.locator(".title h2", has_text="other").wait_for()
    page.locator(".curve-chart canvas").wait_for()
    [asked] = held
    with page.expect_response(f"**/api/view?name={trained}") as late:
        asked.continue_()
    late.value.finished()
    page.wait_for_timeout(500)
    assert page.locator(".title h2").inner_text() == "other"
    assert "e=other" in page.url


def test_by_keyboard_alone(visit: Open, lab: Any, trained: str) -> None:
    page = visit()
    page.get_by_label("epochs", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("4")
    page.keyboard.press("Enter")
    page.locator(".verdict").wait_for(timeout=LONG)
    page.locator(".progress").wait_for(state="detached", timeout=LONG)
    page.locator(".stage").focus()
    reading = page.locator(".reading")
    for _ in range(50):  # the last epochs are drawn a moment after they have been heard of
        page.keyboard.press("End")
        if "epoch 4" in reading.inner_text():
            break
        page.wait_for_timeout(100)
    assert "epoch 4" in reading.inner_text()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert "epoch 2" in reading.inner_text()
    page.get_by_role("tab", name="Runs").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", name="Draw").get_attribute("aria-selected") == "true"
    open_it = page.locator(".experiments .open", has_text=trained)
    open_it.focus()
    page.keyboard.press("Enter")
    page.locator(".title h2", has_text=trained).wait_for()
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Tab")
    assert "rename" in page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0


def test_runs_are_renamed_compared_and_deleted(visit: Open, lab: Any, trained: str) -> None:
    for name in ("one.csv", "two.csv"):
        lab.post(f"/api/uploads?name={name}", LOG.encode())
    page = visit()
    button(page, "rename one.csv").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("two.csv")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_text("already").wait_for()
    page.get_by_role("dialog").get_by_role("textbox").fill("uno.csv")
    page.keyboard.press("Enter")
    page.locator(".experiments .open", has_text="uno.csv").wait_for()
    page.get_by_role("checkbox", name="compare uno.csv").check()
    page.get_by_role("checkbox", name="compare two.csv").check()
    page.locator(".verdict", has_text="Of 2 runs").wait_for(timeout=LONG)
    assert page.locator(".rows .row").count() == 2
    button(page, "delete uno.csv").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    wait_until(page, "() => !document.querySelector('.experiments').innerText.includes('uno.csv')")
    assert not (lab.runs / "uno.csv").exists()


def test_a_digit_is_drawn(visit: Open, lab: Any, trained: str) -> None:
    page = visit(f"e={trained}&lang=en&tab=draw")
    pad = page.locator("canvas.pad, .pad canvas").first
    pad.wait_for(timeout=LONG)
    box = pad.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.8, steps=12)
    page.mouse.up()
    page.locator("text=as the networks see it").wait_for()
    page.locator(".guessed", has_text="seed=1").wait_for()
    page.get_by_role("tab", name="Weights").click()
    page.get_by_text("hidden_1").first.wait_for()
    page.get_by_role("tab", name="Errors").click()
    page.locator("[role=tabpanel] img").first.wait_for()


@pytest.mark.parametrize(
    ("language", "theme"),
    [
        ("en", "light"),
        ("ja", "dark"),
        pytest.param("en", "dark", marks=pytest.mark.slow),
        pytest.param("ja", "light", marks=pytest.mark.slow),
    ],
)
def test_nothing_serious_for_those_who_cannot_see(
    visit: Open, serious: Any, trained: str, language: str, theme: str
) -> None:
    page = visit(f"lang={language}&theme={theme}")
    page.locator("form button.strong").wait_for()
    assert serious(page) == []
    page = visit(f"e={trained}&lang={language}&theme={theme}")
    page.locator(".verdict").wait_for(timeout=LONG)
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert serious(page) == []


def test_all_of_it_is_japanese(visit: Open, trained: str) -> None:
    page = visit(f"e={trained}&lang=ja")
    page.locator(".verdict").wait_for(timeout=LONG)
    assert page.locator("html").get_attribute("lang") == "ja"
    page.locator("summary", has_text="ほかの設定").click()
    said = set()
    for tab in page.get_by_role("tab").all():
        tab.click()
        page.wait_for_timeout(300)
        said |= set(re.findall(r"[a-z]{4,} [a-z]{3,}", page.locator("body").inner_text()))
    code = ("hanka", "seed", "import", "print", "digits")
    own = {text for text in said if not any(word in text for word in code)}
    assert own == set()


@pytest.mark.parametrize("view", ["", "e=trained"])
def test_nothing_hangs_over_the_edge_of_a_phone(visit: Open, trained: str, view: str) -> None:
    page = visit(f"{view}&lang=ja", width=390, height=800)
    page.wait_for_timeout(2000)
    assert page.evaluate(SIDEWAYS) == 0
    if view:
        for tab in page.get_by_role("tab").all():
            tab.click()
            page.wait_for_timeout(400)
            assert page.evaluate(SIDEWAYS) == 0


def test_a_view_is_its_address(visit: Open, trained: str) -> None:
    page = visit(f"e={trained}&lang=en&metric=accuracy&gap=1&each=1&tab=facts")
    page.locator(".rows .row").first.wait_for(timeout=LONG)
    assert page.locator(".rows .row").count() == 4
    assert page.get_by_role("tab", name="Facts").get_attribute("aria-selected") == "true"
    page.locator(".tools label", has_text="show").locator("select").select_option(label="curves")
    page.wait_for_timeout(500)
    assert "gap=1" not in page.url
    assert "metric=accuracy" in page.url
    page.get_by_role("tab", name="Export").click()
    page.wait_for_timeout(300)
    page.go_back()
    page.wait_for_timeout(500)
    assert page.get_by_role("tab", name="Facts").get_attribute("aria-selected") == "true"


def test_closing_the_page_stops_nothing(visit: Open, lab: Any) -> None:
    page = visit("lang=en&s.epochs=10000&s.hidden_layer_sizes=256")
    page.get_by_role("textbox", name="name").fill("alone")
    button(page, "Train 1 network").click()
    page.locator(".curve-chart canvas").wait_for(timeout=LONG)
    page.close()
    before = len(list(hanka.open(lab.runs / "alone").rows()))
    time.sleep(2)
    assert len(list(hanka.open(lab.runs / "alone").rows())) > before
    lab.post("/api/experiments/alone/pause")
