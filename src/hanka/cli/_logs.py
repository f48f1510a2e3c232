"""Where training logs are: files, folders full of them, experiments, standard input."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hanka.cli._output import note
from hanka.errors import InputError
from hanka.messages import gettext as _
from hanka.messages import ngettext

if TYPE_CHECKING:
    from hanka.history import History

__all__ = ["Wishes", "find_logs"]

_LOGS = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson"})
_STDIN = "-"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How logs are to be read: the user's columns, number of validation examples, and reader."""

    columns: dict[str, str]
    n_val: int | None
    reader: str | None


def find_logs(paths: Sequence[str], wishes: Wishes, *, patient: bool = False) -> list[History]:
    """The histories in all the paths. A folder that is no experiment is searched; what isn't a log in it is
    passed over, and counted unless `patient`.

    Raises:
        InputError: a path that is named is no log, or a folder has none.
    """
    found: list[History] = []
    for path in paths:
        if path == _STDIN:
            found += _from_stdin(wishes)
        elif Path(path).is_dir() and not _is_experiment(Path(path)):
            found += _in_folder(Path(path), wishes, patient)
        else:
            found += _read(Path(path), wishes)
    return found


def _read(path: Path, wishes: Wishes) -> list[History]:
    from hanka.readers import read

    return read(path, wishes.reader, columns=wishes.columns, n_val=wishes.n_val)


def _is_experiment(path: Path) -> bool:
    return (path / "experiment.json").is_file()


def _in_folder(folder: Path, wishes: Wishes, patient: bool) -> list[History]:
    found: list[History] = []
    passed = 0
    for path in _candidates(folder):
        try:
            found += _read(path, wishes)
        except InputError:
            passed += 1
    if not found:
        raise InputError(
            _("{folder} has no training log; give a file or an experiment").format(folder=folder)
        )
    if passed and not patient:
        note(
            ngettext(
                "{folder}: {n} file that is no training log was passed over",
                "{folder}: {n} files that are no training logs were passed over",
                passed,
            ).format(folder=folder, n=passed)
        )
    return found


def _candidates(folder: Path) -> Iterator[Path]:
    """Experiments and files that may be logs, by name; nothing inside experiments, nothing hidden."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from [path] if _is_experiment(path) else _candidates(path)
        elif path.suffix.lower() in _LOGS:
            yield path


def _from_stdin(wishes: Wishes) -> list[History]:
    """Standard input through the reader that its first character tells."""
    data = sys.stdin.buffer.read()
    text = data.lstrip()
    kind = "csv"
    if text[:1] in (b"{", b"["):
        kind = "json"
        if text[:1] == b"{" and b"\n{" in text.replace(b"\r", b""):
            kind = "jsonl"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"stdin.{kind}"
        path.write_bytes(data)
        try:
            histories = _read(path, wishes)
        except InputError as error:
            raise InputError(str(error).replace(str(path), _("standard input"))) from error
    return [replace(history, name=history.name.replace(str(path), _STDIN)) for history in histories]
