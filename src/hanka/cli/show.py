"""`hanka show`: an experiment's table and learning curves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from hanka.cli._output import console, note, print_json, save_figure
from hanka.messages import gettext as _

__all__ = ["command"]


@click.command("show", help=_("Show the experiment in FOLDER: its table and its learning curves."))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--png",
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("Write the learning curves as a PNG picture."),
)
@click.option(
    "--svg",
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("Write the learning curves as an SVG picture."),
)
@click.option("--metric", help=_("Draw this one, loss or accuracy; otherwise both."))
@click.option("--log", is_flag=True, help=_("A logarithmic scale for the loss in pictures."))
@click.option("--members", is_flag=True, help=_("A line for each member, even where there are many."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
def command(
    folder: Path,
    png: Path | None,
    svg: Path | None,
    metric: str | None,
    log: bool,
    members: bool,
    as_json: bool,
) -> int:
    from hanka.experiment import open as open_experiment

    experiment = open_experiment(folder)
    records = experiment.members()
    drawn = any(record["epochs"] for record in records)
    if drawn and metric is not None:
        from hanka.figures._training_curve import metrics_of

        metrics_of(experiment.histories, metric)  # complains before anything is printed
    if png or svg:
        _write(experiment, png, svg, metric, log)
    if as_json:
        from hanka.cli._verdict_table import members_with_diagnoses
        from hanka.comparison import over_seeds

        about = {n: v for n, v in experiment.dataset.items() if n not in ("offset", "scale")}
        print_json(
            {
                "experiment": str(folder),
                "dataset": about,
                "members": members_with_diagnoses(experiment),
                "over_seeds": over_seeds(records),
            }
        )
        return 0
    from hanka.cli._tables import print_members
    from hanka.cli._verdict_table import print_verdict_table
    from hanka.figures import terminal_curves

    out = console()
    print_members(out, records, every=members)
    print_verdict_table(out, experiment, every=members)
    if drawn:
        out.print(terminal_curves(experiment.histories, out, metric=metric))
    else:
        note(_("there is no curve to draw yet: no epoch has been trained"))
    return 0


def _write(experiment: Any, png: Path | None, svg: Path | None, metric: str | None, log: bool) -> None:
    from hanka.figures import TrainingCurveDisplay

    figure = TrainingCurveDisplay.from_experiment(experiment).plot(metric=metric, log=log).figure_
    for path, kind in ((png, "png"), (svg, "svg")):
        if path is not None:
            save_figure(figure, path, kind)
