"""What is to be known besides the verdict: why validation lies below training, what jumped, what is
missing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hanka.diagnosis._curve import Curve
from hanka.diagnosis._judge import FEWEST, RISE
from hanka.diagnosis._reading import Reading
from hanka.diagnosis._types import Caveat, Verdict
from hanka.history import History, Vector
from hanka.messages import Message, ngettext
from hanka.messages import gettext as _

__all__ = ["caveats", "without_validation"]

_FEW = 8
_LARGE_ERROR = 0.1
_JITTER = 0.02
_OUTLIER = 6.0
_BUMP = 0.05


def without_validation(history: History) -> tuple[Caveat, ...]:
    """Of a run without validation data."""
    text = _("there are no validation data, so nothing can be said about generalisation; hold some out")
    return (Caveat("no_validation", text), *_notes(history))


def caveats(history: History, curve: Curve, reading: Reading | None, verdict: Verdict) -> tuple[Caveat, ...]:
    """Of a run whose `curve` was judged; `reading` is None where it diverged."""
    found = list(_notes(history))
    if curve.metric.startswith("test_"):
        found.append(
            Caveat(
                "test_as_validation",
                _("the test data stand in for validation data: keep others for the last number"),
            )
        )
    if reading is not None:
        found += _of_size(curve, reading)
        found += _of_shape(curve, reading)
        found += _below(history, curve)
        found += _of_verdict(reading, verdict)
        found += _plateau(curve, reading, verdict)
    return tuple(found)


def _notes(history: History) -> Iterator[Caveat]:
    for note in history.notes:
        yield Caveat("log", note.again() if isinstance(note, Message) else note)


def _of_size(curve: Curve, reading: Reading) -> Iterator[Caveat]:
    n = len(curve.epoch)
    if n < _FEW:
        text = ngettext(
            "there is only {n} epoch with a validation value",
            "there are only {n} epochs with a validation value",
            n,
        )
        yield Caveat("few_points", text.format(n=n))
    elif (gaps := np.diff(curve.epoch)).max() > 1:
        yield Caveat(
            "missing_epochs", _("not every epoch was validated: up to {n:g} apart").format(n=gaps.max())
        )
    if curve.n_val is None:
        yield Caveat(
            "unknown_validation_size",
            _("the number of validation examples is unknown, so chance is judged by the curve alone"),
        )
    elif reading.error is not None and reading.error > _LARGE_ERROR:
        yield Caveat(
            "small_validation",
            _("with {n:,} validation examples the metric is only known to ± {error:.0%}").format(
                n=curve.n_val, error=reading.error
            ),
        )


def _of_shape(curve: Curve, reading: Reading) -> Iterator[Caveat]:
    drops = np.flatnonzero(curve.rate[1:] < 0.55 * curve.rate[:-1]) + 1
    if len(drops):
        epochs = ", ".join(f"{curve.epoch[i]:g}" for i in drops[:5]) + (", …" if len(drops) > 5 else "")
        yield Caveat(
            "learning_rate_dropped", _("the learning rate dropped at epoch {epochs}").format(epochs=epochs)
        )
    if reading.noise > _JITTER:
        yield Caveat(
            "jitter",
            _(
                "the curve jumps by {noise:.0%} from epoch to epoch: a smaller learning rate or more "
                "validation data calms it"
            ).format(noise=reading.noise),
        )
    if len(spikes := np.flatnonzero(np.abs(reading.rest) > _OUTLIER * max(reading.noise, 0.005))):
        epochs = ", ".join(f"{reading.epoch[i]:g}" for i in spikes[:5]) + (", …" if len(spikes) > 5 else "")
        yield Caveat(
            "spikes", _("single epochs far off the curve count little: {epochs}").format(epochs=epochs)
        )
    height = float(np.max(reading.trend - np.minimum.accumulate(reading.trend)))
    if height > _BUMP and reading.trend[-1] <= reading.trend.min() + 0.2 * height:
        yield Caveat(
            "rose_and_fell_again", _("the curve rose and fell again, as in double descent or a warm-up")
        )


def _of_verdict(reading: Reading, verdict: Verdict) -> Iterator[Caveat]:
    if verdict != "overfitting":
        return
    if reading.training_fell_since < -_BUMP:
        yield Caveat(
            "training_rose",
            _("training rose too: rather too large a learning rate than learning by heart"),
        )
    if float(reading.rise.mean()) < RISE:
        yield Caveat(
            "jumps",
            _(
                "the trend ends only {trend:.0%} above its lowest: the rest is the curve's jumping; "
                "keep the best epoch's weights, or lower the learning rate"
            ).format(trend=float(reading.rise.mean())),
        )


def _below(history: History, curve: Curve) -> Iterator[Caveat]:
    """Why validation may lie below training: timing, dropout, the penalty, or an easier split."""
    if not _late_median(curve.loss - curve.training) < 0:
        return
    ours = "running_loss" in history.metrics
    training = curve.training
    # Keras shows the mean over an epoch: the loss as it was half an epoch before.
    at_end = np.concatenate([(training[:-1] + training[1:]) / 2, training[-1:]])
    if not ours and _late_median(curve.loss - at_end) >= 0:
        reason = _(
            "timing: a log's training value is the mean over the epoch, the validation value is from its end"
        )
        name = "timing"
    elif not ours and _positive(history, "dropout"):
        reason, name = _("dropout, which is on in training and off in validation"), "dropout"
    elif not ours and (_positive(history, "l1") or _positive(history, "l2")):
        reason, name = _("the penalty, which the training loss includes"), "penalty"
    else:
        reason, name = _("validation examples that are easier than the training examples"), "easier_split"
    yield Caveat(
        f"validation_below_training_{name}",
        _("validation lies below training; likely by {reason}").format(reason=reason),
    )


def _late_median(values: Vector) -> float:
    """The median of the later half; NaN where nothing of it is known."""
    late = values[len(values) // 2 :]
    late = late[np.isfinite(late)]
    return float(np.median(late)) if len(late) else float("nan")


def _positive(history: History, name: str) -> bool:
    value = history.params.get(name)
    return isinstance(value, int | float) and value > 0


def _plateau(curve: Curve, reading: Reading, verdict: Verdict) -> Iterator[Caveat]:
    if verdict == "good_fit" and reading.training_fell > 0.05 and reading.gap > 0.1:
        yield Caveat(
            "plateau_gap",
            _(
                "training still falls while validation stands still: the gap is learnt by heart, "
                "without harm so far"
            ),
        )
    if float(np.ptp(reading.trend)) < _BUMP and reading.noise < _BUMP and len(curve.epoch) >= FEWEST:
        yield Caveat("nothing_learnt", _("the curve hardly moved: it may be that nothing was learnt"))
        return
    flat = abs(reading.training_fell) < 0.02 and abs(reading.fell[0]) < 0.02
    if (
        verdict != "overfitting"
        and flat
        and curve.bounded
        and 0 <= reading.gap < 0.05
        and np.isfinite(curve.training[-1])
    ):
        yield Caveat(
            "capacity_hint",
            _(
                "training and validation have stopped together: a larger network may do better; "
                "compare widths"
            ),
        )
