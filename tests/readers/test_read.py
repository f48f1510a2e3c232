"""The door through which foreign files come in."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from pathlib import Path

import numpy as np
import pytest

from hanka import readers
from hanka.errors import InputError
from hanka.history import History


def read_text(path: Path) -> list[History] | None:
    """A plugin's reader: one loss a line."""
    if path.suffix != ".txt":
        return None
    losses = [{"epoch": n, "loss": float(line)} for n, line in enumerate(path.read_text().split(), 1)]
    return [History.from_rows(losses, source=str(path))]


def use(monkeypatch: pytest.MonkeyPatch, **found: str) -> None:
    points = [EntryPoint(name, value, readers.GROUP) for name, value in found.items()]
    monkeypatch.setattr(readers, "entry_points", lambda group: points)


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> str:
    """The name under which an entry point finds `read_text`."""
    import sys
    import types

    module = types.ModuleType("hanka_test_plugin")
    module.read_text = read_text  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "hanka_test_plugin", module)
    return "hanka_test_plugin:read_text"


def test_the_built_in_reader_comes_through_the_same_door() -> None:
    assert readers.readers()["experiment"].value == "hanka.readers._experiment:read_experiment"


def test_a_plugin_reads_its_own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plugin: str) -> None:
    use(monkeypatch, text=plugin, experiment="hanka.readers._experiment:read_experiment")
    path = tmp_path / "loss.txt"
    path.write_text("3\n2\n1\n")
    for reader in (None, "text"):
        [history] = readers.read(path, reader)
        np.testing.assert_array_equal(history.metrics["loss"], [3, 2, 1])


def test_two_readers_that_claim_one_file_are_an_error_that_names_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plugin: str
) -> None:
    use(monkeypatch, one=plugin, two=plugin)
    path = tmp_path / "loss.txt"
    path.write_text("1\n")
    with pytest.raises(InputError, match="one, two"):
        readers.read(path)
    assert len(readers.read(path, "two")) == 1


def test_what_nobody_understands_is_said_with_who_was_asked(tmp_path: Path) -> None:
    (tmp_path / "notes.md").touch()
    with pytest.raises(InputError, match=r"notes\.md.*experiment"):
        readers.read(tmp_path / "notes.md")
    with pytest.raises(InputError, match="there is no"):
        readers.read(tmp_path / "none")
    with pytest.raises(InputError, match="did you mean 'experiment'"):
        readers.read(tmp_path, "experimnt")


def test_a_damaged_experiment_is_an_error_and_not_somebody_elses(tmp_path: Path) -> None:
    (tmp_path / "experiment.json").write_text("{")
    with pytest.raises(InputError, match="damaged"):
        readers.read(tmp_path)
