"""An experiment's folder: what lies in it before the first row, and what is left of one that never began."""

from __future__ import annotations

import contextlib
from pathlib import Path

from hanka.dataset._types import Dataset
from hanka.experiment._about import ABOUT, About, write_about
from hanka.experiment._checkpoint import CHECKPOINTS
from hanka.experiment._lock import LOCK
from hanka.experiment._rows import HISTORY
from hanka.experiment._samples import SAMPLES, write_samples
from hanka.experiment._weights import WEIGHTS

__all__ = ["begin", "is_remnant", "make_places", "remove"]


def begin(folder: Path, about: About, data: Dataset) -> None:
    """The files of an experiment before its first row; `experiment.json` makes it one, and comes last."""
    try:
        make_places(folder)
        (folder / HISTORY).touch()
        write_samples(folder, data)
        write_about(folder / ABOUT, about)
    except BaseException:
        _clear(folder)
        raise


def make_places(folder: Path) -> None:
    """The folders within it."""
    for name in (WEIGHTS, CHECKPOINTS):
        (folder / name).mkdir(exist_ok=True)


def is_remnant(path: Path) -> bool:
    """Whether a file is what an experiment leaves that was killed before it had begun: it holds nothing."""
    if path.name in (WEIGHTS, CHECKPOINTS):
        return path.is_dir() and not any(path.iterdir())
    if path.name == HISTORY:
        return path.stat().st_size == 0
    return path.name in (LOCK, SAMPLES, f"{SAMPLES}.tmp", f"{ABOUT}.tmp")


def _clear(folder: Path) -> None:
    """Remove what `_begin` began, and nothing else."""
    with contextlib.suppress(OSError):
        for path in (folder / ABOUT, folder / SAMPLES, folder / HISTORY):
            path.unlink(missing_ok=True)
        for name in (WEIGHTS, CHECKPOINTS):
            (folder / name).rmdir()


def remove(folder: Path) -> None:
    """Remove a folder that is empty but for its lock."""
    with contextlib.suppress(OSError):
        (folder / LOCK).unlink(missing_ok=True)
        folder.rmdir()
