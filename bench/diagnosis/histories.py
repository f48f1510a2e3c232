"""Runs and logs of known truth as the histories that a diagnosis sees."""

from __future__ import annotations

import numpy as np
from runs import Run
from shapes import Log
from truth import Truth, truth

from hanka import History


def history_of(run: Run, epochs: int, *, known: bool = True) -> History:
    """The first epochs of a run: as hanka records it, or `known` False as Keras logs it, the size of the
    validation set not told and the training loss a mean over the epoch."""
    names = ["loss", "accuracy", "val_loss", "val_accuracy", "val_loss_se", "running_loss"]
    metrics = {name: run.metrics[name][:epochs].astype(float) for name in names}
    metrics = {name: values for name, values in metrics.items() if np.isfinite(values).all()}
    if not known:
        metrics["loss"] = metrics.pop("running_loss")
        del metrics["val_loss_se"]
    return History(
        epoch=np.arange(1.0, epochs + 1),
        step=np.full(epochs, np.nan),
        metrics=metrics,
        params=dict(run.about["spec"]) if known else {},
        n_val=run.about["n_val"] if known else None,
        name=f"{run.about['data']} {run.about['task']}/{run.about['member']}",
    )


def truth_of(run: Run, epochs: int, metric: str = "loss") -> Truth:
    """What is true of the first epochs of a run."""
    curve = run.metrics[f"probe_{metric}"][: 2 * epochs].astype(float)
    return truth(1 - curve if metric == "accuracy" else curve, epochs)


def has_truth(run: Run, metric: str) -> bool:
    """Whether a run's fresh sample is large enough to say what is true of a metric: of an accuracy, where it
    has 500 errors at the least. With fewer, chance alone moves their number between two epochs by more than
    the definition's 2 %: by 0.45 standard errors, as that of validation sets (docs/diagnosis.md)."""
    if metric != "accuracy":
        return True
    errors = (1 - run.metrics["probe_accuracy"].astype(float)) * run.about["n_probe"]
    return bool(np.isfinite(errors).all() and errors.min() >= 500)


def history_of_log(log: Log, n_val: int | None = None) -> History:
    """A log of `shapes`, with a number of validation examples told or not."""
    steps = np.full(len(log.epoch), np.nan)
    return History(epoch=log.epoch, step=steps, metrics=log.metrics, n_val=n_val)
