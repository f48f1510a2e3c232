"""The lecture's networks 784-H-10, Adam, batch 32, on MNIST: microseconds a bare training step.

    python bench/lecture.py --tf-python TF/bin/python --torch-python TORCH/bin/python [--quick]

hanka and its peers each live in a process and an environment of their own and take turns, A B C D A B C D …;
each first makes one run that does not count. bench/README.md says how to make the environments.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from _rounds import about_machine, alternate, note, ratios, save_digits, spread, table, workers
from _worker import BATCH, FLOATS, INPUTS, OUTPUTS, SIDE

STEPS = {128: 1000, 400: 600, 4000: 120, 40000: 20}
"""Hidden units → steps a run; one to three seconds for Keras on TensorFlow."""
QUICK = {128: 500, 400: 300, 4000: 60, 40000: 8}
LIMITS = {"gemm": 4, "update": 10, "add": 10}


def flops(hidden: int) -> int:
    """Of a step: forward and the kernels' gradients in both layers, the inputs' in the second alone."""
    return BATCH * (4 * INPUTS * hidden + 6 * hidden * OUTPUTS)


def parameters(hidden: int) -> int:
    """Of the network."""
    return INPUTS * hidden + hidden + hidden * OUTPUTS + OUTPUTS


def plans(options: argparse.Namespace, data: Path) -> list[dict[str, Any]]:
    """The workers that the arguments allow."""
    found = [{"name": "hanka", "python": sys.executable, "script": "_hanka_steps.py"}]
    if options.tf_python:
        found += [
            {"name": f"Keras on {label}", "python": options.tf_python, "script": "_peer_keras.py",
             "env": {"KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}}
            for label, backend in (("TensorFlow", "tensorflow"), ("JAX", "jax"))
        ]  # fmt: skip
    if options.torch_python:
        found += [{"name": "PyTorch, fused Adam", "python": options.torch_python,
                   "script": "_peer_torch.py", "kind": "eager"}]  # fmt: skip
    return [plan | {"data": data} for plan in found]


def limits(data: Path, rounds: int) -> dict[str, list[float]]:
    """GFLOP/s of a matrix product, GB/s of in-place updates and of sums, round by round."""
    each = [
        {"name": kind, "python": sys.executable, "script": "_limits.py", "kind": kind, "data": data}
        for kind in LIMITS
    ]
    work = {"gemm": 2 * SIDE**3, "update": 2 * 4 * FLOATS, "add": 3 * 4 * FLOATS}
    with workers(each) as started:
        seconds = alternate(started, rounds, {k: {"steps": n} for k, n in LIMITS.items()})
    return {k: [work[k] * LIMITS[k] / s / 1e9 for s in values] for k, values in seconds.items()}


def networks(options: argparse.Namespace, data: Path) -> dict[int, dict[str, list[float]]]:
    """Hidden units → worker → microseconds a step, round by round."""
    steps = QUICK if options.quick else STEPS
    found = {}
    with workers(plans(options, data)) as started:
        about_machine(started)
        for hidden in options.hidden:
            note(f"H = {hidden}")
            count = options.steps or steps[hidden]
            request: dict[str, Any] = {"hidden": hidden, "steps": count}
            seconds = alternate(started, options.rounds, {w.name: request for w in started})
            found[hidden] = {name: [s / count * 1e6 for s in values] for name, values in seconds.items()}
    return found


def print_results(found: dict[int, dict[str, list[float]]], peaks: dict[str, list[float]]) -> None:
    """The tables of docs/performance.md."""
    names = list(dict.fromkeys(name for row in found.values() for name in row))
    print("Microseconds a step: median (range) of the rounds\n")
    table(
        ["H", *names],
        ([str(h), *(spread(row[n]) if n in row else "-" for n in names)] for h, row in found.items()),
    )
    if "hanka" in names:
        peers = [n for n in names if n != "hanka"]
        print("How many times hanka's time: median (range) of the ratios by round\n")
        table(
            ["H", *peers],
            ([str(h), *(ratios(row[n], row["hanka"]) if {n, "hanka"} <= row.keys() else "-" for n in peers)]
             for h, row in found.items()),
        )  # fmt: skip
    print_shares(found, peaks)


def print_shares(found: dict[int, dict[str, list[float]]], peaks: dict[str, list[float]]) -> None:
    """What share of the machine's own limits each step reaches."""
    units = {"gemm": "GFLOP/s", "update": "GB/s", "add": "GB/s"}
    labels = {
        "gemm": "float32 product of 4096² matrices",
        "update": "in-place update (reads and writes 128 MB)",
        "add": "a = b + c (128 MB each)",
    }
    print("The machine's limits, all cores\n")
    table(
        ["", "median (range)"], ([labels[k], f"{spread(v, '{:.1f}')} {units[k]}"] for k, v in peaks.items())
    )
    print("Share of the matrix product's peak; a step is B·(4·784·H + 6·10·H) floating-point operations\n")
    table(
        ["H", "MFLOP a step", *next(iter(found.values()), {})],
        ([str(h), f"{flops(h) / 1e6:.1f}",
          *(f"{flops(h) / (median(v) * 1e-6) / median(peaks['gemm']) / 1e9:.0%}" for v in row.values())]
         for h, row in found.items()),
    )  # fmt: skip
    print("The memory floor: a step reads the parameters (forward), writes and reads the gradient, and reads")
    print(
        "and writes parameters and both moments: 9 numbers of 4 bytes a parameter (7 if the gradient is never"
    )
    print("written). The range: at the bandwidth of in-place updates, and at that of a = b + c\n")
    rows = []
    for hidden, row in found.items():
        moved = 9 * 4 * parameters(hidden)
        fast, slow = (moved / median(peaks[k]) / 1e3 for k in ("update", "add"))
        shares = (f"{fast / median(v):.0%}–{slow / median(v):.0%}" for v in row.values())
        if hidden >= 4000:  # Smaller ones live in the caches.
            rows.append([str(hidden), f"{moved / 1e6:.0f} MB", f"{fast:.0f}–{slow:.0f} µs", *shares])
    table(["H", "moved a step", "floor", *(f"{n}: share" for n in next(iter(found.values()), {}))], rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tf-python", default=os.environ.get("BENCH_TF_PYTHON"))
    parser.add_argument("--torch-python", default=os.environ.get("BENCH_TORCH_PYTHON"))
    parser.add_argument("--hidden", type=lambda s: [int(h) for h in s.split(",")], default=list(STEPS))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--steps", type=int, default=0, help="steps a run, instead of the built-in numbers")
    parser.add_argument("--quick", action="store_true", help="half as many steps a run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = save_digits(Path(folder))
        peaks = limits(data, min(options.rounds, 5))
        print_results(networks(options, data), peaks)


if __name__ == "__main__":
    main()
