"""Trainings as processes: paused, resumed, orphaned, ended with the lab."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import hanka
from hanka.experiment import in_use
from hanka.lab._entries import Entries
from hanka.lab._jobs import Job, Jobs
from hanka.lab._runs import Runs

LONG = {"hidden_layer_sizes": "16", "epochs": "3000", "seed": "0:2"}


def begin(lab: Any, name: str = "long", **settings: str) -> Any:
    asked = {"source": "digits", "settings": {**LONG, **settings}, "name": name}
    entry = lab.post("/api/experiments", asked, 201)
    assert entry["state"] == "training"
    lab.events(name, lambda event: event["event"] == "rows")
    return entry


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    with open(f"/proc/{pid}/stat") as file:  # one that has ended and that nobody waits for is none
        return file.read().rpartition(")")[2].split()[0] != "Z"


def test_pause_and_resume(start: Any) -> None:
    lab = start()
    begin(lab)
    said = lab.post("/api/experiments/long", {"name": "other"}, 400, method="PATCH")
    assert "pause" in said["error"]["en"]
    lab.ask("DELETE", "/api/experiments/long", code=400)
    assert lab.post("/api/experiments/long/pause")["state"] == "paused"
    rows = list(hanka.open(lab.runs / "long").rows())
    assert 0 < len(rows) < 6000
    time.sleep(0.5)
    assert list(hanka.open(lab.runs / "long").rows()) == rows
    lab.post("/api/experiments/long/pause", code=400)
    assert lab.post("/api/experiments/long/resume")["state"] in ("starting", "training")
    lab.post("/api/experiments/long/resume", code=400)
    lab.wait("long", "finished", 300)
    rows = [(row["member"], row["epoch"]) for row in hanka.open(lab.runs / "long").rows()]
    assert sorted(rows) == [(member, epoch) for member in range(2) for epoch in range(1, 3001)]
    lab.ask("DELETE", "/api/experiments/long", code=204)
    assert not (lab.runs / "long").exists()


def test_what_is_stopped_stays_so_until_it_is_resumed(start: Any) -> None:
    lab = start()
    begin(lab, hidden_layer_sizes="256", epochs="10000")
    assert lab.post("/api/experiments/long/stop")["state"] == "stopped"
    rows = list(hanka.open(lab.runs / "long").rows())
    assert 0 < len(rows) < 20_000
    lab.post("/api/experiments/long/stop", code=400)
    lab.post("/api/experiments/long", {"name": "moved"}, method="PATCH")
    assert lab.end()[0] == 0
    lab = start()
    [entry] = lab.get("/api/experiments")["experiments"]
    assert (entry["name"], entry["state"]) == ("moved", "stopped")
    assert lab.post("/api/experiments/moved/resume")["state"] in ("starting", "training")
    lab.wait("moved", "training")
    assert lab.post("/api/experiments/moved/pause")["state"] == "paused"
    assert lab.post("/api/experiments/moved/stop")["state"] == "stopped"
    assert list(hanka.open(lab.runs / "moved").rows())[: len(rows)] == rows


def test_what_another_program_trains_is_seen_and_left_to_it(start: Any) -> None:
    lab = start()
    family = ["--hidden-layer-sizes", "256", "--epochs", "10000", "--seed", "0:2"]
    command = [sys.executable, "-m", "hanka", "train", "digits", *family, "--out", str(lab.runs / "other")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as other:
        while not (lab.runs / "other" / "experiment.json").exists():
            assert other.poll() is None
            time.sleep(0.05)
        lab.wait("other", "training")
        lab.events("other", lambda event: event["event"] == "rows")
        said = lab.post("/api/experiments/other/pause", code=400)
        assert "another program" in said["error"]["en"]
        lab.post("/api/experiments/other/stop", code=400)
        lab.post("/api/experiments/other/resume", code=400)
        other.terminate()
    assert lab.wait("other", "paused")["epochs"] > 0


def test_what_failed_can_be_stopped(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    hanka.Experiment.create(tmp_path / "broken", hanka.vary(hanka.Spec()), hanka.load("fare")).close()
    jobs = Jobs(runs)
    jobs._jobs["broken"] = Job(1, None, tmp_path / "none.log", code=1)
    entries = Entries(runs, jobs)
    assert entries.entry("broken")["state"] == "failed"
    runs.stop("broken")
    assert entries.entry("broken")["state"] == "stopped"
    with (tmp_path / "broken" / "history.jsonl").open("a") as file:
        file.write("{}\n")  # another program went on with it
    assert entries.entry("broken")["state"] == "failed"


def test_many_who_ask_take_nobody_for_a_writer(tmp_path: Path) -> None:
    hanka.Experiment.create(tmp_path / "idle", hanka.vary(hanka.Spec()), hanka.load("fare")).close()
    with ThreadPoolExecutor(4) as pool:
        assert not any(pool.map(lambda _i: in_use(tmp_path / "idle"), range(400)))


def test_what_is_gone_is_left_out_of_what_is_heard(start: Any) -> None:
    lab = start()
    begin(lab, "one", hidden_layer_sizes="256", epochs="10000")
    events = lab.events("gone&name=one", lambda event: event["event"] == "rows")
    assert events[-1]["data"]["experiment"] == "one"
    lab.post("/api/experiments/one/pause")
    lab.ask("GET", "/api/events?name=gone", code=404)


def test_several_grow_together_and_go_on_where_they_broke_off(start: Any) -> None:
    lab = start()
    for name in ("one", "two"):
        begin(lab, name, hidden_layer_sizes="2048", epochs="10000")
    heard: set[str] = set()

    def both(event: dict[str, Any]) -> bool:
        heard.update([event["data"]["experiment"]] if event["event"] == "rows" else [])
        return heard == {"one", "two"}

    events = lab.events("one&name=two", both, after="0-0")
    place = [event["id"] for event in events if event["event"] == "rows"][-1]
    for name in ("one", "two"):
        lab.post(f"/api/experiments/{name}/pause")
    rest = lab.events("one&name=two", lambda event: event["event"] == "diagnoses", after=place)
    told = [
        (event["data"]["experiment"], row["member"], row["epoch"])
        for event in events + rest
        if event["event"] == "rows"
        for row in event["data"]["rows"]
    ]
    written = [
        (name, row["member"], row["epoch"])
        for name in ("one", "two")
        for row in hanka.open(lab.runs / name).rows()
    ]
    assert sorted(told) == sorted(written)


def test_of_two_that_begin_the_same_one_is_told_so(start: Any) -> None:
    lab = start()
    begin(lab, hidden_layer_sizes="256", epochs="10000")
    lab.post("/api/experiments/long/pause")

    def resume() -> int:
        connection = http.client.HTTPConnection("127.0.0.1", lab.port, timeout=60)
        connection.request("POST", "/api/experiments/long/resume", b"{}")
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(lambda _i: resume(), range(4)))
    assert codes == [200, 400, 400, 400]
    lab.wait("long", "training")
    assert lab.post("/api/experiments/long/pause")["state"] == "paused"


def test_a_number_that_another_process_has_now_is_left_alone(start: Any) -> None:
    lab = start()
    begin(lab, hidden_layer_sizes="256", epochs="10000")
    lab.post("/api/experiments/long/pause")
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    lab.end()
    (lab.runs / ".lab" / "jobs" / "long.json").write_text(json.dumps({"pid": other.pid, "born": 1.0}))
    again = start()
    assert again.wait("long", "paused")
    assert again.end()[0] == 0
    assert other.poll() is None
    other.kill()
    other.wait()


def test_ending_it_twice_leaves_nothing_behind(start: Any) -> None:
    lab = start()
    begin(lab, hidden_layer_sizes="256", epochs="10000")
    pid = json.loads((lab.runs / ".lab" / "jobs" / "long.json").read_text())["pid"]
    lab.process.send_signal(signal.SIGINT)
    time.sleep(0.05)
    assert lab.end(signal.SIGINT)[0] == 0
    assert not alive(pid)


def test_the_end_of_the_lab_is_the_end_of_all(start: Any) -> None:
    lab = start()
    begin(lab, hidden_layer_sizes="64")
    pid = json.loads((lab.runs / ".lab" / "jobs" / "long.json").read_text())["pid"]
    assert alive(pid)
    code, seconds = lab.end(signal.SIGTERM)
    assert code == 0
    assert seconds < 2.5
    assert not alive(pid)
    again = start()
    assert again.wait("long", "paused")
    again.post("/api/experiments/long/resume")
    again.wait("long", "finished", 300)


def test_a_training_outlives_a_lab_that_is_killed_and_is_found_again(start: Any) -> None:
    lab = start()
    begin(lab, hidden_layer_sizes="256", epochs="10000")
    pid = json.loads((lab.runs / ".lab" / "jobs" / "long.json").read_text())["pid"]
    assert lab.end(signal.SIGKILL)[0] == -signal.SIGKILL
    before = len(list(hanka.open(lab.runs / "long").rows()))
    time.sleep(1.5)
    assert alive(pid)
    assert len(list(hanka.open(lab.runs / "long").rows())) > before
    again = start()
    assert again.wait("long", "training")
    assert again.post("/api/experiments/long/pause")["state"] == "paused"
    for _try in range(50):  # the folder is free a little earlier than the process is gone
        if not alive(pid):
            return
        time.sleep(0.1)
    raise AssertionError("it goes on")


def test_a_training_that_is_killed_leaves_the_lab_as_it_is(start: Any) -> None:
    lab = start()
    begin(lab, hidden_layer_sizes="256", epochs="10000")
    pid = json.loads((lab.runs / ".lab" / "jobs" / "long.json").read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
    entry = lab.wait("long", "failed")
    assert entry["error"]["en"]
    assert lab.post("/api/experiments/long/resume")["state"] in ("starting", "training")
    lab.events("long", lambda event: event["event"] == "rows", after=None)
    lab.post("/api/experiments/long/pause")
    lab.wait("long", "paused")


def test_several_at_once(start: Any) -> None:
    lab = start()
    begin(lab, "one", hidden_layer_sizes="2048", epochs="10000")
    begin(lab, "two", hidden_layer_sizes="2048", epochs="10000")
    assert {e["name"]: e["state"] for e in lab.get("/api/experiments")["experiments"]} == {
        "one": "training",
        "two": "training",
    }
    code, _seconds = lab.end(signal.SIGINT)
    assert code == 0
