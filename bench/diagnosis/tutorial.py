"""TensorFlow's "Overfit and underfit" on HIGGS rows: Tiny, Small, Medium and Large, and their verdicts.

    python bench/diagnosis/tutorial.py HIGGS.csv.gz

The file is in UCI's layout: the label first, then 28 features, no header. The first 1,000 rows validate, the
next 10,000 train, as in the tutorial; a run ends 200 epochs after its lowest validation loss, as there. The
learning rate stays at 0.001 where the tutorial's decays with the inverse of time. What the other rows show
of each run is printed beside its verdict.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import numpy as np
from truth import truth

import hanka
from hanka.diagnosis import diagnose_all, reason

NETWORKS = {
    "Tiny": ((16,), 2000),
    "Small": ((16, 16), 2000),
    "Medium": ((64, 64, 64), 600),
    "Large": ((512, 512, 512, 512), 300),
}
PATIENCE = 200
TRAIN, VAL = 10_000, 1_000


def trained(name: str, higgs: Path) -> tuple[hanka.History, Any]:
    """The history of a network as the tutorial stops it, and the loss of fresh rows by epoch, as far as the
    run was trained."""
    hidden, epochs = NETWORKS[name]
    rows = np.loadtxt(higgs, delimiter=",", dtype=np.float32)
    x, y = rows[:, 1:], rows[:, 0].astype(np.int64)
    data = hanka.load((x[VAL : VAL + TRAIN], y[VAL : VAL + TRAIN]), val=(x[:VAL], y[:VAL]), test=0)
    probe = (x[VAL + TRAIN :], y[VAL + TRAIN :])
    spec = hanka.Spec(hidden_layer_sizes=hidden, activation="elu", batch_size=500, epochs=epochs)
    found = list(hanka.train(hanka.vary(spec), data, probe=probe))
    end = first_without_progress(np.array([row["val_loss"] for row in found]))
    history = hanka.History.from_rows(found[:end], n_val=VAL, params={"hidden": hidden})
    return history, np.array([row["probe_loss"] for row in found])


def main() -> None:
    """Train the four and print what is said of each, and what is true."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("higgs", type=Path)
    higgs = parser.parse_args().higgs
    for name in NETWORKS:
        history, expected = trained(name, higgs)
        end = len(history)
        excess = expected[end - 3 : end].mean() / expected[:end].min() - 1
        print(f"{name}: {end} epochs; on fresh rows {excess:+.1%} above the lowest", end="")
        print(f", truly {truth(expected, end).verdict}" if 2 * end <= len(expected) else "")
        for diagnosis in diagnose_all(history):
            print(f"  {diagnosis.metric}: {diagnosis.verdict} {diagnosis.probability}: {reason(diagnosis)}")
        sys.stdout.flush()


def first_without_progress(losses: Any) -> int:
    """The number of epochs after which early stopping with the tutorial's patience ends."""
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        if epoch - best >= PATIENCE:
            return epoch + 1
    return len(losses)


if __name__ == "__main__":
    main()
