"""The networks of "Overfit and underfit" on HIGGS: milliseconds a network-epoch, validation included.

    python bench/tutorial.py --tf-python TF/bin/python --source higgs:source=HIGGS.csv.gz

hanka trains ten seeds of a network together, and measures training and validation data after each epoch;
Keras fits one with validation data, fed by tf.data as the tutorial has it. The two take turns.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
from _rounds import about_machine, alternate, ratios, spread, table, workers

import hanka

# Name → epochs of a run: hanka's for each of ten seeds, and Keras'.
EPOCHS = {"Tiny": (60, 20), "Small": (60, 20), "Medium": (20, 20), "Large": (1, 4)}
ASKED = {"Tiny": "15", "Small": "15", "Medium": "6", "Large": "1.6"}
SEEDS = 10


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tf-python", default=os.environ.get("BENCH_TF_PYTHON"), required=False)
    parser.add_argument("--source", default="higgs")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    keras = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        save(Path(folder), options.source)
        plans = [
            {"name": "hanka", "python": sys.executable, "script": "_hanka_tutorial.py"},
            {"name": "Keras", "python": options.tf_python, "script": "_peer_tutorial.py", "env": keras},
        ]
        with workers({**plan, "data": Path(folder)} for plan in plans) as started:
            about_machine(started)
            for model, (ours, theirs) in EPOCHS.items():
                requests = {
                    "hanka": {"model": model, "epochs": ours, "seeds": SEEDS},
                    "Keras": {"model": model, "epochs": theirs},
                }
                seconds = alternate(started, options.rounds, requests)
                each = {
                    "hanka": [s / ours / SEEDS * 1e3 for s in seconds["hanka"]],
                    "Keras": [s / theirs * 1e3 for s in seconds["Keras"]],
                }
                rows.append(
                    [
                        model,
                        spread(each["hanka"], "{:.2f}"),
                        spread(each["Keras"], "{:.1f}"),
                        ratios(each["Keras"], each["hanka"]),
                        ASKED[model],
                    ]
                )
    table(["", "hanka, ms a network-epoch", "Keras", "times as fast", "asked"], rows)


def save(folder: Path, source: str) -> None:
    """The tutorial's rows where every worker can read them without hanka."""
    data = hanka.load(source)
    for name in ("x_train", "y_train", "x_val", "y_val"):
        np.save(folder / f"{name}.npy", getattr(data, name))
    (folder / "source").write_text(source, encoding="utf-8")


if __name__ == "__main__":
    main()
