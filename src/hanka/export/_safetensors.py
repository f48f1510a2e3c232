"""The arrays of a chain, and in the file's metadata what is done with them."""

from __future__ import annotations

import json
from pathlib import Path

from hanka.experiment._tensors import write_tensors
from hanka.export._chain import EPSILON, Chain

__all__ = ["write_safetensors"]


def write_safetensors(chain: Chain, path: Path) -> None:
    """Arrays are called by the step's number and their own name, `2/kernel`."""
    arrays = {f"{i}/{name}": a for i, step in enumerate(chain.steps) for name, a in step.arrays.items()}
    network = {
        "steps": [step.kind for step in chain.steps],
        "epsilon": EPSILON,
        "input_shape": chain.input_shape,
        "task": chain.task,
        "class_names": chain.class_names,
        "feature_names": chain.feature_names,
        "name": chain.name,
    }
    write_tensors(path, arrays, {"format": "np", "network": json.dumps(network, ensure_ascii=False)})
