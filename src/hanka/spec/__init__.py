"""`Spec`, one network with its training recipe; `Family`, many of them, grouped by compiled program."""

from hanka.spec._family import Family, vary
from hanka.spec._names import (
    ACTIVATIONS,
    FILTERS,
    INITIALIZERS,
    LOSSES,
    MONITORS,
    NETWORKS,
    NORMALIZATIONS,
    OPTIMIZERS,
    PENALTY_LAYERS,
    POOL,
    WINDOW,
)
from hanka.spec._schedule import SCHEDULES, Schedule, read_schedule
from hanka.spec._spec import Spec

__all__ = [
    "ACTIVATIONS",
    "FILTERS",
    "INITIALIZERS",
    "LOSSES",
    "MONITORS",
    "NETWORKS",
    "NORMALIZATIONS",
    "OPTIMIZERS",
    "PENALTY_LAYERS",
    "POOL",
    "SCHEDULES",
    "WINDOW",
    "Family",
    "Schedule",
    "Spec",
    "read_schedule",
    "vary",
]
