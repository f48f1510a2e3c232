"""What each technique costs: a family of 64 networks 784-64-10 with it against the plain family, in pairs.

    python bench/techniques.py [--rounds 3]

An epoch of all 64 on 12,000 digits of MNIST, batch 32, with 2,000 for validation; plain and technique take
turns, and the ratio of a round is told, not of different rounds. Compilation is not counted.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

import hanka
from hanka import Spec
from hanka.dataset import Dataset
from hanka.engine import advance, run, start
from hanka.spec import Family

MEMBERS, TRAIN, VAL = 64, 12_000, 2_000
PLAIN = Spec(hidden_layer_sizes=(64,), epochs=1000)
TECHNIQUES: dict[str, dict[str, Any]] = {
    "plain, again": {},
    "dropout .5": {"dropout": 0.5},
    "input_dropout .2": {"input_dropout": 0.2},
    "l1": {"l1": 1e-4},
    "l2": {"l2": 1e-4},
    "l1 and l2": {"l1": 1e-4, "l2": 1e-4},
    "max_norm 3": {"max_norm": 3.0},
    "weight_decay (adamw)": {"optimizer": "adamw"},
    "batch normalisation": {"normalization": "batch"},
    "layer normalisation": {"normalization": "layer"},
    "label_smoothing .1": {"label_smoothing": 0.1},
    "class_weight balanced": {"class_weight": "balanced"},
    "label_noise .2": {"label_noise": 0.2},
    "sgd": {"optimizer": "sgd"},
    "sgd, nesterov": {"optimizer": "sgd", "momentum": 0.9, "nesterov": True},
    "rmsprop": {"optimizer": "rmsprop"},
    "adagrad": {"optimizer": "adagrad"},
    "adadelta": {"optimizer": "adadelta"},
    "adamax": {"optimizer": "adamax"},
    "nadam": {"optimizer": "nadam"},
    "loss mean_squared_error": {"loss": "mse"},
    "loss cosine_similarity": {"loss": "cosine_similarity"},
    "loss kl_divergence": {"loss": "kld"},
    "schedule inverse_time": {"schedule": "inverse_time:decay_steps=1000:decay_rate=1"},
    "schedule cosine, warm-up": {"schedule": "cosine:decay_steps=5000:warmup_steps=100"},
    "schedule plateau": {"schedule": "plateau"},
    "patience, best restored": {"patience": 900, "restore_best_weights": True},
    "shift .1": {"shift": 0.1},
    "rotation 15": {"rotation": 15.0},
    "zoom .1": {"zoom": 0.1},
    "shift, rotation, zoom": {"shift": 0.1, "rotation": 15.0, "zoom": 0.1},
    "noise .1": {"noise": 0.1},
    "all four": {"shift": 0.1, "rotation": 15.0, "zoom": 0.1, "noise": 0.1},
}


def data() -> Dataset:
    """The first digits."""
    mnist = hanka.load("mnist")
    return replace(
        mnist,
        x_train=mnist.x_train[:TRAIN], y_train=mnist.y_train[:TRAIN],
        x_val=mnist.x_val[:VAL], y_val=mnist.y_val[:VAL], sha256="bench",
    )  # fmt: skip


def family(spec: Spec) -> list[Spec]:
    """Its members."""
    return [replace(spec, seed=seed) for seed in range(MEMBERS)]


def epochs(spec: Spec, dataset: Dataset) -> Callable[[], float]:
    """A function that trains all members for one epoch more and tells the seconds."""
    checkpoint = start(range(MEMBERS), family(spec), dataset)

    def once() -> float:
        nonlocal checkpoint
        rows, checkpoint = advance(checkpoint, 1, dataset)
        return float(sum(row["seconds"] for row in rows))

    once()  # compiles
    return once


def stopping(dataset: Dataset, rounds: int) -> None:
    """Half of the members stopped at half time: what it saves of the whole training."""
    n = 8
    specs = family(replace(PLAIN, epochs=n))
    # No epoch after the first is better by so much: they stop after 1 + patience epochs.
    early = [replace(spec, patience=n // 2 - 1, min_delta=1e9) for spec in specs[: MEMBERS // 2]]
    whole, half = Family(tuple(specs)), Family((*early, *specs[MEMBERS // 2 :]))
    seconds: dict[str, list[float]] = {"whole": [], "half": []}
    for _round in range(rounds + 1):
        for name, of in (("whole", whole), ("half", half)):
            began = time.perf_counter()
            rows = [row for chunk in run(of, dataset) for row in chunk.rows]
            seconds[name].append(time.perf_counter() - began)
    trained = len(rows) / (MEMBERS * n)
    saved = 1 - np.array(seconds["half"][1:]) / np.array(seconds["whole"][1:])
    print(
        f"\nEarly stopping of half of the members at half time ({trained:.0%} of the epochs trained): saves "
        f"{np.median(saved):.0%} ({saved.min():.0%} to {saved.max():.0%}) of "
        f"{np.median(seconds['whole'][1:]):.1f} s, compilation of smaller packs in the first round only"
    )


def main() -> None:
    """The table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="*", help="some techniques")
    options = parser.parse_args()
    dataset = data()
    plain = epochs(PLAIN, dataset)
    print("| technique | seconds an epoch | plain | ratio (least to most) |\n|---|---|---|---|")
    for name, change in TECHNIQUES.items():
        if options.only and name not in options.only:
            continue
        technique = epochs(replace(PLAIN, learning_rate=None, weight_decay=None, **change), dataset)
        pairs = np.array([(technique(), plain()) for _round in range(options.rounds)])
        ratio = pairs[:, 0] / pairs[:, 1]
        print(
            f"| {name} | {np.median(pairs[:, 0]):.2f} | {np.median(pairs[:, 1]):.2f} | "
            f"{np.median(ratio):.2f} ({ratio.min():.2f} to {ratio.max():.2f}) |",
            flush=True,
        )
    if not options.only or "stopping" in options.only:
        stopping(dataset, 2 * options.rounds)


if __name__ == "__main__":
    main()
