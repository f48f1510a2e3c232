"""Trainings as processes: started from a worker that is warm, interrupted, resumed, found again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hanka.errors import InputError
from hanka.experiment import in_use
from hanka.lab._runs import ABOUT, Runs
from hanka.lab._worker import Worker, interrupt
from hanka.messages import gettext as _
from hanka.messages import language

__all__ = ["Job", "Jobs"]

_BEGIN = 60.0
_END = 1.2
"""Seconds that trainings are given to save where they stand when the lab ends."""
_EVERY = 0.05
_INTERRUPTED = 130


@dataclass(slots=True)
class Job:
    """A training that this lab started, or one of an earlier lab's that still goes on.

    Attributes:
        pid: of its process.
        process: None of an earlier lab's.
        code: how it ended, None while it goes on.
        asked: whether it was asked to end.
    """

    pid: int
    log: Path
    process: asyncio.subprocess.Process | None = None
    code: int | None = None
    asked: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Jobs:
    """All trainings of a folder of runs, and a spare worker."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._jobs: dict[str, Job] = {}
        self._spare: Worker | None = None
        self._warming: asyncio.Lock = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def open(self) -> None:
        """Warm a worker, and find the trainings that an earlier lab left going on."""
        self._go(self._warm())
        for path in self._runs.own("jobs").glob("*.json"):
            with contextlib.suppress(OSError, ValueError, KeyError, InputError):
                kept = json.loads(path.read_bytes())
                if in_use(self._runs.path(path.stem)):
                    self._jobs[path.stem] = job = Job(int(kept["pid"]), path.with_suffix(".log"))
                    self._go(self._watch(path.stem, job))
                    continue
            path.unlink(missing_ok=True)

    def state(self, name: str) -> str | None:
        """starting, training or failed, where this lab knows; None where the folder itself says it."""
        job = self._jobs.get(name)
        if job is None:
            return None
        if job.code is None:
            return "training" if (self._runs.folder / name / ABOUT).is_file() else "starting"
        return None if job.code in (0, _INTERRUPTED) or job.asked else "failed"

    def error(self, name: str) -> str:
        """What a training that failed said last."""
        job = self._jobs.get(name)
        return _last_line(job.log) if job else ""

    @property
    def going_on(self) -> int:
        """How many trainings there are now."""
        return sum(job.code is None for job in self._jobs.values())

    @property
    def ready(self) -> bool:
        """Whether a worker can be asked without slowing down a training."""
        return not self.going_on

    async def ask(self, arguments: Sequence[str]) -> dict[str, Any]:
        """The answer of a command that a warm worker runs."""
        worker = await self._warm()
        try:
            return await worker.ask(["--lang", language(), *arguments])
        except OSError:
            self._spare = None
            raise

    def prepare(self, arguments: Sequence[str]) -> None:
        """Have the spare worker compile what will be trained first, if it has nothing else to do."""
        if self._spare is not None and self._spare.alive and not self._spare.busy and not self.going_on:
            self._go(self._prepare(self._spare, arguments))

    async def _prepare(self, worker: Worker, arguments: Sequence[str]) -> None:
        with contextlib.suppress(OSError):
            await worker.ask([*arguments, "--prepare"])

    async def start(self, name: str, arguments: Sequence[str]) -> None:
        """Begin a training, and return when its folder is there.

        Raises:
            InputError: it could not begin; what it said.
        """
        job = await self._begin(name, arguments)
        while job.code is None and not (self._runs.folder / name / ABOUT).is_file():
            await asyncio.sleep(_EVERY)
        if job.code and not (self._runs.folder / name / ABOUT).is_file():
            del self._jobs[name]
            raise InputError(_last_line(job.log).removeprefix("hanka train: ").removeprefix("hanka: "))

    async def resume(self, name: str) -> None:
        """Go on with a training that was interrupted."""
        folder = self._runs.path(name)
        if self.state(name) in ("training", "starting") or in_use(folder):
            raise InputError(_("{name} is being trained already").format(name=name))
        await self._begin(name, ["train", "--resume", str(folder), "--quiet"])

    async def pause(self, name: str) -> None:
        """Interrupt a training, and wait until it has saved where it stands."""
        job = self._jobs.get(name)
        if job is None or job.code is not None:
            raise InputError(_("{name} is not being trained").format(name=name))
        job.asked = True
        interrupt(job.pid)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(job.ended.wait(), 30)

    async def close(self) -> None:
        """End everything: trainings are interrupted, or killed if that takes too long; all can be resumed."""
        self._closed = True
        going = [job for job in self._jobs.values() if job.code is None]
        for job in going:
            job.asked = True
            interrupt(job.pid)
        if self._spare is not None and self._spare.alive:
            self._spare.process.kill()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*(job.ended.wait() for job in going)), _END)
        for job in going:
            if job.code is None:
                _kill(job)
        for task in self._tasks:
            task.cancel()

    async def _begin(self, name: str, arguments: Sequence[str]) -> Job:
        worker = await self._warm()
        self._spare = None
        log = self._runs.own("jobs") / f"{name}.log"
        log.unlink(missing_ok=True)
        process = await worker.become(["--lang", language(), *arguments], log)
        job = self._jobs[name] = Job(process.pid, log, process)
        log.with_suffix(".json").write_text(json.dumps({"pid": process.pid}))
        self._go(self._watch(name, job))
        return job

    async def _watch(self, name: str, job: Job) -> None:
        if job.process is not None:
            job.code = await job.process.wait()
        else:
            while in_use(self._runs.folder / name):
                await asyncio.sleep(1)
            job.code = _INTERRUPTED if job.asked else 0
        job.ended.set()
        job.log.with_suffix(".json").unlink(missing_ok=True)
        if not self._closed and self.going_on == 0:
            await self._warm()  # not earlier: importing JAX would take a training's time

    async def _warm(self) -> Worker:
        async with self._warming:
            if self._spare is None or not self._spare.alive:
                self._spare = await Worker.start()
            return self._spare

    def _go(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text("utf-8", errors="replace").split("\n")
    except OSError:
        lines = []
    return next((line.strip() for line in reversed(lines) if line.strip()), _("it ended without a word"))


def _kill(job: Job) -> None:
    with contextlib.suppress(OSError):
        if job.process is not None:
            job.process.kill()
        else:
            import os

            os.kill(job.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
