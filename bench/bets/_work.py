"""What a worker of an executor does: one chunk of one pack. It holds nothing but a cache of data."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import lru_cache

import numpy as np

import hanka
from hanka.checkpoint import Checkpoint, Row
from hanka.engine import advance, start

Answer = tuple[list[Row], Checkpoint, int]

load = lru_cache(hanka.load)


def as_numpy(checkpoint: Checkpoint) -> Checkpoint:
    """The checkpoint with its arrays off the devices, to be sent or kept."""
    return replace(checkpoint, arrays={name: np.asarray(a) for name, a in checkpoint.arrays.items()})


def begin(members: tuple[int, ...], specs: tuple[hanka.Spec, ...], source: str) -> Answer:
    """A pack's first checkpoint, and the process that made it."""
    return [], as_numpy(start(members, specs, load(source))), os.getpid()


def work(checkpoint: Checkpoint, epochs: int, source: str) -> Answer:
    """The rows and the checkpoint after so many epochs more, and the process that trained them."""
    rows, after = advance(checkpoint, epochs, load(source))
    return rows, as_numpy(after), os.getpid()
