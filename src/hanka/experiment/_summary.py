"""What a family came to: one plain record for each member, from the columns of its rows."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanka.experiment._columns import Columns
from hanka.history import History
from hanka.spec import FILTERS, NETWORKS, POOL, WINDOW, Spec

__all__ = ["connections", "histories", "layer_shapes", "layers", "outputs", "summarise"]

_PLACES = frozenset({"member", "epoch", "step", "diverged", "stopped"})


def outputs(dataset: Mapping[str, Any]) -> int:
    """How many numbers a network gives for one example, by an experiment's description of its data:
    `Dataset.outputs`."""
    return len(dataset["class_names"]) if dataset["task"] == "multiclass" else 1


def layer_shapes(spec: Spec, dataset: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """The shape of each layer's kernel in a built-in network, first to last: (inputs, units), of convolutions
    (3, 3, channels, filters).

    >>> layer_shapes(Spec(hidden_layer_sizes=(128,)), {"input_shape": [28, 28], "task": "multiclass",
    ...                                                "class_names": list("0123456789")})
    {'hidden_1': (784, 128), 'output': (128, 10)}
    """
    shape = tuple(dataset["input_shape"])
    found: dict[str, tuple[int, ...]] = {}
    if spec.network == "cnn":
        height, width, channels = shape if len(shape) == 3 else (*shape, 1)
        for i, filters in enumerate(FILTERS, 1):
            found[f"conv_{i}"] = (WINDOW, WINDOW, channels, filters)
            height, width, channels = (height - WINDOW + 1) // POOL, (width - WINDOW + 1) // POOL, filters
        shape = (height, width, channels)
    inputs = math.prod(shape)
    for i, units in enumerate(spec.hidden_layer_sizes, 1):
        found[f"hidden_{i}"] = (inputs, units)
        inputs = units
    return {**found, "output": (inputs, outputs(dataset))}


def connections(spec: Spec, dataset: Mapping[str, Any]) -> int:
    """The number of weights between units, biases not counted; a convolution's are counted once."""
    return sum(math.prod(shape) for shape in layer_shapes(spec, dataset).values())


def layers(weights: Mapping[str, Any], kind: str) -> list[str]:
    """The names of the layers of a kind, conv or hidden, first to last."""
    n = sum(name.startswith(f"{kind}_") and name.endswith("/kernel") for name in weights)
    return [f"{kind}_{i}" for i in range(1, n + 1)]


def histories(columns: Columns, specs: Sequence[Spec], n_val: int, folder: str) -> list[History]:
    """A history for each member, empty for one that has no rows yet."""
    member, epoch = columns.arrays["member"], columns.arrays["epoch"]
    order = _order(member, epoch)
    arrays = {name: array[order] for name, array in columns.arrays.items()}
    bounds = np.searchsorted(arrays["member"], np.arange(len(specs) + 1))
    epochs = arrays["epoch"].astype(np.float64)
    step = arrays.get("step", np.full(len(epochs), np.nan))
    metrics = {name: array for name, array in arrays.items() if name not in _PLACES}

    def one(i: int, spec: Spec) -> History:
        part = slice(bounds[i], bounds[i + 1])
        return History(
            epoch=epochs[part],
            step=step[part],
            metrics={name: array[part] for name, array in metrics.items()},
            params={"member": i, **spec.to_dict()},
            n_val=n_val or None,
            name=f"{folder}:{i}" if len(specs) > 1 else folder,
            source="hanka",
        )

    return [one(i, spec) for i, spec in enumerate(specs)]


def _order(member: NDArray[np.int64], epoch: NDArray[np.int64]) -> NDArray[np.intp]:
    """Rows by member, then epoch."""
    if not len(member) or member.max() > 65535:
        return np.lexsort((epoch, member))
    # NumPy sorts 16 bits by radix, in a tenth of the time; a member's epochs come in order anyway, but
    # for rows that somebody moved.
    order = np.argsort(member.astype(np.uint16), kind="stable")
    inside = np.diff(member[order]) == 0
    return np.lexsort((epoch, member)) if np.any(np.diff(epoch[order])[inside] < 0) else order


def summarise(
    columns: Columns,
    histories: Sequence[History],
    specs: Sequence[Spec],
    dataset: Mapping[str, Any],
    network: str | None,
) -> list[dict[str, Any]]:
    """One record for each member; None where there is no such number.

    `units` are those of the hidden layers, a convolution's filters among them. `loss`, `accuracy`,
    `val_loss`, `val_accuracy` are those of the last epoch. `loss_gap` = val_loss − loss and
    `accuracy_gap` = accuracy − val_accuracy, so that
    both grow with overfitting. `best_epoch` is where val_loss was lowest.
    """
    diverged = columns.arrays.get("diverged", np.zeros(len(columns), np.bool_))
    lost = set(columns.arrays["member"][diverged].tolist())
    return [
        {
            "member": member,
            "spec": {name: value for name, value in history.params.items() if name != "member"},
            **_size(spec, dataset, network),
            **_result(history, dataset["n_val"]),
            "diverged": member in lost,
        }
        for member, (history, spec) in enumerate(zip(histories, specs, strict=True))
    ]


def _size(spec: Spec, dataset: Mapping[str, Any], network: str | None) -> dict[str, Any]:
    """None of a network that isn't a built-in one."""
    if network is not None or spec.network not in NETWORKS:
        return {"units": None, "connections": None, "parameters": None}
    weights = connections(spec, dataset)
    biases = {name: shape[-1] for name, shape in layer_shapes(spec, dataset).items()}
    units = sum(biases.values()) - biases["output"]
    scales = 0 if spec.normalization == "none" else 2 * units
    return {
        "units": units,
        "connections": weights,
        "parameters": weights + sum(biases.values()) + scales,
    }


def _result(history: History, n_val: int) -> dict[str, Any]:
    loss, val_loss = _last(history, "loss"), _last(history, "val_loss")
    accuracy, val_accuracy = _last(history, "accuracy"), _last(history, "val_accuracy")
    seconds = history.metrics.get("seconds")
    return {
        "epochs": int(history.epoch[-1]) if len(history) else 0,
        "loss": loss,
        "accuracy": accuracy,
        "val_loss": val_loss,
        "val_loss_se": _last(history, "val_loss_se"),
        "val_accuracy": val_accuracy,
        "val_accuracy_se": _standard_error(val_accuracy, n_val),
        "loss_gap": _difference(val_loss, loss),
        "accuracy_gap": _difference(accuracy, val_accuracy),
        "best_epoch": history.best_epoch() if len(history) else None,
        "seconds": None if seconds is None else float(np.nansum(seconds)),
    }


def _last(history: History, name: str) -> float | None:
    values: NDArray[np.float64] | None = history.metrics.get(name)
    return None if values is None or not len(values) or math.isnan(values[-1]) else float(values[-1])


def _difference(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b


def _standard_error(share: float | None, n: int) -> float | None:
    """Of a share p of n independent examples: √(p (1 − p) / n)."""
    return None if share is None or not n else math.sqrt(max(0.0, share * (1 - share)) / n)
