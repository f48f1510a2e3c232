"""hanka's own steps, bare: the engine's compiled loop over epochs without its evaluation, rows and saving."""

from __future__ import annotations

import importlib.metadata
import time
from dataclasses import dataclass, fields
from typing import Any

import _worker

options = _worker.arguments()

import jax
import jax.numpy as jnp
import numpy as np

import hanka
from hanka.engine import _advance, start
from hanka.engine._compile import compile_epochs
from hanka.engine._data import place
from hanka.engine._devices import devices, on_cpu, split
from hanka.engine._program import Program
from hanka.spec import Family

data = hanka.load("mnist")
current: dict[tuple[int, int], dict[str, Any]] = {}


@dataclass(frozen=True)
class Bare(Program):
    """The engine's program with nothing measured and nothing judged after an epoch."""

    def _measure(self, member: Any, rates: Any, data: Any) -> dict[str, Any]:
        return {name: jnp.zeros(()) for name in self.metrics}

    def _keep(self, member: Any, measured: Any) -> Any:
        return member

    def _judge(self, member: Any, measured: Any, rates: Any) -> Any:
        return member


def family(hidden: int, steps: int, members: int) -> Family:
    """Networks 784-hidden-10 with an epoch of so many steps; members differ in seed and learning rate."""
    rates = [0.001] if members == 1 else np.logspace(-4, -2, members).tolist()
    rows, many = steps * _worker.BATCH, 1_000_000
    specs = (
        hanka.Spec(hidden_layer_sizes=(hidden,), train_size=rows, epochs=many, learning_rate=rate, seed=seed)
        for seed, rate in enumerate(rates)
    )
    return Family(tuple(specs))


def hanka_step_seconds(hidden: int, steps: int, members: int = 1) -> float:
    """The seconds that `steps` steps of each of `members` networks 784-hidden-10 took, compilation left out.

    An epoch of so many steps; the next call goes on training.
    """
    specs = family(hidden, steps, members).specs
    if (hidden, members) not in current:
        current.clear()
        current[hidden, members] = start(range(members), specs, data).arrays
    arrays = current[hidden, members]
    whole = _advance._program(specs, data, None, probed=False)
    program = Bare(**{f.name: getattr(whole, f.name) for f in fields(Program)})
    n_devices = _advance._spread(members)
    until = (np.array(arrays["epoch"]) + 1).astype(np.int32)
    inputs = jax.device_put((arrays, _advance._rates(specs, data), until), split(n_devices))
    arguments = (*inputs, place(data, None, n_devices))
    compiled = compile_epochs(program, n_devices, not on_cpu(), *arguments)
    jax.block_until_ready(arguments)
    began = time.perf_counter()
    current[hidden, members], measured = compiled(*arguments)
    jax.block_until_ready((current[hidden, members], measured))
    return time.perf_counter() - began


def about() -> dict[str, Any]:
    """The versions."""
    versions = {name: importlib.metadata.version(name) for name in ("jax", "jaxlib", "numpy")}
    return {"hanka": hanka.__version__, **versions, "devices": len(devices())}


if __name__ == "__main__":
    _worker.serve(hanka_step_seconds, about())
