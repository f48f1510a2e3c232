"""`--network`: the built-in ones, and functions of the user's own with Flax and Equinox, from `examples/`."""

from __future__ import annotations

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

from hanka.cli import main

EXAMPLES = Path(__file__).parents[2] / "examples"
LIBRARIES = ("flax", pytest.param("equinox", marks=pytest.mark.slow))


@pytest.fixture
def own(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """One of the examples where the command is called, and how to name it."""
    library = request.param
    pytest.importorskip(library, reason="it comes with the extra dev")
    shutil.copy(EXAMPLES / f"{library}_network.py", tmp_path)
    return f"{library}_network:network"


@pytest.mark.parametrize("own", LIBRARIES, indirect=True)
def test_a_family_of_ones_own(hanka: Any, parsed: Any, own: str) -> None:
    settings = ["--network", own, "--hidden", "12", "--dropout", "0,.4", "--seed", "0:2", "--epochs", "8"]
    data = parsed(hanka("train", "digits", *settings, "--l2", ".0001", "--out", "a", "--json"))
    assert [member["spec"]["network"] for member in data["members"]] == [own] * 4
    loss = [member["loss"] for member in data["members"]]
    assert max(loss) < 1.8 and len(set(loss)) == 4  # 2.3 for a network that knows nothing
    found = parsed(hanka("predict", "a", "--member", "3", "--sample", "60", "--json"))["predictions"]
    right = sum(one["label"] == one["truth"] for one in found) / 60
    # The validation accuracy that was recorded is what predicting again gives, but for chance.
    assert abs(right - data["members"][3]["val_accuracy"]) < 0.25
    hanka("check", "a")
    assert "needs its own code" in hanka("export", "a", "--to", "onnx", code=2).stderr
    hanka("report", "a")


@pytest.mark.parametrize("own", LIBRARIES, indirect=True)
def test_it_goes_on_where_it_was_interrupted(hanka: Any, parsed: Any, own: str, tmp_path: Path) -> None:
    settings = ["--network", own, "--hidden", "12", "--dropout", ".2", "--seed", "0:2", "--epochs", "200"]
    parsed(hanka("train", "digits", *settings, "--out", "whole", "--json"))
    process = subprocess.Popen(
        [sys.executable, "-m", "hanka", "train", "digits", *settings, "--out", "parts", "--quiet"],
        cwd=tmp_path,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stderr=subprocess.PIPE,
    )
    rows = tmp_path / "parts" / "history.jsonl"
    deadline = time.monotonic() + 120
    while not (rows.exists() and rows.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    hanka("train", "--resume", "parts", "--quiet")
    a, b = (
        [{**row, "seconds": 0} for row in (parsed(hanka("show", each, "--json"))["members"])]
        for each in ("whole", "parts")
    )
    assert a == b


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("ccn", "did you mean 'cnn'"),
        ("nowhere:network", "can't be imported"),
        ("made:nothing", "can't be imported"),
        ("made:number", "is no function"),
        ("made:wrong", "gave a int"),
        ("made:broken", "ValueError: no such thing"),
        ("made:narrow", "logits of shape (1, 7)"),
        ("made:nothing:more", "unknown network"),
    ],
)
def test_what_is_no_network_is_said(
    tmp_path: Path, name: str, why: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "number = 3\ndef wrong(spec, outputs):\n    return 3\n"
    text += "def broken(*_):\n    raise ValueError('no such thing')\n"
    text += "import jax.numpy as jnp\nfrom hanka.engine import Network\n"
    text += "def narrow(*_):\n    init = lambda key, x: ({'w': jnp.ones((x.shape[-1], 7))}, {})\n"
    text += "    return Network(init, lambda params, state, x, **_: (x @ params['w'], state))\n"
    (tmp_path / "made.py").write_text(text)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["train", "digits", "--network", name, "--out", "a"])
    said = capsys.readouterr().err
    assert left.value.code == 2 and why in said and len(said.splitlines()) == 1
    assert not (tmp_path / "a").exists()


def test_the_convolutional_network_from_training_to_report(hanka: Any, parsed: Any, tmp_path: Path) -> None:
    settings = ["--network", "mlp,cnn", "--hidden", "16", "--train-size", "300", "--epochs", "2"]
    hanka("train", "mnist", *settings, "--val", "500", "--out", "a", "--quiet")
    members = parsed(hanka("show", "a", "--json"))["members"]
    assert [member["parameters"] for member in members] == [12730, 44602]
    shown = hanka("show", "a").stdout
    assert "cnn" in shown and "mlp" in shown
    layers = parsed(hanka("weights", "a", "--member", "1", "--json"))["layers"]
    assert [layer["kernel_shape"] for layer in layers] == [
        [3, 3, 1, 32],
        [3, 3, 32, 64],
        [1600, 16],
        [16, 10],
    ]
    hanka("weights", "a", "--member", "1", "--png", "w.png")
    assert (tmp_path / "w.png").stat().st_size > 1000
    assert "conv_1" in hanka("weights", "a", "--member", "1").stdout
    hanka("predict", "a", "--member", "1", "--sample", "3")
    hanka("report", "a")
    hanka("check", "a")
    hanka("train", "mnist", *settings[2:], "--network", "cnn", "--val", "500", "--out", "b", "--quiet")
    assert "cnn 16" in hanka("show", "b").stdout
    assert "did you mean 'cnn'" in hanka("train", "mnist", "--network", "ccn", code=2).stderr
    assert "looks at pictures" in hanka("train", "digits", "--network", "cnn", code=2).stderr
