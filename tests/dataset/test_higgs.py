"""`higgs`, the head of a large file: from a local server, from a file, from the cache; what can go wrong."""

from __future__ import annotations

import gzip
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import hanka
from hanka.dataset._higgs import FEATURES
from hanka.errors import InputError


def table(rows: int) -> np.ndarray[Any, Any]:
    """HIGGS' layout: the label, then 28 features."""
    rng = np.random.default_rng(0)
    return np.column_stack([rng.integers(0, 2, rows), 1 + rng.normal(size=(rows, 28))]).astype(np.float32)


def text(rows: int) -> bytes:
    return "".join(",".join(f"{value:.18e}" for value in row) + "\n" for row in table(rows)).encode()


class Server:
    """Serves bytes by path, and remembers how much of each was sent."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.sent: dict[str, int] = {}
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = server.files.get(self.path)
                if content is None:
                    self.send_error(404)
                    return
                self.send_response(200)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                server.sent[self.path] = 0
                try:
                    for at in range(0, len(content), 4096):
                        self.wfile.write(content[at : at + 4096])
                        server.sent[self.path] += 4096
                except ConnectionError:
                    pass

            def log_message(self, *_arguments: Any) -> None:
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.http.server_port}{path}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HANKA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def load(source: str, train: int = 30, val: int = 10, test: int = 0) -> Any:
    return hanka.load(f"higgs:n_train={train},n_val={val},n_test={test},source={source}")


def test_the_first_rows_validate_and_nothing_is_scaled(tmp_path: Path) -> None:
    (tmp_path / "HIGGS.csv").write_bytes(text(60))
    data, rows = load(str(tmp_path / "HIGGS.csv"), test=15), table(60)
    np.testing.assert_array_equal(data.x_val, rows[:10, 1:])
    np.testing.assert_array_equal(data.x_train, rows[10:40, 1:])
    np.testing.assert_array_equal(data.x_test, rows[40:55, 1:])
    np.testing.assert_array_equal(data.y_train, rows[10:40, 0])
    assert (data.offset == 0).all() and (data.scale == 1).all()
    assert (data.task, data.feature_names, len(FEATURES)) == ("binary", FEATURES, 28)
    assert len(load(str(tmp_path / "HIGGS.csv")).x_test) == 0


def test_no_more_is_fetched_than_the_rows_asked_for(server: Server, cache: Path) -> None:
    server.files["/HIGGS.csv.gz"] = gzip.compress(text(2000)) + os.urandom(40_000_000)
    url = server.url("/HIGGS.csv.gz")
    data = load(url)
    np.testing.assert_array_equal(data.x_val, table(2000)[:10, 1:])
    assert server.sent["/HIGGS.csv.gz"] < len(server.files["/HIGGS.csv.gz"]) / 2
    [kept] = cache.glob("*.csv.gz")
    [total] = cache.glob("*.sha256")
    assert kept.name in total.read_text() and len(gzip.decompress(kept.read_bytes()).splitlines()) == 40
    # Again, and fewer of them, without the server; the same data by name have the same fingerprint.
    server.files.clear()
    assert load(url).sha256 == data.sha256
    assert len(load(url, train=20).x_train) == 20
    with pytest.raises(InputError, match="cannot fetch higgs.*Not Found"):
        load(url, train=31)


def test_a_damaged_cache_is_not_believed(server: Server, cache: Path) -> None:
    server.files["/h.gz"] = gzip.compress(text(100))
    load(server.url("/h.gz"))
    [kept] = cache.glob("*.csv.gz")
    kept.write_bytes(gzip.compress(text(100)[:-300]))
    with pytest.raises(InputError, match=r"damaged.*delete it"):
        load(server.url("/h.gz"))


def test_a_cache_that_cannot_be_written_keeps_nobody_from_training(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HANKA_CACHE", str(tmp_path / "file"))
    server.files["/h.gz"] = gzip.compress(text(100))
    assert len(load(server.url("/h.gz")).x_train) == 30


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (text(39), "ends after 39 of 40 rows"),
        (gzip.compress(text(400))[:-2000], "ends after|damaged"),
        (b"\x1f\x8b" + b"nonsense" * 9, "damaged"),
        (b"a,b,c\n" * 50, "is not HIGGS"),
        (b"1,2,3\n" * 50, "rows and columns"),
        ((",".join(["7"] * 29) + "\n").encode() * 50, "the label, 0 or 1"),
        ("é\n".encode() * 50, "no text of numbers"),
    ],
)
def test_what_is_no_higgs_is_said(
    content: bytes, why: str, server: Server, tmp_path: Path, cache: Path
) -> None:
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(InputError, match=why):
        load(str(tmp_path / "file"), train=30 if len(content) < 90_000 else 390)
    server.files["/file"] = content
    with pytest.raises(InputError, match=why):
        load(server.url("/file"), train=30 if len(content) < 90_000 else 390)
    # What was refused is not kept: where the server has come to its senses, it is asked again.
    server.files["/file"] = gzip.compress(text(100))
    assert len(load(server.url("/file")).x_train) == 30


def test_what_cannot_be_had_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load(str(tmp_path / "none.csv"))
    with pytest.raises(InputError, match="cannot fetch higgs"):
        load("http://127.0.0.1:9/higgs.csv.gz")
    with pytest.raises(InputError, match="cannot fetch higgs"):
        load("http://127.0.0.1:x/higgs.csv.gz")
    with pytest.raises(InputError, match="n_train"):
        hanka.load("higgs:n_train=0")


def test_the_real_rows(tmp_path: Path) -> None:
    shared = os.environ.get("HANKA_SHARED")
    file = Path(shared or "../shared") / "data" / "higgs-15977.csv.gz"
    if not file.exists():
        pytest.skip("the HIGGS rows of ../shared/data are not at hand")
    data = hanka.load(f"higgs:n_test=4000,source={file}")
    assert (len(data.x_val), len(data.x_train), len(data.x_test)) == (1000, 10_000, 4000)
    assert 0.52 < data.y_train.mean() < 0.54
