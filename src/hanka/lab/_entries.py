"""A line for each run in the list: what it is and how far it has come."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hanka.errors import InputError
from hanka.experiment import in_use
from hanka.experiment._columns import counted
from hanka.figures._palette import varied
from hanka.lab._jobs import Jobs
from hanka.lab._runs import ABOUT, HISTORY, Runs
from hanka.messages import gettext as _

__all__ = ["Entries"]

_BLOCK = 1 << 20
Entry = dict[str, Any]


@dataclass(slots=True)
class _Known:
    """What was read of an experiment once; it is written once."""

    stamp: int
    about: Entry
    of: int
    members: int
    size: int = 0
    rows: int = 0
    began: tuple[float, int] | None = None


class Entries:
    """Entries of a folder of runs; what has not changed is not read again."""

    def __init__(self, runs: Runs, jobs: Jobs) -> None:
        self._runs = runs
        self._jobs = jobs
        self._known: dict[str, _Known] = {}

    def all(self) -> list[Entry]:
        """Of all runs, newest first; what can't be read is left out."""
        found = list(self._readable())
        return sorted(found, key=lambda entry: entry["created"], reverse=True)

    def _readable(self) -> Iterator[Entry]:
        for name in self._runs.names():
            try:
                yield self.entry(name)
            except (InputError, OSError):
                continue

    def entry(self, name: str) -> Entry:
        """Of one run.

        Raises:
            MissingError: there is none of this name.
            InputError: it is damaged.
        """
        path = self._runs.path(name)
        return self._experiment(name, path) if path.is_dir() else _log(name, path)

    def _experiment(self, name: str, path: Path) -> Entry:
        stamp = (path / ABOUT).stat().st_mtime_ns
        known = self._known.get(name)
        if known is None or known.stamp != stamp:
            known = self._known[name] = _read(name, path, stamp)
        _count(path / HISTORY, known)
        done = _finished(path, known.members)
        state = self._jobs.state(name)
        if state is None or (state == "failed" and (done or self._runs.stopped(name))):
            state = "finished" if done else self._at_rest(name, path)
        error = self._jobs.error(name) if state == "failed" else None
        left = _left(known, state)
        return {**known.about, "epochs": known.rows, "state": state, "left": left, "error": _both(error)}

    def _at_rest(self, name: str, path: Path) -> str:
        if in_use(path):  # by another program
            return "training"
        return "stopped" if self._runs.stopped(name) else "paused"


def _read(name: str, path: Path, stamp: int) -> _Known:
    # As it is written: making specs of a thousand experiments would take most of a second.
    try:
        written = json.loads((path / ABOUT).read_bytes())
        specs, dataset = written["specs"], written["dataset"]
        about = {
            "name": name,
            "kind": "experiment",
            "dataset": str(dataset["name"]),
            "task": str(dataset["task"]),
            "networks": len(specs),
            "of": sum(int(spec["epochs"]) for spec in specs),
            "created": str(written["created"]),
            "varied": varied(specs),
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(_("{folder} is damaged; 'hanka check' tells how").format(folder=path)) from error
    return _Known(stamp, about, sum(int(spec["epochs"]) for spec in specs), len(specs))


def _count(history: Path, known: _Known) -> None:
    """Count the rows written since it was last looked at."""
    rows, size = known.rows, known.size
    if history.stat().st_size < size or not size:
        rows, size = counted(history)
    with history.open("rb") as file:
        file.seek(size)
        while block := file.read(_BLOCK):
            rows += block.count(b"\n")
            size += len(block)
    known.rows, known.size = rows, size  # at once: several threads may count


def _left(known: _Known, state: str) -> float | None:
    """Seconds until all epochs are trained, as fast as they have been since training was first seen; early
    stopping may end it before."""
    if state != "training":
        known.began = None
        return None
    now = time.monotonic()
    if known.began is None:
        known.began = (now, known.rows)
    since, rows = now - known.began[0], known.rows - known.began[1]
    return (known.of - known.rows) * since / rows if rows else None


def _finished(path: Path, members: int) -> bool:
    """Whether the weights of every member are there."""
    weights = path / "weights"
    return weights.is_dir() and sum(p.suffix == ".safetensors" for p in weights.iterdir()) >= 2 * members


def _log(name: str, path: Path) -> Entry:
    changed = datetime.datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return {
        "name": name,
        "kind": "log",
        "dataset": "",
        "task": "",
        "networks": 1,
        "epochs": 0,
        "of": None,
        "state": "finished",
        "created": changed.isoformat(timespec="seconds"),
        "varied": [],
        "left": None,
        "error": None,
    }


def _both(text: str | None) -> dict[str, str] | None:
    return None if text is None else {"en": text, "ja": text}
