"""`hanka report`: experiments and training logs as one HTML file that needs nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hanka.cli._logs import Found, Wishes, columns_of, find_logs, is_experiment, reading_options, tell
from hanka.cli._output import print_json, save_text
from hanka.errors import InputError
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from hanka.experiment import Experiment
    from hanka.history import History

__all__ = ["command"]

_WRONG = 2


@click.command(
    "report",
    help=_(
        "Write experiments and training logs in PATHS as one HTML file: verdicts, curves, capacity, errors "
        "and data, in both languages, offline. A path is what hanka diagnose takes."
    ),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATHS...")
@click.option(
    "--out", "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("report.html"),
    show_default=True,
    help=_("The file to write."),
)  # fmt: skip
@click.option("--title", help=_("The title; otherwise the names of what it is about."))
@reading_options
@click.option("--browser", is_flag=True, help=_("Open it in the browser."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
def command(
    paths: Sequence[str],
    out: Path,
    title: str | None,
    train: str | None,
    val: str | None,
    pairs: Sequence[str],
    n_val: int | None,
    reader: str | None,
    browser: bool,
    as_json: bool,
) -> int:
    from hanka.report import report

    if out.suffix.lower() not in (".html", ".htm"):
        raise InputError(
            _("the report is an HTML file, and {path} is not named so; say -o report.html").format(path=out)
        )
    found = find_logs(paths, Wishes(columns_of(train, val, pairs), n_val, reader))
    tell(found)
    save_text(report(*_sources(found), title=title), out)
    if as_json:
        print_json({"report": str(out), "runs": len(found.histories)})
    if browser:
        click.launch(out.resolve().as_uri())
    return _WRONG if found.failed else 0


def _sources(found: Found) -> list[Experiment | History]:
    """Experiments as such, so that the report has their weights and data; each log by itself."""
    from hanka.experiment import open as open_experiment

    sources: list[Experiment | History] = []
    for file, histories in itertools.groupby(
        zip(found.files, found.histories, strict=True), key=lambda pair: pair[0]
    ):
        if is_experiment(Path(file)):
            sources.append(open_experiment(file))
        else:
            sources += [history for _file, history in histories]
    return sources
