"""The folder of runs by name: experiments and single logs. No name leads out of it."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hanka.errors import InputError
from hanka.experiment import Experiment, in_use
from hanka.experiment import open as open_experiment
from hanka.experiment._about import ABOUT
from hanka.experiment._rows import HISTORY
from hanka.messages import gettext as _

__all__ = ["ABOUT", "HISTORY", "MissingError", "Runs", "portable"]

_OWN = ".lab"
_STOPPED = ".stopped"
"""In a run's folder, so that it goes along with it."""
_NAME = re.compile(r"[^\s./\\:\x00-\x1f][^/\\:\x00-\x1f]{0,99}")
_LONGEST = 200
_NOT_EVERYWHERE = re.compile(r'.*[<>"|?*].*|.*[. ]|(con|prn|aux|nul|com\d|lpt\d)(\..*)?', re.IGNORECASE)
_LOGS = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson"})


def portable(name: str) -> bool:
    """Whether a file of this name can be on Windows too, where a folder of runs may be taken."""
    return not _NOT_EVERYWHERE.fullmatch(name)


class MissingError(InputError):
    """There is no such run."""


@dataclass(frozen=True, slots=True)
class Runs:
    """What lies in a folder, which need not exist yet.

    Attributes:
        folder: absolute.
    """

    folder: Path

    @staticmethod
    def _is_name(name: str) -> bool:
        try:
            return bool(_NAME.fullmatch(name)) and len(name.encode()) <= _LONGEST
        except UnicodeEncodeError:  # a file from another system, in its letters
            return False

    def names(self) -> Iterator[str]:
        """Of all experiments and logs, in no order."""
        if self.folder.is_dir():
            for path in self.folder.iterdir():
                if self._is_name(path.name) and self._is_run(path):
                    yield path.name

    def has(self, name: str) -> bool:
        """Whether there is a run of this name."""
        return self._is_name(name) and self._is_run(self.folder / name)

    def path(self, name: str) -> Path:
        """Where a run lies.

        Raises:
            MissingError: it is not here, or the name is none.
        """
        if not self.has(name):
            raise MissingError(_("there is no run '{name}' here; reload the list").format(name=name[:100]))
        return self.folder / name

    def new(self, name: str) -> Path:
        """Where a run of this name would lie.

        Raises:
            InputError: the name is taken, or is none.
        """
        if not self._is_name(name) or not portable(name):
            raise InputError(
                _("'{name}' is no name for a run on every system; use letters, digits, - and _").format(
                    name=name[:100]
                )
            )
        path = self.folder / name
        if path.exists() or path.is_symlink():
            raise InputError(_("there is a run '{name}' already; choose another name").format(name=name))
        return path

    def free(self, stem: str) -> str:
        """stem-1, or the next that is free."""
        stem = re.sub(r"[^\w.-]+", "-", stem).strip("-.")[:60] or "run"
        n = 1
        while (self.folder / f"{stem}-{n}").exists():
            n += 1
        return f"{stem}-{n}"

    def open(self, name: str) -> Experiment:
        """An experiment, for reading."""
        return open_experiment(self.path(name))

    def stop(self, name: str) -> None:
        """Have a training that was interrupted count as stopped for good: nobody waits for its end."""
        path = self.path(name)
        (path / _STOPPED).write_text(str((path / HISTORY).stat().st_size))

    def stopped(self, name: str) -> bool:
        """Whether it counts as stopped; not where it went on since, by whatever program."""
        path = self.folder / name
        try:
            return (path / _STOPPED).read_text() == str((path / HISTORY).stat().st_size)
        except OSError:
            return False

    def go_on(self, name: str) -> Path:
        """The folder of a training that is to go on, no longer stopped."""
        path = self.path(name)
        if in_use(path):
            raise InputError(_("{name} is being trained already").format(name=name))
        (path / _STOPPED).unlink(missing_ok=True)
        return path

    def rename(self, name: str, new: str) -> None:
        """Give a run another name; not while it is trained."""
        self._at_rest(name).rename(self.new(new))

    def delete(self, name: str) -> None:
        """Remove a run for good; not while it is trained. What can't be removed whole is out of the way."""
        path = self._at_rest(name)
        bin_ = self.own("bin") / secrets.token_hex(8)
        path.rename(bin_)
        if bin_.is_dir():
            shutil.rmtree(bin_, ignore_errors=True)
        else:
            bin_.unlink()

    def table(self, name: str) -> Path | None:
        """A table that was given to this lab to learn from, by its name; None where there is none."""
        path = self.folder / _OWN / "data" / name
        return path if self._is_name(name) and path.is_file() and not path.is_symlink() else None

    def own(self, name: str) -> Path:
        """A folder of the lab's own, made if need be."""
        path = self.folder / _OWN / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def _at_rest(self, name: str) -> Path:
        path = self.path(name)
        if path.is_dir() and in_use(path):
            raise InputError(_("{name} is being trained; pause it first").format(name=name))
        return path

    def _is_run(self, path: Path) -> bool:
        if path.is_symlink():  # it may lead anywhere
            return False
        if path.is_dir():
            return (path / ABOUT).is_file()
        return path.suffix.lower() in _LOGS and path.is_file()
