"""The weights that a member ended with and those of its best epoch, a file each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np

from hanka.checkpoint import Checkpoint
from hanka.experiment._tensors import Array, is_whole, write_tensors

__all__ = ["KINDS", "WEIGHTS", "Which", "has_weights", "select", "weights_path", "write_weights"]

WEIGHTS = "weights"
Which = Literal["last", "best"]
KINDS: tuple[Which, ...] = ("last", "best")
_PREFIXES = {"last": "", "best": "best/"}


def weights_path(folder: Path, member: int, which: Which) -> Path:
    """Where a member's weights lie."""
    return folder / WEIGHTS / f"{member:05d}-{which}.safetensors"


def has_weights(folder: Path, member: int) -> bool:
    """Whether both files of a member are there and whole: what it means to be finished."""
    return all(is_whole(weights_path(folder, member, which)) for which in KINDS)


def select(arrays: Mapping[str, Any], which: Which) -> dict[str, Any]:
    """A network's own arrays out of a checkpoint's: parameters by their names, its state below `state/`.

    >>> select({"params/output/bias": 1, "best/params/output/bias": 2, "epoch": 3}, "best")
    {'output/bias': 2}
    """
    prefix = _PREFIXES[which]
    if not any(name.startswith(f"{prefix}params/") for name in arrays):
        prefix = ""  # an engine that keeps no best weights
    found = {}
    for name, array in arrays.items():
        if name.startswith(f"{prefix}params/"):
            found[name.removeprefix(f"{prefix}params/")] = array
        elif name.startswith(f"{prefix}state/"):
            found[name.removeprefix(prefix)] = array
    return found


def write_weights(folder: Path, checkpoint: Checkpoint) -> None:
    """Write last and best weights of every member of a pack that has ended."""
    for which in KINDS:
        # Once a leaf and pack, not once a member: a leaf may have to come from a device.
        arrays: dict[str, Array] = {n: np.asarray(a) for n, a in select(checkpoint.arrays, which).items()}
        for place, (member, spec) in enumerate(zip(checkpoint.members, checkpoint.specs, strict=True)):
            metadata = {"member": str(member), "which": which, "spec": json.dumps(spec.to_dict())}
            # Where the best weights were restored, they are the last ones too.
            kind = "best" if spec.restore_best_weights else which
            if (epochs := checkpoint.arrays.get(f"{_PREFIXES[kind]}epoch")) is not None:
                metadata["epoch"] = str(int(np.asarray(epochs)[place]))
            path = weights_path(folder, member, which)
            write_tensors(path, {name: array[place] for name, array in arrays.items()}, metadata)
