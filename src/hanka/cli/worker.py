"""`hanka worker`: a process that has JAX imported already, and waits for the command that it is to become."""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
from typing import Any

import click

__all__ = ["command"]


@click.command("worker", hidden=True)
def command() -> int:
    """Read a line of JSON for each command: `{"args": [...]}` is answered by a line `{"code", "out", "err"}`;
    with `"log": PATH` its output goes there, and the process ends with the command's exit code.

    So the web page's trainings begin as fast as they train: importing JAX takes longer than a first epoch.
    """
    with contextlib.suppress(AttributeError):
        signal.signal(signal.SIGBREAK, signal.default_int_handler)  # type: ignore[attr-defined]  # Windows
    with contextlib.suppress(ImportError):
        import hanka.engine  # noqa: F401
    _answer({"ready": True})
    try:
        for line in sys.stdin:
            asked = json.loads(line)
            if log := asked.get("log"):
                return _become(asked["args"], log)
            _answer(_run(asked["args"]))
    except KeyboardInterrupt:
        pass
    return 0


def _run(arguments: list[str]) -> dict[str, Any]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = _main(arguments)
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


def _become(arguments: list[str], log: str) -> int:
    """Run a command whose output nobody waits for: whoever started it may be gone before it ends."""
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    for descriptor in (1, 2):
        os.dup2(file, descriptor)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    return _main(arguments)


def _main(arguments: list[str]) -> int:
    from hanka.cli import main

    try:
        main(arguments)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 1


def _answer(data: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(data) + "\n")
    sys.stdout.flush()
