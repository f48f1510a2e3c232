"""The tutorial's networks by hanka: some seeds together, trained and measured after each epoch."""

from __future__ import annotations

import importlib.metadata
import time

import _worker

options = _worker.arguments()

import hanka
from hanka.checkpoint import Checkpoint
from hanka.engine import advance, plan, start
from hanka.engine._devices import devices
from hanka.reproduce._tutorial import MODELS, _spec
from hanka.spec import Family

data = hanka.load((options.data / "source").read_text(encoding="utf-8"))
current: dict[str, Checkpoint] = {}


def epoch_seconds(model: str, epochs: int, seeds: int) -> float:
    """The seconds of so many epochs of each seed, rows included."""
    if model not in current:
        current.clear()
        specs = [_spec(MODELS[model], seed) for seed in range(seeds)]
        size = plan(Family(tuple(specs)), data).groups[0].pack
        current[model] = start(range(seeds), specs, data, size=max(size, seeds))
    began = time.perf_counter()
    rows, current[model] = advance(current[model], epochs, data)
    assert len(rows) == epochs * seeds
    return time.perf_counter() - began


about = {name: importlib.metadata.version(name) for name in ("jax", "jaxlib", "numpy")}
_worker.serve(epoch_seconds, {"hanka": hanka.__version__, **about, "devices": len(devices())})
