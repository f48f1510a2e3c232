"""What an experiment says: members, histories, tables, weights, samples; and what `check` finds."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import hanka
from hanka.errors import InputError
from hanka.experiment import Experiment, _record
from hanka.experiment import open as open_experiment
from hanka.experiment._tensors import read_tensors, write_tensors
from hanka.history import History
from hanka.spec import Spec, vary


@pytest.fixture
def make(engine: Any, tmp_path: Path) -> Callable[..., Experiment]:
    """An experiment trained to its end, or stopped after some rows."""

    def build(data: Any = None, *, family: Any = None, stop: int | None = None) -> Experiment:
        data = data or engine.dataset()
        family = family or engine.family
        with Experiment.create(tmp_path / "run", family, data) as e:
            rows = e.record(engine.run(family, data))
            for taken, _row in enumerate(rows, 1):
                if taken == stop:
                    break
            rows.close()
        return open_experiment(tmp_path / "run")

    return build


def test_description_comes_back(make: Any, engine: Any) -> None:
    e, data = make(), engine.dataset()
    assert e.family == engine.family
    assert e.dataset["source"] == "表.csv" and e.dataset["options"] == {"target": "y"}
    np.testing.assert_array_equal(np.float32(e.dataset["scale"]), data.scale)
    assert (e.dataset["n_train"], e.dataset["n_val"], e.dataset["n_test"]) == (20, 8, 0)
    assert e.versions["numpy"] == np.__version__
    assert "表.csv" in (e.folder / "experiment.json").read_text("utf-8")


def test_members(make: Any) -> None:
    e = make()
    rows = [row for row in e.rows() if row["member"] == 2]
    member = e.members()[2]
    assert list(member)[:5] == ["member", "spec", "units", "connections", "parameters"]
    assert (member["units"], member["connections"], member["parameters"]) == (2, 3 * 2 + 2 * 3, 12 + 5)
    assert member["epochs"] == 5 and member["loss"] == rows[-1]["loss"] and member["accuracy"] == 0.75
    assert member["best_epoch"] == min(rows, key=lambda row: row["val_loss"])["epoch"]
    assert member["seconds"] == 5 * 0.25
    assert member["accuracy_gap"] == 0.25 and member["loss_gap"] == member["val_loss"] - member["loss"]
    assert member["val_accuracy_se"] == math.sqrt(0.25 / 8)
    lost = e.members()[1]
    assert lost["diverged"] and lost["epochs"] == 2 and lost["loss"] is None
    json.dumps(e.members(), allow_nan=False)


def test_histories_agree_with_the_rows(make: Any) -> None:
    e = make()
    for member, history in enumerate(e.histories):
        other = History.from_rows(row for row in e.rows() if row["member"] == member)
        np.testing.assert_array_equal(history.epoch, other.epoch)
        np.testing.assert_array_equal(history.step, other.step)
        for name, values in other.metrics.items():
            np.testing.assert_array_equal(history.metrics[name], values)
        assert history.params["seed"] == engine_seed(e, member) and history.n_val == 8


def engine_seed(e: Experiment, member: int) -> int:
    return e.family.specs[member].seed


@pytest.mark.parametrize("backend", ["pandas", "polars"])
def test_table(make: Any, backend: str) -> None:
    pytest.importorskip(backend)
    table = make().table(backend=backend)
    assert type(table).__module__.startswith(backend)
    assert (
        len(table) == 4
        and list(table["hidden_layer_sizes"]) == ["2"] * 4
        and list(table["seed"]) == [0, 13, 2, 3]
    )


def test_table_refuses(make: Any) -> None:
    with pytest.raises(InputError, match="did you mean 'polars'"):
        make().table(backend="polar")


def test_notebook(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    e = make()
    assert e._repr_html_().startswith("<iframe title=")
    assert "4 members" in repr(e)
    monkeypatch.setattr("hanka.experiment._experiment._MOST_ROWS", 3)  # too many for a frame
    text = e._repr_html_()
    assert text.count("<tr>") == 5 and "–" in text


def test_before_the_first_row(engine: Any, tmp_path: Path) -> None:
    Experiment.create(tmp_path / "run", engine.family, engine.dataset()).close()
    e = open_experiment(tmp_path / "run")
    assert [m["epochs"] for m in e.members()] == [0] * 4 and [len(h) for h in e.histories] == [0] * 4
    assert len(e.table()) == 4 and e._repr_html_() and list(e.rows()) == [] and e.check() == []
    with pytest.raises(InputError, match="no weights yet"):
        e.weights(0)


def test_weights_and_predictions(make: Any, engine: Any) -> None:
    e = make()
    checkpoint = engine.start((0,), e.family.specs[:1], engine.dataset())
    _rows, after = engine.advance(checkpoint, 5)
    for which, prefix in (("last", "params/"), ("best", "best/params/")):
        found = e.weights(0, which)
        assert list(found) == ["hidden_1/bias", "hidden_1/kernel", "output/bias", "output/kernel"]
        for name, array in found.items():
            np.testing.assert_array_equal(array, after.arrays[prefix + name][0])
    x, y, names = e.samples
    np.testing.assert_array_equal(x, engine.dataset().x_val)
    assert y is not None and len(y) == 8 and names[3] == "val[3]"
    probabilities = e.predict(0, x, weights="best")
    assert probabilities.shape == (8, 3)
    for wrong in (lambda: e.weights(9), lambda: e.weights(-1), lambda: e.weights(0, "worst")):
        with pytest.raises(InputError):
            wrong()


def test_weights_of_members_in_training(make: Any, engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    e = make(stop=1)
    [checkpoint] = e.checkpoints()
    assert checkpoint.members == (0, 1) and checkpoint.specs == e.family.specs[:2]
    np.testing.assert_array_equal(e.weights(1)["output/kernel"], checkpoint.arrays["params/output/kernel"][1])
    assert e.predict(1, e.samples[0]).shape == (8, 3)


def test_samples_without_validation(make: Any, engine: Any, tmp_path: Path) -> None:
    none = np.empty((0, 3), np.float32)
    data = engine.dataset(x_val=none, y_val=none[:, 0], ask=np.ones((4, 3), np.float32))
    x, y, names = make(data).samples
    assert x.shape == (4, 3) and y is None and names[0] == "ask[0]"
    train = engine.dataset(x_val=none, y_val=none[:, 0])
    Experiment.create(tmp_path / "other", engine.family, train).close()
    assert open_experiment(tmp_path / "other").samples[2][0] == "train[0]"


def test_regression(make: Any, engine: Any) -> None:
    e = make(engine.dataset("regression"))
    assert e.predict(0, e.samples[0]).shape == (8,)


def test_a_network_of_the_users_own(engine: Any, tmp_path: Path) -> None:
    class Own:
        name = "résumé"

    Experiment.create(tmp_path / "run", engine.family, engine.dataset(), network=Own()).close()
    e = open_experiment(tmp_path / "run")
    assert e.network == "résumé" and e.members()[0]["parameters"] is None
    with pytest.raises(InputError, match="résumé"):
        e.predict(0, [[1, 2, 3]])


def test_a_sound_folder_has_no_findings(make: Any) -> None:
    assert make().check() == []


def damage_line(folder: Path, old: bytes, new: bytes) -> None:
    path = folder / "history.jsonl"
    path.write_bytes(path.read_bytes().replace(old, new, 1))


def append(folder: Path, text: str) -> None:
    with (folder / "history.jsonl").open("a") as file:
        file.write(text)


def reshape(folder: Path) -> None:
    path = folder / "weights" / "00002-best.safetensors"
    arrays = read_tensors(path)
    arrays["output/bias"] = np.zeros(7, np.float32)
    write_tensors(path, arrays, {})


def spoil(folder: Path) -> None:
    path = folder / "weights" / "00000-last.safetensors"
    arrays = dict(read_tensors(path))
    arrays["output/bias"] = arrays["output/bias"] * np.float32(np.nan)
    write_tensors(path, arrays, {})


DAMAGES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "torn": (lambda f: append(f, '{"mem'), "last line is torn"),
    "not json": (lambda f: damage_line(f, b'"member"', b"member"), "not a row: line 1"),
    "twice": (lambda f: append(f, '{"member":0,"epoch":2}\n'), "member 0: more than one row for epoch 2"),
    "gap": (lambda f: damage_line(f, b'"epoch":1', b'"epoch":2'), "member 0: no row for epoch 1"),
    "foreign": (lambda f: append(f, '{"member":77,"epoch":2}\n'), "unknown member or epoch: line 18"),
    "no rows": (lambda f: (f / "history.jsonl").unlink(), "history.jsonl is missing"),
    "no weights": (lambda f: (f / "weights" / "00003-last.safetensors").unlink(), "member 3: .*missing"),
    "short": (
        lambda f: (f / "weights" / "00003-last.safetensors").write_bytes(b"12345678{}"),
        "member 3: .*damaged",
    ),
    "shape": (reshape, "00002-best.* output/bias"),
    "not finite": (spoil, "00000-last.*not finite"),
    "checkpoint": (lambda f: (f / "checkpoints" / "00000.safetensors").write_bytes(b"x"), "damaged"),
    "samples": (lambda f: (f / "samples.safetensors").unlink(), "samples.safetensors is damaged"),
    "hash": (
        lambda f: (f / "experiment.json").write_text(
            (f / "experiment.json").read_text("utf-8").replace("0" * 64, ""), "utf-8"
        ),
        "no SHA-256",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_check_finds(make: Any, name: str) -> None:
    damage, finding = DAMAGES[name]
    folder = make().folder
    damage(folder)
    findings = open_experiment(folder).check()
    assert any(re.search(finding, text) for text in findings), findings


def test_an_unfinished_folder_is_sound(make: Any) -> None:
    unfinished = make(stop=1)
    assert unfinished.check() == [] and unfinished.finished == ()


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "nonsense", '{"schema_version": 2, "specs": [], "dataset": {}, "network": ""}', "\x00"],
)
def test_foreign_folders(make: Any, text: str) -> None:
    folder = make().folder
    (folder / "experiment.json").write_text(text)
    for reader in (open_experiment, Experiment.resume):
        with pytest.raises(InputError, match="run"):
            reader(folder)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"sha256"', '"sha"'),
        ('"epochs": 5', '"epochs": 0'),
        ('"epochs"', '"epoch"'),
        ('"specs": [', '"specs": [3,'),
    ],
)
def test_damaged_descriptions(make: Any, old: str, new: str) -> None:
    path = make().folder / "experiment.json"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(InputError, match="damaged or not from hanka"):
        open_experiment(path.parent)


def test_no_experiment(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(InputError, match="not an experiment"):
            hanka.open(place)


def test_reading_needs_no_jax(make: Any) -> None:
    code = (
        "import sys, hanka; e = hanka.open(sys.argv[1]); e.members(); e.predict(0, e.samples[0]); e.check()\n"
        "assert not {'jax', 'optax', 'sklearn', 'matplotlib'} & set(sys.modules)"
    )
    source = str(Path(_record.__file__).parents[2])
    subprocess.run([sys.executable, "-c", code, str(make().folder)], check=True, env={"PYTHONPATH": source})


def test_many_members_at_once(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hanka.experiment._experiment._MOST_ROWS", 0)
    family = vary(Spec(hidden_layer_sizes=(2,), epochs=2), seed=range(25))
    e = make(family=family)
    assert "5 more members" in e._repr_html_()
    assert [m["member"] for m in e.members()] == list(range(25))
