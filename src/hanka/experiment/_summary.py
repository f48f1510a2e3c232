"""What a family came to: one plain record for each member, from the columns of its rows."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanka.experiment._columns import Columns
from hanka.history import History
from hanka.spec import Spec

__all__ = ["connections", "histories", "layer_shapes", "summarise"]

_PLACES = frozenset({"member", "epoch", "step", "diverged", "stopped"})


def layer_shapes(spec: Spec, dataset: Mapping[str, Any]) -> list[tuple[int, int]]:
    """The kernels' shapes (inputs, units) of a multilayer perceptron, first to last.

    >>> layer_shapes(Spec(hidden_layer_sizes=(128,)), {"input_shape": [28, 28], "task": "multiclass",
    ...                                                "class_names": list("0123456789")})
    [(784, 128), (128, 10)]
    """
    outputs = len(dataset["class_names"]) if dataset["task"] == "multiclass" else 1
    sizes = [math.prod(dataset["input_shape"]), *spec.hidden_layer_sizes, outputs]
    return list(itertools.pairwise(sizes))


def connections(spec: Spec, dataset: Mapping[str, Any]) -> int:
    """The number of weights between units, biases not counted."""
    return sum(inputs * units for inputs, units in layer_shapes(spec, dataset))


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
    mlp: bool,
) -> list[dict[str, Any]]:
    """One record for each member; None where there is no such number.

    `units` are those of the hidden layers. `loss`, `accuracy`, `val_loss`, `val_accuracy` are those of
    the last epoch. `loss_gap` = val_loss − loss and `accuracy_gap` = accuracy − val_accuracy, so that
    both grow with overfitting. `best_epoch` is where val_loss was lowest.
    """
    diverged = columns.arrays.get("diverged", np.zeros(len(columns), np.bool_))
    lost = set(columns.arrays["member"][diverged].tolist())
    return [
        {
            "member": member,
            "spec": {name: value for name, value in history.params.items() if name != "member"},
            **_size(spec, dataset, mlp),
            **_result(history, dataset["n_val"]),
            "diverged": member in lost,
        }
        for member, (history, spec) in enumerate(zip(histories, specs, strict=True))
    ]


def _size(spec: Spec, dataset: Mapping[str, Any], mlp: bool) -> dict[str, Any]:
    sizes: dict[str, Any] = {"units": None, "connections": None, "parameters": None}
    if mlp:
        weights = connections(spec, dataset)
        biases = sum(units for _inputs, units in layer_shapes(spec, dataset))
        if spec.normalization != "none":
            biases += 2 * sum(spec.hidden_layer_sizes)
        sizes |= {
            "units": sum(spec.hidden_layer_sizes),
            "connections": weights,
            "parameters": weights + biases,
        }
    return sizes


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
