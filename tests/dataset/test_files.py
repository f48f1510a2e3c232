"""CSV and NPZ files that are as they should be, and the ways in which files are not."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hanka.dataset import load
from hanka.errors import InputError

HIGGS = Path(__file__).parents[3] / "shared" / "data" / "higgs-15977.csv.gz"


def said_of(path, **options):
    """What hanka objects to in a file; any other error is a failure."""
    try:
        load(path, **options)
    except InputError as error:
        return str(error)
    return ""


def sorted_rows(data):
    x = np.concatenate([data.x_train, data.x_val, data.x_test])
    y = np.concatenate([data.y_train, data.y_val, data.y_test])
    order = np.lexsort(x.T)
    return x[order], y[order]


@pytest.mark.parametrize(
    ("name", "delimiter"),
    [("a.csv", ","), ("a.csv", ";"), ("a.csv", "\t"), ("a.tsv", "\t"), ("a.csv.gz", ","), ("A.CSV", ",")],
)
def test_a_csv_file_is_what_pandas_reads(write, table, name, delimiter):
    path = write(table, name, delimiter)
    data = load(path, target="sold")
    frame = pd.read_csv(path, sep=delimiter, compression="gzip" if name.endswith("gz") else None)
    x, y = sorted_rows(data)
    expected = frame[["size", "weight"]].to_numpy(np.float32)
    order = np.lexsort(expected.T)
    np.testing.assert_array_equal(x, expected[order])
    assert [data.class_names[c] for c in y] == frame["sold"].to_numpy()[order].tolist()
    assert data.feature_names == ("size", "weight")
    assert (data.name, data.task) == (name.split(".")[0], "binary")


def test_quotes_blank_lines_and_a_byte_order_mark(write):
    body = "".join(f'{i},"{i * 2}",{"a" if i % 2 else "b"}\r\n\r\n' for i in range(20))
    data = load(write(b'\xef\xbb\xbfone,"t,wo",y\r\n' + body.encode()), target="y")
    assert data.feature_names == ("one", "t,wo")
    assert len(data.x_train) + len(data.x_val) + len(data.x_test) == 20


def test_the_options_reproduce_the_data(write, table):
    path = write(table)
    first = load(path, target="sold", val=0.3, test=7, split_seed=5)
    again = load(first.source, **first.options)
    assert again.sha256 == first.sha256
    assert load(path, target="sold", val=0.3, test=7, split_seed=6).sha256 != first.sha256


def test_files_for_validation_and_test(write, table):
    header, rows = table
    path = write((header, rows[:60]))
    # The columns may come in another order.
    val = write((header[::-1], [row[::-1] for row in rows[60:80]]), "val.csv")
    test = write((header, rows[80:]), "test.csv")
    data = load(path, target="sold", val=val, test=test)
    np.testing.assert_array_equal(data.x_train, np.float32([row[:2] for row in rows[:60]]))
    np.testing.assert_array_equal(data.x_val, np.float32([row[:2] for row in rows[60:80]]))
    np.testing.assert_array_equal(data.x_test, np.float32([row[:2] for row in rows[80:]]))
    assert load(data.source, **data.options).sha256 == data.sha256
    only_val = load(path, target="sold", val=val)
    assert [len(only_val.x_train), len(only_val.x_val), len(only_val.x_test)] == [48, 20, 12]
    only_test = load(path, target="sold", test=str(test), val=0)
    assert [len(only_test.x_train), len(only_test.x_val), len(only_test.x_test)] == [60, 0, 20]


HEAD = "a,b,y\n"
GOOD = "".join(f"{i},{i * i},{'p' if i % 3 else 'q'}\n" for i in range(1, 31))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        (HEAD, "a header and no rows"),
        ("1,2,3\n4,5,6\n", "no header"),
        ("a,a,y\n1,2,3\n", "two columns are named 'a'"),
        ("a,,y\n1,2,3\n", "column 2 has no name"),
        (HEAD + GOOD + "1,2\n", "line 32: 2 values, and the header names 3"),
        (HEAD + "\n\n" + GOOD + "1,2,p,4\n", "line 34: 4 values"),
        (HEAD + GOOD + "1,red,p\n2,blue,q\n", "line 32: 'red' in the column 'b'"),
        (HEAD + GOOD + "1,,p\n2,NaN,q\n3,inf,p\n", r"'b' \(3\), of 33 rows, first in line 32"),
        (HEAD + GOOD + "NA,,p\n", r"'a' \(1\), 'b' \(1\)"),
        (HEAD + GOOD + "1,1e300,p\n", r"'b' \(1\)"),
        (HEAD + "1,2,p\n3,4,p\n", "'p' in every row"),
        (HEAD + "1,2,7\n3,4,7\n", "'7' in every row"),
        (HEAD + "1,2,\n3,4,NA\n", "missing in every row"),
        (HEAD + GOOD + "1,2,\n", "missing, NaN or infinite in 1 of 31 rows, first in line 32"),
        (HEAD + GOOD + "1,2,r\n", "class has a single row"),
        (HEAD + GOOD + "1,2,r\n2,3,r\n", "'r' is missing from the"),
        (HEAD + "1,2,p\n2,3,q\n1,2,p\n2,3,q\n", "cannot hold|single row"),
        ("y\n" + "p\nq\n" * 20, "no inputs besides the target"),
        (HEAD.encode("utf-16"), "not UTF-8"),
        (HEAD.encode() + "1,2,prêt\n".encode("latin-1"), "not UTF-8"),
        ('"a\nb",y\n1,2\n', "control character"),
        (HEAD + GOOD + '1,"two\nlines",p\n', "line 33: 'two lines'"),
        (HEAD + '1,2,"p\nq"\n' * 3, "'p q' in every row"),
        (HEAD + "1,2," + "p" * 200_000 + "\n", "cannot be read"),
    ],
)
def test_bad_csv_files(write, content, said):
    with pytest.raises(InputError, match=said) as caught:
        load(write(content), target="y")
    assert "\n" not in str(caught.value)
    assert (
        "data.csv" in str(caught.value)
        or "class" in str(caught.value)
        or "rows cannot hold" in str(caught.value)
    )


def test_the_line_of_text_far_down(write):
    lines = ["a,y"] + [f"{i},{i % 2}" for i in range(45_000)]
    lines[40_001] = "far,1"
    with pytest.raises(InputError, match="line 40002: 'far'"):
        load(write("\n".join(lines)), target="y")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "name the column to learn with --target; there are size, weight, sold"),
        ({"target": "solt"}, "did you mean 'sold'"),
        ({"target": "sold", "task": "guess"}, "unknown task 'guess'"),
        ({"target": "sold", "task": "multi"}, "did you mean 'multiclass'"),
        ({"target": "sold", "task": "regression"}, "regression needs numbers"),
        ({"target": "sold", "val": -1}, "val must be"),
        ({"target": "sold", "val": 1.0}, "val must be"),
        ({"target": "sold", "test": -0.5}, "test must be"),
        ({"target": "sold", "test": float("nan")}, "test must be"),
        ({"target": "sold", "val": 100}, "val asks for 100 of 100 rows"),
        ({"target": "sold", "val": 1_000}, "val asks for 1000 of 100 rows"),
        ({"target": "sold", "val": 0.6, "test": 0.6}, "val and test ask for 120 of 100"),
        ({"target": "sold", "val": 1}, "1 rows cannot hold each of the 2 classes"),
        ({"target": "sold", "val": "gone.csv"}, "there is no file gone.csv"),
        ({"target": "sold", "val": "a third"}, "val=a third is neither"),
        ({"target": "sold", "split_seed": -1}, "split_seed must be"),
        ({"target": "sold", "split_seed": 0.5}, "split_seed must be"),
    ],
)
def test_wrong_options(write, table, options, said):
    with pytest.raises(InputError, match=said):
        load(write(table), **options)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("size,sold\n1,yes\n2,no\n", "other columns than data.csv: it lacks weight and has none"),
        ("size,weight,wealth,sold\n1,1,1,yes\n2,2,2,no\n", "has wealth besides"),
        ("size,weight,soldier\n1,1,yes\n", "did you mean 'sold|no column 'sold'"),
        ("size,weight,sold\n1,1,yes\n2,2,maybe\n", "the class 'maybe' in line 3 is not among .* no, yes"),
        ("size,weight,sold\n1,1,yes\n2,2,yes\n", "'no' is missing from the validation rows"),
        ("size,weight,sold\n1,nan,yes\n2,2,no\n", "val.csv has missing"),
        ("size,weight,sold\n", "val.csv has a header and no rows"),
    ],
)
def test_bad_validation_files(write, table, content, said):
    with pytest.raises(InputError, match=said):
        load(write(table), target="sold", val=write(content, "val.csv"))


def test_missing_and_foreign_files(tmp_path, write, table):
    with pytest.raises(InputError, match="there is no file"):
        load(tmp_path / "gone.csv", target="y")
    with pytest.raises(InputError, match="does not read"):
        load(write("x", "data.xlsx"))
    with pytest.raises(InputError, match="cannot be read"):
        load(write(b"no gzip", "data.csv.gz"), target="y")
    whole = write(table, "whole.csv.gz").read_bytes()
    with pytest.raises(InputError, match="cannot be read"):
        load(write(whole[: len(whole) // 2], "cut.csv.gz"), target="sold")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text(alphabet='ay1.,;\t\n\r" -e', max_size=80).map(str.encode)))
def test_any_bytes_are_data_or_an_input_error(tmp_path, content):
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    assert "\n" not in said_of(path, target="y")


def save(path, **arrays):
    np.savez(path, **arrays)
    return path


X = np.arange(120, dtype=np.float64).reshape(60, 2)
Y = np.arange(60) % 3


def test_npz_of_one_part_is_split(tmp_path):
    data = load(save(tmp_path / "a.npz", x=X, y=Y))
    assert [len(data.x_train), len(data.x_val), len(data.x_test)] == [36, 12, 12]
    assert (data.task, data.class_names) == ("multiclass", ("0", "1", "2"))
    named = load(save(tmp_path / "b.npz", x=X, label=np.array(["p", "q", "r"])[Y]), target="label")
    assert named.class_names == ("p", "q", "r")
    assert load(named.source, **named.options).sha256 == named.sha256


def test_npz_with_parts_keeps_them(tmp_path):
    path = save(
        tmp_path / "a.npz",
        x_train=X,
        y_train=Y[:, None],
        x_val=X[:9],
        y_val=Y[:9],
        x_test=X[:6],
        y_test=Y[:6],
    )
    data = load(path)
    assert [len(data.x_train), len(data.x_val), len(data.x_test)] == [60, 9, 6]
    with pytest.raises(InputError, match="brings its own test rows"):
        load(path, test=0.1)
    assert len(load(path, val=0).x_val) == 0


def test_npz_pictures_stay_bytes(tmp_path):
    pictures = np.random.default_rng(0).integers(0, 256, (60, 4, 4), np.uint8)
    data = load(save(tmp_path / "a.npz", x=pictures, y=Y))
    assert (data.x_train.dtype, data.is_image, data.scale.tolist()) == (np.uint8, True, [255])
    floats = load(save(tmp_path / "b.npz", x=pictures / 255, y=Y))
    assert floats.offset.shape == floats.input_shape == (4, 4)


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"x": X}, "no array 'y'"),
        ({"a": X, "b": Y}, "no array 'x_train' beside a, b"),
        ({"x": X, "y": Y[:50]}, "must be as many"),
        ({"x": X, "y": np.eye(3)[Y]}, "one number or text a row"),
        ({"x": X.astype(object), "y": Y}, "nothing is unpickled"),
        ({"x": X.astype(str), "y": Y}, "not numbers"),
        ({"x": X, "y": np.zeros(60)}, "in every row"),
        ({"x": X[:0], "y": Y[:0]}, "has no rows"),
        ({"x": np.where(X == 7, np.inf, X), "y": Y}, r"column 2 \(1\), of 60 rows, first in row 4"),
        ({"x_train": X, "y_train": Y, "x_val": X[:6, :1], "y_val": Y[:6]}, "x_val has the shape"),
        ({"x_train": X, "y_train": Y, "x_val": X[:6]}, "no array 'y_val'"),
        ({"x_train": X, "y_train": Y, "x_val": X[:6], "y_val": Y[:6] + 1}, "the class '3' in row 3"),
    ],
)
def test_bad_npz_files(tmp_path, arrays, said):
    with pytest.raises(InputError, match=said):
        load(save(tmp_path / "a.npz", **arrays))


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 cut"])
def test_damaged_npz_files(tmp_path, content):
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    with pytest.raises(InputError):
        load(path)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_flipped_byte_in_an_npz_is_data_or_an_input_error(tmp_path, data):
    buffer = io.BytesIO()
    np.savez_compressed(buffer, x=X, y=Y)
    content = bytearray(buffer.getvalue())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "a.npz"
    path.write_bytes(content)
    assert "\n" not in said_of(path)


@pytest.mark.skipif(not HIGGS.exists(), reason="the HIGGS rows are not in ../shared")
def test_higgs(tmp_path):
    with pytest.raises(InputError, match="no header"):
        load(HIGGS, target="label")
    with gzip.open(HIGGS, "rt") as file:
        rows = list(csv.reader(file))
    path = tmp_path / "higgs.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["label", *(f"f{i}" for i in range(28))], *rows])
    data = load(path, target="label", val=1_000, test=0)
    assert (data.x_train.shape, data.x_val.shape, data.task) == ((14_977, 28), (1_000, 28), "binary")
