"""What holds for every data set that `load` gives, and data in memory."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanka.dataset import describe, load
from hanka.errors import InputError


def pair(n=100, classes=3, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal([1, 100], [1, 10], (n, 2)), np.arange(n) % classes


@settings(max_examples=60, deadline=None)
@given(st.integers(30, 200), st.integers(2, 4), st.integers(0, 2**32 - 1), st.sampled_from([0, 0.2, 0.3, 10]))
def test_a_split_is_a_partition_in_which_classes_keep_their_shares(n, classes, seed, share):
    x, y = np.arange(n, dtype=float)[:, None], np.arange(n) % classes
    data = load((x, y), val=share, test=share, split_seed=seed)
    rows = np.concatenate([data.x_train, data.x_val, data.x_test]).ravel()
    assert sorted(rows.tolist()) == list(range(n))
    for part in ("train", "val", "test"):
        labels = getattr(data, f"y_{part}")
        np.testing.assert_array_equal(labels, getattr(data, f"x_{part}").ravel() % classes)
        assert np.all(np.abs(np.bincount(labels, minlength=classes) - len(labels) / classes) <= 2)


def test_tables_are_scaled_by_the_training_rows_alone():
    x, y = pair()
    x = np.c_[x, np.full(100, 0.1)]
    data = load((x, y))
    np.testing.assert_allclose(data.offset, data.x_train.mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(data.scale[:2], data.x_train[:, :2].std(axis=0), rtol=1e-5)
    assert data.scale[2] == 1
    # Other validation rows change nothing of what training sees.
    other = load((data.x_train, data.y_train), val=(data.x_val * 1000, data.y_val), test=0)
    np.testing.assert_array_equal(other.offset, data.offset)
    assert other.sha256 != data.sha256


def test_a_regression_s_target_keeps_its_units():
    x, _y = pair()
    y = 1000 + 50 * x[:, 0]
    data = load((x, y))
    assert (data.task, data.class_names, data.outputs) == ("regression", (), 1)
    assert data.y_train.dtype == np.float32
    standard = (data.y_train - data.target_offset) / data.target_scale
    assert abs(standard.mean()) < 1e-4
    assert abs(standard.std() - 1) < 1e-4
    assert describe(data)["target"]["mean"] == pytest.approx(data.target_offset)


@pytest.mark.parametrize(
    ("y", "task", "names"),
    [
        (np.arange(100) % 2, "binary", ("0", "1")),
        (np.arange(100) % 2 == 0, "binary", ("0", "1")),
        (np.arange(100) % 20 - 5, "multiclass", tuple(str(i) for i in range(-5, 15))),
        (np.arange(100) % 21, "regression", ()),
        (np.arange(100) % 2 + 0.5, "regression", ()),
        (np.arange(100.0) % 3, "multiclass", ("0", "1", "2")),
        (np.array(["10", "9"] * 50), "binary", ("9", "10")),
        (np.array(["b", "a"] * 50), "binary", ("a", "b")),
    ],
)
def test_the_task_is_told_from_the_target(y, task, names):
    data = load((pair()[0], y))
    assert (data.task, data.class_names) == (task, names)


def test_the_task_can_be_said():
    x, y = pair()
    assert load((x, y), task="regression").y_train.dtype == np.float32
    two = load((x, y % 2), task="multiclass")
    assert (two.task, two.outputs) == ("multiclass", 2)
    assert load((x, y % 2 + 0.5), task="binary").class_names == ("0.5", "1.5")


@pytest.mark.parametrize("library", [pd, pl])
def test_a_dataframe_is_as_good_as_arrays(library):
    x, y = pair()
    frame = library.DataFrame({"a": x[:, 0], "b": x[:, 1], "kind": [f"k{each}" for each in y]})
    data, same = load(frame, target="kind"), load((x, y))
    np.testing.assert_array_equal(data.x_train, same.x_train)
    np.testing.assert_array_equal(data.y_train, same.y_train)
    assert data.class_names == ("k0", "k1", "k2")
    assert data.feature_names == ("a", "b")


@pytest.mark.parametrize("library", [pd, pl])
@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"a": [1, 2], "y": [0, 1], "t": ["u", "v"]}, "'u' in the column 't'"),
        ({"a": [1, 2], "b": [0, 1]}, "no column 'y'"),
        ({"y": [0, 1]}, "no inputs"),
        ({"a": [1.0, None], "y": [0, 1]}, r"'a' \(1\)"),
        ({"a": [1.0, 2.0], "y": [None, None]}, "missing in every row"),
        ({"a": [1.0, 2.0], "y": ["p", None]}, "in 1 of 2 rows, first in row 2"),
        ({"a": pd.date_range("2024-01-01", periods=2).tolist(), "y": [0, 1]}, "'a' is not of numbers"),
    ],
)
def test_bad_dataframes(library, columns, said):
    with pytest.raises(InputError, match=said):
        load(library.DataFrame(columns), target="y")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (7, "a int is no data set"),
        ((1, 2, 3), "has 3 parts"),
        ((np.zeros((3, 2)), np.zeros(4)), "wanted are"),
        (([[1, 2], [3]], [0, 1]), "cannot be read"),
        (([["a"], ["b"]], [0, 1]), "not numbers"),
    ],
)
def test_bad_data_in_memory(source, said):
    with pytest.raises(InputError, match=said):
        load(source)


def test_three_classes_are_not_binary():
    with pytest.raises(InputError, match="3 classes, and binary means two"):
        load(pair(), task="binary")


def test_data_in_memory_say_that_they_cannot_be_loaded_again():
    data = load(pair())
    with pytest.raises(InputError, match="in memory"):
        load(data.source, **data.options)


def test_the_fingerprint_sees_every_array():
    x, y = pair()
    base = load((x, y), val=(x[:9], y[:9]), test=(x[:6], y[:6]))
    assert load((x, y), val=(x[:9], y[:9]), test=(x[:6], y[:6])).sha256 == base.sha256
    changed = x.copy()
    changed[0, 0] += 1
    for source, val, test in (
        ((changed, y), (x[:9], y[:9]), (x[:6], y[:6])),
        ((x, y), (changed[:9], y[:9]), (x[:6], y[:6])),
        ((x, y), (x[:9], y[:9]), (changed[:6], y[:6])),
    ):
        assert load(source, val=val, test=test).sha256 != base.sha256


@pytest.mark.parametrize("source", ["fare", "teacher", "digits"])
def test_a_description_is_plain_and_complete(source):
    data = load(source)
    facts = describe(data)
    assert json.loads(json.dumps(facts)) == facts
    for part, n in facts["rows"].items():
        assert n == sum(counts[part] for counts in facts["classes"].values())
    assert facts["sha256"] == data.sha256
