"""The tests that a data set's function should pass: inherit them for your own.

    import pytest
    from hanka.dataset.conformance import DatasetTestCase

    class TestMoons(DatasetTestCase):
        @pytest.fixture
        def make(self):
            return moons

`make` is the function itself, callable without arguments. The built-in data sets are tested so too.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import get_args

import numpy as np

from hanka.dataset._describe import describe
from hanka.dataset._holdout import hold_out
from hanka.dataset._load import finish
from hanka.dataset._types import Examples, Task

__all__ = ["DatasetTestCase"]

Make = Callable[[], Examples]


class DatasetTestCase:
    """Tests of a function that returns `Examples`; a subclass supplies the fixture `make`."""

    def test_returns_examples_of_a_known_task(self, make: Make) -> None:
        examples = make()
        assert isinstance(examples, Examples)
        assert examples.name
        assert examples.task in get_args(Task)

    def test_gives_the_same_on_every_call(self, make: Make) -> None:
        first, second = make(), make()
        np.testing.assert_array_equal(first.x, second.x)
        np.testing.assert_array_equal(first.y, second.y)

    def test_inputs_are_pictures_of_bytes_or_finite_float32(self, make: Make) -> None:
        examples = make()
        for x in (examples.x, examples.x_val, examples.x_test, examples.ask):
            if x is None:
                continue
            assert x.shape[1:] == examples.x.shape[1:]
            assert x.dtype == examples.x.dtype
            assert x.ndim >= 2
            assert x.dtype == (np.uint8 if x.ndim > 2 and x.dtype.kind == "u" else np.float32)
            assert np.all(np.isfinite(x))

    def test_targets_are_as_many_as_inputs(self, make: Make) -> None:
        e = make()
        assert len(e.x) > 0
        for x, y in ((e.x, e.y), (e.x_val, e.y_val), (e.x_test, e.y_test)):
            assert (x is None) == (y is None)
            if x is not None and y is not None:
                assert y.shape == (len(x),)
                assert y.dtype == (np.float32 if e.task == "regression" else np.int32)

    def test_targets_are_classes_with_names_or_finite_values(self, make: Make) -> None:
        e = make()
        for y in (e.y, e.y_val, e.y_test):
            if y is None:
                continue
            if e.task == "regression":
                assert e.class_names == ()
                assert np.all(np.isfinite(y))
            else:
                assert np.unique(y).tolist() == list(range(len(e.class_names)))
        assert len(set(e.class_names)) == len(e.class_names)
        assert e.task != "binary" or len(e.class_names) == 2
        assert np.ptp(e.y) > 0

    def test_features_have_a_name_each_or_none_has(self, make: Make) -> None:
        examples = make()
        assert len(set(examples.feature_names)) == len(examples.feature_names)
        assert not examples.feature_names or examples.x.shape[1:] == (len(examples.feature_names),)

    def test_splits_into_a_data_set_that_describes_itself(self, make: Make) -> None:
        data = finish(hold_out(make(), None, None, 0), {})
        facts = describe(data)
        assert json.loads(json.dumps(facts, allow_nan=False)) == facts
        assert len(data.x_train) == facts["rows"]["train"] > 0
        assert np.all(np.isfinite(data.offset))
        assert np.all(data.scale > 0)
