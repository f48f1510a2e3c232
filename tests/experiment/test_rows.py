"""Rows survive as text: torn lines, wrong lines, and the cache of columns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanka.errors import InputError
from hanka.experiment import _columns
from hanka.experiment._columns import CACHE, read_columns
from hanka.experiment._rows import RowWriter, iter_rows, parse

ROWS: list[dict[str, Any]] = [
    {"member": 0, "epoch": 1, "step": 7, "loss": 0.1, "seconds": 1e-05},
    {"member": 1, "epoch": 1, "step": 7, "loss": None, "diverged": True},
    {"member": 0, "epoch": 2, "step": 14, "loss": 2.5e-08, "seconds": 3.0, "extra": 4.0},
]


def written(path: Path, rows: list[dict[str, Any]]) -> bytes:
    with RowWriter(path) as writer:
        writer.append(rows)
    return path.read_bytes()


def test_a_last_line_torn_at_every_byte(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    text = written(path, ROWS)
    begin = text[:-1].rfind(b"\n") + 1
    for end in range(begin, len(text)):
        path.write_bytes(text[:end])
        assert list(iter_rows(path)) == ROWS[:2]
        assert read_columns(path).offset == begin
        with RowWriter(path) as writer:
            assert path.read_bytes() == text[:begin]  # nothing but the torn line is cut off
            writer.append(ROWS[2:])
        assert path.read_bytes() == text


def test_columns(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    written(path, ROWS)
    arrays = read_columns(path).arrays
    assert arrays["member"].tolist() == [0, 1, 0] and arrays["member"].dtype == np.int64
    assert arrays["diverged"].tolist() == [False, True, False]
    np.testing.assert_array_equal(arrays["loss"], [0.1, np.nan, 2.5e-08])
    np.testing.assert_array_equal(arrays["extra"], [np.nan, np.nan, 4.0])


def equal(a: _columns.Columns, b: _columns.Columns) -> bool:
    same = a.offset == b.offset and list(a.arrays) == list(b.arrays)
    return same and all(np.array_equal(a.arrays[n], b.arrays[n], equal_nan=n == "loss") for n in a.arrays)


def test_the_cache_is_never_a_source_of_truth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_columns, "STRIDE", 10)
    path, cache = tmp_path / "history.jsonl", tmp_path / CACHE
    rows = [{"member": i % 3, "epoch": i // 3 + 1, "loss": i / 7} for i in range(30)]
    text = written(path, rows)
    fresh = read_columns(path)
    assert cache.exists() and equal(read_columns(path), fresh)
    written(path, [{"member": 0, "epoch": 11, "loss": None}])  # beyond the cache
    assert len(read_columns(path)) == 31
    path.write_bytes(text.replace(b'"epoch":1,', b'"epoch":9,'))  # another file of the same length
    assert read_columns(path).arrays["epoch"].max() == 10 and 9 in read_columns(path).arrays["epoch"][:3]
    path.write_bytes(text[: len(text) // 2])  # a shorter one
    assert len(read_columns(path)) < 20
    path.write_bytes(text)
    whole = cache.read_bytes()
    for damage in (b"", whole[:20], whole[:-3], b"nonsense", whole.replace(b"offset", b"0ffset")):
        cache.write_bytes(damage)
        assert equal(read_columns(path), fresh)


def test_growing_files_are_read_on(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    written(path, ROWS[:1])
    known = read_columns(path)
    written(path, ROWS[1:])
    assert len(read_columns(path, known)) == 3


@pytest.mark.parametrize(
    "line",
    [b"", b"null", b"[]", b"{}", b'{"member":0}', b'{"member":-1,"epoch":1}', b'{"member":0,"epoch":true}']
    + [
        b'{"member":0,"epoch":1},{"member":0,"epoch":2}',
        b'{"member":0,"epoch":1',
        b"\xff",
        b'{"member":0,"epoch":0}',
    ],
)
def test_lines_that_are_not_rows(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "history.jsonl"
    path.write_bytes(b'{"member":0,"epoch":1}\n' + line + b'\n{"member":0,"epoch":2}\n')
    with pytest.raises(InputError, match="hanka check"):
        list(iter_rows(path))
    with pytest.raises(InputError, match="hanka check"):
        read_columns(path)


@given(st.binary(max_size=60))
def test_any_bytes_are_rows_or_a_value_error(text: bytes) -> None:
    try:
        rows = parse(text + b"\n")
    except (ValueError, RecursionError):
        return
    assert rows == [json.loads(line) for line in (text + b"\n").split(b"\n")[:-1]]


floats = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 99), floats | st.none()), max_size=20))
def test_values_come_back_to_the_bit(tmp_path_factory: pytest.TempPathFactory, values: list[Any]) -> None:
    path = tmp_path_factory.mktemp("rows") / "history.jsonl"
    rows = [{"member": m, "epoch": e, "loss": v} for m, e, v in values]
    written(path, rows)
    assert list(iter_rows(path)) == rows
    loss = read_columns(path).arrays.get("loss", np.empty(0))
    np.testing.assert_array_equal(loss, np.array([np.nan if v is None else v for *_, v in values]))
