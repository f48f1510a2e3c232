"""A diagnosis in words: the verdict's name and sign, and the reason in a sentence."""

from __future__ import annotations

from hanka.diagnosis._curve import is_open_score, is_score
from hanka.diagnosis._judge import FEWEST, GAIN
from hanka.diagnosis._types import Diagnosis, FamilyDiagnosis, Need, Verdict
from hanka.messages import gettext as _
from hanka.messages import ngettext

__all__ = [
    "SIGNS",
    "among",
    "best_epochs",
    "family_in_words",
    "headline",
    "needs_in_words",
    "reason",
    "verdict_name",
    "zone_name",
]

SIGNS: dict[Verdict, str] = {
    "underfitting": "○",
    "good_fit": "★",
    "overfitting": "▲",
    "undecided": "?",
    "diverged": "✕",
}
"""Told apart without colour."""
_THREE: tuple[Verdict, ...] = ("underfitting", "good_fit", "overfitting")
_MANIFOLD = 10.0


def verdict_name(verdict: str) -> str:
    """A verdict's name in the language in use."""
    return {
        "underfitting": _("underfitting"),
        "good_fit": _("good fit"),
        "overfitting": _("overfitting"),
        "undecided": _("undecided"),
        "diverged": _("diverged"),
    }[verdict]


def zone_name(zone: str) -> str:
    """A zone's name in the language in use."""
    return {"underfitting": _("underfitting"), "best": _("best"), "overfitting": _("overfitting")}[zone]


def headline(diagnosis: Diagnosis) -> str:
    """Sign, verdict and probability in a few words."""
    text = f"{SIGNS[diagnosis.verdict]} {verdict_name(diagnosis.verdict)}"
    if diagnosis.probability is None or not diagnosis.metric:
        return text
    if diagnosis.verdict == "undecided":
        chances = [f"{SIGNS[name]} {diagnosis.probability[name]:.0%}" for name in _THREE]
        return f"{text} ({' '.join(chances)})"
    chance = diagnosis.probability[diagnosis.verdict]
    return f"{text} {chance:.0%}" if chance < 0.995 else f"{text} >99%"


def best_epochs(diagnosis: Diagnosis) -> str:
    """The best epoch, and among which it is; "" where there is none, or it is yet to come."""
    early = diagnosis.verdict == "underfitting" or len(diagnosis.epoch) < FEWEST
    if diagnosis.best_epoch is None or early:
        return ""
    if diagnosis.best_set_90 is None:
        return _("best epoch {best}").format(best=diagnosis.best_epoch)
    return _("best epoch {best} (90%: {among})").format(
        best=diagnosis.best_epoch, among=among(diagnosis.best_set_90)
    )


def among(epochs: tuple[int, int]) -> str:
    """First and last of a set of epochs."""
    first, last = epochs
    return f"{first}" if first == last else f"{first}–{last}"


def reason(diagnosis: Diagnosis) -> str:
    """Why, in a sentence.

    >>> from hanka.diagnosis import diagnose
    >>> losses = [1 / n for n in range(1, 21)]
    >>> print(reason(diagnose({"loss": losses, "val_loss": [0.5 + v + (0.05 - v) ** 2 for v in losses]})))
    val_loss still falls: at this pace as many epochs again bring it another 7% down
    """
    d = diagnosis
    if d.verdict == "diverged":
        return _diverged(d)
    if not d.metric:
        return d.caveats[0].text
    assert d.probability is not None
    if len(d.epoch) < FEWEST:
        return _("an epoch or two tell nothing yet")
    metric = _subject(d.metric)
    rise, more = d.value("rise") or 0.0, d.probability["underfitting"]
    if d.verdict == "overfitting":
        return _risen(d, metric, rise)
    if d.verdict == "underfitting":
        return _falling(d, metric, more)
    if d.verdict == "good_fit":
        return _(
            "{metric} ends {rise:.1%} above its best; "
            "a further fall by 2%, in as many epochs again, is {more:.0%} likely"
        ).format(metric=metric, rise=rise, more=more)
    return _(
        "{metric} ends {rise:.0%} ± {error:.0%} above its best; "
        "a further fall by 2%, in as many epochs again, is {more:.0%} likely"
    ).format(metric=metric, rise=rise, error=d.value("rise_error") or 0.0, more=more)


def _risen(d: Diagnosis, metric: str, rise: float) -> str:
    if d.value("fall") is not None:
        text = _("{metric} has lost {rise:.0%} of what it had gained at its best, about epoch {best}")
    elif rise < _MANIFOLD:
        text = _("{metric} ends {rise:.0%} above its best, about epoch {best}")
    else:
        text = _("{metric} ends at {factor:.3g} times its best, about epoch {best}")
    text = text.format(metric=metric, rise=rise, factor=1 + rise, best=d.best_epoch)
    fell = (d.value("training_fall_since_best") or 0.0) > 0.02
    return text + _(", while training went on falling") if fell else text


def _falling(d: Diagnosis, metric: str, more: float) -> str:
    gain = d.value("gain_if_doubled") or 0.0
    if gain >= GAIN:
        text = _("{metric} still falls: at this pace as many epochs again bring it another {gain:.0%} down")
    else:
        text = _(
            "{metric} has not settled: of runs like this {more:.0%} fall by another 2%, "
            "in as many epochs again"
        )
    return text.format(metric=metric, gain=gain, more=more)


def _diverged(d: Diagnosis) -> str:
    if (epoch := d.value("no_number_from")) is not None:
        return _("the loss is no number any more from epoch {epoch:g} on").format(epoch=epoch)
    return _("the loss ended at {factor:.3g} times where it began").format(
        factor=d.value("end_above_first") or 0.0
    )


def _subject(metric: str) -> str:
    """What is judged of a metric: of a score that can be perfect how far it is from that."""
    perfect = is_score(metric) and not is_open_score(metric)
    return _("the error 1 - {metric}").format(metric=metric) if perfect else metric


def needs_in_words(needs: tuple[Need, ...]) -> str:
    """What would settle it, one way or another; "" where nothing is asked."""
    texts = {
        "validation_examples": _("{n:,} validation examples"),
        "epochs": _("{n:,} epochs"),
        "seeds": _("{n:,} seeds"),
    }
    return _(" or ").join(texts[need.name].format(n=need.value) for need in needs)


def family_in_words(family: FamilyDiagnosis) -> str:
    """How many of the seeds have which verdict, most frequent first."""
    n = len(family.members)
    counts = sorted(family.counts.items(), key=lambda item: -item[1])
    parts = [
        ngettext("{verdict} in {k} of {n} seed", "{verdict} in {k} of {n} seeds", n).format(
            verdict=verdict_name(verdict), k=k, n=n
        )
        for verdict, k in counts
    ]
    return ", ".join(parts)
