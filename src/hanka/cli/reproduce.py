"""`hanka reproduce`: train a study, compare it with what is published, write its figures and its report."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hanka.cli._output import console, print_json
from hanka.errors import InputError, nearest
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

    from hanka.reproduce import Result, Study

__all__ = ["command"]

_NARROW = 100
"""Columns of a terminal below which a table is printed as a list, a line for each number."""


@click.command(
    "reproduce",
    help=_(
        "Train NAME anew and compare it with what is published: lecture, tutorial, double-descent or "
        "techniques. Writes the experiment, figures and a report; called again, it goes on where it stopped."
    ),
)
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=_("The folder to write; otherwise runs/NAME."),
)
@click.option("--quick", is_flag=True, help=_("Leave out what takes longest; the result says what."))
@click.option(
    "--seeds", type=click.IntRange(min=1), help=_("So many of each network; otherwise the study's own.")
)
@click.option("--epochs", type=click.IntRange(min=1), help=_("At most so many, to try it out."))
@click.option(
    "--source",
    help=_("The data set in place of the study's own, as higgs:source=FILE."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.option("--quiet", "-q", is_flag=True, help=_("No progress."))
def command(
    name: str,
    out: Path | None,
    quick: bool,
    seeds: int | None,
    epochs: int | None,
    source: str | None,
    as_json: bool,
    quiet: bool,
) -> int:
    from hanka.cli._training import plan_of, train_on
    from hanka.dataset import load

    studies = _studies()
    if name not in studies:
        raise InputError(
            _("unknown study '{name}'; {nearest}").format(name=name, nearest=nearest(name, studies))
        )
    from hanka.reproduce import Settings, take_up, write

    study: Study = studies[name]
    folder = out or Path("runs") / name
    data = load(source or study.source)
    family = study.family(Settings(seeds, quick, epochs))
    study.check(data)
    plan = plan_of(family, data)  # refuses what can't be trained, before there is a folder
    again = _again(name, out, quick, seeds, epochs, source)
    with take_up(folder, family, data) as experiment:
        if len(experiment.finished) < len(experiment.family):
            train_on(experiment, data, plan, quiet, again)
    result, files = write(study, experiment, folder)
    if as_json:
        print_json(
            {
                "study": name,
                "experiment": str(experiment.folder),
                "records": result.records,
                "statements": result.statements,
                "files": {each: str(path) for each, path in files.items()},
            }
        )
        return 0
    out_ = console()
    out_.print(study.title())
    _print(out_, result)
    for statement in result.statements:
        out_.print(f"· {statement}", soft_wrap=True)  # the terminal wraps Japanese better
    for path in files.values():
        out_.print(str(path), soft_wrap=True)
    return 0


def _studies() -> Mapping[str, Study]:
    from hanka.cli._output import extra

    try:
        from hanka.reproduce import STUDIES
    except ImportError as error:
        raise extra("train", error) from error
    return STUDIES


def _again(name: str, out: Path | None, quick: bool, *values: Any) -> str:
    """The command that goes on with it."""
    named = {"out": out, **dict(zip(("seeds", "epochs", "source"), values, strict=True))}
    words = [
        word for option, value in named.items() if value is not None for word in (f"--{option}", str(value))
    ]
    return shlex.join(["hanka", "reproduce", name, *(["--quick"] if quick else []), *words])


def _print(out: Console, result: Result) -> None:
    """The table; where the terminal is narrow, a list."""
    from hanka.cli._tables import grid
    from hanka.reproduce import cell

    if out.width >= _NARROW:
        table = grid(out, *result.columns.values())
        for record in result.records:
            table.add_row(*(cell(record[key]) for key in result.columns))
        out.print(table)
        return
    for record in result.records:
        for key, heading in result.columns.items():
            out.print(f"{heading}: {cell(record[key])}")
        out.print()
