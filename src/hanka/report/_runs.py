"""The table of all runs: verdicts, best epochs, reasons."""

from __future__ import annotations

from collections import Counter
from functools import partial

from hanka.diagnosis import Diagnosis, among, best_epochs, headline, needs_in_words, reason
from hanka.messages import gettext as _
from hanka.report._curves import setting_label, setting_text
from hanka.report._html import Html, both, table, tag
from hanka.report._subject import Run, Subject
from hanka.report._verdict import chips

__all__ = ["runs_table"]

_METRICS = 3
_FEW = 100
"""Runs up to which each has its reason in words, in both languages."""


def runs_table(subject: Subject) -> Html:
    """Every run in a row, which can be sorted and filtered."""
    judged = Counter(d.metric for run in subject.runs for d in run.diagnoses if d.metric)
    metrics = [metric for metric, _n in judged.most_common(_METRICS)] or [""]
    settings = subject.settings if len(subject.settings) <= 4 else []
    worded = len(subject.runs) <= _FEW
    heads = [
        both(lambda: _("run")),
        *(both(partial(setting_label, name)) for name in settings),
        *(metric or both(lambda: _("verdict")) for metric in metrics),
        both(lambda: _("best epoch")),
        both(lambda: _("best epochs (90%)")),
        *([both(lambda: _("why"))] if worded else []),
    ]
    rows = (_row(run, settings, metrics, worded) for run in subject.runs)
    made = table(heads, rows, sortable=True)
    filters = tag("div", chips(subject), class_="chips", data_filter=True)
    return tag("div", filters, made)


def _row(run: Run, settings: list[str], metrics: list[str], worded: bool) -> Html:
    of = {each.metric: each for each in run.diagnoses}
    best = run.first.best_epoch if best_epochs(run.first) else None
    cells = [tag("td", run.label)]
    cells += [tag("td", setting_text(run.history.params.get(name))) for name in settings]
    for metric in metrics:
        if metric in of:
            each = of[metric]
            text = both(partial(headline, each))
            cells.append(
                tag("td", text, class_=f"tight {each.verdict}", data_key=_key(each.verdict, each.probability))
            )
        else:
            cells.append(tag("td", "–"))
    cells.append(tag("td", "–" if best is None else str(best)))
    cells.append(
        tag("td", "–" if best is None or run.first.best_set_90 is None else among(run.first.best_set_90))
    )
    if worded:
        cells.append(tag("td", both(partial(_why, run.first))))
    return tag("tr", *cells, data_verdict=run.first.verdict)


def _why(diagnosis: Diagnosis) -> str:
    needs = needs_in_words(diagnosis.needs)
    return reason(diagnosis) + (
        "; " + _("what would settle it: {needs}").format(needs=needs) if needs else ""
    )


def _key(verdict: str, probability: dict[str, float] | None) -> str:
    """Sorts by verdict, then by how sure it is."""
    order = ("underfitting", "good_fit", "overfitting", "undecided", "diverged").index(verdict)
    return f"{order + (probability or {}).get(verdict, 0.0) / 2:.4f}"
