"""The bet on resumption: `hanka train` killed with -9 twenty times, resumed, and bit-identical in the end.

    python bench/bets/kill_storm.py [--kills 20] [--seed 0]

Under one and two cores and one and two forced devices: an uninterrupted run, then a storm. A third of the
kills come in the first second (imports, the folder's creation), a third at any time, and a third as soon as
a file of the folder changes (saves). history.jsonl is compared but for `seconds`, weights byte for byte.
A run that ends before its kill is compared, and the storm goes on with a new folder. A run killed before
experiment.json is there is started again by the same command; "refused" counts where that says no, and the
folder had to be removed by hand. Linux only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from _rounds import note, table

import hanka

EAGER = Path(__file__).resolve().with_name("_eager.py")
TRAIN = "mnist --hidden 32,64 --dropout .2 --seed 0:3 --train-size 3200"


class Storm:
    """One configuration: its commands, and what happened."""

    def __init__(self, cores: int, devices: int, epochs: int) -> None:
        self.cores, self.devices, self.epochs = cores, devices, epochs
        self.kills: Counter[str] = Counter()
        self.runs = self.unreadable = self.refused = 0
        self.wrong: list[str] = []
        self.errors = tempfile.TemporaryFile("w+b")  # noqa: SIM115  Lives as long as the storm.

    def start(self, folder: Path) -> subprocess.Popen[bytes]:
        """`hanka train`, or its resumption where there is something to resume."""
        arguments = [*TRAIN.split(), "--epochs", str(self.epochs), "--out", str(folder)]
        if (folder / "experiment.json").exists():
            arguments = ["--resume", str(folder)]
        cores = ",".join(map(str, sorted(os.sched_getaffinity(0))[: self.cores]))
        self.errors.seek(0)
        self.errors.truncate()
        flags = f"--xla_force_host_platform_device_count={self.devices}"
        return subprocess.Popen(
            ["taskset", "-c", cores, sys.executable, str(EAGER), "train", *arguments],
            env=os.environ | {"XLA_FLAGS": flags},
            stdout=subprocess.DEVNULL,
            stderr=self.errors,
        )

    def undisturbed(self, folder: Path) -> float:
        """A run to its end; its seconds."""
        began = time.perf_counter()
        process = self.start(folder)
        if process.wait():
            raise SystemExit(f"exit {process.returncode} in {folder.name}\n{self.said()}")
        return time.perf_counter() - began

    def strike(self, folder: Path, kind: str, seconds: float, rng: random.Random) -> str:
        """Start, and kill at a moment of that kind: "killed", "ended" before, or "refused" to start."""
        until = rng.uniform(0, {"early": 1.0, "any": seconds}.get(kind, 0.0)) if kind != "never" else math.inf
        changes = rng.randint(1, 6)
        process = self.start(folder)
        began, seen = time.perf_counter(), snapshot(folder)
        while process.poll() is None:
            if kind == "save" and (now := snapshot(folder)) != seen:
                seen, changes = now, changes - 1
            if changes == 0 or (kind != "save" and time.perf_counter() - began >= until):
                process.kill()
                break
            time.sleep(0.0002)
        status = process.wait()
        if status == 2 and not (folder / "experiment.json").exists():
            note(f"refused: {self.said()}")
            self.refused += 1
            shutil.rmtree(folder)
            return "refused"
        if status not in (0, -9):
            raise SystemExit(f"exit {status} after {sum(self.kills.values())} kills\n{self.said()}")
        return "killed" if status else "ended"

    def said(self) -> str:
        """The end of what the last process wrote to stderr."""
        self.errors.seek(0)
        return self.errors.read().decode(errors="replace")[-2000:]

    def rage(self, folder: Path, kills: int, reference: Path, seconds: float, rng: random.Random) -> None:
        """Kill and resume until there were enough kills and the last run has ended."""
        here = folder / f"run-{self.runs}"
        while sum(self.kills.values()) < kills:
            kind = rng.choice(("early", "any", "save"))
            end = self.strike(here, kind, seconds, rng)
            if end == "killed":
                self.kills[kind] += 1
                self.unreadable += not readable(here)
            elif end == "ended":
                self.compare(here, reference)
                here = folder / f"run-{self.runs}"
        while self.strike(here, "never", seconds, rng) != "ended":
            pass
        self.compare(here, reference)

    def compare(self, here: Path, reference: Path) -> None:
        """Note what differs from the uninterrupted run."""
        self.runs += 1
        if rows(here) != rows(reference):
            self.wrong.append(f"{here.name}: history.jsonl")
        found, expected = weights(here), weights(reference)
        self.wrong += [
            f"{here.name}: {n}" for n in sorted(found | expected) if found.get(n) != expected.get(n)
        ]


def snapshot(folder: Path) -> list[tuple[str, int, int]]:
    """The folder's files with their sizes and times."""
    found = []
    for path in (p for part in (folder, folder / "checkpoints", folder / "weights") for p in scan(part)):
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        found.append((str(path), stat.st_size, stat.st_mtime_ns))
    return found


def scan(folder: Path) -> list[Path]:
    """A folder's files, none where there is no folder."""
    try:
        return [Path(entry.path) for entry in os.scandir(folder) if entry.name != "lock"]
    except FileNotFoundError:
        return []


def readable(folder: Path) -> bool:
    """Whether a killed run can be opened, or has not begun to exist."""
    if not (folder / "experiment.json").exists():
        return True
    try:
        hanka.open(folder).members()
    except Exception as error:  # Whatever it is, it is the finding.
        note(f"unreadable: {error!r}")
        return False
    return True


def rows(folder: Path) -> list[dict[str, Any]]:
    """The lines of the history, in their order, but for `seconds`."""
    lines = (folder / "history.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) | {"seconds": 0} for line in lines]


def weights(folder: Path) -> dict[str, str]:
    """The sha256 of each file of weights."""
    files = sorted((folder / "weights").iterdir())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def main() -> None:
    """Storms over all configurations, a table; exit 1 where anything differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=20, help="in each configuration")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cores", type=int, default=0, help="only so many cores")
    options = parser.parse_args()
    rng, lines, wrong, hashes = random.Random(options.seed), [], [], {}
    for cores, devices in ((1, 1), (1, 2), (2, 1), (2, 2)):
        if options.cores not in (0, cores):
            continue
        storm = Storm(cores, devices, options.epochs)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            seconds = storm.undisturbed(folder / "reference")
            storm.rage(folder, options.kills, folder / "reference", seconds, rng)
            hashes[cores, devices] = weights(folder / "reference")
        kills = ", ".join(f"{storm.kills[k]} {k}" for k in ("early", "any", "save"))
        runs = f"{storm.runs} of {seconds:.1f} s"
        verdict = "; ".join(storm.wrong) or "none"
        lines.append(
            [str(cores), str(devices), kills, runs, str(storm.unreadable), str(storm.refused), verdict]
        )
        wrong += storm.wrong + ["unreadable"] * storm.unreadable + ["refused"] * storm.refused
        note(" | ".join(lines[-1]))
    head = ["cores", "devices", "kills", "runs", "unreadable after a kill", "refused after a kill"]
    table([*head, "differs from the uninterrupted run"], lines)
    same = "the same bytes" if len({json.dumps(h) for h in hashes.values()}) == 1 else "not all the same"
    print(f"The weights of the {len(hashes)} configurations are {same}.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
