"""The installed command, and an experiment that no engine had to train."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hanka.checkpoint import Checkpoint, Chunk
from hanka.dataset._types import Dataset
from hanka.experiment import Experiment
from hanka.spec import Family, Spec, vary

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def hanka(tmp_path: Path) -> Run:
    """Run the command in an empty folder, in English, and return what it printed."""

    def run(*arguments: str, code: int = 0, **env: str) -> subprocess.CompletedProcess[str]:
        made = subprocess.run(
            [sys.executable, "-m", "hanka", *arguments],
            cwd=tmp_path,
            env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "COLUMNS": "120", **env},
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )
        assert made.returncode == code, made.stderr + made.stdout
        assert "Traceback" not in made.stderr
        return made

    return run


def _data(pictures: bool) -> Dataset:
    rng = np.random.default_rng(0)
    if pictures:
        x = rng.integers(0, 256, (20, 28, 28)).astype(np.uint8)
        fields: dict[str, Any] = {"offset": np.zeros(1, np.float32), "scale": np.full(1, 255, np.float32)}
        fields |= {"feature_names": (), "class_names": tuple("0123456789"), "task": "multiclass"}
    else:
        x = rng.normal(size=(20, 2)).astype(np.float32)
        fields = {"offset": np.zeros(2, np.float32), "scale": np.ones(2, np.float32)}
        fields |= {"feature_names": ("age", "height"), "class_names": (), "task": "regression"}
    y = np.arange(20, dtype=np.int32 if pictures else np.float32) % 10
    none: dict[str, Any] = {"x_test": x[:0], "y_test": y[:0], "ask": None, "options": {}}
    return Dataset(
        name="made", x_train=x, y_train=y, x_val=x, y_val=y, source="made",
        target_offset=0.0, target_scale=1.0, sha256="0" * 64, **fields, **none,
    )  # fmt: skip


def _arrays(family: Family, data: Dataset) -> dict[str, Any]:
    sizes = [int(np.prod(data.input_shape)), *family.specs[0].hidden_layer_sizes, data.outputs]
    rng = np.random.default_rng(1)
    arrays: dict[str, Any] = {"epoch": np.full(len(family), 3), "best/epoch": np.full(len(family), 2)}
    for name, (inputs, units) in zip(("hidden_1", "output"), itertools.pairwise(sizes), strict=True):
        for prefix in ("params", "best/params"):
            arrays[f"{prefix}/{name}/kernel"] = rng.normal(size=(len(family), inputs, units)).astype(
                np.float32
            )
            arrays[f"{prefix}/{name}/bias"] = np.zeros((len(family), units), np.float32)
    return arrays


def _chunks(family: Family, data: Dataset) -> Iterator[Chunk]:
    rows: list[dict[str, Any]] = []
    for epoch in (1, 2, 3):
        for member in range(len(family)):
            row: dict[str, Any] = {"member": member, "epoch": epoch, "step": epoch, "seconds": 0.5}
            row |= {"loss": 1 / epoch, "val_loss": 1 + (epoch - 2) ** 2 + member / 10}
            if data.task == "multiclass":
                row |= {"accuracy": epoch / 4, "val_accuracy": 0.5}
            rows.append(row)
    yield Chunk(rows, Checkpoint(tuple(range(len(family))), family.specs, _arrays(family, data)), True)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A finished experiment of three seeds of 784-128-10."""
    return _make(tmp_path / "made", True, (128,))


@pytest.fixture
def made_table(tmp_path: Path) -> Path:
    """A finished experiment on a table with the columns age and height."""
    return _make(tmp_path / "made-table", False, (4,))


def _make(folder: Path, pictures: bool, hidden: tuple[int, ...]) -> Path:
    family = vary(Spec(hidden_layer_sizes=hidden, epochs=3), seed=range(3))
    data = _data(pictures)
    with Experiment.create(folder, family, data) as experiment:
        list(experiment.record(_chunks(family, data)))
    return folder


@pytest.fixture
def parsed() -> Callable[[subprocess.CompletedProcess[str]], Any]:
    """The one JSON object that a command printed, in the format's first version, with no NaN in it."""

    def parse(made: subprocess.CompletedProcess[str]) -> Any:
        def refuse(constant: str) -> None:
            raise AssertionError(constant)

        data = json.loads(made.stdout, parse_constant=refuse)
        assert data["schema_version"] == 1
        return data

    return parse
