"""hanka's own steps, bare: the compiled training loop without evaluation, rows and saving."""

from __future__ import annotations

import importlib.metadata
from typing import Any

import _worker

options = _worker.arguments()


def hanka_step_seconds(hidden: int, steps: int, members: int = 1) -> float:
    """The seconds that `steps` steps of each of `members` networks 784-hidden-10 took, compilation left out.

    Goes on training between calls; members differ in seed and learning rate.
    """
    raise NotImplementedError("to be filled against hanka.engine")


def about() -> dict[str, Any]:
    """The versions."""
    return {name: importlib.metadata.version(name) for name in ("jax", "jaxlib", "numpy")}


if __name__ == "__main__":
    _worker.serve(hanka_step_seconds, about())
