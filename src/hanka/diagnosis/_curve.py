"""Which metrics of a run are judged, and each as a curve for which lower is better."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from hanka.history import History, Vector
from hanka.readers import is_metric

__all__ = ["Curve", "curve_of", "is_open_score", "is_score", "judged"]

_OPEN_SCORE = r"psnr|elbo|likelihood|reward|return"
_SCORE = re.compile(
    r"(^|_)(\w*accuracy|\w*auc|f1|f_?beta|f\d|\w*precision|\w*recall|sensitivity|specificity|dice|m?iou|jaccard"
    r"|m?ap\d*|bleu\d?|rouge\w?|meteor|r2|r_squared|score|cosine_similarity|top_?\d+|ssim|kappa|mcc|correlation"
    rf"|{_OPEN_SCORE})(_|$)"
)
_OPEN = re.compile(rf"(^|_)({_OPEN_SCORE})(_|$)")
_LOSS = re.compile(r"loss|error|negative|(^|_)nll(_|$)")
_NOT_JUDGED = re.compile(r"_(se|std|sd|time|duration|runtime|seconds|speed)$|(^|_)best(_|$)|_per_second")


@dataclass(frozen=True, slots=True)
class Curve:
    """A validation metric as a curve for which lower is better.

    Attributes:
        metric: its name in the history.
        epoch: (n,) the epochs that have a finite value.
        loss: (n,) the values: a loss as it is, a score of which 1 is perfect as 1 - score, any other negated.
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

    >>> [is_score(name) for name in ("val_loss", "val_accuracy", "val_dice_loss", "val_mape", "val_pr_auc")]
    [False, True, False, False, True]
    """
    return not _LOSS.search(metric) and bool(_SCORE.search(metric))


def is_open_score(metric: str) -> bool:
    """Whether it is a score of which no value is perfect, as a likelihood or a reward."""
    return is_score(metric) and bool(_OPEN.search(metric))


def judged(history: History) -> list[str]:
    """The validation metrics, in the order in which they are asked: `val_loss`, other losses, scores.

    Test metrics stand in where there are no others, unknown names where there are no known ones.
    """
    for prefix in ("val_", "test_"):
        found = [name for name in history.metrics if name.startswith(prefix) and not _NOT_JUDGED.search(name)]
        found = [name for name in found if np.isfinite(history.metrics[name]).any()]
        if found := [name for name in found if is_metric(name)] or found:
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
    perfect = _perfect(base, values) if scored else None
    if scored and perfect is None:
        values, training = -values, -training
    elif perfect is not None:
        values, training, error = 1 - values / perfect, 1 - training / perfect, error / perfect
        if history.n_val and not np.isfinite(error).any() and "accuracy" in base:
            error = np.sqrt(np.clip(values * (1 - values), 0, None) / history.n_val)
    seen = np.concatenate([values, training[np.isfinite(training)]])
    return Curve(
        metric=metric,
        epoch=history.epoch[there],
        loss=values,
        training=training,
        bounded=bool(len(seen)) and bool(seen.min() >= 0) and not (scored and perfect is None),
        is_error=perfect is not None,
        error=error,
        n_val=history.n_val,
        rate=history.metrics.get("learning_rate", nothing)[there],
    )


def _perfect(base: str, values: Vector) -> float | None:
    """What a perfect score is: 1, or 100 where it is in percent; None where there is none."""
    top = float(values.max())
    if top > 100 or _OPEN.search(base):
        return None
    return 100.0 if top > 1.5 else 1.0
