"""From the engine's chunks to the disk, in an order that lets the process die anywhere.

1. The rows of a chunk are appended before anything that counts on them.
2. A checkpoint replaces the pack's last one as a whole; it is never ahead of the rows. Rows may be ahead
   of it: they are computed again, and not written again.
3. When a pack has ended, its checkpoint is saved once more, then the weights of its members, and then the
   checkpoint is removed. So a checkpoint of members that have ended means: the weights are to be written.
   A pack of one member needs no such checkpoint: its weights are both there, or it is trained again.
A member is finished when both of its weights files are whole.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hanka.checkpoint import Checkpoint, Chunk, Row
from hanka.errors import TrainingError
from hanka.experiment._checkpoint import (
    CHECKPOINTS,
    checkpoint_path,
    is_complete,
    read_checkpoint,
    write_checkpoint,
)
from hanka.experiment._columns import STRIDE, Columns
from hanka.experiment._examples import LOSSES, write_losses
from hanka.experiment._rows import HISTORY, RowWriter
from hanka.experiment._weights import WEIGHTS, has_weights, write_weights
from hanka.messages import gettext as _
from hanka.spec import Family

__all__ = ["record", "settle"]

_EVERY = 5.0
"""Seconds between the checkpoints of a pack, at least;"""
_SHARE = 20.0
"""and so many times the time that saving one takes."""


def record(
    folder: Path, family: Family, chunks: Iterable[Chunk], columns: Callable[[], Columns]
) -> Iterator[Row]:
    """Write what the engine yields, and yield each new row once it is on disk.

    Args:
        folder: of an experiment whose lock is held.
        family: its members.
        chunks: from `hanka.engine.run`, given the experiment's `checkpoints()` and `finished`.
        columns: reads the rows as columns; it keeps their cache fresh.

    Raises:
        TrainingError: the disk is full or gone; what was saved before stays readable.
    """
    known = _known(family, columns())
    try:
        with RowWriter(folder / HISTORY) as writer, _Saver(folder, writer) as saver:
            fresh = 0
            for chunk in chunks:
                rows = [row for row in chunk.rows if _is_new(known, row)]
                writer.append(rows)
                saver.take(chunk)
                yield from rows
                fresh += len(rows)
                if fresh >= STRIDE:
                    columns()
                    fresh = 0
        columns()
    except OSError as error:
        raise TrainingError(
            _(
                "{folder}: {reason}; what was saved stays readable: make room, then go on with --resume"
            ).format(folder=folder, reason=error.strerror or error)
        ) from error
    finally:
        if (close := getattr(chunks, "close", None)) is not None:
            close()


class _Saver:
    """Keeps the last chunk's checkpoint at hand, and saves it now and then and on leaving."""

    def __init__(self, folder: Path, writer: RowWriter) -> None:
        self._folder = folder
        self._writer = writer
        self._pending: Checkpoint | None = None
        self._saved = time.monotonic()
        self._pause = _EVERY

    def take(self, chunk: Chunk) -> None:
        """Be given a chunk whose rows are written."""
        pending = self._pending
        if chunk.finished and pending is not None and pending.members != chunk.checkpoint.members:
            self._save(pending)  # a part of a pack has ended: the file of the whole pack is about to go
        self._pending = chunk.checkpoint
        if chunk.finished:
            if len(chunk.checkpoint.members) > 1:
                self._save(chunk.checkpoint)
            else:
                self._writer.sync()
            _conclude(self._folder, chunk.checkpoint)
            self._pending = None
        elif time.monotonic() - self._saved >= self._pause:
            self._save(chunk.checkpoint)
            self._pending = None

    def _save(self, checkpoint: Checkpoint) -> None:
        began = time.monotonic()
        self._writer.sync()
        write_checkpoint(self._folder, checkpoint)
        self._saved = time.monotonic()
        self._pause = max(_EVERY, _SHARE * (self._saved - began))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._pending is None:
            return
        # The engine donates its arrays when it goes on: if it was stopped in the midst of a chunk they
        # are deleted (JAX raises RuntimeError), and the file of the last save is what there is. The
        # same holds for a full disk. Neither may hide the reason why this block is left.
        with contextlib.suppress(RuntimeError, OSError):
            self._save(self._pending)


def settle(folder: Path) -> None:
    """Bring a folder whose writer died to rest: end what it had begun to write, remove what is stale."""
    for place in (folder, folder / WEIGHTS, folder / LOSSES, folder / CHECKPOINTS):
        for left in place.glob("*.tmp"):
            left.unlink(missing_ok=True)
    for path in sorted((folder / CHECKPOINTS).glob("*.safetensors")):
        checkpoint = read_checkpoint(path)
        if all(has_weights(folder, member) for member in checkpoint.members):
            path.unlink()
        elif is_complete(checkpoint):
            _conclude(folder, checkpoint)


def _conclude(folder: Path, checkpoint: Checkpoint) -> None:
    write_losses(folder, checkpoint)
    write_weights(folder, checkpoint)  # last: with them, a member is finished
    checkpoint_path(folder, checkpoint.members).unlink(missing_ok=True)


def _known(family: Family, columns: Columns) -> NDArray[np.bool_]:
    """(members, epochs): which rows the file has."""
    known = np.zeros((len(family), max(spec.epochs for spec in family)), np.bool_)
    member, epoch = columns.arrays["member"], columns.arrays["epoch"]
    inside = (member < known.shape[0]) & (epoch <= known.shape[1])
    known[member[inside], epoch[inside] - 1] = True
    return known


def _is_new(known: NDArray[np.bool_], row: dict[str, Any]) -> bool:
    place = row["member"], row["epoch"] - 1
    if known[place]:
        return False
    known[place] = True
    return True
