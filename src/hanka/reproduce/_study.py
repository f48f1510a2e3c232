"""`Study`: what is trained, and what is read off it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from hanka.dataset import Dataset
from hanka.errors import InputError
from hanka.experiment import Experiment
from hanka.figures import need_matplotlib, style
from hanka.history import History
from hanka.messages import gettext as _
from hanka.reproduce._markup import markup
from hanka.spec import Family, Spec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Result", "Settings", "Study", "at_best", "of_network"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How much of a study is trained.

    Attributes:
        seeds: of each network; None for the study's own number.
        quick: leave out what takes longest; the result says so.
        epochs: fewer, to try it out; None for the study's own number.
    """

    seeds: int | None = None
    quick: bool = False
    epochs: int | None = None

    def applied(self, specs: list[Spec]) -> Family:
        """A family of these specs, with no more epochs than are asked for."""
        most = self.epochs
        return Family(tuple(s if most is None else replace(s, epochs=min(s.epochs, most)) for s in specs))


@dataclass(frozen=True, slots=True)
class Result:
    """What came out.

    Attributes:
        columns: key of a record → the column's heading.
        records: the table, a record a line. A value is a text, a number, None, or what
            `hanka.comparison` makes of several seeds: {"mean", "low", "high", "n"}.
        statements: what it says, what differs from what is published, and why; a sentence or two each.
        figures: file name without its ending → drawn when it is called.
    """

    columns: Mapping[str, str]
    records: list[dict[str, Any]]
    statements: list[str]
    figures: Mapping[str, Callable[[], Figure]] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        """For notebooks: the table and what it says."""
        return markup(self.columns, self.records, self.statements)


@dataclass(frozen=True, slots=True)
class Study:
    """An experiment that is set up once and for all.

    Attributes:
        name: as the command knows it.
        title: says what it is, in the language in use.
        source: the data set, as `hanka.load` takes it.
        family: the networks to train.
        read: from the finished experiment of such a family to what it says.
        pictures: whether it is about pictures.
    """

    name: str
    title: Callable[[], str]
    source: str
    family: Callable[[Settings], Family]
    read: Callable[[Experiment], Result]
    pictures: bool = False

    def check(self, data: Dataset) -> None:
        """Refuse what would fail when all has been trained.

        Raises:
            InputError: the data are of another kind than the study's own, or matplotlib is missing.
        """
        need_matplotlib()
        if data.task == "regression" or not len(data.x_val) or (self.pictures and not data.is_image):
            raise InputError(
                _(
                    "{study} needs classes, validation data and, where its own are, pictures; give other data"
                ).format(study=self.name)
            )

    def result(self, experiment: Experiment) -> Result:
        """What it says; first of all whether it was given fewer epochs than it needs."""
        found = self.read(experiment)
        found = replace(found, figures={name: partial(_drawn, draw) for name, draw in found.figures.items()})
        own, given = (max(spec.epochs for spec in of) for of in (self.family(Settings()), experiment.family))
        if given == own:
            return found
        short = _("{given} epochs of {own}: this is a trial, and what follows proves nothing.").format(
            given=given, own=own
        )
        return replace(found, statements=[short, *found.statements])


def _drawn(draw: Callable[[], Figure]) -> Figure:
    """A figure in the fonts of the language in use: also what a study adds to hanka's Displays."""
    with style():
        return draw()


def at_best(member: Mapping[str, Any], history: History) -> dict[str, Any]:
    """A member's record as of the epoch of its lowest validation loss, whose network early stopping keeps."""
    best = history.best_epoch()
    if best is None:
        return dict(member)
    at = history.epoch == best
    record = {**member, **{name: float(values[at][0]) for name, values in history.metrics.items()}}
    return {**record, "loss_gap": record["val_loss"] - record["loss"]}


def of_network(experiment: Experiment, settings: Mapping[str, Any]) -> list[int]:
    """The members whose specs have these settings."""
    return [
        member
        for member, spec in enumerate(experiment.family)
        if all(getattr(spec, name) == value for name, value in settings.items())
    ]
