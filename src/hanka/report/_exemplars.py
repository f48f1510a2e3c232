"""Three runs side by side: one that surely underfits, the best, and one that surely overfits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from hanka.diagnosis import (
    SIGNS,
    Diagnosis,
    FamilyDiagnosis,
    best_epochs,
    diagnose,
    diagnose_families,
    family_in_words,
    headline,
    needs_in_words,
    reason,
    verdict_name,
)
from hanka.messages import LANGUAGES, speaking
from hanka.messages import gettext as _
from hanka.report._html import Html, both, join, spans, tag
from hanka.report._subject import Run, Subject
from hanka.report._verdict import best_run

__all__ = ["exemplars", "three", "words"]


def exemplars(subject: Subject) -> Html:
    """A chart with its zones and the reason for each of the three; a word where there is none."""
    found = three(subject)
    cards = []
    for name, run in found.items():
        parts = [_chart(subject, run), words(subject, run)] if run else [_nobody(name)]
        if run and name == "best":
            parts.insert(1, _why_best(subject, run))
        cards.append(tag("article", tag("h3", both(_heading(name))), *parts))
    return tag("div", *cards, class_="exemplars")


def three(subject: Subject) -> Mapping[str, Run | None]:
    """Underfitting, best and overfitting → the run that shows it most surely; None where none has it."""

    def surest(verdict: str) -> Run | None:
        have = [run for run in subject.runs if run.first.verdict == verdict and run.first.probability]
        return max(have, key=lambda run: (run.first.probability or {})[verdict], default=None)

    return {
        "underfitting": surest("underfitting"),
        "best": best_run(subject) or surest("good_fit"),
        "overfitting": surest("overfitting"),
    }


def words(subject: Subject, run: Run) -> Html:
    """One run: its verdict, the reason, and what else there is to know."""
    first = run.first
    parts = [
        tag("p", tag("strong", both(lambda: headline(first)), class_=first.verdict)),
        tag("p", both(lambda: reason(first))),
    ]
    if first.needs:
        parts.append(tag("p", both(lambda: _settled_by(first))))
    if best_epochs(first):
        parts.append(tag("p", both(lambda: best_epochs(first))))
    for other in run.diagnoses[1:3]:
        verdict = tag("b", both(partial(headline, other)), class_=other.verdict)
        parts.append(tag("p", f"{other.metric}: ", verdict))
    if family := _family(subject, run):
        parts.append(tag("p", both(lambda: family_in_words(family)), class_="soft"))
    return join([*parts, _caveats(run)])


def _settled_by(diagnosis: Diagnosis) -> str:
    return _("what would settle it: {needs}").format(needs=needs_in_words(diagnosis.needs))


def _chart(subject: Subject, run: Run) -> Html:
    place = next(i for i, each in enumerate(subject.runs) if each is run)
    metric = run.first.metric.partition("_")[2]
    return join([tag("p", run.label), tag("div", data_chart="run", data_run=str(place), data_metric=metric)])


def _why_best(subject: Subject, run: Run) -> Html:
    first = run.first
    values = run.history.metrics[first.metric]
    value = float(values[run.history.epoch == first.best_epoch][0])
    if not subject.alike:
        return Html()
    return tag(
        "p",
        both(
            lambda: _("best of all by {metric} at its best epoch: {value:.4g}").format(
                metric=first.metric, value=value
            )
        ),
    )


def _family(subject: Subject, run: Run) -> FamilyDiagnosis | None:
    alike = [each for each in subject.runs if each.network == run.network]
    found = diagnose_families([each.history for each in alike], [each.first for each in alike])
    return found[0] if found else None


def _caveats(run: Run) -> Html:
    """A caveat is a text in the language in which the run was judged: they are asked for in each."""
    texts: dict[str, list[str]] = {}
    for language in LANGUAGES:
        with speaking(language):
            again = diagnose(run.history, run.first.metric) if run.first.metric else run.first
            texts[language] = [caveat.text for caveat in again.caveats] if again.metric else []
    items = [dict(zip(texts, each, strict=True)) for each in zip(*texts.values(), strict=True)]
    return tag("ul", *(tag("li", spans(item)) for item in items), class_="soft") if items else Html()


def _heading(name: str) -> Callable[[], str]:
    sign = {
        "underfitting": SIGNS["underfitting"],
        "best": SIGNS["good_fit"],
        "overfitting": SIGNS["overfitting"],
    }
    return lambda: f"{sign[name]} " + (_("best") if name == "best" else verdict_name(name))


def _nobody(name: str) -> Html:
    texts = {
        "underfitting": lambda: _("None of these runs underfits."),
        "best": lambda: _("None of these runs fits well."),
        "overfitting": lambda: _("None of these runs overfits."),
    }
    return tag("p", both(texts[name]), class_="soft")
