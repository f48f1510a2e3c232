"""What the machine can do, measured in some milliseconds, for an estimate of what training takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import psutil

from hanka.engine._devices import devices, full_precision, on_cpu

__all__ = ["Machine", "measured"]


@dataclass(frozen=True, slots=True)
class Machine:
    """What estimates are made of.

    Attributes:
        operations: floating point operations of a matrix product a second, all devices together.
        moved: bytes a second that the steps of a large network move.
        step: the least seconds of a step.
        compiling: seconds for a program.
        side_by_side: whether the members of a pack take their steps, and the room for them, together.
        free: bytes of memory.
    """

    operations: float
    moved: float
    step: float
    compiling: float
    side_by_side: bool
    free: float


def measured() -> Machine:
    """This machine. The figures that take long to measure are those of docs/performance.md."""
    if not on_cpu():
        return _accelerator()
    a = np.ones((768, 768), np.float32)
    return Machine(
        operations=2 * 768**3 / _seconds(lambda: a @ a),
        moved=20e9,
        step=15e-6,
        compiling=1.0,
        side_by_side=False,
        free=psutil.virtual_memory().available,
    )


def _accelerator() -> Machine:
    a, b = jnp.ones((2048, 2048), jnp.float32), jnp.ones(2**26, jnp.float32)
    with full_precision():
        product = jax.jit(jnp.matmul).lower(a, a).compile()
    passed = jax.jit(lambda b: b + 1)
    memory, host = devices()[0].memory_stats() or {}, psutil.virtual_memory().available
    return Machine(
        operations=len(devices()) * 2 * 2048**3 / _seconds(lambda: product(a, a).block_until_ready()),
        moved=2 * b.nbytes / _seconds(lambda: passed(b).block_until_ready()),
        step=50e-6,
        compiling=8.0,
        side_by_side=True,
        free=min(host, memory.get("bytes_limit", host) - memory.get("bytes_in_use", 0)),
    )


def _seconds(work: Callable[[], object]) -> float:
    """Of one call, not the first."""
    work()
    began = time.perf_counter()
    for _i in range(3):
        work()
    return (time.perf_counter() - began) / 3
