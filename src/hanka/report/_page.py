"""The page: sections one after another, styles, script and data in one file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Any

from hanka import __version__
from hanka.experiment import Experiment
from hanka.history import History
from hanka.messages import gettext as _
from hanka.messages import language
from hanka.report import _capacity, _curves, _errors
from hanka.report._exemplars import exemplars, three, words
from hanka.report._guide import guide
from hanka.report._html import Html, both, join, tag
from hanka.report._origin import experiment_origin, logs_origin
from hanka.report._predictions import predictions
from hanka.report._runs import runs_table
from hanka.report._subject import Run, Subject
from hanka.report._verdict import best_run, verdict

__all__ = ["frame", "report"]

_NAMED = 2
_NAMES = {"en": "English", "ja": "日本語"}


def report(*sources: Experiment | History, title: str | None = None) -> str:
    """One HTML page that needs nothing else: no network, no server, no other file.

    Args:
        sources: experiments, and histories of other tools' logs as `hanka.readers.read` gives them.
        title: above the page; None for the names of what it is about.

    Returns:
        The page: the verdict in a sentence, the curves, one run each that underfits, fits best and overfits,
        accuracy and gap against size, the errors of the best network, how to read all this, where it comes
        from, and the data. Its texts are in both languages; it opens in the one in use.

    Raises:
        InputError: there is not one epoch in any of the sources.

    >>> from hanka.readers import from_keras
    >>> page = report(from_keras({"loss": [.9, .5, .3, .2, .1], "val_loss": [1., .8, .7, .9, 1.2]}))
    >>> page[:15], " src=" in page
    ('<!doctype html>', False)
    """
    subject = Subject(sources)
    title = title or _title(subject)
    capacities = list(filter(None, map(_capacity.networks, subject.experiments)))
    body = join([tag("div", verdict(subject)), *_sections(subject, capacities)])
    return _page(title, body, _data(subject, title, capacities))


def frame(*sources: Experiment | History, height: int = 720) -> str:
    """The report in a frame of its own, for notebooks: `srcdoc` needs no server and no other file.

    Args:
        sources: as of `report`.
        height: in pixels.
    """
    style = "width:100%;border:1px solid #d8dde3"
    page = report(*sources)
    return tag(
        "iframe",
        title=_("report"),
        srcdoc=page,
        height=str(height),
        style=style,
        sandbox="allow-scripts allow-downloads allow-modals",
    )


def _title(subject: Subject) -> str:
    if len(subject.experiments) == 1 and all(run.experiment for run in subject.runs):
        [experiment] = subject.experiments
        return f"{experiment.folder.name or experiment.folder} · {experiment.dataset['name']}"
    names = list(
        dict.fromkeys(run.experiment.folder.name if run.experiment else run.label for run in subject.runs)
    )
    return ", ".join(names[:_NAMED]) + (f", … ({len(names)})" if len(names) > _NAMED else "")


def _sections(subject: Subject, capacities: list[Any]) -> Iterator[Html]:
    yield _section(lambda: _("Learning curves"), tag("div", data_chart="curves"))
    if len(subject.runs) == 1:
        yield _section(lambda: _("The verdict"), words(subject, subject.runs[0]))
    elif subject.judged:
        yield _section(lambda: _("Three of them"), exemplars(subject))
        yield _section(lambda: _("All runs"), runs_table(subject))
    for place, records in enumerate(capacities):
        yield _section(lambda: _("What the extra units buy"), _capacity.capacity(records, place))
    run = _whose_errors(subject)
    if run is not None and (found := predictions(run)) is not None:
        yield _section(lambda: _("Errors"), _errors.errors(run, found))
    yield _section(lambda: _("How to read this"), guide())
    for experiment in subject.experiments:
        yield _section(lambda: _("Configuration"), experiment_origin(experiment))
    if any(run.experiment is None for run in subject.runs):
        yield _section(lambda: _("The logs"), logs_origin(subject))
    yield _section(lambda: _("The data"), _keep(), class_="screen")


def _whose_errors(subject: Subject) -> Run | None:
    run = best_run(subject) or (three(subject)["best"] if subject.judged else None)
    return run if run is not None and run.experiment is not None else None


def _section(name: Callable[[], str], *parts: str, class_: str | None = None) -> Html:
    return tag("section", tag("h2", both(name)), *parts, class_=class_)


def _keep() -> Html:
    text = both(lambda: _("The values of all curves, to five digits, out of this file:"))
    buttons = [tag("button", name.upper(), type="button", data_keep=name) for name in ("csv", "json")]
    return tag("p", text, " ", buttons[0], " ", buttons[1])


def _data(subject: Subject, title: str, capacities: list[Any]) -> dict[str, Any]:
    metrics = _curves.shown_metrics(subject)
    return {
        "schema_version": 1,
        "hanka": __version__,
        "title": title,
        "file": re.sub(r"[^\w.-]+", "-", title).strip("-.") or "report",
        "palette": _curves.palette(),
        "metrics": _curves.metric_data(metrics),
        "settings": _curves.settings_data(subject),
        "runs": _curves.runs_data(subject.runs, metrics, subject.settings),
        "capacity": [_capacity.capacity_data(records) for records in capacities],
    }


def _page(title: str, body: Html, data: dict[str, Any]) -> str:
    languages = [
        tag("button", text, type="button", data_language=name, lang=name, aria_pressed="false")
        for name, text in _NAMES.items()
    ]
    noscript = both(lambda: _("The curves need JavaScript; the verdicts and the tables don't."))
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content=f"hanka {__version__}"),
        # Nothing is fetched from anywhere, whatever a log's names may say.
        Html(
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data: blob:; '
            "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
        ),
        tag("title", f"{title} · hanka"),
        Html(f"<style>{_static('report.css')}</style>"),
    )
    top = tag("header", tag("h1", title), tag("div", *languages, class_="screen"))
    foot = tag("footer", tag("p", f"hanka {__version__}", class_="soft"))
    scripts = [
        _script(_json(json.loads(_static("messages.ja.json"))), "messages"),
        _script(_json(data), "data"),
        Html(f"<script>{_static('report.js')}</script>"),
    ]
    page = tag("body", top, tag("noscript", tag("p", noscript)), tag("main", body), foot, *scripts)
    return f"<!doctype html>\n{tag('html', head, page, lang=language())}\n"


def _script(data: str, name: str) -> Html:
    return Html(f'<script type="application/json" id="{name}">{data}</script>')


def _static(name: str) -> str:
    return (files("hanka.report") / "static" / name).read_text(encoding="utf-8")


def _json(data: Any) -> str:
    """JSON inside a script element: no `<` in it, so that no text in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c")
