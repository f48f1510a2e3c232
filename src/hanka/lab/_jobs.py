"""Trainings as processes: started from a worker that is warm, interrupted, resumed, found again."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hanka.errors import InputError
from hanka.experiment import in_use
from hanka.experiment._lock import acquire
from hanka.lab._runs import ABOUT, Runs
from hanka.lab._worker import Worker, interrupt
from hanka.messages import gettext as _
from hanka.messages import language

if TYPE_CHECKING:
    from filelock import FileLock

__all__ = ["Job", "Jobs"]

_END = 1.2
"""Seconds that trainings are given to save where they stand when the lab ends."""
_DEATH = 0.5
"""Seconds that a killed process is given to be gone: it has its memory to give back."""
_EVERY = 0.05
_SLOWLY = 0.5
_INTERRUPTED = 130


@dataclass(slots=True)
class Job:
    """A training that this lab started, or one of an earlier lab's that still goes on.

    Attributes:
        pid, born: of its process, and when that began: a number is given to others when it is free.
        process: None of an earlier lab's.
        code: how it ended, None while it goes on.
        asked: whether it was asked to end.
    """

    pid: int
    born: float | None
    log: Path
    process: asyncio.subprocess.Process | None = None
    code: int | None = None
    asked: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Jobs:
    """All trainings of a folder of runs, and spare workers: one answers while another one compiles."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs
        self._jobs: dict[str, Job] = {}
        self._beginning: set[str] = set()
        self._spares: list[Worker] = []
        self._wanted: list[str] | None = None
        self._preparing: asyncio.Task[None] | None = None
        self._workers: set[Worker] = set()
        self._warming: asyncio.Lock = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False
        self._lock: FileLock | None = None

    def open(self) -> None:
        """Warm a worker, and find the trainings that an earlier lab left going on."""
        self._go(self._warm())
        place = self._runs.own("jobs")
        with contextlib.suppress(InputError):  # another lab over this folder has its own
            self._lock = acquire(place)
            for path in place.glob("*.json"):
                if not self._adopt(path):
                    path.unlink(missing_ok=True)

    def _adopt(self, path: Path) -> bool:
        """Whether the process that a file names still goes on."""
        try:
            kept = json.loads(path.read_bytes())
            pid, born = int(kept["pid"]), float(kept["born"])
        except (OSError, ValueError, KeyError, TypeError):
            return False
        if _born(pid) != born:
            return False
        job = self._jobs[path.stem] = Job(pid, born, path.with_suffix(".log"))
        self._go(self._watch(path.stem, job))
        return True

    def state(self, name: str) -> str | None:
        """starting, training or failed, where this lab knows; None where the folder itself says it."""
        job = self._jobs.get(name)
        if name in self._beginning:
            return "starting"
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
        return sum(job.code is None for job in self._jobs.values()) + len(self._beginning)

    def at_rest(self, name: str) -> None:
        """Raise InputError where a run is being trained, or about to be."""
        if self.state(name) in ("starting", "training"):
            raise InputError(_("{name} is being trained; pause it first").format(name=name))

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
            self._spares = [spare for spare in self._spares if spare is not worker]
            raise

    def prepare(self, arguments: Sequence[str]) -> None:
        """Have a worker compile what will be trained first; of several asked for meanwhile, the last."""
        self._wanted = list(arguments)
        if self._preparing is None or self._preparing.done():
            self._preparing = self._go(self._prepare())

    async def _prepare(self) -> None:
        while (wanted := self._wanted) is not None:
            self._wanted = None
            worker = await self._warm(fresh=True)
            if self.going_on or any(wanted in spare.prepared for spare in self._spares):
                continue
            worker.preparing = wanted
            self._go(self._warm())  # another one, for whoever asks until then
            try:
                await worker.ask([*wanted, "--prepare"])
                worker.prepared.append(wanted)
            except OSError:
                continue
            finally:
                worker.preparing = None

    async def start(self, name: str, arguments: Sequence[str], out: Path) -> None:
        """Begin a training, and return when its folder is there.

        Args:
            name: of the run.
            arguments: of the family, as for `prepare`.
            out: the folder.

        Raises:
            InputError: it could not begin; what it said.
        """
        with self._begun(name):
            words = [*arguments, "--out", str(out), "--quiet"]
            job = await self._begin(name, words, list(arguments))
            while job.code is None and not (self._runs.folder / name / ABOUT).is_file():
                await asyncio.sleep(_EVERY)
        if job.code and not (self._runs.folder / name / ABOUT).is_file():
            self._jobs.pop(name, None)
            raise InputError(_last_line(job.log).removeprefix("hanka train: ").removeprefix("hanka: "))

    async def resume(self, name: str) -> None:
        """Go on with a training that was interrupted."""
        with self._begun(name):
            folder = self._runs.go_on(name)
            await self._begin(name, ["train", "--resume", str(folder), "--quiet"])

    @contextlib.contextmanager
    def _begun(self, name: str) -> Iterator[None]:
        """Of two that begin the same training, the second is told so."""
        if self.state(name) in ("training", "starting"):
            raise InputError(_("{name} is being trained already").format(name=name))
        self._beginning.add(name)
        try:
            yield
        finally:
            self._beginning.discard(name)

    async def pause(self, name: str) -> None:
        """Interrupt a training, and wait until it has saved where it stands."""
        job = self._jobs.get(name)
        if job is None or job.code is not None:
            if in_use(self._runs.path(name)):
                raise InputError(_("another program trains {name}; interrupt it there").format(name=name))
            raise InputError(_("{name} is not being trained").format(name=name))
        if not job.asked:  # once more would break off the saving
            job.asked = True
            _tell(job)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(job.ended.wait(), 30)

    async def close(self) -> None:
        """End everything: trainings are interrupted, or killed if that takes too long; all can be resumed."""
        self._closed = True
        going = [job for job in self._jobs.values() if job.code is None]
        for job in going:
            if not job.asked:
                job.asked = True
                _tell(job)
        training = {job.pid for job in self._jobs.values()}
        for worker in self._workers:
            if worker.alive and worker.process.pid not in training:
                worker.process.kill()
        await _all_ended(going, _END)
        for job in going:
            if job.code is None:
                _kill(job)
        await _all_ended(going, _DEATH)
        for task in self._tasks:
            task.cancel()

    async def _begin(self, name: str, arguments: Sequence[str], family: list[str] | None = None) -> Job:
        log = self._runs.own("jobs") / f"{name}.log"
        log.unlink(missing_ok=True)
        ready = [spare for spare in self._spares if spare.alive and spare.is_ready_for(family)]
        worker = ready[0] if ready else await self._warm()
        for spare in self._spares:
            if spare.preparing and spare is not worker:
                spare.process.kill()  # it compiles what nobody wants any more
        self._spares = [spare for spare in self._spares if spare is not worker and not spare.preparing]
        process = await worker.become(["--lang", language(), *arguments], log)
        job = self._jobs[name] = Job(process.pid, _born(process.pid), log, process)
        log.with_suffix(".json").write_text(json.dumps({"pid": job.pid, "born": job.born}))
        self._go(self._watch(name, job))
        return job

    async def _watch(self, name: str, job: Job) -> None:
        if job.process is not None:
            job.code = await job.process.wait()
        else:
            while _born(job.pid) == job.born:
                await asyncio.sleep(_SLOWLY)
            job.code = _INTERRUPTED if job.asked else 0
        job.ended.set()
        if self._jobs.get(name) is job:
            job.log.with_suffix(".json").unlink(missing_ok=True)
        if not self._closed and self.going_on == 0:
            await self._warm()  # not earlier: importing JAX would take a training's time

    async def _warm(self, *, fresh: bool = False) -> Worker:
        """A spare worker that compiles nothing now; `fresh`: the one that has compiled least."""
        async with self._warming:
            self._spares = [spare for spare in self._spares if spare.alive]
            free = [spare for spare in self._spares if not spare.preparing]
            if not free:
                free = [await Worker.start()]
                self._spares += free
                self._workers = {worker for worker in self._workers if worker.alive} | set(free)
            return min(free, key=lambda spare: len(spare.prepared)) if fresh else free[0]

    def _go(self, work: Any) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


async def _all_ended(jobs: Sequence[Job], seconds: float) -> None:
    """Wait until all have ended, but not longer than that."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.gather(*(job.ended.wait() for job in jobs)), seconds)


def _last_line(log: Path) -> str:
    try:
        lines = log.read_text("utf-8", errors="replace").split("\n")
    except OSError:
        lines = []
    return next((line.strip() for line in reversed(lines) if line.strip()), _("it ended without a word"))


def _born(pid: int) -> float | None:
    """When a process began; None where there is none."""
    import psutil  # only who can train has it, and has jobs

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else float(process.create_time())
    except psutil.Error:
        return None


def _tell(job: Job) -> None:
    if job.process is not None or _born(job.pid) == job.born:
        interrupt(job.pid)


def _kill(job: Job) -> None:
    with contextlib.suppress(OSError):
        if job.process is not None:
            job.process.kill()
        elif _born(job.pid) == job.born:
            os.kill(job.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
