"""Server-sent events: rows as they are written, verdicts as they become certain, the training's state."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from hanka.errors import HankaError
from hanka.experiment import in_use
from hanka.experiment._rows import parse
from hanka.lab._judge import Mark, judge
from hanka.lab._runs import HISTORY, Runs
from hanka.lab._view import stamp

__all__ = ["Verdicts", "events"]

_EVERY = 0.05
_BLOCK = 1 << 20
_SHARE = 30
"""Of the time, one part in so many goes into verdicts while a training goes on."""
_LEAST = 0.5
_LATER = 2.0
_STATE = 1.0
_DRAWN = ("member", "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "diverged", "stopped")

Event = dict[str, Any]


class Verdicts:
    """What is said of the runs that somebody looks at; found once for all who look.

    Args:
        runs: all there are.
        executor: gives the process that finds it.
        training: whether there is a training of this lab's.
    """

    def __init__(self, runs: Runs, executor: Callable[[], Executor], training: Callable[[], bool]) -> None:
        self._runs = runs
        self._executor = executor
        self._training = training
        self._watched: dict[tuple[str, ...], _Watched] = {}

    @contextlib.asynccontextmanager
    async def watch(self, names: Sequence[str]) -> AsyncIterator[_Watched]:
        """Have the runs judged as long as somebody is within."""
        key = tuple(names)
        watched = self._watched.get(key)
        if watched is None:
            watched = self._watched[key] = _Watched()
            watched.task = asyncio.create_task(self._judge(key, watched))
        watched.viewers += 1
        try:
            yield watched
        finally:
            watched.viewers -= 1
            if not watched.viewers:
                watched.task.cancel()
                del self._watched[key]

    async def _judge(self, names: tuple[str, ...], watched: _Watched) -> None:
        loop = asyncio.get_running_loop()
        told: dict[str, Mark] = {}
        known = None
        while True:
            try:
                now = await asyncio.to_thread(self._stamps, names)
                if now == known:
                    await asyncio.sleep(_LEAST)
                    continue
                work = partial(judge, self._runs.folder, names, told)
                found = await loop.run_in_executor(self._executor(), work)
            except Exception as error:  # a log that is odd, a run that is deleted, a process that was killed
                logging.getLogger("hanka.lab").debug("%s: %s", names, error)
                await asyncio.sleep(_LATER)
                continue
            known = now if found["whole"] else None
            told = found["told"]
            watched.take(found)
            if found["whole"]:
                await asyncio.sleep(_LEAST)
            rested = time.monotonic() + found["seconds"] * (_SHARE if found["known"] else 1)
            while time.monotonic() < rested and await asyncio.to_thread(self._busy, names):
                await asyncio.sleep(_LEAST)

    def _stamps(self, names: Sequence[str]) -> list[Any]:
        return [stamp(self._runs.path(name)) for name in names]

    def _busy(self, names: Sequence[str]) -> bool:
        """Whether there is a training, of this lab's or of another program, that verdicts would hold up."""
        return self._training() or any(in_use(self._runs.folder / name) for name in names)


class _Watched:
    """Diagnoses by run, each with the number of the finding that brought it."""

    def __init__(self) -> None:
        self.viewers = 0
        self.task: asyncio.Task[None]
        self._number = 0
        self._runs: dict[str, tuple[int, Any, Any]] = {}
        self._sentence: tuple[int, Any] = (0, None)

    def take(self, found: dict[str, Any]) -> None:
        """Take in what `judge` found."""
        self._number += 1
        for key, diagnoses in found["runs"].items():
            self._runs[key] = (self._number, diagnoses, found["words"][key])
        if found["sentence"] is not None and found["sentence"] != self._sentence[1]:
            self._sentence = (self._number, found["sentence"])

    def since(self, number: int) -> tuple[int, Event | None]:
        """What came after a finding, and the number of the last one."""
        if number == self._number:
            return number, None
        new = {key: value for key, value in self._runs.items() if value[0] > number}
        said = self._sentence[0] > number
        if not new and not said:
            return self._number, None
        data = {
            "runs": {key: diagnoses for key, (_n, diagnoses, _words) in new.items()},
            "words": {key: words for key, (_n, _diagnoses, words) in new.items()},
            "sentence": self._sentence[1],
        }
        return self._number, {"event": "diagnoses", "data": _json(data)}


async def events(
    names: Sequence[str],
    after: Sequence[int],
    runs: Runs,
    verdicts: Verdicts,
    entry: Callable[[str], Event],
) -> AsyncIterator[Event]:
    """What happens from places in the rows on, for as long as somebody listens.

    A listener that doesn't read holds back its own events, which lie in the file until it does.

    Args:
        names: of the runs; rows and states come of experiments.
        after: the bytes of each experiment's rows that are known already; of another number of
            experiments, all that there are now.
        entry: a run's line in the list.
    """
    histories = {name: path / HISTORY for name in names if (path := runs.path(name)).is_dir()}
    known = after if len(after) == len(histories) else map(_size, histories.values())
    offsets = dict(zip(histories, known, strict=True))
    states: dict[str, Event] = {}
    number, looked = 0, 0.0
    async with verdicts.watch(names) as watched:
        while True:
            grown = False
            for name, history in histories.items():
                while block := _lines(history, offsets[name]):
                    offsets[name] += len(block)
                    grown = True
                    place = "-".join(map(str, offsets.values()))
                    yield {"event": "rows", "id": place, "data": _rows(name, block)}
            number, said = watched.since(number)
            if said is not None:
                yield said
            # With rows if there are any: what comes together is drawn in one frame.
            if time.monotonic() - looked >= (0.9 * _STATE if grown else _STATE):
                looked = time.monotonic()
                try:
                    now = {name: entry(name) for name in histories}
                except (HankaError, OSError):
                    return  # renamed or deleted
                for name in now:
                    if now[name] != states.get(name):
                        yield {"event": "entry", "data": _json(now[name])}
                states = now
            await asyncio.sleep(_EVERY)


@lru_cache(maxsize=8)
def _rows(name: str, block: bytes) -> str:
    """What the page draws of a block of lines, a third of what is written; made once for all who listen."""
    try:
        rows = [{key: row[key] for key in _DRAWN if key in row} for row in parse(block)]
    except ValueError:  # not hanka's: 'hanka check' says so
        rows = []
    return _json({"experiment": name, "rows": rows})


def _size(history: Path) -> int:
    return history.stat().st_size if history.is_file() else 0


def _lines(history: Path, offset: int) -> bytes:
    """Whole lines from a place on, of one block at most."""
    if _size(history) <= offset:
        return b""
    with history.open("rb") as file:
        file.seek(offset)
        block = file.read(_BLOCK)
    return block[: block.rfind(b"\n") + 1]


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
