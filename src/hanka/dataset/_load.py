"""`load`: from a name, a file or data in memory to a `Dataset` that is checked, split and scaled."""

from __future__ import annotations

import json
import os
from typing import Any

import numpy as np

from hanka.dataset._gather import MEMORY, gather
from hanka.dataset._holdout import Given, hold_out
from hanka.dataset._scaling import scaling, target_scaling, unscaled
from hanka.dataset._split import check_classes, check_request
from hanka.dataset._targets import check_task
from hanka.dataset._types import Dataset, Examples, fingerprint
from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["finish", "load"]

_WORDS = {"true": True, "yes": True, "none": False, "no": False, "false": False}


def load(
    source: Any,
    *,
    target: str | None = None,
    val: Any = None,
    test: Any = None,
    split_seed: int = 0,
    task: str | None = None,
) -> Dataset:
    """Load a data set, check it, split it and find its scale.

    Args:
        source: a known name, `name` or `name:key=value,…`; a file .csv, .csv.gz or .npz; a dataframe;
            or a pair (x, y).
        target: the column to learn; in an NPZ file the array, where it is not y or y_train.
        val: validation rows: None for the customary ones, 0 for none, a share, a number of rows, or a
            file with the same columns (for data in memory: data in memory).
        test: the same for test rows; True for customary ones where None means none.
        split_seed: of the split, which depends on no network's seed.
        task: multiclass, binary or regression, where it is not to be told from the target.

    Customary is a fifth of the rows for each, every class by the same share; but what the source
    itself holds out comes first. `mnist` validates on its official 10,000 and has no test rows. Where
    a test set is asked for all the same (True, a share, a number), or so many validation rows are,
    the official rows are the test set, all of them, and validation is split from the training rows.

    `load(data.source, **data.options)` gives the same data again, as long as the files are the same.

    Raises:
        InputError: whatever about the source, the settings or the data cannot be trained on.

    >>> data = load("teacher:n=100,d=4,seed=1")
    >>> data.x_train.shape, data.x_val.shape, data.x_test.shape
    ((60, 4), (20, 4), (20, 4))
    """
    if isinstance(split_seed, bool) or not isinstance(split_seed, int) or not 0 <= split_seed < 2**32:
        raise InputError(
            _("split_seed must be a whole number from 0 to 4294967295, not {value}").format(value=split_seed)
        )
    check_task(task)
    val, test = _wish("val", val), _wish("test", test)
    examples = hold_out(gather(source, target, val, test, task), _size(val), _size(test), split_seed)
    options = {"target": target, "val": val, "test": test, "split_seed": split_seed, "task": task}
    return finish(examples, {name: _plain(value) for name, value in options.items()})


def _wish(name: str, value: Any) -> Any:
    """What is asked of a part, as plain data: paths become text, words for yes and no truth values."""
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, str):
        return _WORDS.get(value.lower(), value)
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, int | float):
        check_request(name, value)
    return value


def _size(wish: Any) -> Any:
    """A wish as a size: rows of a file or in memory are gathered apart."""
    return wish if wish is None or isinstance(wish, bool | int | float) else Given.APART


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else MEMORY


def finish(examples: Examples, options: dict[str, Any]) -> Dataset:
    """The data set of examples that are cut up: checked, scaled, with its fingerprint."""
    e = examples
    assert e.x_val is not None
    assert e.y_val is not None
    assert e.x_test is not None
    assert e.y_test is not None
    if e.task != "regression":
        check_classes({"training": e.y, "validation": e.y_val, "test": e.y_test}, e.class_names)
    offset, scale = scaling(e.x) if e.standardised else unscaled(e.x)
    target_offset, target_scale = target_scaling(e.y) if e.task == "regression" else (0.0, 1.0)
    arrays = (
        e.x,
        e.y,
        e.x_val,
        e.y_val,
        e.x_test,
        e.y_test,
        offset,
        scale,
        np.array([target_offset, target_scale]),
    )
    words = json.dumps([e.task, e.class_names]).encode()
    return Dataset(
        name=e.name,
        task=e.task,
        x_train=e.x,
        y_train=e.y,
        x_val=e.x_val,
        y_val=e.y_val,
        x_test=e.x_test,
        y_test=e.y_test,
        class_names=e.class_names,
        source=e.source,
        feature_names=e.feature_names,
        offset=offset,
        scale=scale,
        target_offset=target_offset,
        target_scale=target_scale,
        options=options,
        ask=e.ask,
        sha256=fingerprint(*arrays, np.frombuffer(words, np.uint8)),
    )
