"""The verdict: what must hold of every history, and curves whose truth is known."""

from __future__ import annotations

import importlib.util
import itertools
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import hanka
from hanka.diagnosis import VERDICTS, Diagnosis, diagnose, diagnose_all, needs_in_words, reason
from hanka.errors import InputError
from hanka.history import History

BENCH = Path(__file__).resolve().parents[2] / "bench" / "diagnosis"


def history(n_val: int | None = None, epoch: Any = None, **metrics: Any) -> History:
    n = len(next(iter(metrics.values())))
    epoch = np.arange(1.0, n + 1) if epoch is None else np.asarray(epoch, float)
    made = {name: np.asarray(values, float) for name, values in metrics.items()}
    return History(epoch=epoch, step=np.full(n, np.nan), metrics=made, n_val=n_val)


def falling(n: int, to: float = 0.4, rate: float = 6.0) -> np.ndarray:
    return to + (1 - to) * np.exp(-rate * np.arange(1, n + 1) / n)


def turning(n: int, height: float = 0.2) -> np.ndarray:
    x = np.arange(1, n + 1) / n
    return falling(n, rate=20) + height * np.maximum(x - 0.3, 0)


def noisy(values: np.ndarray, sd: float, seed: int = 0) -> np.ndarray:
    return values * (1 + sd * np.random.default_rng(seed).standard_normal(len(values)))


NUMBERS = st.one_of(
    st.floats(1e-6, 1e3),
    st.floats(-5, 5),
    st.just(0.0),
    st.just(float("nan")),
    st.sampled_from([float("inf"), 1e30, -1e30, 1e-30]),
)


@st.composite
def histories(draw: st.DrawFn, validated: bool = True) -> History:
    n = draw(st.integers(1, 40))
    column = st.lists(NUMBERS, min_size=n, max_size=n)
    names = draw(st.sets(st.sampled_from(["loss", "accuracy", "learning_rate"]), min_size=1))
    if validated:
        names |= draw(
            st.sets(st.sampled_from(["val_loss", "val_accuracy", "val_loss_se", "val_mae", "test_loss"]))
        )
    steps = draw(st.lists(st.integers(1, 30), min_size=n, max_size=n))
    n_val = draw(st.one_of(st.none(), st.integers(1, 10**6)))
    return history(n_val, np.cumsum(steps), **{name: draw(column) for name in sorted(names)})


# Shrinking a history of random numbers takes minutes and helps nobody.
@settings(max_examples=150, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(histories())
def test_whatever_the_history_the_diagnosis_is_whole(run: History) -> None:
    for diagnosis in diagnose_all(run):
        check(diagnosis, run)


def check(d: Diagnosis, run: History) -> None:
    assert d.verdict in VERDICTS
    assert (d.probability is None) == (d.verdict == "diverged")
    if d.probability is not None:
        assert set(d.probability) == {"underfitting", "good_fit", "overfitting"}
        assert sum(d.probability.values()) == pytest.approx(1)
        assert all(0 <= p <= 1 for p in d.probability.values())
    json.loads(json.dumps(d.to_dict(), allow_nan=False))
    assert reason(d)
    first, last = run.epoch[0], run.epoch[-1]
    if d.best_epoch is not None:
        assert first <= d.best_epoch <= last
    if d.best_set_90 is not None:
        assert first <= d.best_set_90[0] <= d.best_set_90[1] <= last
    for before, after in itertools.pairwise(d.zones):
        assert before.first <= before.last < after.first
    assert all(caveat.text for caveat in d.caveats)


def test_a_jump_by_sixty_powers_of_ten_has_a_share() -> None:
    run = history(1241, epoch=[8, 9], val_loss=[1e-30, 1e30], loss=[1e30, 1e-30])
    for diagnosis in diagnose_all(run):
        check(diagnosis, run)


@settings(max_examples=50, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(histories(validated=False))
def test_without_validation_data_nothing_is_said_about_generalisation(run: History) -> None:
    d = diagnose(run)
    assert d.verdict in ("undecided", "diverged")
    assert d.caveats[0].name == "no_validation"
    assert d.best_epoch is None


@pytest.mark.parametrize("factor", [1e-6, 7.0, 1e6])
def test_the_unit_of_a_loss_does_not_matter(factor: float) -> None:
    for curve in (falling(40), turning(40)):
        one = diagnose(history(loss=falling(40, 0.1), val_loss=curve))
        other = diagnose(history(loss=factor * falling(40, 0.1), val_loss=factor * curve))
        assert one.probability == pytest.approx(other.probability, abs=1e-6)
        assert one.best_set_90 == other.best_set_90


def test_the_zero_of_a_signed_loss_does_not_matter() -> None:
    curve = noisy(turning(60), 0.005) - 1
    one = diagnose(history(loss=falling(60) - 1, val_loss=curve))
    other = diagnose(history(loss=3 * falling(60) - 20, val_loss=3 * curve - 17))
    assert one.verdict == "overfitting"
    assert one.probability == pytest.approx(other.probability, abs=1e-6)


def test_percent_is_a_share() -> None:
    accuracy = 1 - noisy(0.3 * turning(50, 0.3), 0.01)
    one, percent = (diagnose(history(val_accuracy=factor * accuracy)) for factor in (1, 100))
    assert one.verdict == percent.verdict == "overfitting"
    assert one.probability == pytest.approx(percent.probability, abs=1e-6)


def test_the_same_history_gets_the_same_diagnosis() -> None:
    run = history(100, loss=falling(30, 0.1), val_loss=noisy(turning(30), 0.05))
    assert diagnose(run).to_dict() == diagnose(run).to_dict()
    np.testing.assert_array_equal(diagnose(run).regret, diagnose(run).regret)


@pytest.mark.parametrize(("rise", "verdict"), [(0.1, "overfitting"), (0.02, "good_fit")])
def test_more_validation_examples_make_surer(rise: float, verdict: str) -> None:
    """A rise to either side of the line of 5 % is told the better, the less chance there is."""
    x = np.linspace(0, 1, 30)
    curve = 0.5 * (1 + 0.5 * np.exp(-20 * x) + rise * x)
    chances = [
        diagnose(history(n, loss=falling(30, 0.1), val_loss=curve)).probability for n in (30, 300, 30_000)
    ]
    found = [chance[verdict] for chance in chances if chance is not None]
    assert found == sorted(found)
    assert diagnose(history(30_000, loss=falling(30, 0.1), val_loss=curve)).verdict == verdict


@pytest.mark.parametrize("n", [3, 10_000])
def test_three_points_or_ten_thousand(n: int) -> None:
    d = diagnose(history(loss=falling(n, 0.05), val_loss=noisy(turning(n, 0.5), 0.01)))
    assert d.verdict == "overfitting" or n == 3
    assert ("few_points" in [c.name for c in d.caveats]) == (n == 3)
    if n > 3:
        assert d.best_epoch is not None
        assert 0.15 * n < d.best_epoch < 0.4 * n  # lowest in truth at 0.22


def test_a_long_run_raises_no_more_false_alarms() -> None:
    """What the lowest of many noisy values pretends: none for us at 20 epochs or 2,000."""
    for n in (20, 200, 2000):
        said = [
            diagnose(history(loss=falling(n, 0.1), val_loss=noisy(falling(n, rate=12), 0.03, seed))).verdict
            for seed in range(40)
        ]
        assert said.count("overfitting") <= 3


@pytest.mark.parametrize(
    ("loss", "val_loss"),
    [
        ([1.0, 0.5, float("nan"), float("nan")], [1.0, 0.6, float("nan"), float("nan")]),
        ([1.0, 0.5, 0.4, float("inf")], [1.0, 0.6, 0.7, 0.8]),
        ([1.0, 0.5, 4.0, 80.0], [1.0, 0.6, 5.0, 90.0]),
    ],
)
def test_divergence_is_found_apart(loss: list[float], val_loss: list[float]) -> None:
    d = diagnose(history(loss=loss, val_loss=val_loss))
    assert d.verdict == "diverged"
    assert d.probability is None
    assert d.best_epoch == 2


def test_a_run_that_overfits_to_a_training_loss_of_zero_has_not_diverged() -> None:
    d = diagnose(history(loss=falling(50, 0.0, 30), val_loss=turning(50, 5.0)))
    assert d.verdict == "overfitting"


def test_loss_and_accuracy_may_disagree() -> None:
    run = history(
        10_000,
        loss=falling(30, 0.01),
        val_loss=noisy(turning(30), 0.01),
        val_accuracy=1 - falling(30, 0.02, 15),
    )
    of_loss, of_accuracy = diagnose_all(run)
    assert (of_loss.metric, of_accuracy.metric) == ("val_loss", "val_accuracy")
    assert of_loss.verdict == "overfitting" != of_accuracy.verdict


def test_zones_lie_around_the_best_epoch() -> None:
    d = diagnose(history(10_000, loss=falling(100, 0.05), val_loss=noisy(turning(100, 0.4), 0.005)))
    assert [zone.name for zone in d.zones] == ["underfitting", "best", "overfitting"]
    assert d.best_epoch is not None
    assert d.zones[1].first <= d.best_epoch <= d.zones[1].last
    assert d.zones[0].first == 1
    assert d.zones[-1].last == 100


def test_the_best_zone_of_a_falling_curve_is_not_reached() -> None:
    d = diagnose(history(10_000, loss=falling(50, 0.3, 1), val_loss=falling(50, 0.3, 1)))
    assert d.verdict == "underfitting"
    assert [(zone.name, zone.first, zone.last) for zone in d.zones] == [("underfitting", 1, 50)]


def test_epochs_left_out_keep_their_numbers() -> None:
    keep = slice(4, None, 5)
    whole = turning(200, 0.4)
    d = diagnose(history(epoch=np.arange(1, 201)[keep], loss=falling(200)[keep], val_loss=whole[keep]))
    assert d.verdict == "overfitting"
    assert d.best_epoch is not None
    assert abs(d.best_epoch - (np.argmin(whole) + 1)) <= 10


def borderline() -> list[tuple[np.ndarray, int, Diagnosis]]:
    """Short noisy curves that end near the line: (curve, number of validation examples, diagnosis)."""
    made = []
    for seed in range(120):
        rng = np.random.default_rng(seed)
        n, n_val = int(rng.integers(8, 40)), int(rng.choice([30, 50]))
        x = np.linspace(0, 1, n)
        curve = 0.5 * (1 + 0.5 * np.exp(-rng.uniform(1, 20) * x) + rng.uniform(0, 0.08) * x)
        curve = noisy(curve, 0.02, seed)
        made.append((curve, n_val, diagnose(history(n_val, loss=0.9 * curve, val_loss=curve))))
    return made


def test_undecided_says_what_would_settle_it_and_it_does() -> None:
    """On the line itself no number of examples decides: then none is named."""
    undecided = settled = 0
    for curve, n_val, d in borderline():
        if d.verdict != "undecided":
            assert not d.needs
            continue
        undecided += 1
        wanted = {need.name: need.value for need in d.needs}
        assert needs_in_words(d.needs)
        assert wanted["epochs"] == 2 * len(curve)
        assert wanted.get("seeds", 2) > 1
        if enough := wanted.get("validation_examples"):
            settled += 1
            assert enough > n_val
            again = diagnose(history(enough, loss=0.9 * curve, val_loss=curve))
            assert again.verdict != "undecided"
    assert settled > undecided / 2


def test_keras_object_and_dictionary() -> None:
    columns = {"loss": falling(20, 0.1).tolist(), "val_loss": turning(20, 0.5).tolist()}
    from_fit = SimpleNamespace(history=columns, params={"epochs": 20, "verbose": 0})
    assert hanka.diagnose(from_fit).verdict == hanka.diagnose(columns).verdict == "overfitting"


def test_a_metric_can_be_chosen_and_a_wrong_one_is_named() -> None:
    run = history(loss=falling(9), val_loss=falling(9), val_accuracy=1 - falling(9))
    assert diagnose(run, "val_accuracy").metric == "val_accuracy"
    with pytest.raises(InputError, match="val_acuracy.*val_accuracy"):
        diagnose(run, "val_acuracy")
    with pytest.raises(InputError, match="no history"):
        diagnose(3)


def _bench(name: str) -> ModuleType:
    """A module of the benchmark, which stands beside the package."""
    spec = importlib.util.spec_from_file_location(name, BENCH / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("epochs", [20, 100, 500])
def test_shapes_whose_truth_is_known(epochs: int) -> None:
    """The benchmark's shapes, a few draws: no shape is always wrong, and few draws are."""
    _bench("truth")
    shapes = _bench("shapes")
    wrong: dict[str, list[bool]] = {}
    for seed in range(6):
        for name, log in shapes.logs(epochs, np.random.default_rng(7000 + seed)).items():
            overfits = log.truth.is_clearly_overfitting
            if overfits is None:
                continue
            run = history(epoch=log.epoch, **log.metrics)
            wrong.setdefault(name, []).append(
                (diagnose(run, log.metric).verdict == "overfitting") != overfits
            )
    assert len(wrong) >= 25
    assert not [name for name, each in wrong.items() if all(each)]
    assert np.mean([np.mean(each) for each in wrong.values()]) < 0.05


@pytest.mark.parametrize("epochs", [20, 100, 500])
def test_shapes_with_a_known_size(epochs: int) -> None:
    """The same, 1,000 examples told: what overfits is found, and where only jumps cross the line, it is
    said."""
    _bench("truth")
    shapes = _bench("shapes")
    missed, unsaid = [], []
    for seed in range(6):
        for name, log in shapes.logs(epochs, np.random.default_rng(7000 + seed)).items():
            d = diagnose(history(1000, epoch=log.epoch, **log.metrics), log.metric)
            if log.truth.is_clearly_overfitting:
                missed += [name] if d.verdict != "overfitting" else []
            elif log.truth.is_clearly_overfitting is False and d.verdict == "overfitting":
                unsaid += [name] if "jumps" not in {caveat.name for caveat in d.caveats} else []
    assert not missed
    assert len(unsaid) <= 6


def test_a_value_that_is_missing_is_not_lost() -> None:
    """NaN is no value, infinity one that is no number; only hanka's own rows have NaN for all at once."""
    nan, inf = float("nan"), float("inf")
    falling_ = falling(20).tolist()
    assert diagnose(history(loss=[*falling_[:-1], nan], val_loss=falling_)).verdict != "diverged"
    assert diagnose(history(loss=[*falling_[:-1], inf], val_loss=falling_)).verdict == "diverged"
    assert diagnose(history(loss=[*falling_[:-1], nan], val_loss=[*falling_[:-1], nan])).verdict == "diverged"
    lost = diagnose(history(loss=falling_, val_loss=[*falling_[:15], *[inf] * 5]))
    assert (lost.verdict, lost.value("no_number_from")) == ("diverged", 16)
    assert "from epoch 16" in reason(lost)


@pytest.mark.parametrize("n", [1, 2])
def test_an_epoch_or_two_tell_nothing(n: int) -> None:
    d = diagnose(history(1000, loss=falling(n), val_loss=falling(n)))
    assert d.verdict == "undecided"
    assert set(d.probability.values()) == {1 / 3}


@pytest.mark.parametrize(
    ("name", "higher"),
    [
        *(
            (name, True)
            for name in ("accuracy", "sparse_categorical_accuracy", "f1_score", "pr_auc", "map50")
        ),
        *((name, True) for name in ("top_5_accuracy", "mean_iou", "bleu4", "r2", "elbo", "log_likelihood")),
        *((name, False) for name in ("mape", "negative_log_likelihood", "layer2_mse", "decoder2_mae")),
        *((name, False) for name in ("nll", "map_loss", "perplexity", "error_rate", "dice_loss", "wer")),
    ],
)
def test_what_is_better_is_told_from_the_name(name: str, higher: bool) -> None:
    values = noisy(falling(40), 0.003)
    better = 1 - values if higher else values
    assert diagnose(history(**{f"val_{name}": better})).verdict != "overfitting"
    assert diagnose(history(**{f"val_{name}": better[::-1]})).verdict == "overfitting"


def test_times_and_deviations_are_no_metrics() -> None:
    run = history(val_accuracy=1 - falling(20), val_time=falling(20), val_loss_std=falling(20))
    assert [d.metric for d in diagnose_all(run)] == ["val_accuracy"]
    assert diagnose(history(val_own_idea=falling(20))).metric == "val_own_idea"


def test_a_score_without_an_end_is_measured_by_how_far_it_rose() -> None:
    """An ELBO from -97 to -90 that falls by 2.5 again has lost a third of what it won."""
    x = np.arange(1, 61) / 60
    elbo = -90 - 7 * np.exp(-15 * x) - 3.6 * np.maximum(x - 0.3, 0)
    d = diagnose(history(val_elbo=elbo))
    assert d.verdict == "overfitting"
    assert d.value("fall") == pytest.approx(elbo.max() - elbo[0], rel=0.01)
    assert reason(d).startswith("val_elbo has lost 4")


def test_a_flat_signed_loss_has_no_rise_to_speak_of() -> None:
    said = [
        diagnose(history(val_loss=-0.5 + 0.001 * np.random.default_rng(s).standard_normal(50))).verdict
        for s in range(20)
    ]
    assert said.count("overfitting") <= 2


def test_zones_leave_no_epoch_out() -> None:
    for run in (
        history(loss=falling(3000, 0.05), val_loss=noisy(turning(3000, 0.5), 0.01)),
        history(epoch=np.arange(5, 201, 5), loss=falling(40, 0.05), val_loss=turning(40, 0.5)),
    ):
        zones = diagnose(run).zones
        assert [zone.name for zone in zones] == ["underfitting", "best", "overfitting"]
        assert all(before.last + 1 == after.first for before, after in itertools.pairwise(zones))


def test_a_log_that_begins_late_bends_as_any_other() -> None:
    curve = noisy(turning(60, 0.4), 0.01)
    for first in (1, 1000, 100_000):
        d = diagnose(history(epoch=first + np.arange(60), loss=falling(60, 0.05), val_loss=curve))
        assert d.verdict == "overfitting"
        assert d.best_epoch is not None
        assert 10 <= d.best_epoch - first <= 25


def test_training_known_only_at_the_end_tells_nothing_of_before() -> None:
    training = np.r_[np.full(30, np.nan), falling(40, 0.05)[30:]]
    d = diagnose(history(500, loss=training, val_loss=turning(40, 0.4)))
    assert d.value("training_fall_since_best") == 0


HIGGS = BENCH.parents[2] / "shared" / "data" / "higgs-15977.csv.gz"


@pytest.mark.slow
@pytest.mark.skipif(not HIGGS.is_file(), reason="the HIGGS rows are not part of the repository")
@pytest.mark.parametrize(
    ("name", "overfits"), [("Tiny", False), ("Small", False), ("Medium", True), ("Large", True)]
)
def test_tensorflows_tutorial(name: str, overfits: bool) -> None:
    """ "Overfit and underfit": Medium and Large do, Tiny and Small don't, and fresh rows agree."""
    _bench("truth")
    history_, expected = _bench("tutorial").trained(name, HIGGS)
    end = len(history_)
    assert (diagnose(history_).verdict == "overfitting") == overfits
    assert (np.mean(expected[end - 3 : end]) >= 1.05 * expected[:end].min()) == overfits
