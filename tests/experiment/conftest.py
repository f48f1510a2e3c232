"""A small engine made of NumPy: deterministic, in packs, and as careless with its arrays as the real one."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pytest

from hanka.checkpoint import Checkpoint, Chunk
from hanka.dataset._types import Dataset
from hanka.spec import Family, Spec, vary


class DeviceArray:
    """An array that its engine deletes when it goes on, as JAX does with donated ones."""

    def __init__(self, array: Any) -> None:
        self._array: Any = np.asarray(array)
        self.shape, self.dtype = self._array.shape, self._array.dtype

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        if self._array is None:
            raise RuntimeError("Array has been deleted")
        return self._array

    def __len__(self) -> int:
        return int(self.shape[0])

    def delete(self) -> None:
        self._array = None


def dataset(
    task: str = "multiclass", features: int = 3, classes: int = 3, n_val: int = 8, **changes: Any
) -> Dataset:
    rng = np.random.default_rng(0)

    def part(n: int) -> tuple[Any, Any]:
        x = rng.normal(5, 2, (n, features)).astype(np.float32)
        return x, (
            rng.normal(size=n).astype(np.float32)
            if task == "regression"
            else np.arange(n, dtype=np.int32) % 2
        )

    (x_train, y_train), (x_val, y_val), (x_test, y_test) = part(20), part(n_val), part(0)
    fields: dict[str, Any] = {
        "name": "table",
        "task": task,
        "x_train": x_train,
        "y_train": y_train,
        "x_val": x_val,
        "y_val": y_val,
        "x_test": x_test,
        "y_test": y_test,
        "class_names": ()
        if task == "regression"
        else tuple("abcdefghij"[: classes if task == "multiclass" else 2]),
        "source": "表.csv",
        "feature_names": tuple(f"f{i}" for i in range(features)),
        "offset": x_train.mean(0),
        "scale": x_train.std(0),
        "target_offset": 3.0 if task == "regression" else 0.0,
        "target_scale": 2.0 if task == "regression" else 1.0,
        "options": {"target": "y"},
        "ask": None,
        "sha256": "0" * 64,
    }
    return Dataset(**{**fields, **changes})


def start(members: tuple[int, ...], specs: tuple[Spec, ...], data: Dataset) -> Checkpoint:
    arrays: dict[str, Any] = {}
    sizes = [data.x_train[0].size, *specs[0].hidden_layer_sizes, data.outputs]
    names = [f"hidden_{i}" for i in range(1, len(sizes) - 1)] + ["output"]
    rngs = [np.random.default_rng(spec.seed) for spec in specs]
    for name, inputs, units in zip(names, sizes[:-1], sizes[1:], strict=True):
        kernel = np.stack([rng.normal(size=(inputs, units)).astype(np.float32) for rng in rngs])
        for prefix in ("params", "best/params", "optimizer/m"):
            arrays[f"{prefix}/{name}/kernel"] = kernel
            arrays[f"{prefix}/{name}/bias"] = np.zeros((len(specs), units), np.float32)
    n = len(specs)
    arrays |= {
        "epoch": np.zeros(n, np.int32),
        "best/epoch": np.zeros(n, np.int32),
        "stopped": np.zeros(n, bool),
    }
    arrays["best/value"] = np.full(n, np.inf, np.float32)
    return Checkpoint(members, specs, arrays)


def advance(checkpoint: Checkpoint, epochs: int) -> tuple[list[dict[str, Any]], Checkpoint]:
    arrays = {name: np.array(array) for name, array in checkpoint.arrays.items()}
    rows = []
    for _ in range(epochs):
        for i, (member, spec) in enumerate(zip(checkpoint.members, checkpoint.specs, strict=True)):
            if arrays["epoch"][i] >= spec.epochs or arrays["stopped"][i]:
                continue
            arrays["epoch"][i] += 1
            epoch = int(arrays["epoch"][i])
            for name in arrays:
                if name.startswith("params/"):
                    arrays[name][i] = arrays[name][i] * np.float32(0.9) + np.float32(0.01)
            value = float(np.sum(np.abs(arrays["params/output/kernel"][i])) + abs(epoch - 3))
            if value < arrays["best/value"][i]:
                arrays["best/value"][i], arrays["best/epoch"][i] = value, epoch
                for name in [n for n in arrays if n.startswith("params/")]:
                    arrays[f"best/{name}"][i] = arrays[name][i]
            row = {"member": member, "epoch": epoch, "step": epoch * 7, "loss": value / 2, "accuracy": 0.75}
            row |= {
                "val_loss": value,
                "val_accuracy": 0.5,
                "learning_rate": spec.learning_rate,
                "seconds": 0.25,
            }
            if spec.seed == 13 and epoch == 2:
                row |= {"loss": None, "val_loss": None, "diverged": True}
                arrays["stopped"][i] = True
            rows.append(row)
    return rows, Checkpoint(checkpoint.members, checkpoint.specs, arrays)


def is_finished(checkpoint: Checkpoint) -> bool:
    ends = [spec.epochs for spec in checkpoint.specs]
    return bool(
        np.all((np.asarray(checkpoint.arrays["epoch"]) >= ends) | np.asarray(checkpoint.arrays["stopped"]))
    )


def run(
    family: Family,
    data: Dataset,
    *,
    checkpoints: Iterable[Checkpoint] = (),
    finished: Iterable[int] = (),
    pack: int = 2,
    epochs: int = 2,
) -> Iterator[Chunk]:
    """As `hanka.engine.run`, with packs of `pack` members and chunks of `epochs` epochs."""
    done = set(finished)
    packs = list(checkpoints)
    for checkpoint in packs:
        done.update(checkpoint.members)
    waiting = [member for member in range(len(family)) if member not in done]
    for at in range(0, len(waiting), pack):
        members = tuple(waiting[at : at + pack])
        packs.append(start(members, tuple(family.specs[m] for m in members), data))
    for checkpoint in packs:
        while not is_finished(checkpoint):
            rows, after = advance(checkpoint, epochs)
            for array in checkpoint.arrays.values():
                if isinstance(array, DeviceArray):
                    array.delete()
            arrays = {name: DeviceArray(array) for name, array in after.arrays.items()}
            checkpoint = Checkpoint(after.members, after.specs, arrays)
            yield Chunk(rows, checkpoint, is_finished(checkpoint))


@pytest.fixture(scope="session")
def engine() -> types.SimpleNamespace:
    """The small engine and data for it."""
    family = vary(Spec(hidden_layer_sizes=(2,), epochs=5), seed=[0, 13, 2, 3])
    return types.SimpleNamespace(
        run=run, advance=advance, start=start, dataset=dataset, family=family, Array=DeviceArray
    )
