"""What `hanka train` costs besides its steps: time end to end, memory, compilations, start-up.

    python bench/overhead.py [--quick]

Needs no peers. `--quick` leaves out an epoch of all 60,000 rows at H = 40000, some minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from _rounds import HERE, Worker, about_machine, note, save_digits, spread, table

HANKA = [sys.executable, "-m", "hanka"]
STEPS = 1875
"""Of an epoch: 60,000 rows, 32 a step."""


def run(command: list[str]) -> tuple[float, float]:
    """The wall seconds and the peak memory in MB of a command, which must succeed."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            raise SystemExit(
                f"{' '.join(command)}: exit {process.returncode}\n{errors.read().decode()[-2000:]}"
            )
    # Kilobytes on Linux, bytes on macOS.
    return seconds, usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e6 / 1024)


def train(folder: Path, hidden: int, epochs: int, *more: str) -> tuple[float, float, float]:
    """`hanka train`: wall seconds, the rows' own seconds, peak memory in MB."""
    command = [
        *HANKA,
        "train",
        "mnist",
        "--hidden",
        str(hidden),
        "--epochs",
        str(epochs),
        "--out",
        str(folder),
    ]
    wall, memory = run([*command, *more])
    lines = (folder / "history.jsonl").read_text(encoding="utf-8").splitlines()
    return wall, sum(json.loads(line)["seconds"] for line in lines), memory


def end_to_end(folder: Path, worker: Worker, rounds: int, epochs: int) -> None:
    """The command against its bare steps, in turns."""
    hidden = 400
    worker.seconds(hidden=hidden, steps=STEPS)
    bare, walls, inner = [], [], []
    for number in range(rounds):
        bare.append(sum(worker.seconds(hidden=hidden, steps=STEPS) for _ in range(epochs)))
        wall, rows, _ = train(folder / f"round-{number}", hidden, epochs)
        walls.append(wall)
        inner.append(rows)
        note(f"round {number + 1} of {rounds}")
    outside = [w - r for w, r in zip(walls, inner, strict=True)]
    print(
        f"`hanka train mnist --hidden {hidden} --epochs {epochs}` against its {epochs * STEPS} bare steps\n"
    )
    columns = {"bare steps": bare, "the whole command": walls, "of it: in the rows' `seconds`": inner}
    columns["of it: the rest (start, data, compilation, rows, saving)"] = outside
    table(
        ["", "seconds", "of the bare steps, by round"],
        (
            [name, spread(v, "{:.2f}"), spread([a / b for a, b in zip(v, bare, strict=True)], "{:.0%}")]
            for name, v in columns.items()
        ),
    )
    evaluated = 20_000 * 2 * (784 + 10) / (60_000 * (4 * 784 + 6 * 10))
    print(f"(Evaluating 20,000 rows an epoch is {evaluated:.0%} of an epoch's floating-point operations.)\n")


def memory(folder: Path, full: bool) -> None:
    """Peak memory at H = 40000."""
    rows = []
    for size in ("3200", "60000") if full else ("3200",):
        wall, inner, peak = train(folder / f"memory-{size}", 40_000, 1, "--train-size", size)
        rows.append([size, f"{peak:.0f} MB", f"{wall:.1f}", f"{inner:.1f}"])
        note(f"memory, {size} rows")
    print("Peak memory of `hanka train mnist --hidden 40000 --epochs 1` with weights and checkpoint saved\n")
    table(["training rows", "peak", "seconds", "in the rows"], rows)


def start_up() -> None:
    """`hanka --help`, as the installed script where there is one."""
    script = Path(sys.executable).with_name("hanka")
    command = [str(script)] if script.exists() else HANKA
    seconds = [run([*command, "--help"])[0] for _ in range(11)][1:]
    print(
        f"`{Path(command[0]).name} --help`: best {min(seconds):.3f} s, median {median(seconds):.3f} s of 10\n"
    )


def compilations() -> None:
    """How many programs JAX compiles for one member and for 64 of one shape."""
    found = {}
    for members in (1, 64):
        command = [sys.executable, str(HERE / "_compiles.py"), str(members)]
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        found[members] = json.loads(answer.stdout)["compiled"]
    print("Programs compiled by JAX in a process that trains 784-64-10 for two epochs\n")
    names = list(dict.fromkeys(name for counts in found.values() for name in counts))
    table(
        ["program", *(f"{m} members" for m in found)],
        [[f"`{name}`", *(str(c.get(name, 0)) for c in found.values())] for name in names]
        + [["all", *(str(sum(c.values())) for c in found.values())]],
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        worker = Worker("hanka", sys.executable, "_hanka_steps.py", save_digits(folder))
        about_machine([worker])
        end_to_end(folder, worker, options.rounds, options.epochs)
        worker.close()
        start_up()
        compilations()
        memory(folder, full=not options.quick)


if __name__ == "__main__":
    main()
