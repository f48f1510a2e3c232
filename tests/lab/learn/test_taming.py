"""Remedies against overfitting: what the page computes of them, and trainings beside the plain network."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import ndimage, stats

from hanka.spec import Spec
from hanka.spec.texts import family_of

pytestmark = pytest.mark.browser


def test_settings_are_what_the_remedies_are_called(module: Callable[[str], Any]) -> None:
    page = module("lessons/taming_model.ts")
    found = page.evaluate("() => Object.fromEntries(M.REMEDIES.map((r) => [r, M.changes(r, M.CUSTOMARY)]))")
    specs = {name: family_of(settings).specs for name, settings in found.items()}
    assert specs["plain"] == (Spec(),)
    assert specs["dropout"] == (Spec(dropout=0.5),)
    assert specs["elastic"] == (Spec(l1=0.00005, l2=0.0005),)
    assert specs["early"] == (Spec(patience=3),)
    assert specs["moved"] == (Spec(shift=0.1, rotation=10.0, zoom=0.1),)
    assert [spec.train_size for spec in specs["more"]] == [300, 1000, 3000]
    assert (specs["L1"], specs["L2"]) == ((Spec(l1=0.0001),), (Spec(l2=0.001),))


def test_an_interval_is_students(module: Callable[[str], Any]) -> None:
    page = module("lessons/taming_model.ts")
    for n in range(2, 11):
        values = np.random.default_rng(n).normal(size=n)
        found = page.evaluate("v => M.interval(v)", values.tolist())
        low, high = stats.t.interval(0.95, n - 1, values.mean(), stats.sem(values))
        assert found["mean"] == pytest.approx((low + high) / 2)
        assert found["half"] == pytest.approx((high - low) / 2, rel=1e-3)
    assert page.evaluate("() => M.interval([2])") == {"mean": 2, "half": None}


def test_the_penalty_is_its_losss_slope(module: Callable[[str], Any]) -> None:
    page = module("lessons/taming_shrink.ts")
    weights, slopes = page.evaluate(
        """() => { const { net } = M.makeSmall(), slopes = new Float64Array(net.params.length);
        net.params.forEach((_, i) => (net.params[i] = Math.sin(i + 1)));
        M.penalise(net, slopes, 0.01, 0.1); return [[...net.params], [...slopes]]; }"""
    )
    w, step = np.array(weights), 1e-6
    kernel = np.r_[np.ones(12 * 16), np.zeros(16), np.ones(16), 0]

    def penalty(w: Any) -> float:
        return float(0.01 * np.abs(kernel * w).sum() + 0.1 * ((kernel * w) ** 2).sum())

    expected = [(penalty(w + step * e) - penalty(w - step * e)) / (2 * step) for e in np.eye(len(w))]
    np.testing.assert_allclose(slopes, expected, atol=1e-6)


def test_penalties_shrink_and_l1_makes_zeros(module: Callable[[str], Any]) -> None:
    page = module("lessons/taming_shrink.ts")
    found = page.evaluate(
        """() => [[0, 0], [0.003, 0], [0, 0.003]].map(([l1, l2]) => {
        const small = M.makeSmall(); M.shrink(small, l1, l2, 2000); return M.weightsOf(small.net); })"""
    )
    none, l1, l2 = (np.array(weights) for weights in found)
    assert (l2**2).sum() < (none**2).sum() / 3
    assert np.abs(l1).sum() < np.abs(none).sum() / 3
    assert np.mean(np.abs(l1) < 0.02) > 0.7 > np.mean(np.abs(l2) < 0.02)
    bars = page.evaluate("([w]) => M.histogram(w, 2, 41)", [none.tolist()])
    assert bars == np.histogram(np.clip(none, -2, 2 - 1e-9), 41, (-2, 2))[0].tolist()


def test_units_sleep_in_the_asked_share(module: Callable[[str], Any]) -> None:
    page = module("lessons/taming_sleep.tsx")
    for rate in (0, 0.2, 0.5):
        layers = page.evaluate("r => Array.from({ length: 2000 }, (_, i) => M.asleepIn(r, i + 1))", rate)
        hidden = np.array([[asleep[1], asleep[2]] for asleep in layers])
        assert abs(hidden.mean() - rate) < 4 * np.sqrt(rate * (1 - rate) / hidden.size) + 1e-12
        assert not any(any(asleep[0]) or any(asleep[3]) for asleep in layers)


def test_a_digit_is_turned_zoomed_and_shifted(module: Callable[[str], Any]) -> None:
    page = module("lessons/taming_moved.ts")
    picture = np.pad(np.random.default_rng(0).uniform(size=(12, 12)), 8)
    for move in (
        {"turn": 30, "factor": 1, "right": 0, "down": 0},
        {"turn": -20, "factor": 1.2, "right": 2.5, "down": -1},
    ):
        found = page.evaluate("([p, m]) => M.moved(p, 28, m)", [picture.ravel().tolist(), move])
        angle = np.deg2rad(move["turn"])  # rows go down: counterclockwise, the row falls as the column grows
        back = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) / move["factor"]
        centre = np.array([13.5, 13.5])
        offset = centre - back @ (centre + [move["down"], move["right"]])
        expected = ndimage.affine_transform(picture, back, offset, order=1)
        np.testing.assert_allclose(np.reshape(found, (28, 28)), expected, atol=1e-9)
    assert (
        page.evaluate(
            "p => M.moved(p, 28, { turn: 0, factor: 1, right: 0, down: 0 })", picture.ravel().tolist()
        )
        == picture.ravel().tolist()
    )


def test_remedies_beside_the_plain_network(visit: Callable[..., Any], lab: Any) -> None:
    page = visit("learn=taming&lang=en&l.digits=300&l.epochs=20&l.patience=1")
    train = page.get_by_role("button", name="Train", exact=True)
    for name, choice in (("plain", "plain"), ("early-1", "early stopping"), ("more", "more data")):
        page.get_by_role("group", name="remedy").get_by_role("button", name=choice).click()
        if name == "early-1":
            says = page.get_by_text("would have").inner_text()
        train.click()
        lab.wait(name, "finished", 300)
        page.locator(".taming-table tbody th", has_text=name).first.wait_for()
        page.locator(".progress").wait_for(state="detached")
    page.wait_for_function("() => location.hash.includes('l.remedy=more')")
    view = lab.get("/api/view?name=plain&name=early-1&name=more")
    losses = [run["metrics"]["val_loss"] for run in view["runs"]]
    ends = len(losses[1])
    assert losses[1] == losses[0][:ends]
    assert says.endswith(f"stopped at epoch {ends}." if ends < 20 else "gone on to its end.")
    cells = "all => all.map((tr) => [...tr.cells].map((cell) => cell.innerText))"
    shown = page.locator(".taming-table tbody tr").evaluate_all(cells)
    for run, row in zip(view["runs"], shown, strict=True):
        loss = run["metrics"]["val_loss"]
        assert row[1:4] == [f"{min(loss):.4f}", str(1 + loss.index(min(loss))), f"{loss[-1]:.4f}"]
        assert row[4] == f"{run['metrics']['val_accuracy'][-1]:.4f}"
    errors = [100 * (1 - row["val_accuracy"]) for row in view["rows"] if row["experiment"] == "more"]
    caption = page.locator(".taming-figure figcaption").inner_text()
    for digits, error in zip(("300", "1,000", "3,000"), errors, strict=True):
        assert f"{digits} digits: {error:.1f}% wrong" in caption
    for name in ("plain", "early-1", "more"):
        lab.post(f"/api/experiments/{name}", {"name": f"my-{name}"}, method="PATCH")
    shown_again = "e=my-early-1&e=my-plain&e=my-more&l.remedy"
    page = visit(f"learn=taming&lang=en&{shown_again}=more")
    figure = page.locator(".taming-figure figcaption")
    figure.wait_for()
    assert sorted(set(figure.inner_text().split(", "))) == sorted(set(caption.split(", ")))
    page.get_by_role("group", name="remedy").get_by_role("button", name="early stopping").click()
    page.get_by_role("slider", name="patience").press("Home")
    page.get_by_text("my-" + says[says.index("plain would") :]).wait_for()


@pytest.fixture
def asked() -> Callable[[Any], list[Any]]:
    """The trainings that a page asks for from now on; each waits until it is let through or refused."""

    def hold(page: Any) -> list[Any]:
        held: list[Any] = []
        page.route(
            "**/api/experiments",
            lambda route: held.append(route) if route.request.method == "POST" else route.continue_(),
        )
        return held

    return hold


def until(page: Any, done: Callable[[], bool]) -> None:
    """Wait, and let the page go on meanwhile."""
    for _try in range(2400):
        if done():
            return
        page.wait_for_timeout(50)
    raise AssertionError


@pytest.mark.slow
def test_nonsense_in_the_address_is_brought_within_bounds(visit: Callable[..., Any], asked: Any) -> None:
    nonsense = "l.rate=-5&l.patience=NaN&l.l1=1&l.l2=x&l.elastic=&l.shift=1e999&l.rotation=-1&l.zoom=7"
    page = visit(f"learn=taming&lang=en&l.remedy=what&l.digits=7&l.epochs=1e9&{nonsense}")
    held = asked(page)
    wanted = {
        "plain": ("plain", {}),
        "dropout": ("dropout-0", {"dropout": "0"}),
        "L1": ("L1-0.0001", {"l1": "0.0001", "l2": "0"}),
        "L2": ("L2-0.001", {"l1": "0", "l2": "0.001"}),
        "Elastic Net": ("elastic-0.0005", {"l1": "0.00005", "l2": "0.0005"}),
        "early stopping": ("early-3", {"patience": "3"}),
        "augmentation": ("moved", {"shift": "0.1", "rotation": "0", "zoom": "0.4"}),
    }
    common = {"hidden_layer_sizes": "256", "val": "2000", "epochs": "60", "train_size": "500"}
    for place, (choice, (name, settings)) in enumerate(wanted.items()):
        page.get_by_role("group", name="remedy").get_by_role("button", name=choice, exact=True).click()
        page.get_by_role("button", name="Train", exact=True).click()
        until(page, lambda place=place: len(held) > place)
        body = held[place].request.post_data_json
        assert re.fullmatch(f"{name}(-[0-9])?", body["name"])
        assert body["settings"] == common | settings
        assert "NaN" not in page.locator(".learn").inner_text()
        held[place].fulfill(status=400, json={"error": {"en": f"not {name}", "ja": "いいえ"}})
        page.get_by_role("alert").get_by_text(f"not {name}").wait_for()


@pytest.mark.slow
def test_all_go_on_beside_another_remedy_until_they_are_not_wanted(
    visit: Callable[..., Any], lab: Any, asked: Any
) -> None:
    page = visit("learn=taming&lang=en&l.digits=300&l.epochs=20&l.remedy=all")
    held = asked(page)
    page.get_by_role("button", name="Train all").click()
    until(page, lambda: len(held) == 1)
    page.get_by_role("group", name="remedy").get_by_role("button", name="dropout").click()
    page.get_by_text("7 remedies are still to come").wait_for()
    held[0].continue_()
    lab.wait("plain-seeds", "finished", 300)
    until(page, lambda: len(held) == 2)
    assert "e=plain-seeds" in page.url
    page.get_by_role("button", name="No more after this one").click()
    page.get_by_role("link", name="All lessons").click()
    held[1].continue_()
    lab.wait("dropout-0.5-seeds", "finished", 300)
    page.wait_for_timeout(500)
    assert len(held) == 2
    assert not re.search("[#&]e=", page.url)


def test_all_say_why_they_cannot_be_trained(visit: Callable[..., Any], lab: Any) -> None:
    page = visit("learn=taming&lang=en&l.remedy=all")
    told = lab.get("/api/lab") | {"can_train": False, "why_not": {"en": "no engine", "ja": "エンジンなし"}}
    page.route("**/api/lab", lambda route: route.fulfill(json=told))
    page.reload()
    page.get_by_text("no engine").wait_for()
    assert page.get_by_role("button", name="Train all").is_disabled()


@pytest.mark.slow
def test_what_a_penalty_shows_depends_on_its_strength_alone(
    visit: Callable[..., Any], module: Callable[[str], Any]
) -> None:
    weak = "const weak = M.makeSmall(); M.shrink(weak, 0, 0.0001, 6000)"
    weights = module("lessons/taming_shrink.ts").evaluate(
        f"() => {{ {weak}; return M.weightsOf(weak.net); }}"
    )
    w = np.array(weights)
    page = visit("learn=taming&lang=en&l.remedy=L2&l.l2=0.03")
    page.get_by_text(re.compile(r"squares is [0-9]\.\d")).first.wait_for()
    for _press in range(6):
        page.get_by_label("strength").press("ArrowLeft")
    page.get_by_text("0.0001 · Σw²").wait_for()
    end = f"{(np.abs(w) < 0.02).sum()} of {w.size} weights are nearly 0; the sum of their squares is "
    page.get_by_text(f"{end}{(w**2).sum():.1f}").first.wait_for()


def test_what_a_remedy_does_is_seen(visit: Callable[..., Any]) -> None:
    page = visit("learn=taming&lang=ja&l.remedy=dropout", width=390)
    share = page.get_by_label("眠る割合")
    for _press in range(9):
        share.press("ArrowLeft")
    page.get_by_text("20 ユニットのうち 0 ユニット").wait_for()
    page.wait_for_function("() => location.hash.includes('l.rate=0')")
    remedies = page.get_by_role("group", name="対策")
    remedies.get_by_role("button", name="L2").click()
    page.get_by_label("強さ").press("End")
    page.get_by_text("0.03 · Σw²").wait_for()
    page.wait_for_function(
        r"() => /和は [0-9]\.\d です/.test(document.querySelector('.taming-figure figcaption').innerText)"
    )
    remedies.get_by_role("button", name="データ拡張").click()
    pictures = page.locator(".taming-digits canvas")
    urls = pictures.evaluate_all("all => all.map((canvas) => canvas.toDataURL())")
    assert len(set(urls)) == 10
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
