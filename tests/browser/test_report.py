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


# For each chart, how many pixels of its canvas are of a colour, which axes and grid are not.
COLOURED = """() => [...document.querySelectorAll("[data-chart]")].map((place) => {
    const canvas = place.querySelector("canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let i = 0; i < data.length; i += 4) {
        const [r, g, b, a] = data.subarray(i, i + 4);
        if (a > 100 && Math.max(r, g, b) - Math.min(r, g, b) > 60) found++;
    }
    return found;
})"""


# Texts of drawings on paper that reach over the drawing's edge.
CUT = """() => [...document.querySelectorAll(".paper svg")].flatMap((svg) => {
    const { a, e } = svg.getScreenCTM();
    const width = svg.hasAttribute("viewBox") ? svg.viewBox.baseVal.width : svg.width.baseVal.value;
    return [...svg.querySelectorAll("text")].filter((text) => {
        const box = text.getBoundingClientRect();
        return box.left < e - 1 || box.right > e + a * width + 1;
    }).map((text) => text.textContent);
})"""


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
    drawn = page.evaluate(COLOURED)
    assert len(drawn) >= 4 and all(pixels > 100 for pixels in drawn), drawn
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
def test_it_prints_to_a4_as_lines(report_of: Any, trained: Path, open_page: Any, language: str) -> None:
    logs = report_of({"turning.csv": turning(), "falling-and-falling-with-a-long-name.csv": falling()})
    for path in (trained / "digits.html", logs):
        page = open_page(path, language, width=688)  # A4 less its margins, at 96 dpi
        charts = page.locator("[data-chart]").count()
        assert page.pdf(format="A4").startswith(b"%PDF")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".paper > svg").count() == charts
        sizes = page.locator(".paper > svg").evaluate_all(
            "all => all.map(e => e.getBoundingClientRect().width)"
        )
        assert all(100 < size <= 688 for size in sizes)
        assert page.evaluate("document.documentElement.scrollWidth") <= 688
        assert not page.locator(".tools").first.is_visible()
        assert page.evaluate(CUT) == []
        said = " ".join(page.locator(".paper text").all_text_contents())
        if path == logs:
            assert {"en": "not reached yet →", "ja": "まだ達していません →"}[language] in said
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


def test_a_log_without_validation_is_drawn_and_read(report_of: Any, open_page: Any) -> None:
    alone = "epoch,loss\n" + "\n".join(f"{e},{1 / e}" for e in range(1, 21))
    page = open_page(report_of({"alone.csv": alone, "turning.csv": turning()}))
    assert all(pixels > 100 for pixels in page.evaluate(COLOURED))
    chart(page).locator(".row").first.hover()
    chart(page).locator(".stage").focus()
    for key in ("Escape", "ArrowDown", "Home", "b"):
        page.keyboard.press(key)
    live = chart(page).locator("[aria-live]")
    assert "alone.csv · epoch 1: training 1" in live.text_content()
    for key in ("ArrowDown", "b"):
        page.keyboard.press(key)
    assert "turning.csv" in live.text_content() and "epoch 12: training" in live.text_content()


def test_nothing_positive_has_no_place_on_a_logarithmic_scale(report_of: Any, open_page: Any) -> None:
    rows = "\n".join(f"{e},{-1 / e},{0.2 - 1 / e}" for e in range(1, 21))
    page = open_page(report_of({"negative.csv": "epoch,loss,val_loss\n" + rows}))
    choose(page, "scale", "logarithmic")
    choose(page, "epoch", "logarithmic")
    assert b"NaN" not in saved(page, "SVG")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".paper > svg").count() == page.locator("[data-chart]").count()


def test_a_run_that_diverged_leaves_the_others_their_room(report_of: Any, open_page: Any) -> None:
    lost = "epoch,loss,val_loss\n" + "\n".join(f"{e},{10.0**e},{10.0**e}" for e in range(1, 21))
    page = open_page(report_of({"lost.csv": lost, "turning.csv": turning()}))
    image = ElementTree.fromstring(saved(page, "SVG"))
    ticks = [t.text for t in image.findall(f"{SVG}text") if t.get("text-anchor") == "end"]
    assert max(float((text or "").replace(",", "").replace("−", "-")) for text in ticks) < 10


def test_both_axes_of_sizes_show_the_tables_values(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html")
    section = page.locator("section", has=page.locator("[data-chart=capacity]"))
    rows = [row.locator("td").all_inner_texts() for row in section.locator("table.sortable tbody tr").all()]
    for label, column in (("parameters", 4), ("units", 3)):
        section.locator(".sizes select").select_option(label=label)
        with page.expect_download() as download:
            section.get_by_role("button", name="CSV", exact=True).click()
        text = Path(download.value.path()).read_text("utf-8-sig")
        table = {float(row[label]): row for row in csv.DictReader(io.StringIO(text))}
        for row in rows:
            size, rate = float(row[column].replace(",", "")), row[1]
            mean, half = map(float, row[6].split(" ± "))
            assert float(table[size][f"dropout={rate} val_accuracy"]) == pytest.approx(mean, abs=1e-4)
            assert float(table[size][f"dropout={rate} val_accuracy low"]) == pytest.approx(
                mean - half, abs=2e-4
            )
    assert "interval (95%)" in section.locator(".key").inner_text()


def test_curves_are_coloured_by_a_setting(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html")
    choose(page, "colour by", "dropout")
    colours: dict[str, set[str]] = {}
    for row in chart(page).locator(".row").all():
        rate = row.locator(".name").inner_text().rpartition("=")[2]
        colours.setdefault(rate, set()).add(row.locator(".swatch").get_attribute("style"))
    assert sorted(colours) == ["0", "0.5"] and all(len(each) == 1 for each in colours.values())
    assert colours["0"] != colours["0.5"]


def test_a_small_chart_has_its_table_too(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html")
    small = page.locator("[data-chart=run]").first
    small.locator(".stage").focus()
    page.keyboard.press("t")
    assert small.locator("table tbody tr").count() == 40


def test_the_gap_can_be_left_again(report_of: Any, open_page: Any) -> None:
    rows = "\n".join(f"{e},{1 / e},{1 / e + 0.1},{1 - 1 / e}" for e in range(1, 21))
    page = open_page(report_of({"a.csv": "epoch,loss,val_loss,val_accuracy\n" + rows}))
    choose(page, "show", "gap")
    choose(page, "metric", "accuracy")
    choose(page, "show", "curves")
    assert page.evaluate(COLOURED)[0] > 100


def test_the_pointer_leaves_nothing_behind(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html")
    over = chart(page).locator(".u-over").bounding_box()
    page.mouse.click(over["x"] + 300, over["y"] + 3)  # near no curve
    chart(page).locator(".row").nth(1).hover()
    page.mouse.move(over["x"] + 300, over["y"] + 150)
    page.mouse.move(5, 5)
    page.wait_for_timeout(200)
    assert chart(page).locator(".row.focus").count() == 0


def test_what_is_enlarged_stays_so(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html")
    over = chart(page).locator(".u-over").bounding_box()

    def first() -> float:
        image = ElementTree.fromstring(saved(page, "SVG"))
        ticks = [t.text for t in image.findall(f"{SVG}text") if t.get("text-anchor") == "middle"]
        return float(min((text for text in ticks if (text or "").isdigit()), key=int) or 0)

    page.mouse.move(over["x"] + 0.5 * over["width"], over["y"] + 100)
    page.mouse.down()
    page.mouse.move(over["x"] + 0.9 * over["width"], over["y"] + 120, steps=5)
    page.mouse.up()
    assert first() > 15
    page.get_by_role("button", name="日本語").click()
    choose(page, "指標", "正解率")
    assert first() > 15
    chart(page).locator(".stage").focus()
    page.keyboard.press("Escape")
    assert first() <= 10


def test_the_search_reads_the_language_that_is_shown(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html", "en")
    section = page.locator("section", has=page.locator("[data-filter]"))
    section.locator("input[type=search]").fill("過学習")
    assert not any(row.is_visible() for row in section.locator("tbody tr").all())


def test_the_list_is_left_by_escape(trained: Path, open_page: Any) -> None:
    page = open_page(trained / "digits.html")
    row = chart(page).locator(".row").first
    row.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert row.get_attribute("aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert chart(page).locator(".row[aria-pressed=true]").count() == 0
    assert chart(page).locator(".chip[aria-pressed]").count() >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_serious(
    trained: Path, report_of: Any, open_page: Any, tmp_path: Path, language: str
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: npm ci in web/")
    notebook = tmp_path / "notebook.html"
    frame = hanka.open(trained / "digits")._repr_html_()
    notebook.write_text(f"<!doctype html><html lang=en><meta charset=utf-8><title>n</title>{frame}", "utf-8")
    logs = report_of({"turning.csv": turning(), "falling.csv": falling()})
    for path in (trained / "digits.html", logs, notebook):
        page = open_page(path, language)
        if path != notebook:
            chart(page).locator(".stage").focus()
            for key in ("ArrowDown", "ArrowRight", "t"):
                page.keyboard.press(key)
        page.add_script_tag(content=AXE.read_text("utf-8"))
        found = page.evaluate("axe.run({ iframes: false })")["violations"]
        serious = [each for each in found if each["impact"] in ("serious", "critical")]
        assert [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in serious] == []
