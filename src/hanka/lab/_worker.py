"""A process with JAX imported that answers commands, and at last becomes a training."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

__all__ = ["Worker", "interrupt"]

_LINE = 64_000_000


class Worker:
    """`hanka worker`, in a session of its own: it outlives a lab that is killed, and its Ctrl-C."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.preparing: list[str] | None = None
        self.prepared: list[list[str]] = []
        self._asking = asyncio.Lock()
        self._ready = False

    @classmethod
    async def start(cls) -> Self:
        """Start one; it imports JAX while the lab goes on."""
        flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        return cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "hanka", "worker"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                creationflags=flags,
                limit=_LINE,
            )
        )

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self.process.returncode is None

    def is_ready_for(self, family: list[str] | None) -> bool:
        """Whether it has compiled a family's programs, or does so now."""
        return family is not None and (
            self.preparing == family or (self.preparing is None and family in self.prepared)
        )

    async def ask(self, arguments: Sequence[str]) -> dict[str, Any]:
        """The code, output and errors of a command."""
        async with self._asking:
            await self._wake()
            return await self._exchange({"args": list(arguments)})

    async def become(self, arguments: Sequence[str], log: Path) -> asyncio.subprocess.Process:
        """Run a command to its end as the last thing it does, its output in a file. Returns at once."""
        async with self._asking:
            await self._wake()
            await self._write({"args": list(arguments), "log": str(log)})
        return self.process

    async def _wake(self) -> None:
        if not self._ready:
            await self._read()
            self._ready = True

    async def _exchange(self, asked: dict[str, Any]) -> dict[str, Any]:
        try:
            await self._write(asked)
            return await self._read()
        except asyncio.CancelledError:
            self.process.kill()  # its answer would be taken for that to the next question
            raise

    async def _write(self, asked: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        await self.process.stdin.drain()

    async def _read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = await self.process.stdout.readline()
        if not line:
            raise BrokenPipeError
        answer: dict[str, Any] = json.loads(line)
        return answer


def interrupt(pid: int) -> None:
    """Tell a training to save where it stands and to end, as Ctrl-C does."""
    with contextlib.suppress(OSError):
        os.kill(pid, getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))
