"""`train`, a generator of rows, and `run`, the chunks beneath it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hanka.checkpoint import Checkpoint, Chunk, Row
from hanka.dataset import Dataset
from hanka.engine._advance import advance, halved, is_finished, start
from hanka.engine._data import Probe
from hanka.engine._network import Network
from hanka.engine._plan import plan
from hanka.engine._program import CAPACITY
from hanka.spec import Family, Spec

__all__ = ["run", "train"]

_CHUNK_SECONDS = 0.5


def train(
    family: Family | Spec, data: Dataset, *, network: Network | None = None, probe: Probe | None = None
) -> Iterator[Row]:
    """Train every member of a family, and yield a row for each after each of its epochs.

    Args:
        family: specs to train; one alone is a family of one.
        data: from `hanka.load`.
        network: the user's own (`hanka.engine.Network`) in place of those that the specs name.
        probe: (x, y) of a third set, raw as the data set's own, for experiments whose truth is known.

    Yields:
        `member`, `epoch` (from 1), `step`; measured after the epoch, dropout off, without the penalty:
        `loss`, `accuracy` on a fixed sample of the member's training rows as large as the validation
        set, `val_loss`, `val_loss_se` (its standard error), `val_accuracy`, `probe_loss`,
        `probe_accuracy`; `running_loss`, what Keras shows as loss: the mean over the epoch, dropout on,
        with the penalty; `penalty`; `learning_rate`; `seconds`, the member's share of the wall time.
        What isn't finite is None, with `diverged` True, and is the member's last row. The last row of a
        member that early stopping ended has `stopped` True.

    Members are grouped by compiled program and trained pack by pack; closing the generator stops.

    >>> import hanka
    >>> data = hanka.load("fare")
    >>> rows = list(hanka.train(hanka.Spec(hidden_layer_sizes=(8,), epochs=3), data))
    >>> [row["epoch"] for row in rows], "val_loss" in rows[0]
    ([1, 2, 3], False)
    """
    if isinstance(family, Spec):
        family = Family((family,))
    for chunk in run(family, data, network=network, probe=probe):
        yield from chunk.rows


def run(
    family: Family,
    data: Dataset,
    *,
    network: Network | None = None,
    probe: Probe | None = None,
    checkpoints: Iterable[Checkpoint] = (),
    finished: Iterable[int] = (),
) -> Iterator[Chunk]:
    """`train` with what is needed to go on: chunks of rows, each with its checkpoint.

    A chunk's checkpoint lives on the devices until the next chunk is asked for.

    Args:
        family, data, network, probe: as in `train`.
        checkpoints: of packs whose training was interrupted; they go on first.
        finished: members that need no training.
    """
    done = set(finished)
    groups = plan(family, data, network=network, finished=done).groups
    for checkpoint in checkpoints:
        done.update(checkpoint.members)
        yield from _chunks(checkpoint, data, network, probe)
    for group in groups:
        waiting = [member for member in group.members if member not in done]
        for at in range(0, len(waiting), group.pack):
            members = waiting[at : at + group.pack]
            specs = [family.specs[member] for member in members]
            checkpoint = start(members, specs, data, network=network, size=group.pack)
            yield from _chunks(checkpoint, data, network, probe)


def _chunks(
    checkpoint: Checkpoint, data: Dataset, network: Network | None, probe: Probe | None
) -> Iterator[Chunk]:
    """Advance a pack to its end, by as many epochs at a time as fill about half a second.

    When half of its members or more have ended, the others are packed anew: what has ended costs nothing
    from there on, and the rest is dealt out evenly over the devices again.
    """
    epochs = 1
    while not is_finished(checkpoint):
        rows, checkpoint = advance(checkpoint, epochs, data, network=network, probe=probe)
        seconds = sum(row["seconds"] for row in rows)
        yield Chunk(rows, checkpoint, is_finished(checkpoint))
        if (parts := halved(checkpoint)) is not None:
            ended, checkpoint = parts
            yield Chunk([], checkpoint, False)
            yield Chunk([], ended, True)
        epochs = max(1, min(CAPACITY, 4 * epochs, round(epochs * _CHUNK_SECONDS / max(seconds, 1e-6))))
