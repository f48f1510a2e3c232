"""A CPU is one device for each of its cores, whatever is asked of the engine first; on an accelerator
float32 stays float32, and a pack's members share their steps."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import psutil
import pytest

import hanka
from hanka.engine import _devices, _forward, _machine, _plan, forward, network_of, plan, train
from hanka.engine._devices import devices
from hanka.engine._machine import Machine
from hanka.engine._program import Program
from hanka.spec import vary

CORES = len(psutil.Process().cpu_affinity()) if sys.platform == "linux" else os.cpu_count() or 1
FIRST = {
    "plan": "plan(family, data)",
    "train": "list(train(family, data))",
    "forward": "forward(spec, 10)",
}


@pytest.mark.skipif(CORES == 1, reason="one core is one device")
@pytest.mark.parametrize("first", FIRST)
def test_what_comes_first_leaves_the_cpu_split(first: str) -> None:
    program = f"""
import hanka, jax
from hanka.engine import forward, plan, train
spec = hanka.Spec(hidden_layer_sizes=(8,), epochs=1)
family, data = hanka.vary(spec, seed=range(2)), hanka.load("digits")
{FIRST[first]}
print(jax.local_devices()[0].platform, len(jax.local_devices()))
"""
    environment = {name: value for name, value in os.environ.items() if name != "XLA_FLAGS"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    platform, number = done.stdout.split()
    assert platform != "cpu" or int(number) == CORES


def used() -> object:
    """The precision of a product that is traced now."""
    [product] = jax.make_jaxpr(jnp.matmul)(jnp.ones((2, 2)), jnp.ones((2, 2))).eqns
    return product.params["precision"]


def test_an_accelerator_multiplies_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, epochs = [], Program.epochs
    monkeypatch.setattr(Program, "epochs", lambda *args: seen.append(used()) or epochs(*args))
    spec, data = hanka.Spec(hidden_layer_sizes=(7,), epochs=1), hanka.load("digits")
    for cpu, chosen, precision in (
        (True, None, None),  # a CPU has no other way
        (False, None, jax.lax.Precision.HIGHEST),
        (False, "bfloat16", jax.lax.Precision.DEFAULT),  # the user's word stands
    ):
        monkeypatch.setattr(_devices, "on_cpu", lambda cpu=cpu: cpu)
        seen.clear()
        with jax.default_matmul_precision(chosen):
            list(train(spec, data))
        assert set(seen) == {None if precision is None else (precision, precision)}


def test_predictions_on_an_accelerator_multiply_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_devices, "on_cpu", lambda: False)
    spec, seen = hanka.Spec(hidden_layer_sizes=(7,)), []
    network = network_of(spec, 3)
    watched = replace(network, apply=lambda *args, **kw: seen.append(used()) or network.apply(*args, **kw))
    monkeypatch.setattr(_forward, "network_of", lambda *_: watched)
    params, _state = network.init(jax.random.key(0), jnp.ones((1, 4)))
    arrays = {
        jax.tree_util.keystr(path, simple=True, separator="/"): np.asarray(leaf)
        for path, leaf in jax.tree_util.tree_flatten_with_path(params)[0]
    }
    assert forward(spec, 3)(arrays, np.ones((5, 4), np.float32)).shape == (5, 3)
    assert seen == [(jax.lax.Precision.HIGHEST,) * 2]


def test_an_accelerator_is_measured_by_what_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_machine, "on_cpu", lambda: False)
    machine = _machine.measure()
    assert machine.side_by_side and min(machine.operations, machine.moved, machine.free) > 0


@pytest.mark.parametrize("accelerators", [1, 2])
def test_members_of_a_pack_share_their_steps_on_an_accelerator(
    monkeypatch: pytest.MonkeyPatch, accelerators: int
) -> None:
    there = devices()[:1] * accelerators
    monkeypatch.setattr(_plan, "devices", lambda: there)
    slow_steps = Machine(1e30, 1e30, step=1.0, compiling=0.0, side_by_side=True, free=1e12)
    slow_products = replace(slow_steps, operations=1e6, step=0.0)
    data, spec = hanka.load("digits"), hanka.Spec(hidden_layer_sizes=(4,), epochs=50)

    def told(machine: Machine, members: int) -> float:
        monkeypatch.setattr(_plan, "measure", lambda: machine)
        return plan(vary(spec, seed=range(members)), data).seconds

    assert told(slow_steps, 16) == pytest.approx(told(slow_steps, 1))
    assert told(slow_products, 16) == pytest.approx(16 / accelerators * told(slow_products, 1))
