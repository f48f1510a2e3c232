"""`hanka demo`: a small family on bundled digits, from training to picture."""

from __future__ import annotations

from pathlib import Path

import click

from hanka.cli._output import console, note, print_json, save_figure
from hanka.messages import gettext as _

__all__ = ["command"]

_WIDTHS = (8, 64, 256)
_EPOCHS = 20


@click.command(
    "demo",
    help=_(
        "Train a small family on bundled digits, print table and curves and write a picture: about a minute."
    ),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=_("The folder to write; otherwise the next free runs/demo-N."),
)
@click.option(
    "--png",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("hanka-demo.png"),
    show_default=True,
    help=_("The picture to write."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.option("--quiet", "-q", is_flag=True, help=_("No progress."))
def command(out: Path | None, png: Path, as_json: bool, quiet: bool) -> int:
    from hanka.cli._tables import print_members
    from hanka.cli._training import free_folder, start
    from hanka.cli._verdict_table import members_with_diagnoses, print_verdict_table
    from hanka.dataset import load
    from hanka.figures import TrainingCurveDisplay, terminal_curves
    from hanka.spec import Spec, vary

    family = vary(Spec(epochs=_EPOCHS), hidden_layer_sizes=[(width,) for width in _WIDTHS])
    data = load("mnist")
    if not quiet:
        note(
            _(
                "Three networks of {widths} hidden units learn {rows:,} handwritten digits, "
                "{epochs} times through."
            ).format(widths=", ".join(map(str, _WIDTHS)), rows=len(data.x_train), epochs=_EPOCHS)
        )
    experiment = start(out or free_folder("demo"), family, data, quiet)
    if as_json:
        print_json(
            {
                "experiment": str(experiment.folder),
                "dataset": experiment.dataset["name"],
                "members": members_with_diagnoses(experiment),
            }
        )
    else:
        screen = console()
        print_members(screen, experiment.members())
        print_verdict_table(screen, experiment)
        screen.print(terminal_curves(experiment.histories, screen))
    save_figure(TrainingCurveDisplay.from_experiment(experiment).plot().figure_, png, "png")
    if not as_json:
        click.echo(_explanation(str(experiment.folder)))
    return 0


def _explanation(folder: str) -> str:
    return "\n".join(
        [
            "",
            _(
                "Solid is what a network does on the digits it learned from, dashed on 10,000 "
                "it has never seen. "
                "Underfitting: the dashed loss still falls, so more epochs would help. "
                "Good fit: it has come down and stays there. "
                "Overfitting: it has turned upwards while the network learns its own digits by heart. "
                "Loss and accuracy can disagree, so look at both."
            ),
            "",
            _("Next:"),
            f"  hanka show {folder}",
            f"  hanka diagnose {folder}",
            f"  hanka report {folder}",
            f"  hanka predict {folder} --member 2 --sample 4",
            f"  hanka weights {folder} --member 1 --png weights.png",
            "  hanka train mnist --hidden 16,128 --epochs 5 --seed 0:3",
        ]
    )
