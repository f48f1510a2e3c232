"""64 networks 784-64-10 with different seeds and learning rates, on MNIST: microseconds a network-step.

    python bench/family.py --tf-python TF/bin/python --torch-python TORCH/bin/python

"One after another" is measured on one network: 64 of them take 64 times as long, not counting that Keras
compiles each anew. The workers take turns as in lecture.py.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from _rounds import about_machine, alternate, ratios, save_digits, spread, table, workers

HIDDEN, MEMBERS = 64, 64

# Name → networks at once, steps a run (about a second or two), and how the worker is started.
HANKA = {
    "hanka, 2 cores": (MEMBERS, 150, {"script": "_hanka_steps.py", "cores": 2}),
    "hanka, 1 core": (MEMBERS, 150, {"script": "_hanka_steps.py", "cores": 1}),
    "hanka, 2 cores, one after another": (1, 1500, {"script": "_hanka_steps.py", "cores": 2}),
}
KERAS = {
    "Keras on TensorFlow, one after another": (
        1,
        600,
        {"script": "_peer_keras.py", "env": {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}},
    ),
}
TORCH = {
    "PyTorch, fused Adam, one after another": (1, 1500, {"script": "_peer_torch.py", "kind": "eager"}),
    "PyTorch, bmm": (MEMBERS, 50, {"script": "_peer_torch.py", "kind": "bmm"}),
    "PyTorch, bmm, compiled": (MEMBERS, 100, {"script": "_peer_torch.py", "kind": "bmm-compiled"}),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tf-python", default=os.environ.get("BENCH_TF_PYTHON"))
    parser.add_argument("--torch-python", default=os.environ.get("BENCH_TORCH_PYTHON"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--steps", type=int, default=0, help="steps a run, instead of the built-in numbers")
    options = parser.parse_args()
    chosen: dict[str, tuple[int, int, dict[str, Any]]] = {}
    for python, plans in ((sys.executable, HANKA), (options.tf_python, KERAS), (options.torch_python, TORCH)):
        for name, (members, steps, start) in plans.items():
            if python:
                start = start | {"name": name, "python": python}
                chosen[name] = members, options.steps or steps, start
    with tempfile.TemporaryDirectory() as folder:
        data = save_digits(Path(folder))
        with workers(start | {"data": data} for _, _, start in chosen.values()) as started:
            about_machine(started)
            seconds = alternate(
                started,
                options.rounds,
                {
                    name: {"hidden": HIDDEN, "steps": steps} | ({"members": members} if members > 1 else {})
                    for name, (members, steps, _) in chosen.items()
                },
            )
    micros = {n: [s / chosen[n][0] / chosen[n][1] * 1e6 for s in values] for n, values in seconds.items()}
    print_results(micros)


def print_results(micros: dict[str, list[float]]) -> None:
    """The table of docs/performance.md."""
    base = micros.get("hanka, 2 cores")
    print("Microseconds a network-step: median (range) of the rounds, and the ratio to hanka by round\n")
    table(
        ["", "µs a network-step", "times hanka's on 2 cores"],
        (
            [name, spread(values, "{:.1f}"), ratios(values, base) if base else "-"]
            for name, values in micros.items()
        ),
    )
    one, two = micros.get("hanka, 1 core"), base
    if one and two:
        gain = median(a / b for a, b in zip(one, two, strict=True))
        print(f"Two cores instead of one: {gain:.2f} times as fast")


if __name__ == "__main__":
    main()
