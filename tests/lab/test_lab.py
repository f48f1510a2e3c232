"""The lab from training to report, as its page asks for it."""

from __future__ import annotations

import csv
import io
import shlex
import socket
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest

import hanka
from hanka.diagnosis import diagnose_all
from hanka.errors import InputError
from hanka.lab._asked import MOST_NETWORKS, OPTIONS, Asked, SettingError
from hanka.lab._choices import BUNDLED, choices
from hanka.lab._runs import Runs
from hanka.lab._uploads import tables, take
from hanka.lab._view import view
from hanka.spec.texts import SETTINGS, family_of

LOG = "epoch,loss,val_loss\n" + "".join(
    f"{e},{1 / e:.5f},{1 / e + 0.3 + 0.02 * max(0, e - 10):.5f}\n" for e in range(1, 41)
)


def finished(event: dict[str, Any]) -> bool:
    return event["event"] == "entry" and event["data"]["state"] == "finished"


def rows_of(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for event in events if event["event"] == "rows" for row in event["data"]["rows"]]


def test_the_data_sets_are_what_is_said_of_them() -> None:
    for source, (task, sizes, shape) in BUNDLED.items():
        data = hanka.load(source)
        assert (data.task, (len(data.x_train), len(data.x_val)), data.input_shape) == (task, sizes, shape)


def test_every_setting_can_be_chosen_in_both_languages() -> None:
    known = choices("runs")
    assert {setting["name"] for setting in known["settings"]} == {*SETTINGS, *OPTIONS} - {"target"}
    for setting in known["settings"]:
        assert setting["label"]["en"] and setting["label"]["ja"] and setting["help"]["ja"]
        if setting["name"] in OPTIONS:
            continue
        for text in [setting["default"], *(setting["choices"] or []), *(setting["steps"] or [])]:
            sgd = {"optimizer": "sgd"} if setting["name"] in ("nesterov", "momentum") else {}
            family_of({setting["name"]: text, **sgd})


def test_from_the_choice_to_the_verdict(lab: Any) -> None:
    asked = {"source": "digits", "settings": {"hidden_layer_sizes": "8,16", "seed": "0:2", "epochs": "30"}}
    plan = lab.post("/api/estimate", asked)
    assert plan["networks"] == 4
    assert plan["groups"] == 2
    assert 0.1 < plan["seconds"] < 600
    assert shlex.split(plan["command"])[:3] == ["hanka", "train", "digits"]
    entry = lab.post("/api/experiments", {**asked, "name": "way"}, 201)
    assert (entry["name"], entry["networks"], entry["of"]) == ("way", 4, 120)
    events = lab.events("way", finished)
    rows = rows_of(events)
    drawn = ("member", "epoch", "loss", "accuracy", "val_loss", "val_accuracy")
    written = [{name: row[name] for name in drawn} for row in hanka.open(lab.runs / "way").rows()]
    assert rows == written
    assert sorted((row["member"], row["epoch"]) for row in rows) == [
        (m, e) for m in range(4) for e in range(1, 31)
    ]

    judged: dict[str, Any] = {}

    def whole(event: dict[str, Any]) -> bool:
        if event["event"] == "diagnoses":
            judged.update(event["data"]["runs"])
        return len(judged) == 4 and event["event"] == "diagnoses" and event["data"]["sentence"] is not None

    said = lab.events("way", whole, after=None)[-1]["data"]["sentence"]
    assert said["en"].startswith("Of 4 runs")
    assert "4" in said["ja"]
    for member, history in enumerate(hanka.open(lab.runs / "way").histories):
        for diagnosis in diagnose_all(history):
            found = judged[f"way:{member}"][diagnosis.metric.removeprefix("val_")]
            assert (found["verdict"], found["best_epoch"]) == (diagnosis.verdict, diagnosis.best_epoch)


def test_events_go_on_where_they_broke_off(lab: Any, trained: str) -> None:
    every = rows_of(lab.events(trained, finished))
    size = (lab.runs / trained / "history.jsonl").stat().st_size
    lines = (lab.runs / trained / "history.jsonl").read_bytes().splitlines(keepends=True)
    place = sum(map(len, lines[:7]))
    assert rows_of(lab.events(trained, finished, after=place)) == every[7:]
    last = lab.events(trained, lambda event: event["event"] == "rows")[-1]
    assert int(last["id"]) == size
    assert rows_of(lab.events(trained, finished, after=size)) == []


def test_the_view_holds_what_the_folder_does(lab: Any, trained: str) -> None:
    shown = lab.get(f"/api/view?name={trained}")
    experiment = hanka.open(lab.runs / trained)
    assert shown["offsets"] == [(lab.runs / trained / "history.jsonl").stat().st_size]
    assert [row["val_loss"] for row in shown["rows"]] == [m["val_loss"] for m in experiment.members()]
    for run, history in zip(shown["runs"], experiment.histories, strict=True):
        np.testing.assert_allclose(run["metrics"]["val_loss"], history.metrics["val_loss"], rtol=1e-4)
        assert run["name"] == f"{trained}:{run['member']}"
    assert {fact["label"]["en"] for fact in shown["facts"]} >= {"data", "seed", "versions"}


def test_a_long_training_is_thinned_and_keeps_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hanka.lab._view._MOST_VALUES", 100)
    (tmp_path / "long.csv").write_text(
        "epoch,loss,val_loss\n" + "".join(f"{e},{1 / e},{2 / e}\n" for e in range(1, 1001))
    )
    [run] = view(Runs(tmp_path), ["long.csv"])["runs"]
    assert run["epochs"][0] == 1
    assert run["epochs"][-1] == 1000
    assert 60 <= len(run["epochs"]) <= 130
    assert len(run["metrics"]["val_loss"]) == len(run["epochs"])


def test_several_are_compared(lab: Any, trained: str) -> None:
    lab.post("/api/uploads?name=other.csv", LOG.encode())
    shown = lab.get(f"/api/view?name={trained}&name=other.csv")
    assert len(shown["runs"]) == 5
    assert shown["offsets"] == [(lab.runs / trained / "history.jsonl").stat().st_size]
    assert {row["experiment"] for row in shown["rows"]} == {trained, "other.csv"}
    assert "<!doctype html>" in lab.ask("GET", f"/api/report?name={trained}&name=other.csv").text


def test_the_report_is_a_file(lab: Any, trained: str) -> None:
    answer = lab.ask("GET", f"/api/report?name={trained}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{trained}.html"'
    assert "学習曲線" in answer.text


def test_a_log_is_judged_and_a_table_is_learnt_from(lab: Any) -> None:
    found = lab.post("/api/uploads?name=mine.csv", LOG.encode())
    assert found["kind"] == "log"
    judged = lab.events(found["entry"]["name"], lambda event: event["event"] == "diagnoses", after=None)[-1][
        "data"
    ]
    assert judged["runs"]["mine.csv"]["loss"]["verdict"] == "overfitting"

    rng = np.random.default_rng(0)
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["age", "weight", "class"])
    for age, weight in rng.normal(size=(60, 2)):
        writer.writerow([f"{age:.3f}", f"{weight:.3f}", "old" if age > 0 else "young"])
    found = lab.post("/api/uploads?name=people.csv", table.getvalue().encode())
    assert (found["kind"], found["rows"], found["target"]) == ("table", 60, "class")
    kinds = {"age": "number", "weight": "number", "class": "word"}
    assert {column["name"]: column["kind"] for column in found["columns"]} == kinds
    assert found in lab.get("/api/lab")["tables"]
    asked = {"source": found["source"], "settings": {"epochs": "3", "target": "class"}}
    assert lab.post("/api/estimate", asked)["networks"] == 1
    entry = lab.post("/api/experiments", asked, 201)
    lab.wait(entry["name"], "finished")
    assert hanka.open(lab.runs / entry["name"]).dataset["class_names"] == ["old", "young"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.exe", b"MZ"), ("x.html", b"<script>alert(1)</script>"), ("x", b"a,b\n1,2\n"), ("empty.csv", b""),
        ("x.csv", b"\xff\xfe\x00"), ("x.csv", b"a\n"), ("x.json", b"{"), ("x.json", b'{"a": 1}'),
        ("x.jsonl", b"\0\0"),
    ],
)  # fmt: skip
def test_what_is_neither_is_refused_and_leaves_nothing(tmp_path: Path, name: str, data: bytes) -> None:
    runs = Runs(tmp_path)
    with pytest.raises(InputError):
        take(runs, name, data)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "..\\..\\evil.csv", "/etc/evil.csv", "C:\\evil.csv", ".evil.csv"]
)
def test_a_files_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    runs = Runs(tmp_path / "a" / "runs")
    assert take(runs, name, LOG.encode()) == {"kind": "log", "name": "evil.csv"}
    assert [path.name for path in runs.folder.iterdir() if path.is_file()] == ["evil.csv"]
    assert take(runs, name, LOG.encode())["name"] == "evil-2.csv"


@pytest.mark.parametrize("name", ["con", "NUL.csv", "a?", "a<b", "end.", "end "])
def test_a_name_is_one_on_every_system(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="every system"):
        Runs(tmp_path).new(name)
    if name.endswith("csv"):
        assert take(Runs(tmp_path), name, LOG.encode())["name"] == f"file-{name}"


@pytest.mark.parametrize("stem", ["あ" * 70, "long. " * 30])
def test_a_long_name_is_shortened_and_found_again(tmp_path: Path, stem: str) -> None:
    runs = Runs(tmp_path)
    log = take(runs, f"{stem}.csv", LOG.encode())
    assert runs.path(log["name"]).read_text() == LOG
    table = take(runs, f"{stem}.csv", b"a,b\n1,2\n3,4\n")
    assert runs.table(table["source"]) is not None
    assert tables(runs) == [table]


def test_too_much_is_refused(lab: Any) -> None:
    limit = choices("runs")["limits"]["upload_bytes"]
    assert limit == 100_000_000
    lab.ask("POST", "/api/estimate", b"x" * 1_100_000, code=413)


def test_runs_are_renamed_and_deleted(lab: Any) -> None:
    lab.post("/api/uploads?name=old.csv", LOG.encode())
    assert (
        lab.post("/api/experiments/old.csv", {"name": "新しい.csv"}, method="PATCH")["name"] == "新しい.csv"
    )
    lab.get("/api/view?name=old.csv", 404)
    lab.post("/api/uploads?name=old.csv", LOG.encode())
    for name in ("新しい.csv", "../x", "", "a/b", ".x"):
        assert "error" in lab.post("/api/experiments/old.csv", {"name": name}, 400, method="PATCH")
    lab.ask("DELETE", "/api/experiments/old.csv", code=204)
    lab.ask("DELETE", "/api/experiments/old.csv", code=404)
    assert not (lab.runs / "old.csv").exists()


def test_a_damaged_run_hides_none_of_the_others(lab: Any, trained: str) -> None:
    (lab.runs / "bad").mkdir()
    (lab.runs / "bad" / "experiment.json").write_text("{")
    names = [entry["name"] for entry in lab.get("/api/experiments")["experiments"]]
    assert trained in names
    assert "bad" not in names
    assert "damaged" in lab.get("/api/view?name=bad", 400)["error"]["en"]
    assert "壊れ" in lab.get("/api/view?name=bad", 400, Accept_Language="ja")["error"]["ja"]


@pytest.mark.parametrize(
    ("body", "setting"),
    [
        ({}, None), ([], None), ({"source": "/etc/passwd"}, None),
        ({"source": "higgs:source=/etc/passwd"}, None),
        ({"source": "digits", "settings": {"epochs": "many"}}, "epochs"),
        ({"source": "digits", "settings": {"epochs": "10001"}}, "epochs"),
        ({"source": "digits", "settings": {"nonsense": "1"}}, None),
        ({"source": "digits", "settings": {"epochs": 3}}, "epochs"),
        ({"source": "digits", "settings": {"network": "os:system"}}, "network"),
        ({"source": "digits", "settings": {"seed": "0:1001"}}, None),
        ({"source": "digits", "settings": {"dropout": "2"}}, None),
        ({"source": "digits", "settings": {"val": "/etc/passwd"}}, "val"),
        ({"source": "digits", "settings": {"split_seed": "007"}}, "split_seed"),
        ({"source": "digits", "settings": {"task": "guessing"}}, "task"),
        ({"source": "digits", "settings": {"train_size": "100000"}}, None),
    ],
)  # fmt: skip
def test_what_cannot_be_trained_is_said_at_once(lab: Any, body: Any, setting: str | None) -> None:
    said = lab.post("/api/estimate", body, 400)
    assert said["error"]["en"]
    assert said["setting"] == setting
    before = sorted(path.name for path in lab.runs.iterdir())
    lab.post("/api/experiments", body, 400)
    assert sorted(path.name for path in lab.runs.iterdir()) == before


def test_how_the_data_are_split_can_be_chosen(tmp_path: Path) -> None:
    split = {"val": "100", "test": "0.1", "split_seed": "3", "task": "multiclass"}
    asked = Asked.read({"source": "digits", "settings": {"epochs": "2", **split}}, Runs(tmp_path))
    words = asked.arguments()
    assert {words[i].removeprefix("--").replace("-", "_"): words[i + 1] for i in range(2, 10, 2)} == split
    place: dict[str, Any] = {}
    exec(asked.words(str(tmp_path / "out"))["python"], place)
    data = place["data"]
    assert len(data.x_val) == 100
    assert data.options["split_seed"] == 3
    assert abs(len(data.x_test) - 180) < 5


def test_the_limit_of_networks(tmp_path: Path) -> None:
    Asked.read({"source": "digits", "settings": {"seed": f"0:{MOST_NETWORKS}"}}, Runs(tmp_path))
    with pytest.raises(InputError, match="at most"):
        Asked.read({"source": "digits", "settings": {"seed": f"0:{MOST_NETWORKS + 1}"}}, Runs(tmp_path))
    with pytest.raises(SettingError):
        Asked.read({"source": "digits", "settings": {"epochs": "0.5"}}, Runs(tmp_path))


def test_the_words_train_the_same(tmp_path: Path) -> None:
    settings = {
        "hidden_layer_sizes": "8,4x4,0",
        "seed": "0:2",
        "dropout": "0,.5",
        "optimizer": "sgd",
        "epochs": "2",
    }
    asked = Asked.read({"source": "fare", "settings": settings}, Runs(tmp_path))
    words = asked.words(str(tmp_path / "out"))
    scope: dict[str, Any] = {}
    exec(words["python"], scope)
    assert set(scope["family"]) == set(asked.family())
    [command, _train, *arguments] = shlex.split(words["command"])
    assert command == "hanka"
    assert arguments[arguments.index("--hidden") + 1] == "8,4x4,0"
    again = view(Runs(tmp_path), ["out"])
    assert shlex.split(again["command"])[2] == "fare"
    out = f"{tmp_path.name}/out-1"
    assert out in again["command"]
    exec(again["python"].replace(repr(out), repr(str(tmp_path / "again"))), scope)
    assert set(hanka.open(tmp_path / "again").family) == set(asked.family())


def test_drawing_weights_and_errors(lab: Any) -> None:
    settings = {"hidden_layer_sizes": "16", "epochs": "3", "train_size": "1000", "seed": "0:2"}
    entry = lab.post("/api/experiments", {"source": "mnist", "settings": settings}, 201)
    name = entry["name"]
    lab.wait(name, "finished")
    shown = lab.get(f"/api/view?name={name}")
    assert shown["draw"] == [28, 28]
    assert shown["weights"]
    assert shown["errors"]
    experiment = hanka.open(lab.runs / name)
    x, _y, _names = experiment.samples
    found = lab.post(f"/api/predict?name={name}", {"pixels": x[3].ravel().tolist()})
    assert found["classes"] == list("0123456789")
    for member in found["members"]:
        np.testing.assert_allclose(
            member["probabilities"], experiment.predict(member["member"], x[3:4])[0], rtol=1e-6
        )
    for pixels in ([], [0] * 783, "x", None, [None] * 784):
        lab.post(f"/api/predict?name={name}", {"pixels": pixels}, 400)
    weights = lab.get(f"/api/weights?name={name}&member=1")
    assert [layer["connections"] for layer in weights["layers"]] == [784 * 16, 160]
    kernel = experiment.weights(1)["hidden_1/kernel"]
    np.testing.assert_allclose(weights["units"][5], kernel[:, 5] / np.abs(kernel[:, 5]).max(), atol=1e-3)
    errors = lab.get(f"/api/errors?name={name}&member=0")
    data = experiment.data()
    wrong = experiment.predict(0, data.x_val, "best").argmax(1) != data.y_val
    assert errors["wrong"] == wrong.sum()
    assert errors["examples"][0]["picture"].startswith("data:image/png;base64,")
    for query in ("member=7", "member=x", ""):
        lab.get(f"/api/errors?name={name}&{query}", 400)


def test_a_member_that_diverged_spoils_nothing(lab: Any) -> None:
    settings = {"learning_rate": "0.01,1e30", "optimizer": "sgd", "epochs": "2", "train_size": "200"}
    entry = lab.post("/api/experiments", {"source": "digits", "settings": settings, "name": "lost"}, 201)
    lab.wait(entry["name"], "finished")
    assert lab.get("/api/view?name=lost")["rows"][1]["loss"] is None
    found = lab.post("/api/predict?name=lost", {"pixels": [0] * 64})
    assert [member["member"] for member in found["members"]] == [0]
    assert len(lab.get("/api/weights?name=lost&member=1")["units"]) == 64
    lab.get("/api/errors?name=lost&member=0")
    assert "<!doctype html>" in lab.ask("GET", "/api/report?name=lost").text


def test_a_name_in_other_letters_hides_none_of_the_others(lab: Any, trained: str) -> None:
    import os

    path = os.fsencode(lab.runs) + b"/\x83\x8d\x83O.csv"  # Shift-JIS, as archives bring it
    try:
        with open(path, "w") as file:
            file.write(LOG)
    except OSError:
        pytest.skip("this file system has no such names")
    names = [entry["name"] for entry in lab.get("/api/experiments")["experiments"]]
    assert trained in names
    os.unlink(path)
    for name in ("\ud800", "漢" * 90):
        lab.post("/api/experiments", {"source": "digits", "settings": {}, "name": name}, 400)


def test_what_only_a_program_can_train_again_has_no_words(tmp_path: Path) -> None:
    from hanka.engine import run

    data = hanka.load((np.ones((20, 3)), np.arange(20) % 2))
    family = hanka.vary(hanka.Spec(epochs=1), seed=[0])
    with hanka.Experiment.create(tmp_path / "own", family, data) as experiment:
        for _row in experiment.record(run(family, data)):
            pass
    shown = view(Runs(tmp_path), ["own"])
    assert (shown["command"], shown["python"]) == ("", "")


def test_a_listener_that_never_reads_holds_up_nobody(lab: Any, trained: str) -> None:
    deaf = []
    for _i in range(20):
        made = socket.create_connection(("127.0.0.1", lab.port))
        made.sendall(
            f"GET /api/events?name={trained}&after=0 HTTP/1.1\r\nHost: 127.0.0.1:{lab.port}\r\n\r\n".encode()
        )
        deaf.append(made)
    time.sleep(1)
    began = time.monotonic()
    assert rows_of(lab.events(trained, finished))
    lab.get("/api/experiments")
    assert time.monotonic() - began < 10
    for made in deaf:
        made.close()


def test_a_label_that_is_markup_is_only_text(lab: Any) -> None:
    name = "<img src=x onerror=alert(1)>.csv"
    (lab.runs / name).write_text(LOG)
    assert lab.get(f"/api/view?name={quote(name)}")["entries"][0]["name"] == name
    report = lab.ask("GET", f"/api/report?name={quote(name)}").text
    assert "<img src=x onerror" not in report
