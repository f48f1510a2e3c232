"""hanka's own experiment folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hanka.errors import InputError
from hanka.experiment import open as open_experiment
from hanka.history import History
from hanka.messages import gettext as _

__all__ = ["read_experiment"]


def read_experiment(path: Path) -> list[History] | None:
    """Each member's history; None where the path is not a folder with `experiment.json` in it.

    Raises:
        InputError: it is an experiment, and damaged.
    """
    if not (path / "experiment.json").is_file():
        return None
    histories = open_experiment(path).histories
    for member, history in enumerate(histories):
        if (np.diff(history.epoch) <= 0).any():
            raise InputError(
                _("{path} is damaged: the epochs of member {member} do not grow; see hanka check").format(
                    path=path, member=member
                )
            )
    return histories
