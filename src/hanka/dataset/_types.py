"""`Dataset`, arrays split into training, validation and test, and `Examples`, before they are split."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Dataset", "Examples", "Task"]

Array = NDArray[Any]
Task = Literal["multiclass", "binary", "regression"]


@dataclass(frozen=True, slots=True)
class Examples:
    """Labelled examples as a source gives them: what a data set plugin returns, to be split by `load`.

    Attributes:
        name: a short name.
        task: multiclass, binary (classes 0 and 1) or regression.
        x: (n, ...) uint8 images or a table of float32.
        y: (n,) class indices as int32, or float32 for regression.
        class_names: by class index; empty for regression.
        source: what `load` was given, so that it can be loaded again.
        feature_names: of a table's columns; empty for images.
        x_val, y_val, x_test, y_test: where the source itself says what they are, else None.
        ask: (k, ...) inputs without labels that a user is invited to predict, else None.
        splittable: False where every row is for training and nothing is to be held out.
        standardised: False where a table's features go to the network as they are.
    """

    name: str
    task: Task
    x: Array
    y: Array
    class_names: tuple[str, ...] = ()
    source: str = ""
    feature_names: tuple[str, ...] = ()
    x_val: Array | None = None
    y_val: Array | None = None
    x_test: Array | None = None
    y_test: Array | None = None
    ask: Array | None = None
    splittable: bool = True
    standardised: bool = True


@dataclass(frozen=True, slots=True)
class Dataset:
    """Arrays split into training, validation and test, in their natural shape and dtype.

    Attributes:
        name, task, class_names, source, feature_names, ask: as in `Examples`.
        x_train, x_val, x_test: (n, ...) inputs; images uint8, tables float32. A part may be empty.
        y_train, y_val, y_test: (n,) class indices (int32) or values (float32).
        offset, scale: (features,) float32; a network sees `(x - offset) / scale`. Images have 0 and
            255; tables their mean and standard deviation on the training rows, or 0 and 1.
        target_offset, target_scale: the same for a regression's targets, else 0 and 1.
        options: the settings it was loaded with, as plain data: `load(source, **options)`.
        sha256: of everything above that training sees.
    """

    name: str
    task: Task
    x_train: Array
    y_train: Array
    x_val: Array
    y_val: Array
    x_test: Array
    y_test: Array
    class_names: tuple[str, ...]
    source: str
    feature_names: tuple[str, ...]
    offset: Array
    scale: Array
    target_offset: float
    target_scale: float
    options: dict[str, Any]
    ask: Array | None
    sha256: str

    @property
    def outputs(self) -> int:
        """How many numbers a network gives for one example: logits of classes, or one."""
        return len(self.class_names) if self.task == "multiclass" else 1

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of one example."""
        return tuple(self.x_train.shape[1:])

    @property
    def is_image(self) -> bool:
        """Whether the inputs are pictures: bytes in two dimensions or more."""
        return self.x_train.dtype == np.uint8 and self.x_train.ndim > 2


def fingerprint(*arrays: Array) -> str:
    """The sha256 of some arrays: their shapes, dtypes and bytes."""
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()
