"""Training into a folder, as `train` and `demo` do it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hanka.cli._interrupt import raise_dropped
from hanka.cli._output import extra, note
from hanka.cli._progress import announce, follow
from hanka.errors import InputError
from hanka.messages import gettext as _
from hanka.spec import NETWORKS

if TYPE_CHECKING:
    from hanka.dataset import Dataset
    from hanka.experiment import Experiment
    from hanka.spec import Family

__all__ = ["free_folder", "own_forward", "plan_of", "prepare", "reload", "start", "train_on"]


_INTERRUPTED = 130


def free_folder(name: str) -> Path:
    """runs/NAME-1, or the next that is free."""
    stem = re.sub(r"[^\w.-]+", "-", name).strip("-.") or "run"
    n = 1
    while (folder := Path("runs") / f"{stem}-{n}").exists():
        n += 1
    return folder


def start(folder: Path, family: Family, data: Dataset, quiet: bool) -> Experiment:
    """Train a new experiment to its end. Nothing is written before the plan has been found feasible."""
    from hanka.experiment import Experiment

    plan = _engine().plan(family, data)
    with Experiment.create(folder, family, data) as experiment:
        train_on(experiment, data, plan, quiet)
    return experiment


def reload(experiment: Experiment) -> Dataset:
    """The experiment's data set, loaded again and known by its checksum."""
    if experiment.network is not None:
        raise InputError(
            _(
                "{folder} trains a network of one's own ({name}); go on in Python with Experiment.resume"
            ).format(folder=experiment.folder, name=experiment.network)
        )
    return experiment.data()


def train_on(
    experiment: Experiment, data: Dataset, plan: Any | None, quiet: bool, again: str | None = None
) -> None:
    """Train what is left to train; an interruption leaves a folder to go on from, by the command `again`."""
    engine = _engine()
    family = experiment.family
    finished = experiment.finished
    if plan is None:
        plan = engine.plan(family, data)
    if not quiet:
        announce(plan)
    done = {member: len(history) for member, history in enumerate(experiment.histories)}
    chunks = engine.run(family, data, checkpoints=experiment.checkpoints(), finished=finished)
    try:
        with closing(experiment.record(chunks)) as rows:  # type: ignore[type-var]
            _exhaust(follow(rows, plan, family, done, quiet))
    except KeyboardInterrupt:
        again = again or f"hanka train --resume {experiment.folder}"
        note(_("interrupted; go on with: {command}").format(command=again))
        raise click.exceptions.Exit(_INTERRUPTED) from None  # click would print an empty line of its own


def plan_of(family: Family, data: Dataset) -> Any:
    """What training will take.

    Raises:
        InputError: it can't be done.
    """
    return _engine().plan(family, data)


def prepare(family: Family, data: Dataset) -> None:
    """Compile what is trained first."""
    engine = _engine()
    first = engine.plan(family, data).groups[0]
    members = first.members[: first.pack]
    engine.prepare(members, [family.specs[member] for member in members], data, size=first.pack)


def own_forward(experiment: Experiment, member: int) -> Any | None:
    """The forward pass of a member whose spec names a network of the user's own, else None."""
    if experiment.network is not None or experiment.network_of(member) in NETWORKS:
        return None
    from hanka.experiment import outputs

    return _engine().forward(experiment.family.specs[member], outputs(experiment.dataset))


def _exhaust(rows: Iterable[Any]) -> None:
    for _row in rows:
        raise_dropped()


def _engine() -> Any:
    try:
        import hanka.engine
    except ImportError as error:
        raise extra("train", error) from error
    return hanka.engine
