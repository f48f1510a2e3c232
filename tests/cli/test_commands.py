"""The commands that read a folder, through the installed command."""

from __future__ import annotations

import ast
import gzip
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from PIL import Image

import hanka as package
from hanka.cli._group import COMMANDS


def test_help_is_there_in_a_moment(hanka: Any) -> None:
    times = []
    for _ in range(7):
        began = time.perf_counter()
        hanka("--help")
        times.append(time.perf_counter() - began)
    # A bare interpreter's start is the machine's, not ours, but it counts for the user.
    assert min(times) < 0.3


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom hanka.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'jax', 'scipy', 'rich', 'matplotlib', 'hanka.spec'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)


def test_reading_needs_no_engine(made: Path) -> None:
    for arguments in (
        ["show", str(made)],
        ["predict", str(made)],
        ["weights", str(made)],
        ["check", str(made)],
    ):
        code = (
            "import sys\nsys.modules['jax'] = sys.modules['sklearn'] = sys.modules['matplotlib'] = None\n"
            f"from hanka.cli import main\nmain({arguments!r})"
        )
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(hanka: Any, name: str) -> None:
    assert name in hanka(name, "--help").stdout


def test_version(hanka: Any) -> None:
    assert hanka("--version").stdout == f"hanka {package.__version__}\n"


def test_show(hanka: Any, made: Path, parsed: Any) -> None:
    text = hanka("show", str(made)).stdout
    assert "100,352" not in text and "101,632" in text and "101,770" in text and "over seeds" in text
    assert "epoch" in text and "●" in text
    data = parsed(hanka("show", str(made), "--json"))
    assert [member["parameters"] for member in data["members"]] == [101770] * 3
    assert data["over_seeds"][0]["val_accuracy"]["n"] == 3


def test_show_writes_pictures(hanka: Any, made: Path, tmp_path: Path) -> None:
    hanka("show", str(made), "--png", "a.png", "--svg", "a.svg", "--metric", "loss")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size[0] > 500
    assert "validation" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    failed = hanka("show", str(made), "--png", "no/such/a.png", code=2)
    assert failed.stderr.count("\n") == 1


def test_output_without_unicode(hanka: Any, made: Path) -> None:
    text = hanka("show", str(made), PYTHONIOENCODING="ascii").stdout
    assert text.isascii() and "+-" in text and "?" not in text


def test_predict_samples(hanka: Any, made: Path, parsed: Any) -> None:
    data = parsed(
        hanka("predict", str(made), "--member", "1", "--sample", "4", "--weights", "best", "--json")
    )
    assert len(data["predictions"]) == 4
    expected = package.open(made).predict(1, package.open(made).samples[0][:4], "best")
    for i, record in enumerate(data["predictions"]):
        assert record.keys() == {"input", "probabilities", "label", "truth"}
        assert (
            np.allclose(record["probabilities"], expected[i]) and abs(sum(record["probabilities"]) - 1) < 1e-5
        )
        assert record["label"] == str(np.argmax(record["probabilities"])) and record["truth"] == str(i)
    assert "val[3]" in hanka("predict", str(made), "--sample", "4").stdout


def test_predict_pictures(hanka: Any, made: Path, tmp_path: Path, parsed: Any) -> None:
    digit = package.open(made).samples[0][0].copy()
    digit[[0, -1], :] = 0
    digit[:, [0, -1]] = 0
    Image.fromarray(digit).save(tmp_path / "dark.png")
    Image.fromarray(255 - digit).save(tmp_path / "bright.png")
    Image.fromarray(digit).convert("RGB").resize((56, 56)).save(tmp_path / "large.png")
    done = hanka("predict", str(made), "dark.png", "bright.png", "large.png", "--json")
    assert done.stderr.count("inverted") == 1 and "bright.png" in done.stderr
    dark, bright, _large = parsed(done)["predictions"]
    expected = package.open(made).predict(0, digit[None])[0]
    assert np.allclose(dark["probabilities"], expected) and np.allclose(bright["probabilities"], expected)


def test_predict_rows_by_the_names_of_their_columns(
    hanka: Any, made_table: Path, tmp_path: Path, parsed: Any
) -> None:
    text = "height,name,age\n2.5,あ,1.5\n-1,b,0\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8-sig")
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(text.encode()))
    data = parsed(hanka("predict", str(made_table), "a.csv", "b.csv.gz", "--json"))["predictions"]
    expected = package.open(made_table).predict(0, np.array([[1.5, 2.5], [0, -1]], np.float32))
    assert np.allclose([record["label"] for record in data], np.tile(expected, 2))
    assert "age" in hanka("predict", str(made_table), "a.csv").stdout


@pytest.mark.parametrize(
    ("text", "named"),
    [("", "empty"), ("age\n1\n", "height"), ("age,height\n", "no rows"), ("age,height\n1,x\n", "line 2"),
     ("age,height\n1,2\n1\n", "line 3"), ("age,height\n1,inf\n", "inf")],
)  # fmt: skip
def test_wrong_rows_are_named(hanka: Any, made_table: Path, tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    failed = hanka("predict", str(made_table), "a.csv", code=2)
    assert named in failed.stderr and failed.stderr.count("\n") == 1 and not failed.stdout


def test_weights(hanka: Any, made: Path, tmp_path: Path, parsed: Any) -> None:
    data = parsed(hanka("weights", str(made), "--member", "2", "--json"))
    assert [layer["kernel_shape"] for layer in data["layers"]] == [[784, 128], [128, 10]]
    assert [layer["connections"] for layer in data["layers"]] == [100352, 1280]
    assert "1,280" in hanka("weights", str(made), "--png", "w.png").stdout
    assert (tmp_path / "w.png").read_bytes().startswith(b"\x89PNG")


def test_check(hanka: Any, made: Path, parsed: Any) -> None:
    hanka("check", str(made))
    assert parsed(hanka("check", str(made), "--json"))["findings"] == []
    weights = made / "weights" / "00001-last.safetensors"
    weights.write_bytes(weights.read_bytes()[:-10])
    assert "00001-last" in hanka("check", str(made), code=2).stdout


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["shwo"], "did you mean 'show'"),
        (["train", "mnist", "--hiden", "3"], "--hidden"),
        (["--lang", "de"], "known: en, ja"),
        (["show", "nowhere"], "nowhere"),
        (["show"], "FOLDER"),
        (["show", "made", "--metric", "lss"], "did you mean 'loss'"),
        (["predict", "made", "--member", "7"], "0 to 2"),
        (["predict", "made", "--sample", "0"], "--sample"),
        (["predict", "made", "missing.png"], "missing.png"),
        (["predict", "made", "made/experiment.json"], "not a picture"),
        (["weights", "made", "--weights", "bset"], "bset"),
        (["train"], "DATA"),
        (["train", "--resume", "made", "--epochs", "3"], "epochs"),
        (["train", "mnist", "--config", "none.toml"], "none.toml"),
        (["train", "mnist", "--optimizer", "admm", "--print-config"], "did you mean 'adam'"),
        (["train", "mnist", "--dropout", "1.5", "--print-config"], "dropout"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_2(
    hanka: Any, made: Path, arguments: list[str], named: str
) -> None:
    failed = hanka(*arguments, code=2)
    assert named in failed.stderr and failed.stderr.count("\n") == 1 and not failed.stdout


def test_an_unexpected_error_is_one_line_and_exit_3(hanka: Any, made: Path) -> None:
    (made / "experiment.json").unlink()
    (made / "experiment.json").mkdir()
    assert hanka("show", str(made), code=2).stderr.count("\n") == 1


def test_a_reader_that_leaves_is_no_error(made: Path) -> None:
    # A pipe whose other end is closed already: what `| head` becomes.
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "hanka", "show", str(made)], stdout=write, stderr=subprocess.PIPE, timeout=60
    )
    os.close(write)
    assert done.returncode == 0 and not done.stderr


def test_japanese(hanka: Any, made: Path) -> None:
    assert "エポック" in hanka("show", str(made), "--lang", "ja").stdout
    assert hanka("--lang=ja", "--help").stdout != hanka("--help").stdout


def test_print_config_is_stable(hanka: Any, tmp_path: Path) -> None:
    first = hanka(
        "train", "mnist", "--hidden", "400,512x512", "--seed", "0:3", "--val", ".2", "--print-config"
    ).stdout
    (tmp_path / "c.toml").write_text(first, encoding="utf-8")
    assert hanka("train", "--config", "c.toml", "--print-config").stdout == first
    assert "epochs = 7" in hanka("train", "--config", "c.toml", "--epochs", "7", "--print-config").stdout


def test_click_speaks_japanese_too(hanka: Any) -> None:
    for arguments, words in (
        (["diagnose"], "引数がありません: 'PATHS...'"),
        (["diagnose", "x", "--n-val", "abc"], "'abc' は正しい値ではありません"),
        (["diagnose", "x", "--format", "jsn"], "'jsn' は 'text', 'json', 'github' のどれでもありません"),
        (["show", "x", "--mtric", "loss"], "'--mtric' というオプションはありません"),
        (["check", "a", "b"], "余分な引数があります"),
    ):
        assert words in hanka("--lang", "ja", *arguments, code=2).stderr
    page = hanka("--lang", "ja", "diagnose", "--help").stdout
    for word in ("Usage", "Options", "Show this message", "[default:"):
        assert word not in page
    assert "使い方" in page
    assert "Usage:" in hanka("--lang", "en", "diagnose", "--help", LC_ALL="ja_JP.UTF-8").stdout


def test_the_words_are_those_that_click_asks_for() -> None:
    from hanka.cli._click import words

    # Any literal: one of them is looked up by a variable.
    sources = [path.read_text("utf-8") for path in Path(click.__file__).parent.glob("*.py")]
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    said = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set(words()) <= said


@pytest.mark.parametrize("to", ["onnx", "safetensors"])
def test_export(hanka: Any, made: Path, tmp_path: Path, parsed: Any, to: str) -> None:
    done = hanka("export", "made", "--member", "1", "--to", to, "--json")
    assert parsed(done)["file"] == f"made-1.{to}"
    assert (tmp_path / f"made-1.{to}").stat().st_size > 100_000
    assert hanka("export", "made", "--to", to, "-o", f"x.{to}").stderr == f"wrote x.{to}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["made", "--member", "9"], "there is no member 9"),
        (["nowhere"], "nowhere is not an experiment"),
        (["made", "-o", "no/such.onnx"], "cannot write no/such.onnx"),
        (["made", "--to", "h5"], "h5"),
        (["made", "--to", "keras", "-o", "x.h5"], "named .keras"),
    ],
)
def test_export_refuses(hanka: Any, made: Path, arguments: list[str], said: str) -> None:
    done = hanka("export", *arguments, code=2)
    assert said in done.stderr and len(done.stderr.strip().splitlines()) == 1
