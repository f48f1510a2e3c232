"""Thirty-five training logs from public repositories, against what their manifest says of them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from hanka.readers import read

WILD = Path(__file__).parents[3] / "shared/data/wild"


@pytest.mark.skipif(not WILD.is_dir(), reason="the logs are not part of the repository")
def test_every_log_is_read_as_its_manifest_says() -> None:
    for log in csv.DictReader((WILD / "manifest.csv").read_text(encoding="utf-8").splitlines()):
        [history] = read(WILD / log["file"])
        named = {column: name for name, column in history.columns.items()}
        loss, val_loss = (
            history.metrics[named.get(log[column], log[column])] for column in ("train_col", "val_col")
        )
        assert len(history) == int(log["points"]), log["file"]
        assert val_loss[[0, -1]].tolist() == [float(log["val_first"]), float(log["val_last"])]
        assert int(np.nanargmin(val_loss)) + 1 == int(log["val_argmin"])
        if "trainer_state" not in log["file"]:  # whose training loss is per step
            assert loss[[0, -1]].tolist() == [float(log["train_first"]), float(log["train_last"])]
