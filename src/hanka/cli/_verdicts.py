"""Verdicts in the terminal: a line for each history, what else there is to know, and the curve with its
zones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from hanka.diagnosis import (
    SIGNS,
    Diagnosis,
    FamilyDiagnosis,
    family_in_words,
    needs_in_words,
    reason,
    verdict_name,
    zone_name,
)
from hanka.figures import terminal_curves
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from hanka.history import History

__all__ = ["headline", "print_verdicts", "verdict_text"]

_COLOURS = {
    "underfitting": "#56B4E9",
    "good_fit": "#009E73",
    "overfitting": "#D55E00",
    "undecided": "default",
    "diverged": "red",
}


def headline(diagnosis: Diagnosis) -> str:
    """Sign, verdict and probability in a few words."""
    text = f"{SIGNS[diagnosis.verdict]} {verdict_name(diagnosis.verdict)}"
    if diagnosis.verdict in ("undecided", "diverged") or diagnosis.probability is None:
        return text
    return f"{text} {diagnosis.probability[diagnosis.verdict]:.0%}"


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
            verdict_text(first), "  ", _best(first), "  ", (history.name, "bold"), ": ", reason(first)
        )
        out.print(line, soft_wrap=True)
        if detailed:
            _print_details(out, history, first, others)
    for family in families:
        names = ", ".join(family.members[:3]) + (", …" if len(family.members) > 3 else "")
        colour = f"bold {_COLOURS[family.verdict]}"
        sign = f"{SIGNS[family.verdict]} {verdict_name(family.verdict)}"
        line = Text.assemble((sign, colour), "  ", family_in_words(family), "  ", (names, "dim"))
        out.print(line, soft_wrap=True)


def _best(diagnosis: Diagnosis) -> str:
    if diagnosis.best_epoch is None:
        return ""
    if diagnosis.best_set_90 is None:
        return _("best epoch {best}").format(best=diagnosis.best_epoch)
    first, last = diagnosis.best_set_90
    return _("best epoch {best} (90 %: {first}–{last})").format(
        best=diagnosis.best_epoch, first=first, last=last
    )


def _print_details(out: Console, history: History, first: Diagnosis, others: Sequence[Diagnosis]) -> None:
    if first.needs:
        out.print(Text("  " + _("what would settle it: {needs}").format(needs=needs_in_words(first.needs))))
    if pairs := _pairs(history, [first, *others]):
        out.print(Text("  " + _("read as {pairs}").format(pairs=pairs), "dim"))
    for caveat in first.caveats:
        if first.metric:  # without one, the caveat is the reason
            out.print(Text(f"  · {caveat.text}", "dim"))
    for other in others:
        out.print(
            Text.assemble(
                f"  {other.metric}: ", verdict_text(other), "  ", _best(other), "  ", (reason(other), "dim")
            )
        )
    if first.metric:
        zones = [(zone_name(zone.name), zone.first, zone.last) for zone in first.zones]
        out.print(terminal_curves([history], out, labels=[history.name], metric=first.metric, zones=zones))


def _pairs(history: History, diagnoses: Sequence[Diagnosis]) -> str:
    """The log's columns of the metrics that are judged, where they have other names there."""
    metrics = [d.metric for d in diagnoses] + [
        d.metric.removeprefix("val_").removeprefix("test_") for d in diagnoses
    ]
    return ", ".join(f"{name} = {history.columns[name]}" for name in metrics if name in history.columns)
