"""`fare` and `digits`."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from hanka.dataset import load
from hanka.errors import InputError


def test_fare_is_the_lecture_s():
    data = load("fare")
    assert dict(zip(data.x_train.ravel().tolist(), data.y_train.tolist(), strict=True)) == {
        9: 0,
        11: 0,
        12: 1,
        14: 1,
    }
    assert data.class_names == ("500", "1000")
    assert data.ask.ravel().tolist() == list(range(7, 17))
    assert len(data.x_val) == len(data.x_test) == 0
    assert data.task == "binary"


@pytest.mark.parametrize("options", [{"val": 1}, {"val": True}, {"test": 0.5}])
def test_fare_is_not_split(options):
    with pytest.raises(InputError, match="leave val and test out"):
        load("fare", **options)


def test_digits_is_scikit_learn_s():
    data = load("digits")
    assert len(data.x_train) + len(data.x_val) + len(data.x_test) == 1797
    assert (data.x_train.min(), data.x_train.max()) == (0, 16)
    assert np.all(data.scale[data.x_train.std(axis=0) == 0] == 1)


@pytest.mark.parametrize("source", ["digits", "teacher"])
def test_without_scikit_learn_the_extra_is_named(source, monkeypatch):
    for name in [name for name in sys.modules if name.partition(".")[0] == "sklearn"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(InputError, match=r"hanka\[train\]"):
        load(source)
