"""Which metrics of a run are judged, and each as a curve for which lower is better."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from hanka.history import History, Vector

__all__ = ["Curve", "curve_of", "is_score", "judged"]

_SCORE = re.compile(
    r"accuracy|auc|f1|f_?beta|precision|recall|sensitivity|specificity|dice|iou|jaccard|map\d*|bleu|rouge|meteor"
    r"|r2|score|cosine_similarity|top_?\d|psnr|ssim|elbo|likelihood|kappa|mcc|correlation|reward"
)
_NOT_JUDGED = re.compile(r"_se$|(^|_)best(_|$)")


@dataclass(frozen=True, slots=True)
class Curve:
    """A validation metric as a curve for which lower is better.

    Attributes:
        metric: its name in the history.
        epoch: (n,) the epochs that have a finite value.
        loss: (n,) the values: a loss as it is, a score in [0, 1] as 1 - score, any other score negated.
        training: (n,) the same of the training metric, NaN where there is none.
        bounded: whether it is bounded by 0: then its scale is the lowest value, else how far it fell.
        is_error: whether it is 1 - score.
        error: (n,) standard error of `loss` that a validation set of this size has; NaN if unknown.
        n_val: the number of validation examples, None if unknown.
        rate: (n,) learning rate, NaN if unknown.
    """

    metric: str
    epoch: Vector
    loss: Vector
    training: Vector
    bounded: bool
    is_error: bool
    error: Vector
    n_val: int | None
    rate: Vector


def is_score(metric: str) -> bool:
    """Whether higher is better, told from the name.

    >>> [is_score(name) for name in ("val_loss", "val_accuracy", "val_dice_loss", "val_mae", "val_auc")]
    [False, True, False, False, True]
    """
    return "loss" not in metric and "error" not in metric and bool(_SCORE.search(metric))


def judged(history: History) -> list[str]:
    """The validation metrics, in the order in which they are asked: `val_loss`, other losses, scores.

    Test metrics stand in where there are no others.
    """
    for prefix in ("val_", "test_"):
        found = [name for name in history.metrics if name.startswith(prefix) and not _NOT_JUDGED.search(name)]
        found = [name for name in found if np.isfinite(history.metrics[name]).any()]
        if found:
            return sorted(
                found, key=lambda name: (name != f"{prefix}loss", is_score(name), name != f"{prefix}accuracy")
            )
    return []


def curve_of(history: History, metric: str) -> Curve:
    """The curve of a metric, without the epochs at which it has no finite value."""
    values = history.metrics[metric]
    there = np.isfinite(values)
    base = metric.removeprefix("val_").removeprefix("test_")
    nothing = np.full(len(values), np.nan)
    training = history.metrics.get(base, nothing)[there]
    values = values[there]
    error = history.metrics.get(f"{metric}_se", nothing)[there]
    scored = is_score(metric)
    if scored:
        unit = _unit(base, values)
        values, training, error = 1 - values / unit, 1 - training / unit, error / unit
        if history.n_val and not np.isfinite(error).any() and "accuracy" in base:
            error = np.sqrt(np.clip(values * (1 - values), 0, None) / history.n_val)
    seen = np.concatenate([values, training[np.isfinite(training)]])
    return Curve(
        metric=metric,
        epoch=history.epoch[there],
        loss=values,
        training=training,
        bounded=bool(len(seen)) and bool(seen.min() >= 0),
        is_error=scored,
        error=error,
        n_val=history.n_val,
        rate=history.metrics.get("learning_rate", nothing)[there],
    )


def _unit(base: str, values: Vector) -> float:
    """What a perfect score is: 1, or 100 where it is in percent."""
    top = float(values.max())
    return 100.0 if 1.5 < top <= 100 and not re.search(r"psnr|reward|elbo|likelihood", base) else 1.0
