"""What the machine can do, for an estimate of what training takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import psutil

from hanka.engine._devices import devices, on_cpu, precision

__all__ = ["Machine", "measure"]


@dataclass(frozen=True, slots=True)
class Machine:
    """What estimates are made of.

    Attributes:
        operations: of a matrix product a second, floating point: of all cores, or of one accelerator.
        moved: bytes a second that the steps of a large network move.
        step: the least seconds of a step.
        compiling: seconds for a program.
        side_by_side: whether the members of a pack take their steps, and the room for them, together.
        free: bytes of free memory: of the machine, or of the first accelerator.
    """

    operations: float
    moved: float
    step: float
    compiling: float
    side_by_side: bool
    free: float


def measure() -> Machine:
    """This machine. What is not measured here was seen once: on two cores, or on one H100."""
    host = psutil.virtual_memory().available
    if on_cpu():
        a = np.ones((768, 768), np.float32)
        rate = 2 * 768**3 / _seconds(lambda: a @ a)
        return Machine(rate, moved=20e9, step=15e-6, compiling=1.0, side_by_side=False, free=host)
    memory = devices()[0].memory_stats() or {}
    free = min(host, memory.get("bytes_limit", host) - memory.get("bytes_in_use", 0))
    return Machine(*_accelerator(), step=50e-6, compiling=8.0, side_by_side=True, free=free)


@cache
def _accelerator() -> tuple[float, float]:
    """(operations, moved) of the first accelerator, once for a process: two programs are compiled for it."""
    a, b = jnp.ones((2048, 2048), jnp.float32), jnp.ones(2**24, jnp.float32)
    with jax.default_matmul_precision(precision()):
        product = jax.jit(jnp.matmul).lower(a, a).compile()
    passed = jax.jit(lambda b: b + 1)
    operations = 2 * 2048**3 / _seconds(lambda: product(a, a).block_until_ready())
    return operations, 2 * b.nbytes / _seconds(lambda: passed(b).block_until_ready())


def _seconds(work: Callable[[], object]) -> float:
    """Of one call, not the first."""
    work()
    began = time.perf_counter()
    for _i in range(3):
        work()
    return (time.perf_counter() - began) / 3
