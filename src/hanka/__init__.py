"""hanka (汎化, generalisation): train families of networks, read their learning curves, judge them.

>>> import hanka
>>> data = hanka.load("teacher:n=100,d=4,seed=1")
>>> family = hanka.vary(hanka.Spec(hidden_layer_sizes=(8,), epochs=2), seed=range(2))
>>> rows = list(hanka.train(family, data))
>>> [(row["member"], row["epoch"]) for row in rows]
[(0, 1), (1, 1), (0, 2), (1, 2)]
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from hanka.dataset import Dataset as Dataset
    from hanka.dataset import load as load
    from hanka.diagnosis import Diagnosis as Diagnosis
    from hanka.diagnosis import diagnose as diagnose
    from hanka.engine import train as train
    from hanka.errors import HankaError as HankaError
    from hanka.estimators import HankaClassifier as HankaClassifier
    from hanka.estimators import HankaRegressor as HankaRegressor
    from hanka.experiment import Experiment as Experiment
    from hanka.experiment import open as open
    from hanka.history import History as History
    from hanka.spec import Family as Family
    from hanka.spec import Spec as Spec
    from hanka.spec import vary as vary

# Each name is imported when it is first used: `hanka --help` must not wait for JAX, and reading an
# experiment must not need it.
_HOMES = {
    "Dataset": "dataset",
    "load": "dataset",
    "Diagnosis": "diagnosis",
    "diagnose": "diagnosis",
    "train": "engine",
    "HankaError": "errors",
    "HankaClassifier": "estimators",
    "HankaRegressor": "estimators",
    "Experiment": "experiment",
    "open": "experiment",
    "History": "history",
    "Family": "spec",
    "Spec": "spec",
    "vary": "spec",
}

__all__ = sorted([*_HOMES, "__version__"])


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'hanka' has no attribute '{name}'")
    return getattr(importlib.import_module(f"hanka.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
