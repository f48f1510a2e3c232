"""A CPU is one device for each of its cores, whatever is asked of the engine first."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest

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
