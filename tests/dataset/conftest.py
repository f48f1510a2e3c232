"""Tables as files."""

from __future__ import annotations

import csv
import gzip

import numpy as np
import pytest


@pytest.fixture
def table():
    """(header, rows): 100 rows of two features and a class, no two alike."""
    rng = np.random.default_rng(0)
    x = rng.normal([3, -200], [2, 50], (100, 2))
    words = np.where(x[:, 0] > 3, "yes", "no")
    return ["size", "weight", "sold"], [
        [*map(repr, map(float, row)), str(w)] for row, w in zip(x, words, strict=True)
    ]


@pytest.fixture
def write(tmp_path):
    """Write a CSV file, its content as text, bytes or (header, rows); returns its path."""

    def write(content, name="data.csv", delimiter=","):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
            return path
        opener = gzip.open if name.endswith(".gz") else open
        with opener(path, "wt", encoding="utf-8", newline="") as file:
            if isinstance(content, str):
                file.write(content)
            else:
                header, rows = content
                csv.writer(file, delimiter=delimiter).writerows([header, *rows])
        return path

    return write
