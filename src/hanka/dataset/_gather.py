"""From what `load` is given to `Examples`: every source ends here, and none is split yet."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from hanka.dataset._csv import read_csv
from hanka.dataset._memory import from_memory
from hanka.dataset._npz import read_npz
from hanka.dataset._raw import Raw, inputs
from hanka.dataset._sources import from_name, known
from hanka.dataset._targets import Coding, decide
from hanka.dataset._types import Array, Examples
from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["MEMORY", "gather"]

_CSV = (".csv", ".csv.gz", ".tsv", ".tsv.gz")
_NPZ = (".npz",)
MEMORY = "<memory>"
"""The `source` of data that were given in memory."""


def gather(source: Any, target: str | None, val: Any, test: Any, task: str | None) -> Examples:
    """The examples of a source, with the files for validation and test where such are given."""
    if isinstance(source, str | os.PathLike):
        name = os.fspath(source)
        if not _is_file(name):
            return _named(name, target, val, test, task)
        raws = _read(Path(name), target)
        label, origin = Path(name).name.split(".")[0], name
    else:
        raws, label, origin = {"train": from_memory(source, target)}, "data", MEMORY
    for part, wish in (("val", val), ("test", test)):
        if wish is not None and not isinstance(wish, bool | int | float):
            raws[part] = _other(part, wish, raws)
    return _examples(raws, label, origin, task)


def _is_file(name: str) -> bool:
    known_name, colon, _parameters = name.partition(":")
    if colon and known_name in known():
        return False  # whatever its parameters end in
    if name.lower().endswith(_CSV + _NPZ):
        return True
    if Path(name).suffix and os.path.exists(name):  # os.path takes any text without complaint
        raise InputError(
            _("{file} is of a kind that hanka does not read; give a .csv, .csv.gz or .npz file").format(
                file=name
            )
        )
    return False


def _named(source: str, target: str | None, val: Any, test: Any, task: str | None) -> Examples:
    for option, value in (("val", val), ("test", test)):
        if value is not None and not isinstance(value, bool | int | float):
            raise InputError(
                _(
                    "{option}={value}: a file goes with a file; "
                    "of '{source}' ask for a share or a number of rows"
                ).format(option=option, value=value, source=source)
            )
    if source == MEMORY:
        raise InputError(_("these data were given in memory and cannot be loaded again; give them in Python"))
    if target is not None:
        raise InputError(_("'{source}' brings its target; leave target out").format(source=source))
    examples = from_name(source)
    if task not in (None, examples.task):
        raise InputError(
            _("'{source}' is {task}, which cannot be changed; leave task out").format(
                source=source, task=examples.task
            )
        )
    return examples


def _read(path: Path, target: str | None) -> dict[str, Raw]:
    if not path.is_file():
        raise InputError(_("there is no file {path}; check the name").format(path=path))
    if path.name.lower().endswith(_NPZ):
        return read_npz(path, target)
    return {"train": read_csv(path, target)}


def _other(part: str, given: Any, raws: dict[str, Raw]) -> Raw:
    """The rows of another file, or in memory, with the training rows' columns in their order."""
    if part in raws:
        raise InputError(
            _("{where} brings its own {part} rows; leave {part} out").format(
                where=raws["train"].where, part=part
            )
        )
    train = raws["train"]
    target = train.target if train.names else None
    if isinstance(given, str):
        if not _is_file(given):
            raise InputError(
                _(
                    "{part}={value} is neither a share, nor a number of rows, "
                    "nor a .csv, .csv.gz or .npz file"
                ).format(part=part, value=given)
            )
        raw = _read(Path(given), target if train.names or train.target not in ("y", "y_train") else None)[
            "train"
        ]
    else:
        raw = from_memory(given, target)
    raw = replace(raw, where=raw.where if isinstance(given, str) else f"{part}: {raw.where}")
    return _matched(raw, train)


def _matched(raw: Raw, train: Raw) -> Raw:
    if set(raw.names) != set(train.names):
        missing = [name for name in train.names if name not in raw.names]
        extra = [name for name in raw.names if name not in train.names]
        raise InputError(
            _("{where} has other columns than {train}: it lacks {missing} and has {extra} besides").format(
                where=raw.where,
                train=train.where,
                missing=", ".join(missing) or _("none"),
                extra=", ".join(extra) or _("none"),
            )
        )
    if raw.names != train.names:
        order = [raw.names.index(name) for name in train.names]
        raw = replace(raw, x=raw.x[:, order], names=train.names)
    if raw.x.shape[1:] != train.x.shape[1:]:
        raise InputError(
            _("{where}: an example has the shape {shape}, and one of {train} {wanted}").format(
                where=raw.where, shape=raw.x.shape[1:], train=train.where, wanted=train.x.shape[1:]
            )
        )
    return raw


def _examples(raws: dict[str, Raw], label: str, origin: str, task: str | None) -> Examples:
    train = raws["train"]
    x = inputs(train)
    coding = decide(train, task)
    parts = {name: _coded(raw, coding, x) for name, raw in raws.items() if name != "train"}
    x_val, y_val = parts.get("val", (None, None))
    x_test, y_test = parts.get("test", (None, None))
    return Examples(
        name=label,
        task=coding.task,
        x=x,
        y=coding.encode(train),
        class_names=coding.names,
        source=origin,
        feature_names=train.names,
        x_val=x_val,
        y_val=y_val,
        x_test=x_test,
        y_test=y_test,
    )


def _coded(raw: Raw, coding: Coding, train: Array) -> tuple[Array, Array]:
    x = inputs(raw)
    if (x.dtype == np.uint8) != (train.dtype == np.uint8):
        raise InputError(
            _("{where}: pictures of bytes and other numbers do not go together; save all parts alike").format(
                where=raw.where
            )
        )
    return x, coding.encode(raw)
