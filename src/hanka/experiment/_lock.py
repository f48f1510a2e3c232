"""One writer at a time: a lock that the operating system drops when its holder dies."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from hanka.errors import InputError
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from filelock import FileLock

__all__ = ["LOCK", "acquire", "in_use"]

LOCK = "lock"
_asking = threading.Lock()
"""Two that asked at once would take each other for a writer."""


def acquire(folder: Path, *, patience: float = 0.2) -> FileLock:
    """Take the folder's lock, or raise InputError where another process holds it for longer than `patience`
    seconds: `in_use` holds it for less.

    The file may be left over from a process that was killed: what counts is the lock on it, which
    the system released with its holder.
    """
    from filelock import FileLock, Timeout  # asyncio comes with it, and reading takes no lock

    # Not bound to a thread: a notebook or a web page may end what another thread began.
    lock = FileLock(folder / LOCK, timeout=patience, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise InputError(
            _("{folder} is in use by another process; wait for it to end, or choose another folder").format(
                folder=folder
            )
        ) from error
    return lock


def in_use(folder: Path) -> bool:
    """Whether a living process writes to the folder."""
    if not (folder / LOCK).exists():
        return False
    try:
        with _asking:
            acquire(folder, patience=0).release()
    except InputError:
        return True
    except OSError:  # a folder that can't be written to has no writer
        return False
    return False
