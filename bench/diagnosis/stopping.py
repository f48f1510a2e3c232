"""Which epoch to keep where training stops: Keras' EarlyStopping restores the lowest value's; the diagnosis
its own.

    python bench/diagnosis/stopping.py runs/diagnosis.npz

Both stop at the same epoch, by patience; regret is against the lowest expected loss in all the epochs that
the run was trained for. Stopping rules from the diagnosis alone were tried on the learning runs and were no
better than patience: docs/log.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from histories import history_of
from runs import Run, load
from score import table

from hanka.diagnosis import diagnose

PATIENCE = (5, 10, 20)


def stop(run: Run, patience: int) -> tuple[int, int]:
    """Keras' EarlyStopping(patience): the epochs trained, and the one that it restores."""
    loss, best = run.metrics["val_loss"], 0
    for epoch in range(1, len(loss)):
        if loss[epoch] < loss[best]:
            best = epoch
        elif epoch - best >= patience:
            return epoch + 1, best + 1
    return len(loss), best + 1


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("runs", type=Path)
    parser.add_argument("--part", choices=["test", "learn"], default="test", help="learn: to develop with")
    options = parser.parse_args()
    runs = [run for run in load(options.runs) if run.is_whole and run.is_test == (options.part == "test")]
    rows = []
    for patience in PATIENCE:
        epochs, keras, ours = [], [], []
        for run in runs:
            curve = run.metrics["probe_loss"].astype(float)
            regret = (curve - curve.min()) / max(abs(curve.min()), 1e-12)
            trained, best = stop(run, patience)
            chosen = diagnose(history_of(run, trained), "val_loss").best_epoch or best
            epochs.append(trained)
            keras.append(regret[best - 1])
            ours.append(regret[chosen - 1])
        for name, values in (("lowest value (Keras)", keras), ("diagnosis", ours)):
            mean, far = np.minimum(values, 1).mean(), np.quantile(values, 0.95)
            rows.append([str(patience), f"{np.mean(epochs):.1f}", name, f"{mean:.2%}", f"{far:.1%}"])
    print(f"{len(runs)} {options.part} runs; a regret counts as 1 at most in the mean\n")
    table(["patience", "mean epochs", "epoch kept", "mean regret", "95th percentile"], rows)


if __name__ == "__main__":
    main()
