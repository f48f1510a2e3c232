"""The verdicts on an experiment's members: as a table, and as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hanka.cli._tables import grid
from hanka.cli._verdicts import family_text, verdict_text
from hanka.diagnosis import Diagnosis, among, diagnose_all, diagnose_families, reason
from hanka.figures._palette import name_of, varied
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from hanka.experiment import Experiment

__all__ = ["members_with_diagnoses", "print_verdict_table"]

_FEW = 20
"""Members up to which each has a line of its own, where families of seeds sum them up."""


def members_with_diagnoses(experiment: Experiment) -> list[dict[str, Any]]:
    """The members' records, each with the diagnosis of its metrics as plain data."""
    return [
        {**record, "diagnoses": [diagnosis.to_dict() for diagnosis in diagnose_all(history)]}
        for record, history in zip(experiment.members(), experiment.histories, strict=True)
    ]


def print_verdict_table(out: Console, experiment: Experiment, *, every: bool = False) -> None:
    """A table of the members' verdicts by metric, and a line for each network over its seeds.

    Args:
        every: a line for each member even where there are many.
    """
    histories = [history for history in experiment.histories if len(history)]
    if not histories:
        return
    verdicts = [diagnose_all(history) for history in histories]
    firsts = [first for first, *_others in verdicts]
    if not any(first.metric for first in firsts):
        out.print(Text(reason(firsts[0]), "dim"))
        return
    families = diagnose_families(histories, firsts)
    if every or not families or len(histories) <= _FEW:
        out.print(_table(out, [history.params for history in histories], verdicts))
    for family in families:
        member = next(history for history in histories if history.name == family.members[0])
        settings = varied([history.params for history in histories])
        out.print(family_text(family, name_of(member.params, settings)))


def _table(
    out: Console, params: Sequence[Mapping[str, Any]], verdicts: Sequence[Sequence[Diagnosis]]
) -> Table:
    metrics = list(dict.fromkeys(each.metric for diagnoses in verdicts for each in diagnoses))
    table = grid(out, _("member"), _("network"), *metrics, _("best epochs (90%)"))
    for column in table.columns[1:]:
        column.justify = "left"  # words
    settings = [name for name in ("hidden_layer_sizes", *varied(params)) if name in params[0]]
    for member, diagnoses in zip(params, verdicts, strict=True):
        of = {each.metric: verdict_text(each) for each in diagnoses}
        first = diagnoses[0]
        best = "–" if first.best_set_90 is None else among(first.best_set_90)
        name = name_of(member, list(dict.fromkeys(settings)))
        table.add_row(str(member["member"]), name, *(of.get(metric, "–") for metric in metrics), best)
    return table
