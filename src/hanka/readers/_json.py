"""JSON and JSON lines: columns, rows or runs, wherever in the document they stand."""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from hanka.errors import InputError, NothingYetError
from hanka.history import History, Vector
from hanka.messages import gettext as _
from hanka.readers._columns import histories
from hanka.readers._pairs import is_metric, is_split

__all__ = ["found_in", "read_json"]

_DEEPEST = 6
_BYTES = {b"{": 230, b"[": 90, b",": 34}
"""Memory that a dictionary, a list and an element take, about."""
_SMALL = 1 << 20


def read_json(path: Path) -> list[History] | None:
    """The runs in a file `.json`, `.jsonl` or `.ndjson`; None for any other.

    Understood: Keras' `History.history`, a dictionary of lists, beside which `n_val` and `params` may stand;
    a list of rows, as in Hugging Face's `log_history`; a row a line; any of these below some key; several
    runs.

    Raises:
        InputError: it is not JSON.
    """
    kind = path.suffix.lower()
    if kind not in (".json", ".jsonl", ".ndjson") or not path.is_file():
        return None
    data = path.read_bytes()
    if not data.strip():
        raise NothingYetError(_("{path} is empty").format(path=path))
    if kind == ".json":
        _check_size(path, data)
        value = _parse(path, data)
        found = found_in(value, str(path), "keras" if _is_keras(value) else "json")
    else:
        found = _lines(path, data)
    return found


def found_in(value: Any, name: str, source: str) -> list[History]:
    """The histories in a JSON value."""
    found = list(_runs(value, "", 0, is_metric)) or list(_runs(value, "", 0, bool))
    top = _Settings.of(value)
    made: list[History] = []
    for key, columns, own in found:
        label = f"{name}:{key}" if len(found) > 1 else name
        settings = own if own.n_val else replace(own, n_val=top.n_val)
        made += [
            replace(history, n_val=settings.n_val)
            for history in histories(
                columns, params={**top.params, **settings.params}, name=label, source=source
            )
        ]
    return made


@dataclass(frozen=True, slots=True)
class _Settings:
    """What stands beside a run's columns."""

    params: dict[str, Any] = field(default_factory=dict)
    n_val: int | None = None

    @classmethod
    def of(cls, value: Any) -> _Settings:
        if not isinstance(value, dict):
            return cls()
        own, inner = (_plain_values(each) for each in (value, value.get("params")))
        n_val = value.get("n_val")
        return cls({**own, **inner}, n_val if isinstance(n_val, int) and n_val > 0 else None)


Found = tuple[str, dict[str, Vector], _Settings]


def _runs(value: Any, key: str, depth: int, known: Callable[[str], bool]) -> Iterator[Found]:
    """(name, columns, settings) of each run below a value: where a column has a name that is known."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        lists = {str(name): v for name, each in _by_split(value) if (v := _vector(each)) is not None}
        if any(known(name) for name in lists):
            yield key, _level(lists), _Settings.of(value)
            return
        for name, each in value.items():
            below = list(_runs(each, _below(key, str(name)), depth + 1, known))
            own = _Settings.of(value) if len(below) == 1 else _Settings()
            for label, columns, inner in below:
                yield label, columns, _Settings({**own.params, **inner.params}, inner.n_val or own.n_val)
    elif isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        columns = _of_rows(value)
        if any(known(name) for name in columns):
            yield key, columns, _Settings()
            return
        for place, each in enumerate(value):
            yield from _runs(each, _below(key, str(each.get("name", place))), depth + 1, known)


def _below(key: str, name: str) -> str:
    """A run's name one level deeper; `history` says nothing."""
    return ".".join(part for part in (key, name if name != "history" else "") if part)


def _by_split(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The items; those below `train`, `valid`, … as `train_loss`, as gradient boosting keeps them."""
    for name, each in value.items():
        if isinstance(each, dict) and is_split(str(name)) and not all(str(k).isdigit() for k in each):
            yield from ((f"{name}_{metric}", column) for metric, column in each.items())
        else:
            yield name, each


def _vector(value: Any) -> Vector | None:
    """A list of numbers, or pandas' dictionary of them by row; None for anything else."""
    if isinstance(value, dict) and value and all(str(each).isdigit() for each in value):
        value = list(value.values())
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if not isinstance(value, list | tuple) or not value:
        return None
    if not all(each is None or isinstance(each, int | float | np.number) for each in value):
        return None
    return np.array([_number(each) for each in value], np.float64)


def _level(columns: Mapping[str, Vector]) -> dict[str, Vector]:
    """Columns of one length. A shorter one has its values at every k-th row, as with Keras'
    `validation_freq`; where no k gives its length, at the first rows."""
    named = [name for name in columns if is_metric(name)] or list(columns)
    n = max(len(columns[name]) for name in named)
    level: dict[str, Vector] = {}
    for name, values in columns.items():
        if len(values) > n:
            continue
        every = n // len(values)
        every = every if n // every == len(values) else 1
        level[name] = np.full(n, np.nan)
        level[name][every - 1 :: every][: len(values)] = values
    return level


def _of_rows(rows: Sequence[Mapping[str, Any]]) -> dict[str, Vector]:
    columns: dict[str, array[float]] = {}
    for place, row in enumerate(rows):
        _append(columns, place, row)
    return _padded(columns, len(rows))


def _append(columns: dict[str, array[float]], place: int, row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            column = columns.setdefault(name, array("d"))
            column.extend([float("nan")] * (place - len(column)))
            column.append(_number(value))


def _padded(columns: Mapping[str, array[float]], n: int) -> dict[str, Vector]:
    out = {name: np.full(n, np.nan) for name in columns}
    for name, column in columns.items():
        out[name][: len(column)] = column
    return out


def _lines(path: Path, data: bytes) -> list[History]:
    """A row a line; a last line that is torn is still being written."""
    columns: dict[str, array[float]] = {}
    runs: list[History] = []
    place = 0
    lines = data.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            if number == len(lines):
                break
            raise InputError(
                _("{path}: line {line} is not JSON: {reason}").format(path=path, line=number, reason=error)
            ) from error
        if not isinstance(row, dict):
            raise InputError(
                _("{path}: line {line} is no object of a row's values").format(path=path, line=number)
            )
        if next(_runs(row, "", 0, is_metric), None):
            runs += found_in(row, f"{path}:{row.get('name', number)}", "jsonl")
        else:
            _append(columns, place, row)
            place += 1
    return runs or histories(_padded(columns, place), name=str(path), source="jsonl")


def _parse(path: Path, data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # a UnicodeDecodeError is one
        raise InputError(
            _("{path} is not JSON: {reason}").format(path=path, reason=str(error).split("\n")[0])
        ) from error


def _check_size(path: Path, data: bytes) -> None:
    """Refuse a large document of very many, very small parts before it takes ten times its size in memory."""
    needed = sum(data.count(mark) * size for mark, size in _BYTES.items())
    if len(data) > _SMALL and needed > 8 * len(data):
        raise InputError(
            _("{path} would take {needed:.0f} MB of memory to read; it is no training log").format(
                path=path, needed=needed / 1e6
            )
        )


def _is_keras(value: Any) -> bool:
    """Whether it is Keras' dictionary of lists, alone or as `history`."""
    if not isinstance(value, dict):
        return False
    history = value.get("history", value)
    return isinstance(history, dict) and isinstance(history.get("loss", history.get("val_loss")), list)


def _plain_values(value: Any) -> dict[str, Any]:
    """The settings in a dictionary: its plain values, but for the run's name."""
    if not isinstance(value, dict):
        return {}
    plain = {str(k): v for k, v in value.items() if isinstance(v, str | int | float | bool)}
    return {k: v for k, v in plain.items() if k not in ("n_val", "name")}


def _number(value: Any) -> float:
    """NaN where there is none; infinite where it is one that is no number."""
    try:
        number = float("nan") if value is None else float(value)
    except OverflowError:  # an integer of hundreds of digits
        return math.inf
    return math.inf if value is not None and math.isnan(number) else number
