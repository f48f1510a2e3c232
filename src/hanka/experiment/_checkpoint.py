"""`Checkpoint` to file and back: one file for each pack in training, named by its first member."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from hanka.checkpoint import Checkpoint
from hanka.errors import InputError
from hanka.experiment._tensors import read_metadata, read_tensors, write_tensors
from hanka.messages import gettext as _
from hanka.spec import Spec

__all__ = [
    "CHECKPOINTS",
    "checkpoint_path",
    "is_complete",
    "read_checkpoint",
    "read_members",
    "write_checkpoint",
]

CHECKPOINTS = "checkpoints"


def checkpoint_path(folder: Path, members: tuple[int, ...]) -> Path:
    """Where the checkpoint of a pack lies; no member is in two packs."""
    return folder / CHECKPOINTS / f"{members[0]:05d}.safetensors"


def write_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Put a checkpoint in the place of the pack's last one, leaf by leaf."""
    metadata = {
        "members": json.dumps(list(checkpoint.members)),
        "specs": json.dumps([spec.to_dict() for spec in checkpoint.specs]),
    }
    write_tensors(checkpoint_path(folder, checkpoint.members), checkpoint.arrays, metadata, durable=True)


def read_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint in a file, as NumPy arrays."""
    members, specs = read_members(path)
    return Checkpoint(members, specs, dict(read_tensors(path)))


def read_members(path: Path) -> tuple[tuple[int, ...], tuple[Spec, ...]]:
    """The members of a checkpoint and their specs, from the header alone."""
    metadata = read_metadata(path)
    try:
        members = tuple(int(member) for member in json.loads(metadata["members"]))
        specs = tuple(Spec.from_dict(spec) for spec in json.loads(metadata["specs"]))
    except (KeyError, ValueError, TypeError) as error:
        raise InputError(
            _("{path} is not a checkpoint of hanka's; delete it to train its members anew").format(path=path)
        ) from error
    return members, specs


def is_complete(checkpoint: Checkpoint) -> bool:
    """Whether no member of the pack has an epoch left to train."""
    n = len(checkpoint.members)
    done = np.asarray(checkpoint.arrays["epoch"])[:n] >= [spec.epochs for spec in checkpoint.specs]
    if "stopped" in checkpoint.arrays:
        done |= np.asarray(checkpoint.arrays["stopped"])[:n].astype(bool)
    return bool(np.all(done))
