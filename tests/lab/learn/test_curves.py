"""Reading learning curves: what is true of a run, the quiz's runs, and the three parts of the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

pytestmark = pytest.mark.browser

KINDS = ["underfitting", "good_fit", "overfitting"]
NAMES = ["underfitting", "good fit", "overfitting"]
END = "const end = (work) => { let at; while (!(at = work.next()).done); return at.value; };"
SETTINGS = ("seed", "rows", "validation", "hidden", "noise", "rate", "epochs")


def truth(fresh: list[float], epochs: int) -> tuple[str, int]:
    """The definition of docs/diagnosis.md for a loss bounded by 0, with the best epoch."""
    seen, later = np.array(fresh[:epochs]), np.array(fresh[epochs : 2 * epochs])
    best = int(np.argmin(seen))
    last = [value for epoch, value in enumerate(seen) if epoch >= epochs - 3 and epoch >= best]
    if np.mean(last) >= 1.05 * seen[best]:
        return "overfitting", best + 1
    return ("underfitting" if later.size and later.min() <= 0.98 * seen[best] else "good_fit"), best + 1


def curves() -> list[tuple[list[float], int]]:
    """By chance, of all three kinds; and the edges: a spike or a fall at the end, ties, few epochs."""
    rng = np.random.default_rng(0)
    drawn = []
    for _n in range(300):
        epochs = int(rng.integers(1, 30))
        walk = np.exp(np.cumsum(rng.normal(rng.normal(0, 0.01), rng.choice([0.003, 0.02]), 2 * epochs)))
        drawn.append((walk.tolist(), epochs))
    edges = [
        [1, 0.8, 0.6, 0.6, 0.6, 0.68],
        [1, 0.9, 0.8, 0.7, 0.6, 0.5],
        [1, 0.5, 0.5, 0.5, 0.5, 0.5],
        [3, 2, 1, 1.04, 1.04, 1.04, 0.99, 0.975],
        [2, 1, 1, 1.2, 1, 1, 1, 0.5],
    ]
    return drawn + [(curve, n) for curve in edges for n in range(1, len(curve) + 1)]


def test_the_truth_is_that_of_the_definition(module: Callable[[str], Any]) -> None:
    given = curves()
    found = module("verdicts.ts").evaluate(
        "given => given.map(([fresh, n]) => M.truthOf(fresh, n)).map(({ kind, best }) => [kind, best])", given
    )
    expected = [truth(*each) for each in given]
    assert set(Counter(kind for kind, _best in expected)) == set(KINDS)
    assert [tuple(each) for each in found] == expected


def test_the_best_zone_is_at_most_five_percent_above_the_lowest(module: Callable[[str], Any]) -> None:
    given = curves()
    zones = module("lessons/curves_model.ts").evaluate(
        "given => given.map(([fresh, n]) => M.bestZone(fresh, n))", given
    )
    for (fresh, epochs), (first, last) in zip(given, zones, strict=True):
        good = np.array(fresh[:epochs]) <= 1.05 * min(fresh[:epochs])
        assert first <= truth(fresh, epochs)[1] <= last
        assert good[first - 1 : last].all()
        assert first == 1 or not good[first - 2]
        assert last == epochs or not good[last]


def test_the_lecture_calls_a_plateau_overfitting(module: Callable[[str], Any]) -> None:
    page = module("lessons/curves_model.ts", "verdicts.ts")
    epochs = np.arange(1, 101)
    train = 0.3 + np.exp(-epochs / 20)
    for fresh, kind in ((train + 0.1, "underfitting"), (0.5 + np.exp(-epochs / 4), "overfitting")):
        read = page.evaluate(
            "([t, f]) => [M.lectureReads(t, f, 50), M.truthOf(f, 50).kind]", [train.tolist(), fresh.tolist()]
        )
        assert read == [kind, truth(fresh.tolist(), 50)[0]]
    assert read == ["overfitting", "good_fit"]
    level = [0.5] * 50
    assert page.evaluate("level => M.lectureReads(level, level, 50)", level) == "good_fit"


def test_the_fast_network_is_that_of_net(module: Callable[[str], Any]) -> None:
    net, x, labels, loss, slopes = module("net.ts", "random.ts").evaluate("""() => {
        const chance = M.random(1);
        const net = M.makeNet({ sizes: [2, 13, 1], activation: "relu", loss: "binary" }, chance);
        for (let i = 0; i < net.params.length; i++) net.params[i] += 0.3 * chance();
        const x = Array.from({ length: 40 }, () => [4 * chance() - 2, 4 * chance() - 2]);
        const labels = x.map((_, i) => [i % 3 ? i % 2 : 0.2]);
        const some = [3, 1, 30, 8];
        const slopes = M.gradient(net, some.map((i) => x[i]), some.map((i) => labels[i])).slopes;
        const plain = { ...net, params: Array.from(net.params) };
        return [plain, x.flat(), labels.flat(), M.meanLoss(net, x, labels), Array.from(slopes)];
    }""")
    found, fast = module("lessons/curves_net.ts").evaluate(
        "([net, x, chance]) => [M.meanOver(net, { x, chance }),"
        " Array.from(M.slopesOver(net, { x, chance }, [3, 1, 30, 8]))]",
        [net, x, labels],
    )
    assert found == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(fast, slopes, rtol=1e-9, atol=1e-12)


@pytest.fixture
def asked(module: Callable[[str], Any]) -> Callable[[int], list[dict[str, Any]]]:
    """The questions of a quiz."""

    def of(seed: int) -> list[dict[str, Any]]:
        page = module("lessons/curves_questions.ts")
        return page.evaluate(
            f"(seed) => {{ {END} return M.quizOf(seed).map((a) => end(M.questionOf(a))); }}", seed
        )  # type: ignore[no-any-return]

    return of


@pytest.mark.slow
def test_every_kind_is_asked_and_no_two_quizzes_are_alike(asked: Callable[[int], Any]) -> None:
    quizzes = [asked(seed) for seed in (11, 12, 13)]
    runs = [run for quiz in quizzes for run in quiz]
    truths = Counter(run["truth"]["kind"] for run in runs)
    assert min(truths[kind] for kind in KINDS) >= 6
    assert len({tuple(run["val"]) for run in runs}) == 30
    assert all(truth(run["fresh"], run["epochs"])[0] == run["truth"]["kind"] for run in runs)
    assert asked(12)[:2] == quizzes[1][:2]


@pytest.mark.slow
def test_another_and_larger_fresh_sample_agrees(
    asked: Callable[[int], Any], module: Callable[[str], Any]
) -> None:
    runs = asked(21)
    settings = [{name: run[name] for name in SETTINGS} for run in runs]
    again = module("lessons/curves_runs.ts").evaluate(
        f"(all) => {{ {END} return all.map((each) => end(M.training(each, {{ seed: 999, n: 20000 }}))); }}",
        settings,
    )
    assert all(one["val"] == other["val"] for one, other in zip(runs, again, strict=True))
    assert all(one["fresh"] != other["fresh"] for one, other in zip(runs, again, strict=True))
    agree = [
        truth(other["fresh"], one["epochs"])[0] == one["truth"]["kind"]
        for one, other in zip(runs, again, strict=True)
    ]
    assert sum(agree) >= 9


@pytest.mark.slow
@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("l.part=x&l.run=-3&l.marks=9e9_x_&l.names=%3Cb%3E", "button:text('Show the answer')"),
        ("l.run=1e99&l.marks=-5_1e9_0.3", "button:text('Show the answer')"),
        ("l.part=readings&l.rows=7&l.end=NaN", ".curves-reads"),
        ("l.part=readings&l.end=1e9", ".curves-reads"),
        ("l.part=quiz&l.quiz=ten", ".curves-answers"),
        ("l.part=quiz&l.quiz=-1e99", ".curves-answers"),
    ],
)
def test_whatever_is_typed_into_the_address(visit: Callable[..., Any], typed: str, there: str) -> None:
    page = visit(f"learn=curves&lang=en&{typed}")
    page.locator(there).first.wait_for()
    assert "NaN" not in page.locator(".play").inner_html()


def test_work_goes_on_only_while_it_is_looked_at(visit: Callable[..., Any]) -> None:
    page = visit("learn=curves&lang=en&l.part=quiz&l.quiz=7")
    for _n in range(30):
        page.get_by_role("button", name="New quiz").press("Enter")
    page.get_by_role("button", name="Two readings").click()
    page.locator(".curves-reads").first.wait_for(timeout=5000)


def test_work_that_fails_is_over(module: Callable[[str], Any]) -> None:
    ends = module("lessons/curves_slices.ts").evaluate("""() => [7, null].map((given) => {
        const end = () => { if (given) return given; throw Error(); };
        const job = { work: (function* () { yield; return end(); })(), value: null, failed: false };
        return [M.goOn(job), job.value, job.failed];
    })""")
    assert ends == [[True, 7, False], [True, None, True]]


def test_a_whole_quiz_by_keyboard(visit: Callable[..., Any], module: Callable[[str], Any]) -> None:
    truths = module("lessons/curves_questions.ts").evaluate("() => M.quizOf(7).map(({ kind }) => kind)")
    page = visit("learn=curves&lang=en&l.part=quiz&l.quiz=7")
    page.locator(".curves-answers").wait_for()
    page.get_by_role("button", name="New quiz").focus()
    for i, kind in enumerate(truths):
        page.get_by_role("heading", name=f"Question {i + 1} of 10").wait_for()
        page.locator(".curves-answers button:enabled").first.wait_for()
        right = i < 7
        place = (KINDS.index(kind) + (not right)) % 3
        # From the heading first to the button for another quiz, then to the answers.
        for _tab in range(place + (1 if i == 0 else 2)):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        says = page.locator(".curves-why").inner_text()
        assert says.startswith("Right." if right else f"Not quite: {NAMES[KINDS.index(kind)]}.")
        assert page.locator("path.curves-fresh").count() == 1
        page.locator(".play .strong:focus").wait_for()
        page.keyboard.press("Enter")
    assert page.locator(".curves-score").is_visible()
    assert page.locator(".play .says").inner_text() == "7 of 10 right"
    assert (
        page.locator(".curves-score td.right").evaluate_all(
            "all => all.reduce((sum, { innerText }) => sum + parseInt(innerText), 0)"
        )
        == 7
    )
    page.get_by_role("button", name="Another ten").click()
    page.get_by_role("heading", name="Question 1 of 10").wait_for()
    page.wait_for_function("() => /l.quiz=\\d+/.test(location.hash) && !location.hash.includes('l.quiz=7&')")


@pytest.mark.slow
def test_a_whole_quiz_in_japanese(visit: Callable[..., Any]) -> None:
    page = visit("learn=curves&lang=ja&l.part=quiz&l.quiz=8", width=390)
    for i in range(10):
        page.get_by_role("heading", name=f"第 {i + 1} 問").wait_for()
        page.get_by_role("button", name="▲ 過学習").press("Enter")
        page.locator(".play .strong:focus").wait_for()
        page.keyboard.press("Enter")
    score = re.match(r"10 問中 (\d+) 問正解", page.locator(".play .says").inner_text())
    assert score and 2 <= int(score[1]) <= 6


def test_the_zones_are_named_and_the_answer_tells_how_far_off(
    visit: Callable[..., Any], module: Callable[[str], Any]
) -> None:
    run = module("lessons/curves_questions.ts").evaluate(f"() => {{ {END} return end(M.zonedRun(13)); }}")
    _kind, best = truth(run["fresh"], run["epochs"])
    page = visit("learn=curves&lang=en")
    svg = page.locator(".graph svg")
    svg.wait_for()
    box = svg.bounding_box()
    at = [
        box["x"] + 46 + epoch / run["epochs"] * (box["width"] - 58) for epoch in (run["epochs"] / 2, best + 4)
    ]
    page.mouse.move(at[0], box["y"] + 150)
    page.mouse.down()
    page.mouse.move(at[1], box["y"] + 150, steps=5)
    page.mouse.up()
    assert page.get_by_label("best epoch").last.input_value() == str(best + 4)
    # An end of the zone stops at the best epoch.
    page.get_by_label("best zone: from").fill("50")
    assert page.get_by_label("best zone: from").input_value() == str(best + 4)
    show = page.get_by_role("button", name="Show the answer")
    assert show.is_disabled()
    for letter, name in zip("ABC", KINDS, strict=True):
        page.get_by_label(f"name of zone {letter}").select_option(name)
    show.click()
    above = run["fresh"][best + 3] / run["fresh"][best - 1] - 1
    says = (
        f"epoch {best} is the best, 4 from yours; at yours the error is {100 * above:.1f} % above the lowest."
    )
    assert says in page.locator(".play p[role=status]").inner_text().replace("\xa0", " ")
    page.wait_for_function("() => location.hash.includes('l.names=ugo')")


def test_two_readings_of_one_run(visit: Callable[..., Any], module: Callable[[str], Any]) -> None:
    page = visit("learn=curves&lang=en&l.part=readings&l.end=45")
    both = page.locator(".curves-reads b")
    both.first.wait_for()
    assert both.all_inner_texts() == ["▲ overfitting", "★ good fit"]
    page.get_by_label("training ends after epoch").fill("12")
    assert both.all_inner_texts() == ["○ underfitting", "○ underfitting"]
    page.get_by_label("training ends after epoch").press("End")
    assert both.all_inner_texts() == ["▲ overfitting", "▲ overfitting"]
    page.get_by_role("button", name="400", exact=True).click()
    page.wait_for_function(
        "() => document.querySelectorAll('.curves-reads b')[1]?.innerText === '★ good fit'"
    )
    page.wait_for_function("() => location.hash.includes('l.rows=400')")


def test_it_can_be_used_by_everyone(visit: Callable[..., Any], serious: Callable[[Any], Any]) -> None:
    for part in ("zones", "readings", "quiz"):
        page = visit(f"learn=curves&lang=en&l.part={part}&l.quiz=7", width=390)
        page.locator(".graph svg").wait_for()
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
