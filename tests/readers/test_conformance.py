"""The built-in readers pass the suite that plugins inherit; the slow tests read ten thousand damaged copies
each."""

from __future__ import annotations

import doctest
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hanka.checkpoint import Checkpoint, Chunk
from hanka.dataset import load
from hanka.experiment import Experiment
from hanka.readers import Reader
from hanka.readers._csv import read_csv
from hanka.readers._experiment import read_experiment
from hanka.readers._json import read_json
from hanka.readers.conformance import ReaderTestCase
from hanka.spec import Spec, vary

ROWS = [{"epoch": n, "loss": 1 / (n + 1), "val_loss": 0.5 + n / 100, "accuracy": n / 10} for n in range(9)]
SAMPLES: dict[str, tuple[Reader, str, str]] = {}


def _csv() -> str:
    lines = [",".join(map(str, row.values())) for row in ROWS]
    return "\n".join([",".join(ROWS[0]), *lines, ""])


SAMPLES = {
    "csv": (read_csv, "log.csv", _csv()),
    "keras": (
        read_json,
        "history.json",
        json.dumps({k: [row[k] for row in ROWS] for k in ROWS[0]} | {"n_val": 9}),
    ),
    "rows": (read_json, "state.json", json.dumps({"log_history": ROWS, "best_metric": None})),
    "jsonl": (read_json, "log.jsonl", "".join(json.dumps(row) + "\n" for row in ROWS)),
}


class Written(ReaderTestCase):
    """A sample that is one file of text."""

    kind: str

    @pytest.fixture
    def reader(self) -> Reader:
        return SAMPLES[self.kind][0]

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        path = tmp_path / SAMPLES[self.kind][1]
        path.write_text(SAMPLES[self.kind][2], encoding="utf-8")
        return path


class TestCsv(Written):
    kind = "csv"


class TestKeras(Written):
    kind = "keras"


class TestRows(Written):
    kind = "rows"


class TestLines(Written):
    kind = "jsonl"


class TestExperiment(ReaderTestCase):
    @pytest.fixture
    def reader(self) -> Reader:
        return read_experiment

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        family = vary(Spec(hidden_layer_sizes=(2,), epochs=4), seed=range(2))
        data = load("fare")
        with Experiment.create(tmp_path / "experiment", family, data) as experiment:
            list(experiment.record(_chunks(family)))
        return tmp_path / "experiment"


def _chunks(family: Any) -> Iterator[Chunk]:
    rows = [{"member": m, "epoch": e, "step": e, "loss": 1 / e} for e in range(1, 5) for m in range(2)]
    arrays = {"params/output/kernel": np.zeros((2, 1, 1), np.float32), "epoch": np.full(2, 4)}
    yield Chunk(rows, Checkpoint((0, 1), family.specs, arrays), True)


class TestOfTheDocs(ReaderTestCase):
    """The reader that `docs/extending.md` shows, taken from that page."""

    @pytest.fixture
    def reader(self) -> Reader:
        page = (Path(__file__).parents[2] / "docs/extending.md").read_text(encoding="utf-8")
        section = page[page.index("## A reader of your own") : page.index("A conformance suite")]
        names: dict[str, Any] = {}
        for example in doctest.DocTestParser().get_examples(section):
            exec(example.source, names)
        reader: Reader = names["read_printed"]
        return reader

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Path:
        path = tmp_path / "train.out"
        path.write_text("epoch 1 train_loss 0.9 val_loss 1.0\nepoch 2 train_loss 0.4 val_loss 0.8\n")
        return path


def _slow(case: type[ReaderTestCase]) -> Callable[..., type[ReaderTestCase]]:
    made = type(f"{case.__name__}TenThousandTimes", (case,), {"mutations": 10_000})
    return pytest.mark.slow(made)  # type: ignore[return-value]


TestCsvDamaged = _slow(TestCsv)
TestKerasDamaged = _slow(TestKeras)
TestRowsDamaged = _slow(TestRows)
TestLinesDamaged = _slow(TestLines)
TestExperimentDamaged = _slow(TestExperiment)
