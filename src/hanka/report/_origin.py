"""Where the runs come from: configuration, seeds, versions, hash of the data; files and columns of logs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hanka.experiment import Experiment
from hanka.figures._palette import varied
from hanka.messages import gettext as _
from hanka.report._curves import setting_text
from hanka.report._html import Html, both, join, table, tag
from hanka.report._subject import Run, Subject

__all__ = ["experiment_origin", "logs_origin"]


def experiment_origin(experiment: Experiment) -> Html:
    """What it takes to train the same again."""
    about = experiment.dataset
    specs = [spec.to_dict() for spec in experiment.family]
    changing = varied(specs)
    seeds = sorted({spec["seed"] for spec in specs})
    sizes = both(
        lambda: _("{train:,} training, {val:,} validation, {test:,} test").format(
            train=about["n_train"], val=about["n_val"], test=about["n_test"]
        )
    )
    rows = [
        (both(lambda: _("experiment")), str(experiment.folder)),
        (both(lambda: _("begun")), experiment.created),
        (
            both(lambda: _("data")),
            f"{about['name']} ({about['source']}) {_options(about['options'])}".strip(),
        ),
        (both(lambda: _("examples")), sizes),
        ("sha256", tag("code", about["sha256"])),
        (both(lambda: _("network")), _few(sorted({experiment.network_of(i) for i in range(len(specs))}))),
        (both(lambda: _("members")), f"{len(specs):,}"),
        (both(lambda: _("seed")), _few(map(str, seeds))),
        *((tag("code", name), _few(_values(specs, name))) for name in changing),
        (both(lambda: _("in common")), tag("code", _common(specs[0], changing))),
        (both(lambda: _("versions")), ", ".join(f"{name} {v}" for name, v in experiment.versions.items())),
    ]
    return _list(rows)


def logs_origin(subject: Subject) -> Html:
    """The files, and which of their columns were read as what."""
    logs = [run for run in subject.runs if run.experiment is None]
    heads = [
        both(lambda: _("log")),
        both(lambda: _("format")),
        both(lambda: _("epochs")),
        both(lambda: _("read as")),
    ]
    rows = [
        tag(
            "tr",
            tag("td", run.history.name),
            tag("td", run.history.source),
            tag("td", f"{len(run.history):,}", class_="number"),
            tag("td", _pairs(run)),
        )
        for run in logs
    ]
    return table(heads, rows, numbers=[2])


def _list(rows: Iterable[tuple[str, str]]) -> Html:
    return tag("dl", *(join([tag("dt", name), tag("dd", value)]) for name, value in rows))


def _pairs(run: Run) -> str:
    names = [d.metric for d in run.diagnoses if d.metric]
    names += [name.partition("_")[2] for name in names]
    columns = run.history.columns
    return ", ".join(f"{name} = {columns[name]}" for name in names if name in columns)


def _options(options: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in options.items() if value is not None)


def _values(specs: list[dict[str, Any]], name: str) -> Iterable[str]:
    return dict.fromkeys(setting_text(spec[name]) for spec in specs)


def _common(spec: dict[str, Any], changing: list[str]) -> str:
    shared = {name: value for name, value in spec.items() if name not in changing and name != "seed"}
    return " ".join(f"{name}={setting_text(value)}" for name, value in shared.items())


def _few(values: Iterable[str]) -> str:
    shown = list(values)
    return ", ".join(shown[:40]) + (f", … ({len(shown)})" if len(shown) > 40 else "")
