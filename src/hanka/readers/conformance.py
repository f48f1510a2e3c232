"""The tests that a reader should pass: inherit them for your own.

    import pytest
    from hanka.readers.conformance import ReaderTestCase

    class TestMyLog(ReaderTestCase):
        @pytest.fixture
        def reader(self):
            return read_my_log

        @pytest.fixture
        def sample(self, tmp_path):
            path = tmp_path / "train.mylog"
            path.write_text("…")
            return path

`sample` is a file, or a folder of files, that the reader understands. The built-in readers are tested so too,
with `mutations` = 10,000 in the slow tests.
"""

from __future__ import annotations

import pickle
import random
import shutil
import socket
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from hanka.errors import HankaError
from hanka.history import History
from hanka.readers import Reader

__all__ = ["ReaderTestCase", "mutate"]

_FREE = 4 << 20
"""Memory that Python takes for itself, whatever the file's size."""


class ReaderTestCase:
    """Tests of a reader; a subclass supplies the fixtures `reader` and `sample`."""

    mutations = 200
    """How many damaged copies of the sample are read."""

    def test_gives_histories_that_are_in_order(self, reader: Reader, sample: Path) -> None:
        histories = reader(sample)
        assert histories
        for history in histories:
            _check(history)
            assert history.metrics
            assert history.name
            assert history.source

    def test_gives_the_same_on_every_call_and_leaves_the_file_alone(
        self, reader: Reader, sample: Path
    ) -> None:
        before = _contents(sample)
        first, second = reader(sample), reader(sample)
        assert first is not None and second is not None
        assert _contents(sample) == before
        for a, b in zip(first, second, strict=True):
            assert a.metrics.keys() == b.metrics.keys()
            for name, values in a.metrics.items():
                np.testing.assert_array_equal(values, b.metrics[name])

    def test_leaves_what_is_not_its_own_to_others(self, reader: Reader, tmp_path: Path) -> None:
        foreign = tmp_path / "picture.png"
        foreign.write_bytes(b"\x89PNG\r\n\x1a\n")
        (tmp_path / "empty").mkdir()
        assert reader(foreign) is None
        assert reader(tmp_path / "empty") is None

    def test_a_damaged_file_gives_histories_or_a_clear_error(
        self, reader: Reader, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No crash, no pickle, no network, and no more than ten times the file in memory."""

        def forbidden(*_arguments: object, **_more: object) -> None:
            raise AssertionError("a reader must neither unpickle nor connect")

        monkeypatch.setattr(pickle, "loads", forbidden)
        monkeypatch.setattr(pickle, "load", forbidden)
        monkeypatch.setattr(socket, "socket", forbidden)
        for place, copy in enumerate(_damaged(sample, tmp_path / "damaged", self.mutations)):
            watched = place % 20 == 0  # watching memory is slow
            if watched:
                tracemalloc.start()
            try:
                for history in reader(copy) or []:
                    _check(history)
                said = "nothing: it was read"
            except HankaError as error:
                said = str(error)
            finally:
                peak = tracemalloc.get_traced_memory()[1] if watched else 0
                tracemalloc.stop()
            assert said.strip() and "\n" not in said
            assert peak < _FREE + 10 * sum(map(len, _contents(copy).values()))


def mutate(data: bytes, rng: random.Random) -> bytes:
    """The data with some of it cut, doubled, overwritten, or shuffled."""
    out = bytearray(data)
    for _change in range(rng.choice([1, 1, 2, 5])):
        at = rng.randrange(len(out) + 1)
        end = min(len(out), at + rng.choice([1, 1, 2, 8, 40]))
        kind = rng.randrange(6)
        if kind == 0:
            del out[at:end]
        elif kind == 1:
            out[at:at] = out[at:end] * rng.choice([1, 2, 50])
        elif kind == 2:
            out[at:end] = rng.randbytes(end - at)
        elif kind == 3:
            out[at:end] = rng.choice(_NASTY)
        elif kind == 4:
            del out[at:]
        else:
            out[at:at] = rng.choice(_NASTY)
    return bytes(out)


_NASTY = (
    *(
        b"",
        b"\x00",
        b"\xff\xfe",
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"-1",
        b"0",
        b"9" * 400,
        b'"',
        b"'",
        b",",
        b"\n",
    ),
    *(b"\r", b"{", b"}", b"[" * 60, b"]", b":", b"null", b"true", b"\\", b";", b"\t", b"epoch", b"val_loss"),
    *("学習".encode(), b"<script>", b"1e-400", b'{"loss":', b"__class__"),
)


def _damaged(sample: Path, place: Path, n: int) -> Iterator[Path]:
    """Damaged copies of the sample, one after another in one place."""
    files = _contents(sample)
    for seed in range(n):
        rng = random.Random(seed)
        hit = rng.choice(sorted(files))
        copy = place / sample.name
        if sample.is_dir():
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(sample, copy)
            (copy / hit).write_bytes(mutate(files[hit], rng))
        else:
            place.mkdir(exist_ok=True)
            copy.write_bytes(mutate(files[hit], rng))
        yield copy


def _contents(path: Path) -> dict[str, bytes]:
    """By relative path."""
    if path.is_file():
        return {path.name: path.read_bytes()}
    return {str(p.relative_to(path)): p.read_bytes() for p in sorted(path.rglob("*")) if p.is_file()}


def _check(history: History) -> None:
    """What holds for every history."""
    n = len(history)
    assert np.all(np.diff(history.epoch) > 0)
    assert n == 0 or history.epoch[0] >= 1
    assert history.epoch.dtype == np.float64
    assert history.step.shape == (n,)
    for name, values in history.metrics.items():
        assert isinstance(name, str)
        assert values.shape == (n,)
        assert values.dtype == np.float64
    assert history.n_val is None or history.n_val > 0
