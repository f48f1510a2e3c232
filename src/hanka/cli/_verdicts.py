"""Verdicts on logs in the terminal: a line each, what else there is to know, and the curve with its zones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from hanka.diagnosis import (
    SIGNS,
    Diagnosis,
    FamilyDiagnosis,
    best_epochs,
    family_in_words,
    headline,
    needs_in_words,
    reason,
    zone_name,
)
from hanka.figures import terminal_curves
from hanka.messages import gettext as _
from hanka.readers import is_metric

if TYPE_CHECKING:
    from hanka.history import History

__all__ = ["family_text", "print_verdicts", "verdict_text"]

_ZONES = {"underfitting": "○", "best": "★", "overfitting": "▲"}
_COLOURS = {
    "underfitting": "#56B4E9",
    "good_fit": "#009E73",
    "overfitting": "#D55E00",
    "undecided": "default",
    "diverged": "red",
}


def verdict_text(diagnosis: Diagnosis) -> Text:
    """`headline` in the verdict's colour."""
    return Text(headline(diagnosis), f"bold {_COLOURS[diagnosis.verdict]}")


def print_verdicts(
    out: Console,
    histories: Sequence[History],
    verdicts: Sequence[Sequence[Diagnosis]],
    families: Sequence[FamilyDiagnosis],
    detailed: bool,
) -> None:
    """A line for each history, then one for each family of seeds; with details, what else there is to
    know."""
    for history, (first, *others) in zip(histories, verdicts, strict=True):
        line = Text.assemble(
            verdict_text(first), "  ", best_epochs(first), "  ", (history.name, "bold"), ": ", reason(first)
        )
        out.print(line, soft_wrap=True)
        if detailed:
            _print_details(out, history, first, others)
    for family in families:
        names = ", ".join(family.members[:3]) + (", …" if len(family.members) > 3 else "")
        out.print(family_text(family, names), soft_wrap=True)


def family_text(family: FamilyDiagnosis, name: str) -> Text:
    """What the seeds of a network say together, in a line."""
    sign = (SIGNS[family.verdict], f"bold {_COLOURS[family.verdict]}")
    return Text.assemble(sign, " ", (name, "bold"), ": ", family_in_words(family))


def _print_details(out: Console, history: History, first: Diagnosis, others: Sequence[Diagnosis]) -> None:
    if first.needs:
        out.print(Text("  " + _("what would settle it: {needs}").format(needs=needs_in_words(first.needs))))
    if unread := _unread(history):
        out.print(Text("  " + _("not taken for metrics: {columns}").format(columns=unread), "dim"))
    if pairs := _pairs(history, [first, *others]):
        out.print(Text("  " + _("read as {pairs}").format(pairs=pairs), "dim"))
    for caveat in first.caveats:
        if first.metric:  # without one, the caveat is the reason
            out.print(Text(f"  · {caveat.text}", "dim"))
    for other in others:
        out.print(
            Text.assemble(
                f"  {other.metric}: ",
                verdict_text(other),
                "  ",
                best_epochs(other),
                "  ",
                (reason(other), "dim"),
            )
        )
    if first.metric:
        later = _(", the best zone is not reached yet") if first.verdict == "underfitting" else ""
        zones = [(f"{_ZONES[z.name]} {zone_name(z.name)}{later}", z.first, z.last) for z in first.zones]
        shown = history.as_validation()
        out.print(
            terminal_curves(
                [shown], out, labels=[history.name], metric=first.metric, zones=zones, best=first.best_epoch
            )
        )


def _unread(history: History) -> str:
    """A foreign log's columns that are neither metrics nor learning rates."""
    if history.source == "hanka":
        return ""
    names = [name for name in history.metrics if not is_metric(name) and name != "learning_rate"]
    return ", ".join(names[:6]) + (", …" if len(names) > 6 else "")


def _pairs(history: History, diagnoses: Sequence[Diagnosis]) -> str:
    """The log's columns of the metrics that are judged, where they have other names there."""
    metrics = [d.metric for d in diagnoses] + [
        d.metric.removeprefix("val_").removeprefix("test_") for d in diagnoses
    ]
    return ", ".join(f"{name} = {history.columns[name]}" for name in metrics if name in history.columns)
