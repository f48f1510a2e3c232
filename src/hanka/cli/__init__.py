"""The command line: parse, call, print. Each command lives in a file of its own."""

from __future__ import annotations

import codecs
import os
import sys
import warnings
from collections.abc import Sequence
from typing import NoReturn

from hanka.cli._interrupt import remembered
from hanka.errors import HankaError, nearest
from hanka.messages import LANGUAGES, set_language
from hanka.messages import gettext as _

__all__ = ["main"]

_INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command `hanka` and leave with its exit code.

    0 fine · 2 the call or its input is wrong · 3 training failed · 130 interrupted.
    """
    _set_streams()
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        with remembered():
            code = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (`| head`) has seen enough. Python would complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    try:
        arguments = _language(arguments)
        # Only now: texts of help are looked up when the commands are imported.
        from hanka.cli._click import speak

        speak()
        import click

        from hanka.cli._group import hanka
    except HankaError as error:
        return _complain(str(error), error.exit_code)
    try:
        result = hanka.main(arguments, prog_name="hanka", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except HankaError as error:
        return _complain(str(error), error.exit_code)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "hanka"
        return _complain(error.format_message(), error.exit_code if error.exit_code != 1 else 2, path)
    except (KeyboardInterrupt, click.Abort):
        return _complain(_("interrupted"), _INTERRUPTED)
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get("HANKA_TRACEBACK"):
            raise
        text = _("{kind}: {error}; set HANKA_TRACEBACK=1 to see where").format(
            kind=type(error).__name__, error=error
        )
        return _complain(text, 3)


def _language(arguments: list[str]) -> list[str]:
    """Take `--lang ja` or `--lang=ja` out of the arguments, wherever it stands, and use that language."""
    from hanka.errors import InputError

    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            return [*rest, argument, *waiting]
        if argument == "--lang":
            name = next(waiting, "")
        elif argument.startswith("--lang="):
            name = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
            continue
        if name not in LANGUAGES:
            raise InputError(
                _("unknown language '{name}'; {nearest}").format(name=name, nearest=nearest(name, LANGUAGES))
            )
        set_language(name)
    return rest


def _complain(text: str, code: int, command: str = "hanka") -> int:
    line = " ".join(text.split())
    print(f"{command}: {line}", file=sys.stderr)
    return code


def _show_warning(message: Warning | str, *_where: object, **_more: object) -> None:
    """A warning as a line for the user, without the place in the code."""
    print(f"hanka: {message}", file=sys.stderr)


_PLAIN = {"±": "+-", "×": "x", "–": "-", "·": ".", "…": "...", "○": "o", "★": "*", "▲": "^", "✕": "x"}


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """For an output that can't take a character: the next best of ASCII."""
    assert isinstance(error, UnicodeEncodeError)
    text = error.object[error.start : error.end]
    return "".join(_PLAIN.get(character, "?") for character in text), error.end


def _set_streams() -> None:
    """UTF-8 on Windows' consoles and pipes; elsewhere what the locale says, but never an exception."""
    codecs.register_error("hanka", _plainly)
    warnings.showwarning = _show_warning
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="hanka", **({"encoding": "utf-8"} if sys.platform == "win32" else {}))
