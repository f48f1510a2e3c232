"""The script that made the bundled MNIST: what it refuses to unpickle and to pack."""

from __future__ import annotations

import importlib.util
import io
import pickle
from pathlib import Path

import numpy as np
import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "make_mnist.py"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("make_mnist", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("content", [print, np.save, Path("x"), np.array([print], object)])
def test_nothing_but_arrays_is_unpickled(script, content):
    with pytest.raises(pickle.UnpicklingError):
        script.ArraysOnly(io.BytesIO(pickle.dumps(content, protocol=2))).load()


def test_another_wheel_is_refused(script):
    with pytest.raises(SystemExit, match="sha256"):
        script.idx_files(b"another")


def test_packing_loses_nothing_and_is_reproducible(script, tmp_path, monkeypatch):
    from hanka.dataset import _mnist

    files = {
        "train-images-idx3-ubyte": script.images(
            np.arange(256 * 784).reshape(-1, 784) % 256 / np.float32(256)
        ),
        "train-labels-idx1-ubyte": script.labels(np.arange(256) % 10),
    }
    monkeypatch.setattr(script, "PIECE", 100_000)
    packed = script.pack(files)
    assert packed == script.pack(files)
    path = tmp_path / "small.zip"
    path.write_bytes(packed)
    monkeypatch.setattr(_mnist, "MD5", {name: _mnist._md5(content) for name, content in files.items()})
    assert _mnist.idx_files(path) == files


def test_pixels_that_are_no_bytes_are_refused(script):
    with pytest.raises(SystemExit, match="pixels"):
        script.images(np.full((1, 784), 0.3, np.float32))
