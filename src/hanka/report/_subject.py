"""What a report is about: runs, each with its diagnoses, in the order in which they were given."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hanka.diagnosis import Diagnosis, diagnose_all
from hanka.errors import InputError
from hanka.experiment import Experiment
from hanka.figures._palette import name_of, varied
from hanka.history import History
from hanka.messages import gettext as _
from hanka.messages import speaking

__all__ = ["Run", "Subject", "label_of"]

_NOT_RECIPE = frozenset({"seed", "member"})


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the report.

    Attributes:
        diagnoses: of every validation metric, the one that is asked first before all others.
        experiment: the one it is a member of, None for another tool's log.
        network: a number that runs share which differ in nothing but their seed.
        label, network_label: its name among the others, with and without the seed.
    """

    history: History
    diagnoses: tuple[Diagnosis, ...]
    experiment: Experiment | None
    network: int
    label: str
    network_label: str

    @property
    def first(self) -> Diagnosis:
        """The diagnosis of the metric that is asked first."""
        return self.diagnoses[0]

    @property
    def member(self) -> int:
        """Its place in its experiment."""
        return int(self.history.params.get("member", 0))


class Subject:
    """Experiments and single histories, as they were given.

    Args:
        sources: them.
        diagnose: says of a history what is to be said; nothing is said of one that it gives nothing for.
        empty: whether those belong to it that have no epoch yet.

    Raises:
        InputError: there is not one epoch in any of them, and that is not allowed.
    """

    def __init__(
        self,
        sources: Sequence[Experiment | History],
        *,
        diagnose: Callable[[History], Sequence[Diagnosis]] = diagnose_all,
        empty: bool = False,
    ) -> None:
        self._diagnose = diagnose
        self.experiments = [source for source in sources if isinstance(source, Experiment)]
        found: list[tuple[History, Experiment | None]] = []
        for source in sources:
            if isinstance(source, Experiment):
                found += [(history, source) for history in source.histories if empty or len(history)]
            elif empty or len(source):
                found.append((source, None))
        if not found:
            raise InputError(_("there is nothing to report yet: no epoch has been trained"))
        self._common = _common([_place(history, experiment) for history, experiment in found])
        self._alone = len(self.experiments) == 1 and all(experiment for _history, experiment in found)
        keys: dict[str, int] = {}
        self.settings = varied([history.params for history, _experiment in found if history.params] or [{}])
        self.runs = [self._run(history, experiment, keys) for history, experiment in found]

    @cached_property
    def alike(self) -> bool:
        """Whether all learnt from the same data by the same loss, so that their losses can be compared."""
        if len(self.runs) == 1:
            return True
        learnt = {
            (run.experiment.dataset["sha256"], run.history.params["loss"])
            for run in self.runs
            if run.experiment
        }
        return len(learnt) == 1 and all(run.experiment for run in self.runs)

    @property
    def judged(self) -> bool:
        """Whether anything can be said of any run: it has validation data, or it diverged."""
        return any(run.first.metric or run.first.verdict == "diverged" for run in self.runs)

    @property
    def unfinished(self) -> tuple[int, int]:
        """How many of the experiments' members have not ended their training, and how many there are."""
        members = sum(len(experiment.family) for experiment in self.experiments)
        return members - sum(len(experiment.finished) for experiment in self.experiments), members

    def _run(self, history: History, experiment: Experiment | None, keys: dict[str, int]) -> Run:
        recipe = {name: value for name, value in history.params.items() if name not in _NOT_RECIPE}
        place = str(experiment.folder) if experiment else history.name if "seed" not in history.params else ""
        key = json.dumps([place, recipe], sort_keys=True, default=str)
        network = keys.setdefault(key, len(keys))
        label = self._label(history, experiment)
        seed = history.params.get("seed")
        return Run(
            history=history,
            diagnoses=tuple(self._diagnose(history)),
            experiment=experiment,
            network=network,
            label=label if experiment is None else f"{label} seed={seed}",
            network_label=label,
        )

    def _label(self, history: History, experiment: Experiment | None) -> str:
        name = _place(history, experiment)
        name = os.path.relpath(name, self._common) if self._common else name
        if experiment is None:
            return name
        settings = [name for name in self.settings if name in history.params]
        label = label_of(history.params, settings or ["hidden_layer_sizes"])
        if not settings and experiment.network is not None:
            label = experiment.network
        return label if self._alone else f"{name}: {label}"


def label_of(params: Mapping[str, Any], settings: Sequence[str]) -> str:
    """A network's settings in few words, which are the same in every language."""
    with speaking("en"):
        return name_of(params, settings)


def _place(history: History, experiment: Experiment | None) -> str:
    return history.name if experiment is None else str(experiment.folder)


def _common(places: Sequence[str]) -> str:
    """The folder that all have in common, "" where there is none."""
    try:
        return os.path.commonpath([os.path.dirname(place) for place in places])
    except ValueError:  # absolute and relative ones, or several drives
        return ""
