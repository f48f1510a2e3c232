"""Who answers and who compiles, while there is nothing to train."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hanka.lab import _jobs
from hanka.lab._jobs import Jobs
from hanka.lab._runs import Runs
from hanka.lab._worker import Worker


class Fake:
    """A worker that is done when it is let."""

    made: list[Fake]
    let: asyncio.Event

    def __init__(self) -> None:
        self.alive = True
        self.preparing: list[str] | None = None
        self.prepared: list[list[str]] = []
        self.asked: list[list[str]] = []

    is_ready_for = Worker.is_ready_for

    @classmethod
    async def start(cls) -> Fake:
        cls.made.append(cls())
        return cls.made[-1]

    async def ask(self, arguments: Sequence[str]) -> dict[str, Any]:
        self.asked.append(list(arguments))
        if "--prepare" in arguments:
            await self.let.wait()
        return {"code": 0, "out": "", "err": ""}


@pytest.fixture
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Jobs:
    monkeypatch.setattr(Fake, "made", [], raising=False)
    monkeypatch.setattr(Fake, "let", asyncio.Event(), raising=False)
    monkeypatch.setattr(_jobs, "Worker", Fake)
    return Jobs(Runs(tmp_path))


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_of_what_is_wanted_meanwhile_the_last_is_compiled(jobs: Jobs) -> None:
    async def scene() -> None:
        for family in ("a", "b", "c"):
            jobs.prepare([family])
            await settle()
        Fake.let.set()
        await settle()
        jobs.prepare(["a"])  # it is there already
        await settle()

    asyncio.run(scene())
    compiled = [words[0] for worker in Fake.made for words in worker.asked]
    assert compiled == ["a", "c"]
    assert len(Fake.made) == 2


def test_a_family_that_was_compiled_stays_ready_while_another_is(jobs: Jobs) -> None:
    async def scene() -> None:
        jobs.prepare(["a"])
        await settle()
        Fake.let.set()
        await settle()
        Fake.let.clear()
        jobs.prepare(["b"])
        await settle()

        for family, ready in (["a"], True), (["b"], True), (["c"], False), (None, False):
            assert any(worker.is_ready_for(family) for worker in Fake.made) is ready

    asyncio.run(scene())


def test_whoever_asks_does_not_wait_for_the_compiler(jobs: Jobs) -> None:
    async def scene() -> None:
        jobs.prepare(["a"])
        await settle()
        await jobs.ask(["--plan"])
        [compiling] = [worker for worker in Fake.made if worker.preparing]
        assert all("--plan" not in words for words in compiling.asked)

    asyncio.run(scene())
