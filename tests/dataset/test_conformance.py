"""The built-in data sets pass the tests that a plugin's author inherits, and broken ones do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hanka.dataset import known
from hanka.dataset._digits import digits
from hanka.dataset._fare import fare
from hanka.dataset._mnist import mnist
from hanka.dataset._teacher import teacher
from hanka.dataset.conformance import DatasetTestCase


class TestMnist(DatasetTestCase):
    @pytest.fixture
    def make(self):
        return mnist


class TestDigits(DatasetTestCase):
    @pytest.fixture
    def make(self):
        return digits


class TestFare(DatasetTestCase):
    @pytest.fixture
    def make(self):
        return fare


class TestTeacher(DatasetTestCase):
    @pytest.fixture
    def make(self):
        return teacher


def test_the_built_in_sets_come_by_the_entry_points():
    assert {"mnist", "digits", "fare", "teacher"} <= set(known())


@pytest.mark.parametrize(
    "broken",
    [
        {"x": np.zeros((4, 1))},
        {"x": np.full((4, 1), np.nan, np.float32)},
        {"y": np.zeros(4, np.int32)},
        {"y": np.array([0, 1, 0], np.int32)},
        {"y": np.array([0, 1, 2, 0], np.int32)},
        {"task": "guessing"},
        {"feature_names": ("age", "size")},
        {"class_names": ("500", "500")},
    ],
)
def test_a_broken_function_fails_a_test(broken):
    case, failed = DatasetTestCase(), 0
    for name in dir(case):
        if name.startswith("test_"):
            try:
                getattr(case, name)(lambda: replace(fare(), **broken))
            except Exception:
                failed += 1
    assert failed
