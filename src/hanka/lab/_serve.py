"""Serve the lab until it is told to end."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import uvicorn

from hanka.errors import InputError
from hanka.lab._app import create_app
from hanka.lab._guard import Door
from hanka.messages import gettext as _

__all__ = ["serve"]

_LOCAL = ("127.0.0.1", "localhost", "::1")
_ANY = ("0.0.0.0", "::")
_GRACE = 0.2


def serve(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8520,
    browser: bool = True,
    say: Callable[[str], None] = print,
) -> None:
    """Serve a folder of runs until SIGINT or SIGTERM; then all that was started is ended, resumable.

    Args:
        folder: where experiments are, and where they go.
        host: another one than 127.0.0.1 lets other machines in, by a token that is part of the address.
        port: 0 for any that is free.
        browser: whether to open the page.
        say: is told the address.

    Raises:
        InputError: the port is taken, or the host is not this machine's.
    """
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    local = host in _LOCAL
    token = None if local else secrets.token_urlsafe(24)
    door = Door.local(port) if local else Door(frozenset(), token)
    # Of all addresses that are listened to, the machine's name is one that others know.
    shown = socket.gethostname() if host in _ANY else f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}/" + (f"?token={token}" if token else "")
    say(address)
    if browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    config = uvicorn.Config(
        create_app(folder, door),
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=_GRACE,  # type: ignore[arg-type]  # streams never end by themselves
        server_header=False,
        date_header=False,
    )
    _Server(config).run(sockets=[listening])


class _Server(uvicorn.Server):
    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve, and leave at the end without waiting for answers that nobody waits for any more."""
        await super().serve(sockets)
        sys.stderr.flush()
        os._exit(0)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End, in order: a second Ctrl-C would leave trainings going on."""
        self.should_exit = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn's own would raise the signal again at the end; ending when told to is success."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.handle_exit)
        yield


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise InputError(
            _("cannot listen at {host}:{port}: {reason}; choose another --port").format(
                host=host, port=port, reason=error.strerror or error
            )
        ) from error
    listening.set_inheritable(False)
    return listening
