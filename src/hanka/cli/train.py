"""`hanka train`: train a family of networks on a data set, into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hanka.cli._config import DATA_KEYS, read_config, write_config
from hanka.cli._output import console, note, print_json
from hanka.cli._spec_options import spec_options
from hanka.errors import InputError
from hanka.messages import gettext as _
from hanka.spec.texts import SETTINGS, family_of

if TYPE_CHECKING:
    from hanka.dataset import Dataset
    from hanka.experiment import Experiment
    from hanka.spec import Family

__all__ = ["command"]


@click.command(
    "train",
    help=_(
        "Train a family of networks on DATA: a known data set (`hanka data` lists them) "
        "or a CSV or NPZ file. "
        "Every setting takes one value or a comma-separated list; the family is the cross product."
    ),
)
@click.argument("data", required=False)
@spec_options
@click.option("--target", help=_("The column of a file to learn."))
@click.option("--val", help=_("Validation data: a file or a share."))
@click.option("--test", help=_("Test data: a file or a share."))
@click.option("--split-seed", type=int, help=_("Of the split into training, validation and test."))
@click.option("--task", help=_("multiclass, binary or regression; otherwise told from the target."))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=_("The folder to write; otherwise the next free runs/NAME-N."),
)
@click.option(
    "--resume", type=click.Path(path_type=Path), help=_("Go on with the experiment in this folder.")
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    help=_("Read settings from a TOML file; options go before it."),
)
@click.option("--print-config", is_flag=True, help=_("Print the settings as TOML and train nothing."))
@click.option("--plan", is_flag=True, help=_("Say how long it will take and train nothing."))
@click.option("--prepare", is_flag=True, hidden=True)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.option("--quiet", "-q", is_flag=True, help=_("No progress."))
@click.pass_context
def command(ctx: click.Context, /, resume: Path | None, config: Path | None, **options: Any) -> int:
    flags = ("print_config", "plan", "prepare", "as_json", "quiet")
    print_config, plan, prepare, as_json, quiet = (options.pop(name) for name in flags)
    given = {name: str(value) for name, value in options.items() if value is not None}
    if resume is not None:
        more = {"config": config, "print_config": print_config, "plan": plan}
        if names := ", ".join([*given, *(name for name, value in more.items() if value)]):
            ctx.fail(_("--resume takes everything from its folder; leave out {names}").format(names=names))
        return _result(_resume(resume, quiet), as_json)
    texts = {**(read_config(config) if config else {}), **given}
    if print_config:
        family_of(texts)
        click.echo(write_config(texts), nl=False)
        return 0
    if "data" not in texts:
        ctx.fail(_("DATA is missing: for example 'hanka train mnist'; 'hanka data' lists what is known"))
    family, data = _asked(texts)
    if prepare:
        return _prepare(family, data)
    if plan:
        return _plan(family, data, as_json)
    from hanka.cli._training import free_folder, start

    folder = Path(texts["out"]) if "out" in texts else free_folder(data.name)
    return _result(start(folder, family, data, quiet), as_json)


def _prepare(family: Family, data: Dataset) -> int:
    """Compile what is trained first: a warm worker has the time for it while somebody still chooses."""
    from hanka.cli._training import prepare

    prepare(family, data)
    return 0


def _plan(family: Family, data: Dataset, as_json: bool) -> int:
    from hanka.cli._progress import announce
    from hanka.cli._training import plan_of

    plan = plan_of(family, data)
    if as_json:
        groups = [
            {
                "label": group.label,
                "members": len(group.members),
                "parameters": group.parameters,
                "seconds": group.seconds,
            }
            for group in plan.groups
        ]
        print_json({"networks": len(family), "seconds": plan.seconds, "bytes": plan.bytes, "groups": groups})
    else:
        announce(plan, click.echo)
    return 0


def _asked(texts: dict[str, str]) -> tuple[Family, Dataset]:
    from hanka.dataset import load

    family = family_of({name: text for name, text in texts.items() if name in SETTINGS})
    options: dict[str, Any] = {n: texts[n] for n in DATA_KEYS if n in texts and n not in ("data", "out")}
    for name in ("val", "test"):
        options |= {name: _share(options[name])} if name in options else {}
    if "split_seed" in options:
        options["split_seed"] = _whole("split_seed", options["split_seed"])
    return family, load(texts["data"], **options)


def _whole(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InputError(
            _("{name} must be a whole number, not '{text}'").format(name=name, text=text)
        ) from None


def _share(text: str) -> str | float:
    """A share or a number of rows, else a file's name."""
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return text


def _resume(folder: Path, quiet: bool) -> Experiment:
    from hanka.cli._training import reload, train_on
    from hanka.experiment import Experiment

    with Experiment.resume(folder) as experiment:
        if len(experiment.finished) == len(experiment.family):
            note(_("{folder} is finished: there is nothing left to train").format(folder=folder))
        else:
            train_on(experiment, reload(experiment), None, quiet)
    return experiment


def _result(experiment: Experiment, as_json: bool) -> int:
    """Print the outcome. The exit code is 3 where every member diverged: then nothing was learned."""
    from hanka.cli._tables import print_members
    from hanka.cli._verdict_table import members_with_diagnoses, print_verdict_table

    members = experiment.members()
    lost = [member["member"] for member in members if member["diverged"]]
    if as_json:
        about = {n: v for n, v in experiment.dataset.items() if n not in ("offset", "scale")}
        print_json(
            {
                "experiment": str(experiment.folder),
                "dataset": about,
                "members": members_with_diagnoses(experiment),
            }
        )
    else:
        out = console()
        print_members(out, members)
        print_verdict_table(out, experiment)
        click.echo(_("experiment: {folder}").format(folder=experiment.folder))
    if lost:
        note(
            _("diverged: member {members}; a smaller learning rate may help").format(
                members=", ".join(map(str, lost[:20])) + (", …" if len(lost) > 20 else "")
            )
        )
    return 3 if len(lost) == len(members) else 0
