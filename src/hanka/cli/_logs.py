"""Where training logs are: files, folders full of them, experiments, standard input."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hanka.cli._output import note
from hanka.errors import InputError
from hanka.messages import gettext as _
from hanka.messages import ngettext

if TYPE_CHECKING:
    from hanka.history import History

__all__ = ["Found", "Wishes", "columns_of", "find_logs", "is_experiment", "reading_options", "tell"]

_LOGS = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson"})
_STDIN = "-"
_MOST_PASSED = 5


def reading_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say how logs are to be read."""
    options = (
        click.option("--train", metavar="COLUMN", help=_("The log's column of the training loss.")),
        click.option("--val", metavar="COLUMN", help=_("The log's column of the validation loss.")),
        click.option(
            "--map",
            "pairs",
            multiple=True,
            metavar="NAME=COLUMN",
            help=_("Any metric's column: val_accuracy=acc_dev."),
        ),
        click.option(
            "--n-val",
            type=click.IntRange(min=1),
            help=_("The number of validation examples; it goes before the log's own."),
        ),
        click.option("--reader", help=_("The reader to use, where several understand a file.")),
    )
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Wishes:
    """How logs are to be read: the user's columns, number of validation examples, and reader."""

    columns: dict[str, str]
    n_val: int | None
    reader: str | None


@dataclass(slots=True)
class Found:
    """What the paths held.

    Attributes:
        histories: of every log, in the order of the paths.
        files: for each history, the file or folder that it is in.
        failed: what is wrong with the paths that were named and could not be read.
        passed: what is wrong with the files in folders that were passed over.
    """

    histories: list[History] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    failed: list[InputError] = field(default_factory=list)
    passed: list[InputError] = field(default_factory=list)

    def add(self, file: str, histories: Sequence[History]) -> None:
        """Take in the histories of a file."""
        self.histories += histories
        self.files += [file] * len(histories)


def find_logs(paths: Sequence[str], wishes: Wishes) -> Found:
    """The histories in all the paths. A folder that is no experiment is searched.

    Raises:
        InputError: there is not one history; the first thing that was wrong.
    """
    found = Found()
    for path in paths:
        try:
            if path == _STDIN:
                found.add(path, _from_stdin(wishes))
            elif Path(path).is_dir() and not is_experiment(Path(path)):
                _search(Path(path), wishes, found)
            else:
                found.add(path, _read(Path(path), wishes))
        except InputError as error:
            found.failed.append(error)
    if not found.histories:
        raise found.failed[0]
    return found


def _read(path: Path, wishes: Wishes) -> list[History]:
    from hanka.readers import read

    return read(path, wishes.reader, columns=wishes.columns, n_val=wishes.n_val)


def columns_of(train: str | None, val: str | None, pairs: Sequence[str]) -> dict[str, str]:
    """The log's columns by Keras' names, of --train, --val and --map."""
    columns: dict[str, str] = {}
    for pair in pairs:
        name, mark, column = pair.partition("=")
        if not (name and mark and column):
            raise InputError(
                _("--map takes NAME=COLUMN such as val_accuracy=acc_dev, not '{text}'").format(text=pair)
            )
        columns[name.strip()] = column.strip()
    return columns | ({"loss": train} if train else {}) | ({"val_loss": val} if val else {})


def tell(found: Found) -> None:
    """What could not be read, on standard error."""
    for error in found.failed:
        note(_("not read: {reason}").format(reason=error))
    for error in found.passed[:_MOST_PASSED]:
        note(_("passed over: {reason}").format(reason=error))
    if (more := len(found.passed) - _MOST_PASSED) > 0:
        note(
            ngettext("{n} more file was passed over", "{n} more files were passed over", more).format(n=more)
        )


def is_experiment(path: Path) -> bool:
    """Whether a folder is one that `hanka train` wrote."""
    return (path / "experiment.json").is_file()


def _search(folder: Path, wishes: Wishes, found: Found) -> None:
    """Take in the logs below a folder; files that are none are passed over."""
    before, passed = len(found.histories), []
    for path in _candidates(folder):
        try:
            found.add(str(path), _read(path, wishes))
        except InputError as error:
            passed.append(error)
    if len(found.histories) == before:
        if passed:
            raise passed[0]
        raise InputError(
            _("{folder} has no training log; give a file or an experiment").format(folder=folder)
        )
    found.passed += passed


def _candidates(folder: Path) -> Iterator[Path]:
    """Experiments and files that may be logs, by name; nothing inside experiments, nothing hidden."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from [path] if is_experiment(path) else _candidates(path)
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
