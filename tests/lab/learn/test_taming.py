"""Remedies against overfitting: what the page computes of them, and trainings beside the plain network."""

from __future__ import annotations

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
    page.locator(".question input").nth(0).check()
    page.locator(".question > button").click()
    page.locator(".question .wrong").wait_for()
    page.locator(".question input").nth(1).check()
    page.locator(".question > button").click()
    page.locator(".question .right input:checked").wait_for()
