"""What the page says, by what it is made from."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import hanka
from hanka.comparison import over_seeds
from hanka.diagnosis import diagnose
from hanka.engine import run
from hanka.errors import InputError
from hanka.experiment import Experiment
from hanka.history import History
from hanka.messages import set_language, speaking
from hanka.report import frame, report
from hanka.report._capacity import capacity_data, networks
from hanka.report._curves import numbers, shown_metrics
from hanka.report._exemplars import three
from hanka.report._html import both, tag
from hanka.report._subject import Subject
from hanka.report._verdict import best_run, sentence

N = 40
EPOCH = np.arange(1.0, N + 1)


def history(kind: str, name: str = "", **params: Any) -> History:
    """A run whose verdict nobody doubts."""
    val = {
        "underfitting": 1 / EPOCH**0.5,
        "good_fit": 0.5 + np.exp(-EPOCH / 3),
        "overfitting": 0.5 + np.exp(-EPOCH / 3) + 0.02 * np.maximum(0, EPOCH - 10),
    }[kind]
    rng = np.random.default_rng(len(name))
    metrics = {"loss": 0.9 / EPOCH, "val_loss": val + rng.normal(0, 1e-3, N)}
    return History(EPOCH, EPOCH * 10, metrics, params, n_val=1000, name=name or kind, source="csv")


def data_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.fixture(scope="module")
def experiment(tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    folder = tmp_path_factory.mktemp("report") / "widths"
    data = hanka.load("digits")
    family = hanka.vary(
        hanka.Spec(epochs=4, train_size=200),
        hidden_layer_sizes=[(2,), (32,)],
        dropout=[0.0, 0.5],
        seed=range(2),
    )
    with Experiment.create(folder, family, data) as made:
        list(made.record(run(family, data)))
    return hanka.open(folder)


class Balance(HTMLParser):
    """Every element is closed, in order; nothing is loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.asked: list[str] = []

    def handle_starttag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        if tag not in ("img", "meta"):
            self.open.append(tag)
        self.asked += [v or "" for k, v in attributes if k in ("src", "href", "action", "poster", "data")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_asks_for_nothing(experiment: Experiment) -> None:
    page = report(experiment, history("overfitting"))
    reader = Balance()
    reader.feed(page)
    assert reader.open == []
    assert all(url.startswith("data:image/png;base64,") for url in reader.asked)
    assert "default-src 'none'" in page


def test_the_values_are_the_experiments_to_five_digits(experiment: Experiment) -> None:
    data = data_of(report(experiment))
    assert [run["name"] for run in data["runs"]] == [h.name for h in experiment.histories]
    for made, known in zip(data["runs"], experiment.histories, strict=True):
        assert made["epochs"] == len(known)
        for name, values in made["metrics"].items():
            np.testing.assert_allclose(np.array(values, float), known.metrics[name], rtol=5e-5)
        judged = diagnose(known, "val_accuracy")
        found = made["diagnoses"]["accuracy"]
        assert (found["verdict"], found["best_epoch"]) == (judged.verdict, judged.best_epoch)
        assert [zone["name"] for zone in found["zones"]] == [zone.name for zone in judged.zones]


def test_seeds_share_a_network_and_nothing_else_does(experiment: Experiment) -> None:
    runs = Subject([experiment]).runs
    for a, b in itertools.combinations(runs, 2):
        alike = {**a.history.params, "seed": 0, "member": 0} == {**b.history.params, "seed": 0, "member": 0}
        assert (a.network == b.network) == alike == (a.network_label == b.network_label)
    assert len({run.label for run in runs}) == len(runs)


def test_capacity_is_that_of_over_seeds(experiment: Experiment) -> None:
    records = networks(experiment)
    assert [r["parameters"] for r in records] == sorted(r["parameters"] for r in records)
    [by_parameters, by_units] = capacity_data(records)["sizes"]
    assert [curve["label"] for curve in by_parameters["curves"]] == ["dropout=0", "dropout=0.5"]
    known = {(r["parameters"], r["spec"]["dropout"]): r for r in over_seeds(experiment.members())}
    for curve, rate in zip(by_parameters["curves"], (0.0, 0.5), strict=True):
        for i, size in enumerate(curve["x"]):
            for line, name in (("accuracy", "accuracy"), ("val_loss", "val_loss"), ("gap_loss", "loss_gap")):
                expected = known[size, rate][name]
                made = curve["lines"][line]
                assert (made["mid"][i], made["low"][i], made["high"][i]) == (
                    expected["mean"],
                    expected["low"],
                    expected["high"],
                )
    assert [curve["x"] for curve in by_units["curves"]] == [[2, 32]] * 2


def test_each_axis_of_sizes_has_its_own_order() -> None:
    def record(layers: list[int], parameters: int, accuracy: float) -> dict[str, Any]:
        value = {"mean": accuracy, "low": None, "high": None, "n": 1}
        none = {"mean": None, "low": None, "high": None, "n": 0}
        metrics = dict.fromkeys(("loss", "val_loss", "loss_gap", "accuracy_gap", "val_accuracy"), none)
        spec = {"hidden_layer_sizes": layers}
        return {**metrics, "spec": spec, "accuracy": value, "units": sum(layers), "parameters": parameters}

    records = [record([8, 64], 1200, 0.1), record([16, 16], 1500, 0.2), record([24, 48], 1900, 0.3)]
    [by_parameters, by_units] = capacity_data(records)["sizes"]
    [curve] = by_parameters["curves"]
    assert (curve["x"], curve["lines"]["accuracy"]["mid"]) == ([1200, 1500, 1900], [0.1, 0.2, 0.3])
    [curve] = by_units["curves"]  # two networks of 72 units: neither is lost
    assert curve["x"] == sorted(set(curve["x"])) and [round(x) for x in curve["x"]] == [32, 72, 72]
    assert curve["lines"]["accuracy"]["mid"] == [0.2, 0.1, 0.3]


def test_networks_of_one_size_have_no_capacity(tmp_path: Path) -> None:
    data = hanka.load("fare")
    family = hanka.vary(hanka.Spec(hidden_layer_sizes=(3,), epochs=2), seed=range(2))
    with Experiment.create(tmp_path / "one", family, data) as made:
        list(made.record(run(family, data)))
    assert networks(made) == []
    page = report(made)  # nor has it validation data
    assert "Without validation data nothing can be said of 2 runs" in page
    assert data_of(page)["capacity"] == []


def test_the_three_are_the_surest_of_their_kind() -> None:
    subject = Subject(
        [history(kind, name=f"{kind}.csv") for kind in ("underfitting", "good_fit", "overfitting")]
    )
    found = three(subject)
    assert {name: run and run.history.name for name, run in found.items()} == {
        "underfitting": "underfitting.csv",
        "best": "good_fit.csv",
        "overfitting": "overfitting.csv",
    }
    assert best_run(subject) is None, "losses of different data are not compared"
    page = report(history("overfitting", "a.csv"), history("overfitting", "b.csv"))
    assert "None of these runs underfits." in page


def test_the_best_run_has_the_lowest_loss_at_its_best_epoch(experiment: Experiment) -> None:
    subject = Subject([experiment])
    at_best = {
        r.label: r.history.metrics["val_loss"][(r.first.best_epoch or 0) - 1]
        for r in subject.runs
        if r.first.verdict != "diverged"
    }
    best = best_run(subject)
    assert best is not None and best.label == min(at_best, key=lambda label: at_best[label])
    assert best.label in sentence(subject)


def test_the_sentence_counts_the_verdicts_in_both_languages() -> None:
    subject = Subject(
        [history("overfitting", "a"), history("overfitting", "b"), history("underfitting", "c")]
    )
    assert sentence(subject) == "Of 3 runs 1 underfits, 2 overfit"
    with speaking("ja"):
        assert sentence(subject) == "3 回の実行のうち、学習不足 1 回、過学習 2 回"
    assert sentence(Subject([history("overfitting")])).startswith("▲ overfitting")


def test_both_languages_are_in_the_page_whichever_is_spoken() -> None:
    log = history("overfitting", "a.csv")
    english = report(log)
    set_language("ja")
    try:
        japanese = report(log)
    finally:
        set_language(None)
    assert '<html lang="ja">' in japanese
    assert english.replace('lang="en">', "", 1) == japanese.replace('lang="ja">', "", 1)
    assert "while training went on falling" in japanese and "下がり続けました" in english


def test_caveats_speak_the_languages_of_the_page() -> None:
    page = report(
        History.from_rows(
            [{"epoch": e, "loss": 1 / e, "val_loss": 1 / e + 0.1} for e in range(1, 21)], name="x"
        )
    )
    assert "the number of validation examples is unknown" in page and "検証データの件数が" in page


@pytest.mark.parametrize(
    "name", ["</script><img src=x onerror=alert(1)>", "<!--<script>", "a&b\"'", "改\u2028行"]
)
def test_names_are_never_markup(name: str) -> None:
    page = report(history("overfitting", name), history("underfitting", "b"), title=name)
    reader = Balance()
    reader.feed(page)
    assert reader.open == [] and reader.asked == []
    assert name in [run["name"] for run in data_of(page)["runs"]]


def test_test_metrics_stand_in_for_validation() -> None:
    metrics = {"loss": 1 / EPOCH, "test_loss": 1 / EPOCH + 0.3 + 0.01 * EPOCH}
    data = data_of(report(History(EPOCH, EPOCH, metrics, name="t")))
    assert set(data["runs"][0]["metrics"]) == {"loss", "val_loss"}
    assert data["runs"][0]["diagnoses"]["loss"]["verdict"] == "overfitting"


def test_training_alone_is_drawn_and_not_judged() -> None:
    subject = Subject([History(EPOCH, EPOCH, {"loss": 1 / EPOCH}, name="t")])
    assert shown_metrics(subject) == ["loss"] and not subject.judged
    assert "validation" in sentence(subject)


def test_what_is_no_number_is_null() -> None:
    values = np.array([1.0, np.nan, np.inf, -np.inf, 0.123456789, 1e-12, 123456.0, 2e300])
    assert numbers(values) == [1, None, None, None, 0.12346, 1e-12, 123460, 2e300]
    json.dumps(numbers(values), allow_nan=False)


def test_nothing_trained_is_refused() -> None:
    with pytest.raises(InputError, match="nothing to report yet"):
        report(History(EPOCH[:0], EPOCH[:0], {}))
    with pytest.raises(InputError, match="nothing to report yet"):
        report()


def test_a_notebook_gets_a_frame_and_a_diagnosis_a_strip(experiment: Experiment) -> None:
    text = experiment._repr_html_()
    assert text == frame(experiment) and text.startswith("<iframe title=")
    over = diagnose(history("overfitting"))._repr_html_()
    assert "▲ overfitting" in over and over.count("flex:") == len(diagnose(history("overfitting")).zones)
    under = diagnose(history("underfitting"))._repr_html_()
    assert "not reached yet →" in under
    assert "no validation" in diagnose({"loss": [1.0, 0.5]})._repr_html_()


def test_texts_are_escaped_and_spoken_twice() -> None:
    assert tag("p", "<b>", tag("i", "&")) == "<p>&lt;b&gt;<i>&amp;</i></p>"
    assert both(lambda: "<same>") == "&lt;same&gt;"


def test_seeds_that_diverged_are_not_counted_as_in_the_mean(tmp_path: Path) -> None:
    data = hanka.load("teacher:n=60,d=3,seed=1")
    specs = [
        hanka.Spec(hidden_layer_sizes=(width,), epochs=3, seed=seed, learning_rate=rate, optimizer="sgd")
        for width, seed, rate in ((2, 0, 0.01), (2, 1, 0.01), (8, 0, 0.01), (8, 1, 0.01))
    ]
    with Experiment.create(tmp_path / "e", hanka.Family(tuple(specs)), data) as made:
        list(made.record(run(hanka.Family(tuple(specs)), data)))
    path = tmp_path / "e" / "history.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    for row in rows:
        if row["member"] == 3 and row["epoch"] == 3:
            row |= {"loss": None, "val_loss": None, "diverged": True}
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    page = report(hanka.open(tmp_path / "e"))
    assert "1 (1 diverged)" in page and "1（発散 1）" in page


def test_members_in_training_are_said_to_be(tmp_path: Path) -> None:
    data = hanka.load("teacher:n=60,d=3,seed=1")
    family = hanka.vary(hanka.Spec(epochs=4), hidden_layer_sizes=[(2,), (8,)], seed=range(2))
    with Experiment.create(tmp_path / "e", family, data) as made:
        for row in (rows := made.record(run(family, data))):
            if row["member"] == 2:
                rows.close()
                break
    experiment = hanka.open(tmp_path / "e")
    waiting = len(family) - len(experiment.finished)
    assert waiting >= 1
    assert f"{waiting} of 4 members have not ended their training" in report(experiment)


def test_a_divergence_is_told_without_validation_data_too() -> None:
    lost = History(EPOCH, EPOCH, {"loss": np.where(EPOCH < 20, 1 / EPOCH, np.nan)}, name="lost")
    sound = History(EPOCH, EPOCH, {"loss": 1 / EPOCH}, name="sound")
    page = report(lost, sound)
    assert "Of 2 runs 1 is undecided, 1 diverged" in page and "✕ diverged" in page


def test_a_best_epoch_that_is_yet_to_come_is_not_named() -> None:
    page = report(history("underfitting"), history("overfitting"))
    head = page.partition("<script")[0]
    assert head.count("best epoch 1") == 1 and head.count("(90%: ") == 1
    short = History(EPOCH[:1], EPOCH[:1], {"loss": EPOCH[:1], "val_loss": EPOCH[:1]}, name="short")
    assert "best epoch 1 " not in report(short).partition("<script")[0]


def test_what_a_reader_noticed_is_said_in_both_languages(tmp_path: Path) -> None:
    from hanka.readers import read

    log = tmp_path / "log.csv"
    log.write_text("epoch,loss,val_loss\n" + "\n".join(f"{e},{1 / (e + 1)},{2 / (e + 1)}" for e in range(20)))
    page = report(*read(log))
    assert "the log counts epochs from 0, here they count from 1" in page
    assert "エポックを 0 から数え" in page


def test_a_linear_network_has_one_name_in_every_language(tmp_path: Path) -> None:
    data = hanka.load("teacher:n=60,d=3,seed=1")
    family = hanka.vary(hanka.Spec(epochs=2), hidden_layer_sizes=[(), (4,)])
    with Experiment.create(tmp_path / "e", family, data) as made:
        list(made.record(run(family, data)))
    with speaking("ja"):
        page = report(hanka.open(tmp_path / "e"))
    assert "線形" not in page.partition('id="messages"')[0] and "linear seed=0" in page
    assert [size["label"]["en"] for size in data_of(page)["capacity"][0]["sizes"]] == ["parameters"]


def test_the_weights_are_those_of_the_best_epoch_by_the_monitor(tmp_path: Path) -> None:
    data = hanka.load("digits")
    spec = hanka.Spec(hidden_layer_sizes=(16,), epochs=8, train_size=200, monitor="val_accuracy")
    family = hanka.vary(spec, seed=[0])
    with Experiment.create(tmp_path / "e", family, data) as made:
        list(made.record(run(family, data)))
    experiment = hanka.open(tmp_path / "e")
    accuracy = experiment.histories[0].metrics["val_accuracy"]
    epoch = int(accuracy.argmax()) + 1
    assert experiment.weights_epoch(0, "best") == epoch and experiment.weights_epoch(0) == 8
    page = report(experiment)
    assert f"with the weights of epoch {epoch}, its best by val_accuracy" in page
    assert f"({1 - accuracy[epoch - 1]:.2%})" in page


def test_sixty_runs_of_two_hundred_epochs_fit_into_a_megabyte() -> None:
    rng = np.random.default_rng(0)
    epoch = np.arange(1.0, 201)
    names = ("loss", "val_loss", "accuracy", "val_accuracy")

    def one(i: int) -> History:
        params = {"hidden_layer_sizes": [2 ** (i // 3)], "seed": i % 3}
        return History(epoch, epoch, {name: rng.random(200) for name in names}, params, 1000, f"r:{i}")

    assert len(report(*map(one, range(60))).encode()) < 1_000_000
