"""Data sets by name, and their parameters as text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hanka.dataset import _sources, load
from hanka.dataset._fare import fare
from hanka.errors import InputError


def parse(text):
    def source(n: int, noise: float = 0.1, flat: bool = False, kind: str = "a", most: int | None = None): ...

    return _sources.parse_parameters(source, "source", text)


def test_parameters_have_the_types_of_the_signature():
    assert parse("n=5,noise=.5,flat=yes,kind=7,most=3") == {
        "n": 5,
        "noise": 0.5,
        "flat": True,
        "kind": "7",
        "most": 3,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("n=5,nose=.5", "did you mean 'noise'"),
        ("n=five", "'five'"),
        ("n=1.5", "int"),
        ("n=5,flat=maybe", "'maybe'"),
        ("n", "key=value"),
        ("n=1,n=2", "twice"),
        ("noise=.5", "needs its parameter 'n'"),
    ],
)
def test_wrong_parameters(text, said):
    with pytest.raises(InputError, match=said):
        parse(text)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("mnits", "did you mean 'mnist'"),
        ("xyzzy", "known: "),
        ("mnist:n=5", "has no parameter 'n'; it has none"),
        ("teacher:n=0", "n must be a whole number from 1"),
        ("teacher:n=-300", "n must be"),
        ("teacher:d=0", "d must be"),
        ("teacher:classes=1", "classes must be"),
        ("teacher:noise=1.5", "noise must be"),
        ("teacher:noise=nan", "noise must be"),
        ("teacher:n=4", "rows cannot hold|single row|missing"),
    ],
)
def test_wrong_names_and_values(source, said):
    with pytest.raises(InputError, match=said) as caught:
        load(source)
    assert "\n" not in str(caught.value)


class Point:
    """An entry point that gives a function."""

    value = "somewhere:something"

    def __init__(self, function):
        self.load = function


def plugged(monkeypatch, function):
    monkeypatch.setattr(_sources, "known", lambda: {"mine": Point(function)})
    return load("mine")


def test_a_plugin_is_loaded_and_remembers_its_source(monkeypatch):
    data = plugged(monkeypatch, lambda: fare)
    assert (data.name, data.source) == ("fare", "mine")


def test_a_plugin_that_cannot_be_imported(monkeypatch):
    def broken():
        raise ImportError("no module named 'gone'")

    with pytest.raises(InputError, match="gone"):
        plugged(monkeypatch, broken)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ("text", "not hanka.dataset.Examples"),
        (replace(fare(), y=fare().y[:2]), "4 inputs and 2 targets"),
        (replace(fare(), x=np.full((4, 1), np.inf, np.float32)), r"'age' \(4\)"),
    ],
)
def test_a_plugin_that_gives_something_else(monkeypatch, made, said):
    with pytest.raises(InputError, match=said):
        plugged(monkeypatch, lambda: lambda: made)


def test_named_sets_take_no_target_task_or_file(tmp_path):
    for options in ({"target": "y"}, {"task": "regression"}, {"val": tmp_path / "val.csv"}):
        with pytest.raises(InputError):
            load("fare", **options)
