"""hanka on what a machine has: more cores, and a GPU where JAX finds one.

    python bench/devices.py --source higgs:source=HIGGS.csv.gz --cores 2,4,8,16

The lecture's networks and a family of 64 by bare steps, the tutorial's with all that an epoch measures;
the processes take turns.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from _rounds import about_machine, alternate, ratios, save_digits, spread, table, workers

SEEDS = 10

# Name → the request, and how many network-steps it is.
STEPS: dict[str, tuple[dict[str, Any], int]] = {
    "784-400-10": ({"hidden": 400, "steps": 1000}, 1000),
    "784-40000-10": ({"hidden": 40000, "steps": 10}, 10),
    "64 × 784-64-10": ({"hidden": 64, "steps": 150, "members": 64}, 150 * 64),
}
# Name → epochs of ten seeds.
EPOCHS = {"Tiny": 60, "Medium": 20, "Large": 1}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", default="higgs")
    parser.add_argument("--cores", default=str(os.cpu_count()), help="numbers of cores, with commas")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    gpu = {"JAX_PLATFORMS": "cuda", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}
    places = [
        {"name": f"{n} cores", "cores": int(n), "env": {"JAX_PLATFORMS": "cpu"}}
        for n in options.cores.split(",")
    ] + [
        {"name": "GPU", "env": gpu},
        {"name": "GPU, TF32", "env": {**gpu, "JAX_DEFAULT_MATMUL_PRECISION": "tensorfloat32"}},
    ]
    requests = {name: (request, n, 1e6) for name, (request, n) in STEPS.items()}
    tutorial = {
        f"{name}, ten seeds": ({"model": name, "epochs": epochs, "seeds": SEEDS}, epochs * SEEDS, 1e3)
        for name, epochs in EPOCHS.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        data = save_digits(Path(folder))
        (data / "source").write_text(options.source, encoding="utf-8")
        measure("µs a network-step", "_hanka_steps.py", data, places, requests, options.rounds)
        measure("ms a network-epoch", "_hanka_tutorial.py", data, places, tutorial, options.rounds)


def measure(
    what: str,
    script: str,
    data: Path,
    places: list[dict[str, Any]],
    requests: dict[str, tuple[dict[str, Any], int, float]],
    rounds: int,
) -> None:
    """Print a table of one kind of work: a row for each request, a column for each place."""
    plans = ({"script": script, "python": sys.executable, "data": data, **place} for place in places)
    with workers(plans) as started:
        about_machine(started)
        names = [worker.name for worker in started]
        rows = []
        for name, (request, n, unit) in requests.items():
            taken = alternate(started, rounds, dict.fromkeys(names, request))
            base = taken[names[0]]
            rows.append(
                [name]
                + [spread([s / n * unit for s in taken[each]], "{:.1f}") for each in names]
                + [ratios(base, taken[each]) for each in names[1:]]
            )
    table([what, *names, *(f"{each}: times as fast" for each in names[1:])], rows)


if __name__ == "__main__":
    main()
