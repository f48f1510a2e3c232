"""`hanka check`: verify an experiment's folder."""

from __future__ import annotations

from pathlib import Path

import click

from hanka.cli._output import print_json
from hanka.messages import gettext as _

__all__ = ["command"]


@click.command(
    "check",
    help=_(
        "Verify the experiment in FOLDER; exit 0 if it is sound, finished or not, "
        "else 2 with a line for each finding."
    ),
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
def command(folder: Path, as_json: bool) -> int:
    from hanka.experiment import open as open_experiment

    experiment = open_experiment(folder)
    findings = experiment.check()
    unfinished = sorted(set(range(len(experiment.family))) - set(experiment.finished))
    if as_json:
        print_json({"experiment": str(folder), "findings": findings, "unfinished": unfinished})
    elif findings:
        for finding in findings:
            click.echo(finding)
    else:
        click.echo(_("{folder}: sound").format(folder=folder))
    if unfinished and not findings and not as_json:
        click.echo(
            _("{n} of {all} networks are not trained to their end: hanka train --resume {folder}").format(
                n=len(unfinished), all=len(experiment.family), folder=folder
            )
        )
    return 2 if findings else 0
