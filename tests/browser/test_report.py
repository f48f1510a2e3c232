"""The report as a reader has it: from file://, offline, by mouse, by keyboard, on paper, on a phone."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import hanka
from hanka.diagnosis import diagnose

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
LANGUAGES = ("en", "ja")
SVG = "{http://www.w3.org/2000/svg}"


def chart(page: Any) -> Any:
    return page.locator("[data-chart=curves]")


def data(page: Any) -> Any:
    return json.loads(page.locator("#data").text_content())


def choose(page: Any, label: str, value: str) -> None:
    chart(page).locator("label", has_text=label).locator("select").select_option(label=value)


def saved(page: Any, button: str) -> bytes:
    with page.expect_download() as download:
        chart(page).get_by_role("button", name=button, exact=True).click()
    return Path(download.value.path()).read_bytes()


def turning(n: int = 40, best: int = 12) -> str:
    rows = [f"{e},{1 / e + 0.05:.6f},{1 / e + 0.3 + 0.01 * max(0, e - best):.6f}" for e in range(1, n + 1)]
    return "\n".join(["epoch,loss,val_loss", *rows])


def falling(n: int = 20) -> str:
    rows = [f"{e},{1 / e:.6f},{1.1 / e:.6f}" for e in range(1, n + 1)]
    return "\n".join(["epoch,loss,val_loss", *rows])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_drawn_and_every_section_speaks_the_language(
    trained: Path, open_page: Any, language: str
) -> None:
    page = open_page(trained / "digits.html", language)
    assert page.locator("html").get_attribute("lang") == language
    drawn = page.evaluate(
        """() => [...document.querySelectorAll("[data-chart]")].map((place) => {
            const canvas = place.querySelector("canvas");
            const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            return pixels.some((value) => value !== 0) && canvas.clientWidth > 150;
        })"""
    )
    assert len(drawn) >= 4 and all(drawn)
    other = {"en": "ja", "ja": "en"}[language]
    hidden = page.locator(f"main span[lang={other}]")
    assert hidden.count() > 20 and not any(each.is_visible() for each in hidden.all())
    heads = page.locator("h2").all_inner_texts()
    assert len(heads) >= 8
    assert ("学習曲線" in heads[0]) == (language == "ja")


def test_the_language_is_switched_in_place(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html")
    assert "training" in chart(page).locator(".when").inner_text()
    page.get_by_role("button", name="日本語").click()
    assert page.locator("html").get_attribute("lang") == "ja"
    assert "訓練" in chart(page).locator(".when").inner_text()
    assert page.url.endswith("#ja")
    assert page.get_by_role("button", name="日本語").get_attribute("aria-pressed") == "true"


def test_the_pointer_reads_the_values_that_were_recorded(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html")
    choose(page, "lines", "each seed")
    over = chart(page).locator(".u-over").bounding_box()
    page.mouse.move(over["x"] + over["width"] * 0.6, over["y"] + over["height"] * 0.5)
    page.wait_for_function("document.querySelector('.when').textContent.startsWith('epoch')")
    epoch = int(re.search(r"epoch (\d+)", chart(page).locator(".when").inner_text())[1])  # type: ignore[index]
    histories = hanka.open(trained / "digits").histories
    for row, history in zip(chart(page).locator(".row").all()[:6], histories, strict=False):
        shown = [float(text) for text in row.locator("b").all_inner_texts()]
        here = [float(history.metrics[name][epoch - 1]) for name in ("loss", "val_loss")]
        assert shown == pytest.approx(here, rel=1e-3)


def test_a_curve_that_is_pointed_at_tells_its_verdict_and_a_click_keeps_it(
    trained: Path, open_page: Any
) -> None:
    page = open_page(trained / "digits.html")
    rows = chart(page).locator(".row")
    rows.nth(2).hover()
    reading = chart(page).locator(".reading")
    label = rows.nth(2).locator(".name").inner_text()
    page.wait_for_function(
        "text => document.querySelector('.reading').textContent.startsWith(text)", arg=label
    )
    assert re.search("[○★▲?✕]", reading.inner_text())
    rows.nth(2).click()
    page.mouse.move(5, 5)
    assert rows.nth(2).get_attribute("aria-pressed") == "true"
    assert reading.inner_text().startswith(label)


def test_by_keyboard_alone(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html")
    stage = chart(page).locator(".stage")
    for _ in range(20):
        page.keyboard.press("Tab")
        if stage.evaluate("node => node === document.activeElement"):
            break
    else:
        pytest.fail("the chart is not reached by Tab")
    live = chart(page).locator("[aria-live]")
    for key in ("ArrowDown", "Home", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    run = data(page)["runs"][0]
    assert live.text_content().startswith(run["network_label"])
    assert "epoch 3: training" in live.text_content()
    page.keyboard.press("Enter")
    page.keyboard.press("t")
    table = chart(page).locator(".values table")
    heads = table.locator("thead th").all_inner_texts()
    assert heads == ["epoch", f"{run['network_label']}, training", f"{run['network_label']}, validation"]
    seeds = [each for each in data(page)["runs"] if each["network"] == run["network"]]
    mean = sum(each["metrics"]["val_loss"][2] for each in seeds) / len(seeds)
    assert float(table.locator("tbody tr").nth(2).locator("td").nth(1).inner_text()) == pytest.approx(
        mean, rel=1e-3
    )
    page.keyboard.press("t")
    assert not table.is_visible()
    page.keyboard.press("b")
    best = {each["diagnoses"]["loss"]["best_epoch"] for each in seeds}
    assert any(f"epoch {epoch}:" in live.text_content() for epoch in best)
    page.keyboard.press("g")
    assert "gap" in live.text_content()
    page.keyboard.press("Escape")
    assert chart(page).locator(".row[aria-pressed=true]").count() == 0


def test_a_choice_by_keyboard_keeps_the_focus(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html")
    select = chart(page).locator("select").first
    select.focus()
    select.select_option(label="accuracy")
    assert chart(page).locator("select").first.evaluate("node => node === document.activeElement")
    assert chart(page).locator("select").first.input_value() == "accuracy"


def test_zones_lie_where_the_diagnosis_puts_them(report_of: Any, open_page: Any) -> None:
    page = open_page(report_of({"turning.csv": turning()}, "--n-val", "500"))
    image = ElementTree.fromstring(saved(page, "SVG"))
    texts = [text.text or "" for text in image.iter(f"{SVG}text")]
    assert {"★ best", "▲ overfitting"} <= set(texts)
    ticks = {
        float(t.text or ""): float(t.get("x", ""))
        for t in image.findall(f"{SVG}text")
        if t.get("text-anchor") == "middle" and (t.text or "").isdigit()
    }
    (first, left), (last, right) = sorted(ticks.items())[0], sorted(ticks.items())[-1]
    inner = image.find(f"{SVG}svg")
    assert inner is not None
    scale = (right - left) / (last - first)
    dashed = [p.get("d", "") for p in inner.iter(f"{SVG}path") if p.get("stroke-dasharray")]
    lines = [float(x[1]) for d in dashed if (x := re.fullmatch(r"M([\d.]+) 0L\1 [\d.]+", d))]
    found = [first + (x + float(inner.get("x", "0")) - left) / scale for x in lines]
    history = {"loss": [1 / e + 0.05 for e in range(1, 41)]}
    history["val_loss"] = [v + 0.25 + 0.01 * max(0, e - 12) for e, v in enumerate(history["loss"], 1)]
    [zones] = [run["diagnoses"]["loss"]["zones"] for run in data(page)["runs"]]
    assert found == pytest.approx([zone["first"] - 0.5 for zone in zones[1:]], abs=0.1)
    assert diagnose(history).verdict == data(page)["runs"][0]["diagnoses"]["loss"]["verdict"] == "overfitting"


def test_a_best_zone_that_is_not_reached_is_open_to_the_right(report_of: Any, open_page: Any) -> None:
    page = open_page(report_of({"falling.csv": falling()}))
    assert data(page)["runs"][0]["diagnoses"]["loss"]["verdict"] == "underfitting"
    image = ElementTree.fromstring(saved(page, "SVG"))
    texts = [text.text for text in image.iter(f"{SVG}text")]
    assert "○ underfitting" in texts
    assert "★ best: not reached yet →" in texts


def test_what_is_saved_is_what_was_recorded(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html")
    choose(page, "lines", "each seed")
    table = list(csv.reader(io.StringIO(saved(page, "CSV").decode("utf-8-sig"))))
    histories = hanka.open(trained / "digits").histories
    assert len(table) == 1 + len(histories[0])
    columns = dict(zip(table[0], zip(*table[1:], strict=True), strict=True))
    for run, history in zip(data(page)["runs"], histories, strict=True):
        values = [float(value) for value in columns[f"{run['label']} val_loss"]]
        assert values == pytest.approx(history.metrics["val_loss"].tolist(), rel=1e-4)
    with page.expect_download() as download:
        page.locator("[data-keep=csv]").click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len(rows) == sum(map(len, histories))
    assert float(rows[0]["val_loss"]) == pytest.approx(histories[0].metrics["val_loss"][0], rel=1e-4)
    with page.expect_download() as download:
        page.locator("[data-keep=json]").click()
    assert json.loads(Path(download.value.path()).read_text("utf-8")) == data(page)


def test_the_pictures_are_whole(trained: Path, open_page: Any) -> None:
    from PIL import Image

    page = open_page(trained / "digits.html", "ja")
    image = Image.open(io.BytesIO(saved(page, "PNG")))
    assert image.width > 1000 and len(image.convert("RGB").getcolors(1 << 24)) > 50
    texts = [t.text for t in ElementTree.fromstring(saved(page, "SVG")).iter(f"{SVG}text")]
    assert "損失" in texts and "検証" in texts


def test_tables_sort_and_filter(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html")
    section = page.locator("section", has=page.locator("[data-filter]"))
    rows = section.locator("tbody tr")
    button = section.locator("thead button", has_text="hidden layers")
    button.click()
    sizes = [int(text) for text in section.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert sizes == sorted(sizes)
    button.click()
    assert [int(t) for t in section.locator("tbody td:nth-child(2)").all_inner_texts()] == sizes[::-1]
    verdict = rows.first.get_attribute("data-verdict")
    section.locator(f"[data-verdict={verdict}].chip").click()
    shown = [row for row in rows.all() if row.is_visible()]
    assert shown and all(row.get_attribute("data-verdict") == verdict for row in shown)
    section.locator(f"[data-verdict={verdict}].chip").click()
    section.locator("input[type=search]").fill("seed=1")
    assert all("seed=1" in row.inner_text() for row in rows.all() if row.is_visible())


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_prints_to_a4_as_lines(trained: Path, open_page: Any, language: str) -> None:
    page = open_page(trained / "digits.html", language, width=688)  # A4 less its margins, at 96 dpi
    charts = page.locator("[data-chart]").count()
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".paper > svg").count() == charts
    sizes = page.locator(".paper > svg").evaluate_all("all => all.map(e => e.getBoundingClientRect().width)")
    assert all(100 < size <= 688 for size in sizes)
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    assert not page.locator(".tools").first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".paper").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_is_wide_enough(trained: Path, open_page: Any, language: str) -> None:
    page = open_page(trained / "digits.html", language, width=360, height=740)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    chart(page).locator(".stage").scroll_into_view_if_needed()
    assert 250 < chart(page).locator(".stage canvas").first.bounding_box()["width"] <= 340


def test_names_stay_text(report_of: Any, open_page: Any) -> None:
    name = "</script><img src=x onerror=alert(1)>.csv"  # a folder called < with a file in it
    title = "<b>bold</b>&amp;</script><script>alert(2)</script>"
    page = open_page(report_of({name: turning(), "other.csv": falling()}, "--title", title))
    assert page.locator("h1").inner_text() == title
    assert chart(page).locator(".row .name").first.inner_text() == name
    assert page.locator("tbody td", has_text=name).count() >= 1
    assert page.locator("img").count() == 0
    texts = [t.text or "" for t in ElementTree.fromstring(saved(page, "SVG")).iter(f"{SVG}text")]
    assert any(text.startswith(name) for text in texts)


def test_logs_of_several_tools_side_by_side(report_of: Any, open_page: Any) -> None:
    lightning = "epoch,step,train_loss_epoch,val_loss,train_acc,val_acc\n" + "\n".join(
        f"{e},{e * 10},,{1 / (e + 1) + 0.2},,{0.9 - 0.3 / (e + 1)}\n"
        f"{e},{e * 10},{1 / (e + 1)},,{1 - 0.3 / (e + 1)},"
        for e in range(20)
    )
    page = open_page(report_of({"keras.csv": turning(), "lightning.csv": lightning}))
    runs = data(page)["runs"]
    assert [run["label"] for run in runs] == ["keras.csv", "lightning.csv"]
    assert [metric["name"] for metric in data(page)["metrics"]] == ["loss", "accuracy"]
    assert page.locator("table", has_text="lightning.csv").count() >= 1


def test_a_notebook_shows_the_report_in_a_frame(trained: Path, open_page: Any, tmp_path: Path) -> None:
    notebook = tmp_path / "notebook.html"
    experiment = hanka.open(trained / "digits")
    judged = diagnose(experiment.histories[-1])
    notebook.write_text(
        f"<!doctype html><meta charset=utf-8>{experiment._repr_html_()}{judged._repr_html_()}", "utf-8"
    )
    page = open_page(notebook)
    frame = page.frame_locator("iframe")
    assert frame.locator("[data-chart] canvas").count() >= 4
    frame.get_by_role("button", name="日本語").click()
    assert frame.locator("html").get_attribute("lang") == "ja"
    assert judged.verdict.replace("_", " ") in page.locator("strong").last.inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_serious(trained: Path, open_page: Any, language: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci in web/")
    page = open_page(trained / "digits.html", language)
    chart(page).locator(".stage").focus()
    for key in ("ArrowDown", "ArrowRight", "t"):
        page.keyboard.press(key)
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [
        (each["id"], [n["html"][:120] for n in each["nodes"][:3]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ] == []
