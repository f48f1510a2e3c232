"""The bet on executors: `hanka.engine.advance` through loky and through Dask, one worker killed with -9.

    python bench/bets/executors.py

Each pack is a chain of chunks. Half-way a worker that is training is killed; its chunk is trained again from
its checkpoint. Rows and arrays are compared bit for bit with an undisturbed run in such workers, and to 1e-5
with the same chain in this process, whose threads sum in another order. Then the throughput: two workers of
one thread and one device each against this process with two devices.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])])

import _work

import hanka
from hanka.checkpoint import Checkpoint, Row
from hanka.engine import is_finished

SOURCE = "mnist"
CHUNK = 2
WORKERS = 2
ONE_THREAD = {
    "XLA_FLAGS": "--xla_force_host_platform_device_count=1 --xla_cpu_multi_thread_eigen=false",
    "NPROC": "1",
    "OMP_NUM_THREADS": "1",
}

Pack = tuple[tuple[int, ...], tuple[hanka.Spec, ...]]
Result = dict[int, tuple[list[Row], Checkpoint]]
"""Pack → all its rows, and the last checkpoint."""


def packs(count: int, size: int, epochs: int, rows: int) -> list[Pack]:
    """Packs of members 784-64-10 that differ in their seeds."""
    spec = hanka.Spec(hidden_layer_sizes=(64,), epochs=epochs, train_size=rows)
    members = [tuple(range(p * size, (p + 1) * size)) for p in range(count)]
    return [(pack, tuple(replace(spec, seed=member) for member in pack)) for pack in members]


@contextlib.contextmanager
def loky() -> Iterator[Callable[[], Executor]]:
    """Gives loky's executor; a broken one is replaced."""
    from loky import get_reusable_executor

    yield lambda: get_reusable_executor(max_workers=WORKERS, env=ONE_THREAD, kill_workers=False)
    get_reusable_executor().shutdown(kill_workers=True)


@contextlib.contextmanager
def dask() -> Iterator[Callable[[], Executor]]:
    """Gives Dask's executor; Dask itself trains a lost chunk again on a new worker."""
    from distributed import Client, LocalCluster

    settings: dict[str, Any] = {"n_workers": WORKERS, "threads_per_worker": 1, "processes": True}
    with (
        LocalCluster(**settings, env=ONE_THREAD, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield lambda: client.get_executor(pure=False)


def chain(factory: Callable[[], Executor], todo: list[Pack], kill: bool) -> tuple[Result, int]:
    """Every pack to its end, a chunk at a time; how many chunks were submitted again."""
    executor, again, killed = factory(), 0, not kill
    result: Result = {}
    tasks: dict[Future[_work.Answer], int] = {}
    chunks = sum(-(-specs[0].epochs // CHUNK) for _, specs in todo)

    def submit(pack: int) -> None:
        task = (_work.work, result[pack][1], CHUNK) if pack in result else (_work.begin, *todo[pack])
        tasks[executor.submit(*task, SOURCE)] = pack

    for pack in range(len(todo)):
        submit(pack)
    done = 0
    while tasks:
        for future in wait(tasks, return_when=FIRST_COMPLETED).done:
            pack = tasks.pop(future)
            try:
                rows, checkpoint, pid = future.result()
            except BrokenExecutor:
                executor, again = factory(), again + 1
                submit(pack)
                continue
            done += bool(rows)
            before = result[pack][0] if pack in result else []
            result[pack] = [*before, *rows], checkpoint
            if not is_finished(checkpoint):
                submit(pack)
            if not killed and done >= chunks // 2:
                time.sleep(0.02)  # The worker is by now at its next chunk.
                os.kill(pid, signal.SIGKILL)
                killed = True
    return result, again


def here(todo: list[Pack]) -> Result:
    """The same in this process."""
    result: Result = {}
    for number, pack in enumerate(todo):
        rows, checkpoint, _ = _work.begin(*pack, SOURCE)
        while not is_finished(checkpoint):
            more, checkpoint, _ = _work.work(checkpoint, CHUNK, SOURCE)
            rows += more
        result[number] = rows, checkpoint
    return result


def differences(found: Result, expected: Result) -> tuple[int, int, float]:
    """How many rows differ (but for `seconds`), how many arrays do, and the largest relative difference."""
    rows = arrays = 0
    largest = 0.0
    for pack, (expected_rows, expected_checkpoint) in expected.items():
        found_rows, found_checkpoint = found[pack]
        pairs = zip(found_rows, expected_rows, strict=True)
        rows += sum(a | {"seconds": 0} != b | {"seconds": 0} for a, b in pairs)
        for name, array in expected_checkpoint.arrays.items():
            other = found_checkpoint.arrays[name]
            if not np.array_equal(array, other, equal_nan=True):
                arrays += 1
                scale = np.linalg.norm(np.asarray(array, float))
                largest = max(largest, float(np.linalg.norm(np.asarray(array, float) - other) / scale))
    return rows, arrays, largest


def throughput(factory: Callable[[], Executor], rounds: int, rows: int) -> tuple[list[float], list[float]]:
    """Seconds of four packs of eight members for two epochs: two workers, and this process. In turns."""
    todo = packs(4, 8, 2, rows)
    begun = [_work.begin(*pack, SOURCE)[1] for pack in todo]
    executor = factory()
    workers, process = [], []
    for number in range(rounds + 1):
        began = time.perf_counter()
        list(executor.map(_work.work, begun, [CHUNK] * 4, [SOURCE] * 4))
        middle = time.perf_counter()
        for checkpoint in begun:
            _work.work(checkpoint, CHUNK, SOURCE)
        if number:  # The first round compiles.
            workers.append(middle - began)
            process.append(time.perf_counter() - middle)
    return workers, process


def main() -> None:
    """Run both, print what came out; exit 1 where something differs."""
    quick = "--quick" in sys.argv
    todo = packs(4, 2, 6, 1600 if quick else 6400)
    expected = here(todo)
    wrong = 0
    warnings.filterwarnings("ignore", message="Sending large graph")
    for name, executor in (("loky", loky), ("dask", dask)):
        with executor() as factory:
            result, again = chain(factory, todo, kill=True)
            print(f"{name}: a worker killed, {again} tasks submitted again")
            undisturbed, _ = chain(factory, todo, kill=False)
            for label, other, limit in (("undisturbed", undisturbed, 0.0), ("one process", expected, 1e-5)):
                rows, arrays, largest = differences(result, other)
                wrong += largest > limit or (rows > 0 and not limit)
                print(f"{name}: against {label}: {rows} rows, {arrays} arrays differ (at most {largest:.1g})")
            workers, process = throughput(factory, 1 if quick else 5, 1600 if quick else 6400)
        ratio = median(a / b for a, b in zip(workers, process, strict=True))
        seconds = f"two workers {median(workers):.2f} s, one process with two devices {median(process):.2f} s"
        print(f"{name}: {seconds}, ratio {ratio:.2f} (32 members 784-64-10, 2 epochs)", flush=True)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
