"""Verdicts while curves grow: told by and by, in turns, and seldom while a training goes on."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

import hanka
from hanka.experiment._lock import acquire
from hanka.lab._events import Verdicts
from hanka.lab._judge import judge
from hanka.lab._runs import Runs

LOG = "epoch,loss,val_loss\n" + "".join(
    f"{e},{1 / e:.5f},{1 / e + 0.3 + 0.02 * max(0, e - 10):.5f}\n" for e in range(1, 41)
)


def test_verdicts_come_by_and_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for i in range(3):
        (tmp_path / f"{i}.csv").write_text(LOG)
    names = [f"{i}.csv" for i in range(3)]
    monkeypatch.setattr("hanka.lab._judge._BUDGET", -1.0)
    first = judge(tmp_path, names, {})  # slow as it may be, one is judged
    assert (set(first["runs"]), first["whole"], first["sentence"]) == ({"0.csv"}, False, None)
    monkeypatch.setattr("hanka.lab._judge._BUDGET", 60.0)
    second = judge(tmp_path, names, first["told"])
    assert set(second["runs"]) == {"1.csv", "2.csv"}
    assert set(second["told"]) == set(names)
    third = judge(tmp_path, names, second["told"])
    assert (third["runs"], third["whole"]) == ({}, True)


def test_runs_that_all_grow_are_judged_in_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hanka.lab._judge._BUDGET", -1.0)  # one at a time
    names = [f"{i}.csv" for i in range(3)]
    lines = LOG.splitlines(keepends=True)
    told: dict[str, Any] = {}
    judged: list[str] = []
    for epoch in range(7):
        for name in names:
            (tmp_path / name).write_text("".join(lines[: 12 + epoch]))
        found = judge(tmp_path, names, told)
        judged += found["runs"]
        told = found["told"]
        assert found["known"] == (found["sentence"] is not None) == (epoch >= 2)
    assert judged == (names * 3)[:7]


@pytest.mark.parametrize("elsewhere", [False, True])
def test_verdicts_rest_while_another_program_trains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, elsewhere: bool
) -> None:
    family = hanka.vary(hanka.Spec(epochs=1), seed=[0])
    with hanka.Experiment.create(tmp_path / "run", family, hanka.load("digits")):
        pass
    calls: list[Any] = []

    def slow(_folder: Path, _names: Any, told: Any) -> dict[str, Any]:
        calls.append(told)
        return {
            "runs": {},
            "words": {},
            "sentence": None,
            "told": {},
            "known": True,
            "whole": False,
            "seconds": 1,
        }

    async def look(executor: ThreadPoolExecutor) -> None:
        async with Verdicts(Runs(tmp_path), lambda: executor, lambda: False).watch(["run"]):
            for _wait in range(100):
                await asyncio.sleep(0.02)
                if len(calls) > 5:
                    return

    monkeypatch.setattr("hanka.lab._events.judge", slow)
    with ThreadPoolExecutor(1) as executor, acquire(tmp_path / "run") if elsewhere else nullcontext():
        asyncio.run(look(executor))
    assert (len(calls) == 1) == elsewhere


def test_another_log_of_the_same_name_is_judged_anew(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG)
    first = judge(tmp_path, ["log.csv"], {})
    assert first["runs"]["log.csv"]["loss"]["verdict"] == "overfitting"
    falling = "".join(f"{e},{1 / e:.5f},{1.1 / e:.5f}\n" for e in range(1, 41))
    (tmp_path / "log.csv").write_text("epoch,loss,val_loss\n" + falling)
    second = judge(tmp_path, ["log.csv"], first["told"])
    assert second["runs"]["log.csv"]["loss"]["verdict"] == "underfitting"
