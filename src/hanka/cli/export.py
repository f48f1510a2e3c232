"""`hanka export`: a trained network for other tools."""

from __future__ import annotations

from pathlib import Path

import click

from hanka.cli._output import note, print_json
from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["command"]


@click.command(
    "export",
    help=_(
        "Write a network of the experiment in FOLDER for other tools, its preprocessing included: it takes "
        "raw inputs and gives probabilities or values."
    ),
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--member", type=int, default=0, show_default=True, help=_("Which member of the family."))
@click.option(
    "--to",
    type=click.Choice(["onnx", "safetensors", "keras"]),
    default="onnx",
    show_default=True,
    help=_("The format."),
)
@click.option(
    "--weights",
    "which",
    type=click.Choice(["last", "best"]),
    default="last",
    show_default=True,
    help=_("Of the last or the best epoch."),
)
@click.option(
    "--out",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help=_("The file to write; otherwise FOLDER's name, the member and the format."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
def command(folder: Path, member: int, to: str, which: str, out: Path | None, as_json: bool) -> int:
    from hanka.experiment import open as open_experiment
    from hanka.export import export

    experiment = open_experiment(folder)
    path = out or Path(f"{folder.resolve().name}-{member}.{to}")
    try:
        export(experiment, member, path, to, which)  # type: ignore[arg-type]
    except OSError as error:
        raise InputError(
            _("cannot write {path}: {reason}; choose another place").format(
                path=path, reason=error.strerror or error
            )
        ) from error
    if as_json:
        print_json(
            {"experiment": str(folder), "member": member, "weights": which, "to": to, "file": str(path)}
        )
    else:
        note(_("wrote {path}").format(path=path))
    return 0
