"""The verdict on all runs in one sentence, and how many have which."""

from __future__ import annotations

import math
from collections import Counter
from functools import partial

from hanka.diagnosis import SIGNS, VERDICTS, best_epochs, headline, is_score, reason, verdict_name
from hanka.messages import gettext as _
from hanka.messages import ngettext
from hanka.report._html import Html, both, join, tag
from hanka.report._subject import Run, Subject

__all__ = ["best_run", "chips", "sentence", "verdict"]


def verdict(subject: Subject) -> Html:
    """The head of the report."""
    parts = [tag("p", both(lambda: sentence(subject)), class_="verdict")]
    if len(subject.runs) > 1 and best_run(subject) is not None:
        parts.append(
            tag(
                "p",
                both(
                    lambda: _(
                        "The best was chosen on the validation data, so that its value there flatters: "
                        "only a test set that chose nothing says how good it is."
                    )
                ),
                class_="soft",
            )
        )
    waiting, members = subject.unfinished
    if waiting:
        parts.append(tag("p", both(lambda: _waiting(waiting, members)), class_="soft"))
    return join(parts)


def sentence(subject: Subject) -> str:
    """What there is to say, in one sentence."""
    if len(subject.runs) == 1:
        [run] = subject.runs
        text = f"{headline(run.first)}: {reason(run.first)}"
        best = best_epochs(run.first)
        return _("{reason}; {best}").format(reason=text, best=best) if best else text
    if not subject.judged:
        return _("Without validation data nothing can be said of {n:,} runs").format(n=len(subject.runs))
    counts = Counter(run.first.verdict for run in subject.runs)
    said = _(", ").join(_counted(name, counts[name]) for name in VERDICTS if counts[name])
    text = _("Of {n:,} runs {counts}").format(n=len(subject.runs), counts=said)
    found = best_run(subject)
    if found is None:
        return text
    return text + _("; the best on data it had not learnt from is {name}, about epoch {epoch}").format(
        name=found.label, epoch=found.first.best_epoch
    )


def _waiting(waiting: int, members: int) -> str:
    return _("{waiting:,} of {n:,} members have not ended their training; their numbers are of now").format(
        waiting=waiting, n=members
    )


def _counted(verdict: str, n: int) -> str:
    return {
        "underfitting": ngettext("{n:,} underfits", "{n:,} underfit", n),
        "good_fit": ngettext("{n:,} fits well", "{n:,} fit well", n),
        "overfitting": ngettext("{n:,} overfits", "{n:,} overfit", n),
        "undecided": ngettext("{n:,} is undecided", "{n:,} are undecided", n),
        "diverged": ngettext("{n:,} diverged", "{n:,} diverged", n),
    }[verdict].format(n=n)


def best_run(subject: Subject) -> Run | None:
    """The run with the lowest validation loss (or highest score) at its best epoch; None where the runs
    learnt from different data and can't be compared."""
    if not subject.alike:
        return None
    metric = subject.runs[0].first.metric
    known = [run for run in subject.runs if run.first.metric == metric and math.isfinite(_at_best(run))]
    return min(known, key=_at_best, default=None)


def _at_best(run: Run) -> float:
    """The judged metric at the best epoch, turned so that less is better; infinite where there is none."""
    first = run.first
    values = run.history.metrics.get(first.metric)
    if values is None or first.best_epoch is None or first.verdict == "diverged":
        return math.inf
    here = values[run.history.epoch == first.best_epoch]
    value = float(here[0]) if len(here) else math.inf
    return math.inf if math.isnan(value) else -value if is_score(first.metric) else value


def chips(subject: Subject) -> Html:
    """A button for each verdict that occurs, with its sign, its name and its number."""
    counts = Counter(run.first.verdict for run in subject.runs)
    return join(
        tag(
            "button",
            f"{SIGNS[name]} ",
            both(partial(verdict_name, name)),
            f" {counts[name]:,}",
            type="button",
            class_=f"chip {name}",
            data_verdict=name,
        )
        for name in VERDICTS
        if counts[name]
    )
