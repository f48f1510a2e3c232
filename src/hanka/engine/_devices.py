"""The devices that a family is spread over: one per core on a CPU, else the accelerators."""

from __future__ import annotations

import contextlib
import os

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

__all__ = ["MEMBERS", "devices", "mesh", "on_cpu", "precision", "replicated", "split"]

MEMBERS = "members"
"""The one axis of the mesh."""

_CPU_DEVICES, _PRECISION = "jax_num_cpu_devices", "jax_default_matmul_precision"


def devices() -> list[jax.Device]:
    """The local devices. If JAX has not started yet, a CPU is first split into one device a core:
    one network a core is up to twice as fast as two threads on one network. If the user's code
    started JAX before, the number of devices is what it is."""
    if "xla_force_host_platform_device_count" not in os.environ.get("XLA_FLAGS", ""):
        # It raises once JAX's backends run; -1 says that nobody has chosen a number yet.
        with contextlib.suppress(RuntimeError):
            if getattr(jax.config, _CPU_DEVICES) == -1:
                jax.config.update(_CPU_DEVICES, _cores())
    return jax.local_devices()


def on_cpu() -> bool:
    """Whether networks are mapped one after another on each device, not side by side (`vmap`)."""
    return devices()[0].platform == "cpu"


def precision() -> str | None:
    """What `jax.default_matmul_precision` is to be: float32 is multiplied as float32. An accelerator would
    round the factors to TF32 or bfloat16, and its curves and predictions would be less exact than those of
    a CPU. What the user chose as `jax_default_matmul_precision` stands."""
    chosen: str | None = getattr(jax.config, _PRECISION)
    return chosen if on_cpu() or chosen is not None else "highest"


def mesh(n: int) -> Mesh:
    """A mesh of the first `n` devices."""
    return Mesh(np.array(devices()[:n]), (MEMBERS,))


def split(n: int) -> NamedSharding:
    """Arrays whose first axis, the members, is dealt out over the first `n` devices."""
    return NamedSharding(mesh(n), PartitionSpec(MEMBERS))


def replicated(n: int) -> NamedSharding:
    """Arrays of which each of the first `n` devices has a copy."""
    return NamedSharding(mesh(n), PartitionSpec())


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):  # Linux: the cores this process may use
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
