"""`hanka diagnose` as it is typed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

X = np.arange(1, 41) / 40
FALLING = (0.05 + np.exp(-4 * X)).tolist()
FLAT = (0.4 + np.exp(-14 * X)).tolist()
TURNED = (0.4 + np.exp(-20 * X) + 0.3 * X).tolist()
EPOCH_KEYS = {
    *("metric", "verdict", "probability", "best_epoch", "best_set_90", "zones", "evidence", "caveats"),
    *("needs",),
}


def csv(path: Path, **columns: list[float]) -> Path:
    lines = [",".join(["epoch", *columns])]
    lines += [",".join(map(repr, (i, *row))) for i, row in enumerate(zip(*columns.values(), strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A folder with a log that overfits, one that doesn't, one that diverged, and what is no log."""
    folder = tmp_path / "logs"
    (folder / "deeper").mkdir(parents=True)
    csv(folder / "turned.csv", loss=FALLING, val_loss=TURNED)
    (folder / "deeper" / "flat.json").write_text(
        json.dumps({"loss": FALLING, "val_loss": FLAT, "n_val": 10_000}), encoding="utf-8"
    )
    csv(folder / "deeper" / "gone.csv", loss=[1.0, 0.5, float("nan")], val_loss=[1.0, 0.6, float("nan")])
    (folder / "settings.json").write_text('{"lr": 1}')
    return folder


def test_a_line_for_each_log(hanka: Any, logs: Path) -> None:
    made = hanka("diagnose", "logs", "--no-details")
    flat, gone, turned = made.stdout.splitlines()
    assert flat.startswith("★ good fit")
    assert gone.startswith("✕ diverged")
    assert "from epoch 3" in gone
    assert turned.startswith("▲ overfitting")
    assert "best epoch" in turned
    assert "above its best" in turned
    assert "passed over: " in made.stderr
    assert "settings.json" in made.stderr


def test_what_cannot_be_read_is_named_and_the_rest_is_judged(hanka: Any, logs: Path) -> None:
    made = hanka("diagnose", "logs/turned.csv", "logs/none.csv", "logs/settings.json", "--no-details", code=2)
    assert "overfitting" in made.stdout
    assert len(made.stdout.splitlines()) == 1
    for name in ("none.csv", "settings.json"):
        assert name in made.stderr


def test_a_folder_says_what_is_really_wrong(hanka: Any, logs: Path) -> None:
    assert "there is no column 'nosuch'" in hanka("diagnose", "logs", "--val", "nosuch", code=2).stderr
    assert "unknown reader 'jsn'" in hanka("diagnose", "logs", "--reader", "jsn", code=2).stderr


def test_json_is_as_documented(hanka: Any, parsed: Callable[..., Any], logs: Path) -> None:
    data = parsed(hanka("diagnose", "logs", "--json"))
    assert set(data) == {"schema_version", "histories", "families"}
    assert [h["verdict"] for h in data["histories"]] == ["good_fit", "diverged", "overfitting"]
    assert [h["source"] for h in data["histories"]] == ["keras", "csv", "csv"]
    assert data["histories"][2]["name"] == os.path.join("logs", "turned.csv")
    for history in data["histories"]:
        assert set(history) == {"name", "source", "columns", "n_val", "also", *EPOCH_KEYS}
        if history["verdict"] == "diverged":
            assert history["probability"] is None
        else:
            assert sum(history["probability"].values()) == pytest.approx(1)
            assert {"name", "first", "last"} == set(history["zones"][0])
            assert {"name", "value", "threshold"} == set(history["evidence"][0])
            first, last = history["best_set_90"]
            assert 1 <= first <= history["best_epoch"] <= last <= 40
    assert parsed(hanka("diagnose", "logs", "--format", "json")) == data


def test_fail_on(hanka: Any, logs: Path) -> None:
    assert "overfitting" in hanka("diagnose", "logs", "--fail-on", "overfitting", code=1).stdout
    hanka("diagnose", "logs/turned.csv", "--fail-on", "underfitting, undecided")
    hanka("diagnose", "logs/deeper", "--fail-on", "overfitting,diverged", code=1)
    hanka("diagnose", "logs/deeper/flat.json", "--fail-on", "overfitting,diverged,underfitting")


def test_standard_input(tmp_path: Path) -> None:
    path = csv(tmp_path / "log.csv", loss=FALLING, val_loss=TURNED)
    rows = enumerate(zip(FALLING, TURNED, strict=True))
    lines = [json.dumps({"epoch": i, "loss": a, "val_loss": b}) for i, (a, b) in rows]
    for text in (path.read_text(), json.dumps({"loss": FALLING, "val_loss": TURNED}), "\n".join(lines)):
        made = subprocess.run(
            [sys.executable, "-m", "hanka", "--lang", "en", "diagnose", "-", "--json"],
            input=text, capture_output=True, encoding="utf-8", timeout=60,
        )  # fmt: skip
        [history] = json.loads(made.stdout)["histories"]
        assert (history["name"], history["verdict"]) == ("-", "overfitting")


def test_columns_can_be_named(hanka: Any, parsed: Callable[..., Any], tmp_path: Path) -> None:
    csv(tmp_path / "odd.csv", a=FALLING, b=TURNED, c=(1 - np.array(FLAT) / 2).tolist())
    hanka("diagnose", "odd.csv", code=2)
    made = hanka(
        "diagnose", "odd.csv", "--train", "a", "--val", "b", "--map", "val_accuracy=c",
        "--n-val", "500", "--json",
    )  # fmt: skip
    [history] = parsed(made)["histories"]
    assert history["columns"] == {"loss": "a", "val_loss": "b", "val_accuracy": "c"}
    assert history["n_val"] == 500
    assert [other["metric"] for other in history["also"]] == ["val_accuracy"]
    shown = hanka("diagnose", "odd.csv", "--train", "a", "--val", "b").stdout
    assert "read as val_loss = b, loss = a" in shown


def test_details_show_the_curve_with_its_zones(hanka: Any, logs: Path) -> None:
    shown = hanka("diagnose", "logs/turned.csv").stdout
    assert "┤" in shown
    [zones] = [line for line in shown.splitlines() if line.count("│") == 2 and "★ best" in line]
    assert zones.strip().startswith("○")
    assert "▲ overfitting" in zones
    assert "┤" not in hanka("diagnose", "logs/turned.csv", "--no-details").stdout


def test_github_annotations(hanka: Any, logs: Path) -> None:
    lines = hanka("diagnose", "logs", "--format", "github").stdout.splitlines()
    assert len(lines) == 3
    places = ("deeper/flat.json", "deeper/gone.csv", "turned.csv")
    for line, level, place in zip(lines, ("notice", "error", "warning"), places, strict=True):
        assert line.startswith(f"::{level} file={Path('logs', place)},title=")
        assert "% " not in line.replace("%25", "")


def test_an_annotation_names_the_file_whatever_its_name(hanka: Any, tmp_path: Path) -> None:
    folder = tmp_path / "2026-11-25T12:30:00"
    folder.mkdir()
    csv(folder / "a,b.csv", loss=FALLING, val_loss=TURNED)
    [line] = hanka("diagnose", folder.name, "--format", "github").stdout.splitlines()
    assert line.startswith("::warning file=2026-11-25T12%3A30%3A00/a%2Cb.csv,title=")


def test_seeds_of_an_experiment_are_a_family(hanka: Any, parsed: Callable[..., Any], made: Path) -> None:
    data = parsed(hanka("diagnose", str(made), "--json"))
    [family] = data["families"]
    assert family["members"] == [f"{made}:{member}" for member in range(3)]
    assert sum(family["counts"].values()) == 3
    assert "3 seeds" in hanka("diagnose", str(made)).stdout


def test_show_and_train_tell_the_verdicts(hanka: Any, parsed: Callable[..., Any], made: Path) -> None:
    shown = hanka("show", str(made))
    assert "val_loss" in shown.stdout
    assert "of 3 seeds" in shown.stdout
    for member in parsed(hanka("show", str(made), "--json"))["members"]:
        assert [d["metric"] for d in member["diagnoses"]] == ["val_loss", "val_accuracy"]
        assert set(member["diagnoses"][0]) == EPOCH_KEYS
    trained = hanka(
        "train", "teacher:n=100,d=4,seed=1", "--hidden", "8", "--epochs", "9", "--json", "--quiet"
    )
    [member] = parsed(trained)["members"]
    assert member["diagnoses"][0]["metric"] == "val_loss"


def test_without_validation_data_nothing_is_healthy(
    hanka: Any, parsed: Callable[..., Any], tmp_path: Path
) -> None:
    csv(tmp_path / "alone.csv", loss=FALLING)
    made = hanka("diagnose", "alone.csv")
    assert made.stdout.startswith("? undecided  ")
    assert "nothing can be said about generalisation" in made.stdout
    [history] = parsed(hanka("diagnose", "alone.csv", "--json"))["histories"]
    assert (history["metric"], history["verdict"], history["best_epoch"]) == ("", "undecided", None)


def test_japanese(hanka: Any, logs: Path) -> None:
    shown = hanka("--lang", "ja", "diagnose", "logs/turned.csv").stdout
    for word in ("過学習", "最善", "最善エポック", "高く終わりました"):
        assert word in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.csv"], "none.csv"),
        (["notes.txt"], "notes.txt"),
        (["empty"], "no training log"),
        (["broken.json"], "broken.json"),
        (["empty.csv"], "empty.csv"),
        (["log.csv", "--metric", "val_acc"], "val_loss"),
        (["log.csv", "--val", "val_los"], "did you mean 'val_loss'"),
        (["log.csv", "--map", "val_loss"], "NAME=COLUMN"),
        (["log.csv", "--fail-on", "overfiting"], "did you mean 'overfitting'"),
        (["log.csv", "--reader", "tensorbord"], "unknown reader"),
        (["log.csv", "--n-val", "0"], "--n-val"),
        (["-", "--watch"], "--watch"),
        ([], "PATHS"),
    ],
)
def test_bad_calls_end_in_a_line(hanka: Any, tmp_path: Path, arguments: list[str], words: str) -> None:
    csv(tmp_path / "log.csv", loss=FALLING, val_loss=TURNED)
    (tmp_path / "notes.txt").write_text("hello\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.json").write_text('{"loss": [1, ')
    (tmp_path / "empty.csv").touch()
    made = hanka("diagnose", *arguments, code=2)
    assert words in made.stderr
    assert not made.stdout


def test_reading_a_log_needs_no_engine(tmp_path: Path) -> None:
    path = csv(tmp_path / "log.csv", loss=FALLING, val_loss=TURNED)
    code = (
        "import sys\nsys.modules['jax'] = sys.modules['sklearn'] = sys.modules['matplotlib'] = None\n"
        f"from hanka.cli import main\nmain(['diagnose', {str(path)!r}])"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)


def test_watch_follows_a_log_until_it_overfits(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"  # not there yet
    watching = subprocess.Popen(
        [sys.executable, "-m", "hanka", "--lang", "en", "diagnose", str(path), "--watch"]
        + ["--fail-on", "overfitting"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    try:
        for part in (range(0), range(8), range(8, 40)):
            time.sleep(2.5)
            if not part:
                path.write_text("epoch,loss,val_loss\n")
            with path.open("a") as file:
                file.writelines(f"{i},{FALLING[i]},{TURNED[i]}\n" for i in part)
        out, err = watching.communicate(timeout=30)
    finally:
        watching.kill()
    assert watching.returncode == 1, err
    assert "waiting" in err
    lines = out.splitlines()
    assert lines[0].startswith("epoch 8  ")
    assert "best epoch" in lines[-1]
    assert lines[-1].startswith("epoch 40  ▲ overfitting")


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent otherwise there")
def test_watch_is_interrupted_with_130(tmp_path: Path) -> None:
    path = csv(tmp_path / "log.csv", loss=FALLING, val_loss=FLAT)
    watching = subprocess.Popen(
        [sys.executable, "-m", "hanka", "diagnose", str(path), "--watch"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    assert watching.stdout is not None
    assert "log.csv" in watching.stdout.readline()
    watching.send_signal(signal.SIGINT)
    _out, err = watching.communicate(timeout=30)
    assert watching.returncode == 130
    assert "Traceback" not in err
