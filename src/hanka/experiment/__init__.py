"""The experiment's folder on disk: append rows, save weights, resume, open; predict with NumPy alone."""

from __future__ import annotations

from hanka.experiment._experiment import Experiment, open
from hanka.experiment._lock import in_use
from hanka.experiment._summary import connections, layer_shapes, layers, outputs

__all__ = ["Experiment", "connections", "in_use", "layer_shapes", "layers", "open", "outputs"]
