"""The validation losses of single examples at some epochs, a file a member beside the rows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from hanka.checkpoint import KEPT_EPOCHS, Checkpoint
from hanka.experiment._tensors import Array, read_tensors, write_tensors

__all__ = ["LOSSES", "ExampleLosses", "losses_path", "read_losses", "select_losses", "write_losses"]

LOSSES = "losses"
ExampleLosses = tuple[Array, Array]
"""The epochs (k,), in order, and after each of them the losses (k, examples), float16."""


def losses_path(folder: Path, member: int) -> Path:
    """Where a member's losses lie."""
    return folder / LOSSES / f"{member:05d}.safetensors"


def write_losses(folder: Path, checkpoint: Checkpoint) -> None:
    """Write the losses of every member of a pack that has ended, where there are validation data."""
    if "examples/kept" not in checkpoint.arrays:
        return
    (folder / LOSSES).mkdir(exist_ok=True)
    names = ("examples/kept", "examples/last", "best/examples", "epoch", "best/epoch")
    arrays = {name: np.asarray(checkpoint.arrays[name]) for name in names}
    for place, member in enumerate(checkpoint.members):
        epoch, loss = select_losses({name: array[place] for name, array in arrays.items()})
        write_tensors(losses_path(folder, member), {"epoch": epoch, "loss": loss}, {"member": str(member)})


def select_losses(arrays: Mapping[str, Any]) -> ExampleLosses:
    """A member's losses out of its arrays in a checkpoint: at the epochs kept, the best and the last."""
    last, best = int(arrays["epoch"]), int(arrays["best/epoch"])
    kept = {epoch: arrays["examples/kept"][slot] for slot, epoch in enumerate(KEPT_EPOCHS) if epoch <= last}
    kept |= {
        epoch: a for epoch, a in ((best, arrays["best/examples"]), (last, arrays["examples/last"])) if epoch
    }
    epochs = sorted(kept)
    n = len(arrays["examples/last"])
    return np.array(epochs, np.int32), np.array([kept[epoch] for epoch in epochs], np.float16).reshape(-1, n)


def read_losses(folder: Path, member: int) -> ExampleLosses:
    """The losses of a member whose training has ended."""
    arrays = read_tensors(losses_path(folder, member))
    return arrays["epoch"], arrays["loss"]
