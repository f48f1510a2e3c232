"""The driver's side of a benchmark: workers, alternating rounds, tables."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

import hanka

HERE = Path(__file__).resolve().parent


class Worker:
    """A long-lived process in an environment of its own that answers "run n steps"."""

    def __init__(
        self, name: str, python: str, script: str, data: Path, *, kind: str = "", cores: int = 0,
        env: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.name = name
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        command = [python, str(HERE / script), "--data", str(data), "--kind", kind, "--cores", str(cores)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | (env or {}),
        )  # fmt: skip
        self.about: dict[str, Any] = self._answer()

    def seconds(self, **request: Any) -> float:
        """The seconds of one run."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return float(self._answer()["seconds"])

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            self._process.wait(20)
            self._errors.seek(0)
            raise RuntimeError(f"{self.name}: {self._errors.read().strip()[-1500:]}")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextlib.contextmanager
def workers(plans: Iterable[dict[str, Any]]) -> Iterator[list[Worker]]:
    """Workers that could be started, the others' reasons on stderr; ended at the end."""
    started: list[Worker] = []
    try:
        for plan in plans:
            try:
                started.append(Worker(**plan))
                note(f"started {plan['name']}")
            except (RuntimeError, OSError) as error:
                note(f"LEFT OUT {plan['name']}: {error}")
        yield started
    finally:
        for worker in started:
            worker.close()


def alternate(
    started: list[Worker], rounds: int, requests: dict[str, dict[str, Any]]
) -> dict[str, list[float]]:
    """Worker → seconds of each round, A B C A B C …; one run of each to warm up does not count."""
    seconds: dict[str, list[float]] = {w.name: [] for w in started}
    for number in range(rounds + 1):
        for worker in list(started):
            if worker.name not in seconds:
                continue
            try:
                taken = worker.seconds(**requests[worker.name])
            except RuntimeError as error:
                note(f"LEFT OUT {worker.name}: {error}")
                del seconds[worker.name]
                started.remove(worker)
                continue
            if number:
                seconds[worker.name].append(taken)
        note(f"round {number} of {rounds}" if number else "warm")
    return {name: values for name, values in seconds.items() if values}


def ratios(seconds: Sequence[float], base: Sequence[float]) -> str:
    """The ratio to the base, round by round: median and range."""
    return spread([a / b for a, b in zip(seconds, base, strict=True)], "{:.2f}")


def spread(values: Sequence[float], form: str = "{:.0f}") -> str:
    """Median and range."""
    low, high = form.format(min(values)), form.format(max(values))
    return f"{form.format(median(values))} ({low}–{high})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a Markdown table."""
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def about_machine(started: Iterable[Worker] = ()) -> None:
    """Print what the figures hold for."""
    print(f"{platform.platform()}, {processor()}, {os.cpu_count()} cores")
    for worker in started:
        print(f"- {worker.name}: " + ", ".join(f"{k} {v}" for k, v in worker.about.items()))
    print(flush=True)


def processor() -> str:
    """The processor's name."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown processor"


def note(text: str) -> None:
    """Say how far it is, on stderr."""
    print(text, file=sys.stderr, flush=True)


def save_digits(folder: Path) -> Path:
    """Write MNIST's training images where every worker can read them without hanka."""
    data = hanka.load("mnist")
    np.save(folder / "x.npy", data.x_train.reshape(len(data.x_train), -1))
    np.save(folder / "y.npy", data.y_train)
    return folder
