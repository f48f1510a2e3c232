"""Training from end to end through the installed command."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jax")

TEACHER = "teacher:n=300,d=5,noise=.2,seed=1"


def test_a_family_from_training_to_prediction(hanka: Any, parsed: Any, tmp_path: Path) -> None:
    done = hanka(
        "train", TEACHER, "--hidden", "4,16", "--seed", "0:2", "--epochs", "3", "--out", "a", "--json"
    )
    data = parsed(done)
    assert "4 networks in 2 groups" in done.stderr and "GB" in done.stderr
    assert [member["spec"]["hidden_layer_sizes"] for member in data["members"]] == [[4], [4], [16], [16]]
    assert all(member["epochs"] == 3 and member["seconds"] > 0 for member in data["members"])
    assert parsed(hanka("show", "a", "--json"))["members"] == data["members"]
    assert "over seeds" in hanka("show", "a").stdout
    assert len(parsed(hanka("predict", "a", "--sample", "5", "--json"))["predictions"]) == 5
    hanka("check", "a")
    again = hanka("train", "--resume", "a", "--quiet")
    assert "nothing left" in again.stderr


def test_folders_are_chosen_and_never_reused(hanka: Any, tmp_path: Path) -> None:
    for _ in range(2):
        hanka("train", "fare", "--epochs", "1", "--quiet")
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["fare-1", "fare-2"]
    assert "not empty" in hanka("train", "fare", "--out", "runs/fare-1", code=2).stderr


def test_fare_answers_what_it_was_asked(hanka: Any, parsed: Any) -> None:
    hanka("train", "fare", "--hidden", "8", "--epochs", "2", "--out", "f", "--quiet")
    assert len(parsed(hanka("predict", "f", "--json"))["predictions"]) == 10


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["minst"], "mnist"),
        (["digits", "--activation", "rleu"], "did you mean 'relu'"),
        (["digits", "--epochs", "0"], "epochs"),
        (["digits", "--batch-size", "-1"], "batch_size"),
        (["digits", "--dropout", "1"], "dropout"),
        (["digits", "--train-size", "1000000"], "train_size"),
        (["digits", "--hidden", "9000000x9000000"], "GB"),
        (["none.csv", "--target", "y"], "none.csv"),
        (["table.csv", "--target", "z"], "z"),
    ],
)
def test_bad_input_leaves_nothing_behind(
    hanka: Any, tmp_path: Path, arguments: list[str], named: str
) -> None:
    (tmp_path / "table.csv").write_text("x,y\n1,0\n2,1\n" * 20, encoding="utf-8")
    failed = hanka("train", *arguments, code=2)
    assert named in failed.stderr and failed.stderr.count("\n") == 1 and not failed.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["table.csv"]


def test_without_jax_the_extra_is_named(tmp_path: Path) -> None:
    code = "import sys\nsys.modules['jax'] = None\nfrom hanka.cli import main\nmain(['train', 'fare'])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.returncode == 2 and "hanka[train]" in done.stderr and not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT as a POSIX terminal does")
def test_an_interrupted_training_goes_on(hanka: Any, tmp_path: Path) -> None:
    epochs = 4000
    process = subprocess.Popen(
        [sys.executable, "-m", "hanka", "train", TEACHER, "--epochs", str(epochs), "--out", "a"],
        cwd=tmp_path,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    history = tmp_path / "a" / "history.jsonl"
    deadline = time.monotonic() + 120
    while not (history.exists() and history.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=120)
    assert process.returncode == 130 and "--resume a" in err and "Traceback" not in err
    rows = [json.loads(line) for line in history.read_text(encoding="utf-8").splitlines()]
    assert 0 < len(rows) < epochs
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    assert "not trained to their end" in hanka("check", "b").stdout
    hanka("train", "--resume", "b", "--quiet")
    assert "not trained" not in hanka("check", "b").stdout


DROPPED = """
import gc, pathlib, signal, sys
from hanka.cli import main

def collected(phase, info):  # as JAX calls its own at every collection; what it raises is dropped
    if pathlib.Path("a/history.jsonl").exists():
        gc.callbacks.remove(collected)
        signal.raise_signal(signal.SIGINT)

gc.callbacks.append(collected)
main(sys.argv[1:])
"""


def test_an_interruption_within_a_callback_is_not_lost(hanka: Any, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", DROPPED, "train", TEACHER, "--epochs", "100000", "--out", "a"],
        cwd=tmp_path,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert "Exception ignored" in done.stderr
    assert done.returncode == 130 and "--resume a" in done.stderr
    assert "not trained to their end" in hanka("check", "a").stdout


def test_all_diverged_is_exit_3(hanka: Any, parsed: Any) -> None:
    done = hanka(
        "train", "digits", "--optimizer", "sgd", "--learning-rate", "1e30", "--epochs", "3",
        "--json", "--quiet", code=3,
    )  # fmt: skip
    [member] = parsed(done)["members"]
    assert member["diverged"] and member["loss"] is None and "diverged" in done.stderr


def test_data_describes(hanka: Any, parsed: Any) -> None:
    assert {"mnist", "digits", "fare", "teacher"} <= set(parsed(hanka("data", "--json"))["datasets"])
    assert parsed(hanka("data", "fare", "--json"))["dataset"]
    assert "fare" in hanka("data", "fare").stdout
