"""The bundled MNIST is the published one, bit by bit, and needs nothing but NumPy."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from importlib.resources import files

import numpy as np
import pytest

from hanka.dataset import _mnist, load
from hanka.errors import InputError

BUNDLED = files("hanka") / "dataset" / "data" / "mnist.zip"


@pytest.fixture(scope="module")
def data():
    return load("mnist")


def test_canonical_checksums():
    sums = {n: hashlib.md5(c, usedforsecurity=False).hexdigest() for n, c in _mnist.idx_files().items()}
    assert sums == {
        "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
        "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
        "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
        "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
    }


def test_size_and_licence():
    assert len(BUNDLED.read_bytes()) <= 11_000_000
    text = (BUNDLED.parent / "mnist.LICENSE.txt").read_text(encoding="utf-8")
    assert "LeCun" in text
    assert "https://creativecommons.org/licenses/by-sa/3.0/" in text


def test_the_lecture_split(data):
    assert data.x_train.shape == (60_000, 28, 28)
    assert data.x_val.shape == (10_000, 28, 28)
    assert data.x_test.shape == (0, 28, 28)
    assert data.x_train.dtype == np.uint8
    assert data.y_train[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert np.bincount(data.y_val).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert (data.offset.tolist(), data.scale.tolist()) == ([0], [255])
    assert data.is_image
    assert data.outputs == 10


def test_where_a_test_set_is_asked_for_it_is_the_official_one(data):
    split = load("mnist", test=True)
    np.testing.assert_array_equal(split.x_test, data.x_val)
    assert (len(split.x_train), len(split.x_val)) == (50_000, 10_000)
    shares = np.bincount(split.y_val) / 10_000 - np.bincount(data.y_train) / 60_000
    assert np.abs(shares).max() < 1e-4  # stratified
    assert load("mnist", val=5_000).x_train.shape == (55_000, 28, 28)
    assert load("mnist", val=0).x_val.shape == (0, 28, 28)


def damaged(tmp_path, change):
    path = tmp_path / "mnist.zip"
    with zipfile.ZipFile(BUNDLED) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if content := change(name, old.read(name)):
                new.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "change",
    [
        lambda name, content: content if "labels" not in name else None,
        lambda name, content: content[:-9],
        lambda name, content: content if name != "t10k-labels-idx1-ubyte.00.xz" else b"no xz",
    ],
)
def test_other_content_is_refused(tmp_path, change):
    with pytest.raises(InputError, match="reinstall hanka"):
        _mnist.idx_files(damaged(tmp_path, change))


def test_a_wrong_checksum_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(_mnist.MD5, "t10k-labels-idx1-ubyte", "0" * 32)
    with pytest.raises(InputError, match="checksum of t10k-labels-idx1-ubyte"):
        _mnist.idx_files()


@pytest.mark.parametrize("cut", [0, 1_000, 4_000_000])
def test_a_cut_archive_is_refused(tmp_path, cut):
    path = tmp_path / "mnist.zip"
    path.write_bytes(BUNDLED.read_bytes()[:cut])
    with pytest.raises(InputError, match="damaged"):
        _mnist.idx_files(path)


def test_loading_imports_neither_jax_nor_scikit_learn():
    code = "import sys, hanka; hanka.load('mnist'); print({'jax', 'sklearn', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
