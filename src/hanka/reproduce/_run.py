"""Train a study into a folder, go on with it, and write what came out beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hanka.dataset import Dataset, load
from hanka.engine import plan, run
from hanka.errors import InputError
from hanka.experiment import Experiment
from hanka.experiment import open as open_experiment
from hanka.messages import gettext as _
from hanka.report import report
from hanka.reproduce._study import Result, Settings, Study
from hanka.spec import Family

__all__ = ["reproduce", "take_up", "write"]

_EXPERIMENT = "experiment"


def reproduce(
    study: Study,
    folder: str | Path,
    settings: Settings | None = None,
    *,
    source: str | None = None,
) -> Result:
    """Train a study, or what is left of it, and write its figures and its report.

    Args:
        study: one of `STUDIES`.
        folder: where the experiment lies and the rest is written; one that was interrupted is gone on with.
        settings: how much of it; None for all.
        source: the data set in place of the study's own, as `higgs:source=FILE`.
    """
    data = load(source or study.source)
    family = study.family(settings or Settings())
    study.check(data)
    plan(family, data)  # refuses what can't be trained, before there is a folder
    with take_up(Path(folder), family, data) as experiment:
        chunks = run(family, data, checkpoints=experiment.checkpoints(), finished=experiment.finished)
        for _row in experiment.record(chunks):
            pass
    return write(study, experiment, Path(folder))[0]


def take_up(folder: Path, family: Family, data: Dataset) -> Experiment:
    """The study's experiment below a folder, new or to be gone on with.

    Raises:
        InputError: what lies there is of other settings or other data.
    """
    place = folder / _EXPERIMENT
    if not (place / "experiment.json").exists():
        return Experiment.create(place, family, data)
    held = open_experiment(place)
    if held.family != family or held.dataset["sha256"] != data.sha256:
        raise InputError(
            _("{folder} was begun with other settings or data; give them again, or another folder").format(
                folder=folder
            )
        )
    return Experiment.resume(place)


def write(study: Study, experiment: Experiment, folder: Path) -> tuple[Result, dict[str, Path]]:
    """The result of a finished experiment, and what each figure and the report is called → its file."""
    result = study.result(experiment)
    files: dict[str, Path] = {}
    for name, draw in result.figures.items():
        files[name] = folder / f"{name}.png"
        figure: Any = draw()
        figure.savefig(files[name])
    files["report"] = folder / "report.html"
    files["report"].write_text(report(experiment, title=study.title()), encoding="utf-8")
    return result, files
