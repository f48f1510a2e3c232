"""What `hanka predict` is asked about: stored samples, picture files, rows of a CSV file."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hanka.cli._output import extra, note
from hanka.errors import InputError, nearest
from hanka.messages import gettext as _

__all__ = ["read_inputs", "samples"]

Inputs = tuple[Any, list[str], list[Any]]
"""x (n, ...) raw, a name for each, and what is true of each, None where nobody knows."""

_TABLES = (".csv", ".csv.gz")
_FEW = 4
_BRIGHT = 127.5


def samples(experiment: Any, n: int | None) -> Inputs:
    """The first stored samples; without a number all that wait for an answer, else a few."""
    x, y, names = experiment.samples
    if n is None:
        n = len(x) if y is None else min(_FEW, len(x))
    if not 1 <= n <= len(x):
        raise InputError(
            _("--sample takes 1 to {most}, the number of stored samples, not {n}").format(most=len(x), n=n)
        )
    return (
        x[:n],
        list(names[:n]),
        [None] * n if y is None else [_truth(experiment.dataset, value) for value in y[:n]],
    )


def read_inputs(paths: Sequence[Path], about: dict[str, Any]) -> Inputs:
    """The contents of some files, of one kind or both."""
    parts: list[Any] = []
    names: list[str] = []
    for path in paths:
        if not path.is_file():
            raise InputError(
                _("there is no file {path}; give pictures, a CSV file or --sample N").format(path=path)
            )
        if path.name.lower().endswith(_TABLES):
            table = _table(path, about)
            parts.append(table)
            names += [f"{path}[{i}]" for i in range(len(table))]
        else:
            parts.append(_picture(path, about)[None])
            names.append(str(path))
    x = np.concatenate(parts)
    return x, names, [None] * len(x)


def _truth(about: dict[str, Any], value: Any) -> Any:
    return float(value) if about["task"] == "regression" else about["class_names"][int(value)]


def _picture(path: Path, about: dict[str, Any]) -> Any:
    """Grey, as large as the training pictures, bright on dark as they are."""
    shape = about["input_shape"]
    if len(shape) != 2:
        raise InputError(
            _("{path}: this network reads {n} numbers, not pictures; give a CSV file").format(
                path=path, n="x".join(map(str, shape))
            )
        )
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise extra("plot", error) from error
    try:
        with Image.open(path) as image:
            # Transparent parts count as white paper.
            paper = Image.new("RGBA", image.size, "white")
            paper.alpha_composite(image.convert("RGBA"))
            grey = np.asarray(paper.convert("L").resize((shape[1], shape[0]), Image.Resampling.LANCZOS))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise InputError(
            _("{path} is not a picture that can be read: {reason}").format(path=path, reason=error)
        ) from error
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    if np.median(border) > _BRIGHT:
        note(_("{path}: dark on bright, so it was inverted").format(path=path))
        grey = 255 - grey
    return grey


def _table(path: Path, about: dict[str, Any]) -> Any:
    """(rows, features): the columns that the network knows, by name."""
    rows = _rows(path)
    features = about["feature_names"] or [f"pixel{i}" for i in range(int(np.prod(about["input_shape"])))]
    missing = [name for name in features if name not in rows[0]]
    if missing:
        raise InputError(
            _("{path} has no column '{name}', which the network was trained on; {nearest}").format(
                path=path, name=missing[0], nearest=nearest(missing[0], rows[0])
            )
        )
    places = [rows[0].index(name) for name in features]
    if len(rows) == 1:
        raise InputError(_("{path} has no rows below its header").format(path=path))
    values = [
        [_value(path, line, row, features, i, place) for i, place in enumerate(places)]
        for line, row in rows_of(rows)
    ]
    return np.asarray(values, np.float32).reshape(-1, *about["input_shape"])


def rows_of(rows: list[list[str]]) -> list[tuple[int, list[str]]]:
    """The rows below the header with their lines' numbers."""
    return [(line, row) for line, row in enumerate(rows[1:], 2) if row]


def _value(path: Path, line: int, row: list[str], features: Sequence[str], i: int, place: int) -> float:
    text = row[place] if place < len(row) else ""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise InputError(
            _("{path}, line {line}: '{text}' in column '{name}' is not a finite number").format(
                path=path, line=line, text=text, name=features[i]
            )
        )
    return value


def _rows(path: Path) -> list[list[str]]:
    try:
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.name.lower().endswith(".gz") else data).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except (OSError, UnicodeDecodeError, csv.Error, EOFError, zlib.error) as error:
        raise InputError(_("cannot read {path}: {reason}").format(path=path, reason=error)) from error
    if not rows or not rows[0]:
        raise InputError(
            _("{path} is empty; it needs a header with the names of the columns").format(path=path)
        )
    return rows
