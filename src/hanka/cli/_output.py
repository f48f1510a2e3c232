"""Where texts go: results to standard output, notes to standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from hanka.errors import InputError
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console", "extra", "note", "print_json", "save_figure", "save_text"]

_PIPE_WIDTH = 120


def console(file: IO[str] | None = None) -> Console:
    """A Rich console that highlights nothing on its own, and doesn't fold tables into a pipe's 80 columns."""
    from rich.console import Console

    file = file or sys.stdout
    width = None if file.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    made = Console(file=file, highlight=False, markup=False, emoji=False, soft_wrap=False, width=width)
    made.on_broken_pipe = _leave  # type: ignore[method-assign]  # Rich would exit with 1
    return made


def _leave() -> None:
    raise BrokenPipeError


def print_json(data: Mapping[str, Any]) -> None:
    """One object, with the version of its format first. NaN is not JSON, and is refused here."""
    print(json.dumps({"schema_version": 1, **data}, ensure_ascii=False, allow_nan=False))


def note(text: str) -> None:
    """A line for the reader, kept apart from the results."""
    print(text, file=sys.stderr, flush=True)


def save_figure(figure: Any, path: Path, kind: str) -> None:
    """Write a figure."""
    _save(path, lambda temporary: figure.savefig(temporary, format=kind))


def save_text(text: str, path: Path) -> None:
    """Write a text as UTF-8."""
    _save(path, lambda temporary: temporary.write_text(text, encoding="utf-8", newline="\n"))


def _save(path: Path, write: Callable[[Path], Any]) -> None:
    """Write beside the place and move it there, so that nothing half-written is left."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        write(temporary)
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise InputError(
            _("cannot write {path}: {reason}; choose another place").format(
                path=path, reason=error.strerror or error
            )
        ) from error
    note(_("wrote {path}").format(path=path))


def extra(name: str, error: ImportError) -> InputError:
    """The error for a library that is not installed: names the extra that brings it."""
    return InputError(
        _("{library} is not installed: python -m pip install 'hanka[{extra}]'").format(
            library=error.name or str(error), extra=name
        )
    )
