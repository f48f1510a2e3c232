"""The studies on small settings: their families, their tables, what they say, the installed command."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("jax")

from hanka.errors import InputError
from hanka.reproduce import STUDIES, Settings, reproduce
from hanka.reproduce._double_descent import _peak, _peak_in_words


def run(*arguments: str, cwd: Path, code: int = 0, **env: str) -> subprocess.CompletedProcess[str]:
    made = subprocess.run(
        [sys.executable, "-m", "hanka", "reproduce", *arguments],
        cwd=cwd,
        env={**os.environ, "LC_ALL": "C.UTF-8", "COLUMNS": "140", **env},
        capture_output=True,
        encoding="utf-8",
        timeout=500,
    )
    assert made.returncode == code, made.stderr + made.stdout
    return made


@pytest.fixture(scope="module")
def higgs(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A data set in HIGGS' layout that can be learnt a little."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(700, 28))
    y = (x[:, 0] + x[:, 1] * x[:, 2] + rng.normal(size=700) > 0).astype(int)
    path = tmp_path_factory.mktemp("higgs") / "higgs.csv"
    np.savetxt(path, np.column_stack([y, x]), delimiter=",", fmt="%.6g")
    return f"higgs:n_train=400,n_val=200,n_test=100,source={path}"


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Ten kinds of pictures of 28 × 28."""
    rng = np.random.default_rng(0)
    y = np.arange(400) % 10
    x = rng.integers(0, 60, (400, 28, 28)).astype(np.uint8)
    for kind, (row, column) in enumerate(itertools.product((0, 14), (0, 5, 10, 15, 20))):
        x[y == kind, row : row + 14, column : column + 5] += 120
    path = tmp_path_factory.mktemp("pictures") / "digits.npz"
    np.savez(path, x=x, y=y)
    return str(path)


def test_the_families_are_those_of_the_originals() -> None:
    lecture = STUDIES["lecture"].family(Settings()).specs
    assert [spec.hidden_layer_sizes for spec in lecture] == [(128,), (400,), (4000,), (40_000,)]
    assert {(s.epochs, s.batch_size, s.optimizer, s.learning_rate) for s in lecture} == {
        (20, 32, "adam", 0.001)
    }
    assert len(STUDIES["lecture"].family(Settings(quick=True))) == 3
    tutorial = STUDIES["tutorial"].family(Settings()).specs
    assert len(tutorial) == 70
    assert {(s.epochs, s.patience, s.batch_size, s.activation) for s in tutorial} == {
        (10_000, 200, 500, "elu")
    }
    assert [(s.l2, s.dropout) for s in tutorial[::10]] == [(0, 0)] * 4 + [(0.001, 0), (0, 0.5), (0.0001, 0.5)]
    assert {s.penalty_layers for s in tutorial if s.l2} == {"hidden"}
    assert len(STUDIES["techniques"].family(Settings())) == 80
    for study in STUDIES.values():
        small = study.family(Settings(seeds=2, epochs=1))
        assert {spec.epochs for spec in small} == {1} and {spec.seed for spec in small} == {0, 1}


def test_the_lecture(tmp_path: Path, pictures: str) -> None:
    arguments = ("lecture", "--quick", "--epochs", "6", "--source", pictures, "--out", "a")
    said = run(*arguments, cwd=tmp_path).stdout
    assert "0.9830" in said and "40,000 units, was left out" in said and "6 epochs of 20" in said
    for name in ("digits", "weights", "curve", "widths"):
        assert (tmp_path / "a" / f"{name}.png").stat().st_size > 5000
    assert "</html>" in (tmp_path / "a" / "report.html").read_text()
    again = json.loads(run(*arguments, "--json", cwd=tmp_path).stdout)
    assert [record["units"] for record in again["records"]] == [128, 400, 4000]
    assert [record["published"] for record in again["records"]] == [None, 0.983, 0.983]
    japanese = run(*arguments, "--lang", "ja", cwd=tmp_path).stdout
    assert "公表" in japanese
    other = run(
        "lecture", "--quick", "--epochs", "5", "--source", pictures, "--out", "a", cwd=tmp_path, code=2
    )
    assert "begun with other settings" in other.stderr
    assert "did you mean 'lecture'" in run("lectrue", cwd=tmp_path, code=2).stderr


@pytest.mark.slow
def test_the_tutorial(tmp_path: Path, higgs: str) -> None:
    result = reproduce(STUDIES["tutorial"], tmp_path / "a", Settings(seeds=2, epochs=2), source=higgs)
    assert [record["model"] for record in result.records] == [
        "Tiny", "Small", "Medium", "Large", "L2", "Dropout", "Combined",
    ]  # fmt: skip
    for record in result.records:
        assert record["seeds"] == 2 and record["epochs"]["mean"] == 2
        assert record["lowest"]["mean"] <= record["last"]["mean"]
    text = "\n".join(result.statements)
    for name in ("L2 against Tiny", "Dropout against Tiny", "Combined against Tiny", "Of 28 published"):
        assert name in text
    assert "on 100 rows never used" in text
    assert (tmp_path / "a" / "comparison.png").exists() and (tmp_path / "a" / "curves.png").exists()
    with pytest.raises(InputError, match="begun with other settings"):
        reproduce(STUDIES["tutorial"], tmp_path / "a", Settings(seeds=1, epochs=2), source=higgs)


def test_the_tutorial_prints_every_hundredth_epoch() -> None:
    from hanka.history import History
    from hanka.reproduce._tutorial import _lowest, _printed

    epoch = np.arange(1.0, 251)
    history = History(epoch, epoch, {"val_loss": -epoch})
    assert _printed(history, "val_loss", np.min) == -201
    assert _printed(history, "val_loss", np.max) == -1
    rising = History(epoch, epoch, {"val_loss": epoch})
    assert _printed(rising, "val_loss", _lowest) == 101  # as published: not the first epoch's
    assert _printed(History(epoch[:9], epoch[:9], {"val_loss": epoch[:9]}), "val_loss", _lowest) == 1


def test_a_loss_that_is_far_off_leaves_room_for_the_others() -> None:
    from hanka.reproduce._tutorial import _comparison

    def record(model: str, loss: float, published: float) -> dict[str, Any]:
        between = {"mean": loss, "low": loss - 0.01, "high": loss + 0.01, "n": 3}
        return {"model": model, "lowest": between, "published_lowest": published}

    figure = _comparison([record("Tiny", 0.6, 0.58), record("Large", 2.0, 1.9), record("L2", 0.55, 0.56)])
    [axes] = figure.axes
    low, high = axes.get_xlim()
    assert 0.5 < low < 0.54 and 0.61 < high < 0.65
    assert [text.get_text() for text in axes.texts] == ["2.0000 ± 0.0100   × 1.9000 →"]
    alone = _comparison([record("Large", 2.0, 1.9)])
    assert alone.axes[0].get_xlim()[1] > 1.99 and not alone.axes[0].texts


@pytest.mark.parametrize(
    ("errors", "chance", "said"),
    [
        ([0.5, 0.2, 0.1, 0.05], 0.0, "There is no peak"),
        ([0.5, 0.2, 0.3, 0.1], 0.0, "the peak lies 10.0 ± 0.0 percentage points above the valley"),
        ([0.5, 0.2, 0.21, 0.1], 0.05, "No peak is shown"),
        ([0.5, 0.2, 0.3], 0.0, "There is no peak"),
    ],
)
def test_a_peak_is_a_rise_between_two_descents(errors: list[float], chance: float, said: str) -> None:
    rng = np.random.default_rng(0)
    records = [
        {
            "units": 2**i,
            "val_error": {"mean": error},
            "by_seed": {seed: error + chance * float(rng.normal()) for seed in range(3)},
        }
        for i, error in enumerate(errors)
    ]
    assert said in _peak_in_words(records, _peak(records))


def test_early_stopping_is_judged_by_the_network_that_it_keeps() -> None:
    from hanka.history import History
    from hanka.reproduce._study import at_best

    epoch = np.arange(1.0, 5)
    metrics = {"loss": 1 / epoch, "val_loss": np.array([3.0, 1.0, 2.0, 4.0]), "val_accuracy": epoch / 10}
    record = at_best({"member": 3, "val_loss": 4.0, "loss_gap": 9.0}, History(epoch, epoch, metrics))
    assert record == {"member": 3, "loss": 0.5, "val_loss": 1.0, "val_accuracy": 0.2, "loss_gap": 0.5}


def test_what_cannot_be_trained_leaves_no_folder(tmp_path: Path) -> None:
    assert "needs classes" in run("lecture", "--source", "digits", cwd=tmp_path, code=2).stderr
    assert "train_size" in run("techniques", "--source", "digits", cwd=tmp_path, code=2).stderr
    assert not (tmp_path / "runs").exists()


@pytest.mark.slow
def test_techniques(tmp_path: Path) -> None:
    result = reproduce(STUDIES["techniques"], tmp_path / "a", Settings(seeds=2, epochs=1))
    assert len(result.records) == 8 and result.records[0]["val_loss_difference"] is None
    assert [record["seeds"] for record in result.records] == [2] * 8
    # Early stopping changes nothing within its patience: paired by seed, nothing at all.
    early = result.records[5]
    assert "patience" in early["technique"]
    assert early["val_loss_difference"]["mean"] == pytest.approx(0, abs=1e-6)
    assert (tmp_path / "a" / "techniques.png").exists()
