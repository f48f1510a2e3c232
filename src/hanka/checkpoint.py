"""What travels from the engine to the disk and back: rows, and all that is needed to go on from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hanka.spec import Spec

__all__ = ["KEPT_EPOCHS", "Checkpoint", "Chunk", "Row"]

KEPT_EPOCHS = tuple(sorted({1 << k for k in range(20)} | {3 << k for k in range(19)}))
"""The epochs after which the validation losses of single examples are kept, besides the best and the last:
1, 2, 3, 4, 6, 8, 12, …, 786,432."""

Row = dict[str, Any]
"""One member after one epoch, as a line of `history.jsonl`: see `hanka.train` for its keys."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything needed to go on training a pack of members: plain data, no code.

    Attributes:
        members: the members' indices in the family, by position in the arrays.
        specs: the members' specs, in the same order.
        arrays: name → array of shape (members, ...). The names are paths: `params/…` and `state/…`
            (the network as it stands), `best/params/…` and `best/state/…` (at the best epoch),
            `optimizer/…`, and the scalars by member `epoch`, `best/epoch`, `best/value`, `stopped`. With
            validation data `examples/kept` (members, KEPT_EPOCHS, examples), `examples/last` and
            `best/examples` (members, examples), float16.
            NumPy arrays, or the engine's own arrays on the device; either kind is taken everywhere.
    """

    members: tuple[int, ...]
    specs: tuple[Spec, ...]
    arrays: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one call of the engine gives: new rows, in the order of the file, and where to go on. Where a
    pack is parted, a chunk for each part has no rows.

    `finished` says that every member of the pack has trained all its epochs or was stopped."""

    rows: list[Row]
    checkpoint: Checkpoint
    finished: bool
