"""hanka's own experiment folder."""

from __future__ import annotations

from pathlib import Path

from hanka.experiment import open as open_experiment
from hanka.history import History

__all__ = ["read_experiment"]


def read_experiment(path: Path) -> list[History] | None:
    """Each member's history; None where the path is not a folder with `experiment.json` in it.

    Raises:
        InputError: it is an experiment, and damaged.
    """
    if not (path / "experiment.json").is_file():
        return None
    return open_experiment(path).histories
