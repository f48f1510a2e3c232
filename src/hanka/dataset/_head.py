"""The first lines of a large text file, from a file or streamed from an address, kept in the user's cache."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import itertools
import os
import re
import tempfile
import urllib.request
import zlib
from collections.abc import Callable, Iterable, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any, TypeVar

from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["cache_folder", "head"]

_TIMEOUT = 30.0
_GZIP = b"\x1f\x8b"
_NUMBER = re.compile(r"-(\d+)\.csv\.gz$")
Read = TypeVar("Read")


def cache_folder() -> Path:
    """Where fetched data are kept: $HANKA_CACHE, otherwise the system's own place for such files."""
    import platformdirs

    return Path(os.environ.get("HANKA_CACHE") or platformdirs.user_cache_dir("hanka"))


def head(name: str, sources: Sequence[str], rows: int, read: Callable[[str, list[str]], Read]) -> Read:
    """What `read` makes of the first `rows` lines of a file, or of the first address that answers.

    What is fetched lies in the cache with its sha256, which is checked at every later use, and serves
    whoever wants as many lines or fewer from the same addresses. The transfer ends with the last line
    that is wanted.

    Args:
        name: of the data set.
        sources: a file, or addresses to try one after the other.
        rows: how many lines.
        read: (where they are from, lines) → what is wanted of them; what it refuses is not kept.

    Raises:
        InputError: no source answers, it has too few lines, or the cached lines are damaged.
    """
    if not _is_address(sources[0]):
        path = Path(sources[0])
        try:
            with path.open("rb") as file:
                lines = _lines(path.name, file, rows)
        except OSError as error:
            raise InputError(
                _("{where} cannot be read: {reason}").format(where=path, reason=error.strerror or error)
            ) from error
        return read(path.name, lines)
    cached = _cached(name, sources, rows)
    if cached is not None:
        return read(cached.name, _checked(cached)[:rows])
    return _fetch(name, sources, rows, read)


def _is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _fetch(name: str, sources: Sequence[str], rows: int, read: Callable[[str, list[str]], Read]) -> Read:
    reasons = []
    for address in sources:
        try:
            with urllib.request.urlopen(address, timeout=_TIMEOUT) as answer:
                lines = _lines(address, answer, rows)
            found = read(address, lines)
        except InputError as error:
            reasons.append(str(error))
        # HTTP's own errors and a connection that breaks are each other's strangers.
        except (OSError, EOFError, HTTPException) as error:
            reasons.append(f"{address}: {getattr(error, 'reason', None) or error or type(error).__name__}")
        else:
            _keep(_path(name, sources, rows), "".join(lines).encode())
            return found
    raise InputError(
        _("cannot fetch {name} ({reasons}); with a copy of the file: {name}:source=FILE").format(
            name=name, reasons="; ".join(reasons)
        )
    )


def _lines(where: str, stream: Any, rows: int) -> list[str]:
    """The first lines of a stream, plain or gzip, which is then closed: nothing more is transferred."""
    try:
        with io.BufferedReader(stream) as buffered:
            packed = buffered.peek(2)[:2] == _GZIP
            content: Iterable[bytes] = gzip.GzipFile(fileobj=buffered) if packed else buffered
            lines = [line.decode("ascii") for line in itertools.islice(content, rows)]
    except (zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise InputError(_("{where} is damaged: {reason}").format(where=where, reason=error)) from error
    except UnicodeDecodeError as error:
        raise InputError(
            _("{where} is no text of numbers; is it the right file?").format(where=where)
        ) from error
    if len(lines) < rows:
        raise InputError(
            _("{where} ends after {lines} of {rows} rows").format(where=where, lines=len(lines), rows=rows)
        )
    return lines


def _path(name: str, sources: Sequence[str], rows: int) -> Path:
    origin = hashlib.sha256("\n".join(sources).encode()).hexdigest()[:8]
    return cache_folder() / f"{name}-{origin}-{rows}.csv.gz"


def _cached(name: str, sources: Sequence[str], rows: int) -> Path | None:
    """The smallest cached file of these sources that has so many rows."""
    pattern = _path(name, sources, rows).name.replace(f"-{rows}.csv.gz", "-*.csv.gz")
    paths = [(_NUMBER.search(path.name), path) for path in cache_folder().glob(pattern)]
    found = {int(match[1]): path for match, path in paths if match}
    enough = [many for many in found if many >= rows]
    return found[min(enough)] if enough else None


def _checked(path: Path) -> list[str]:
    """The lines of a cached file, whose sum is that of the day it was fetched."""
    try:
        packed = path.read_bytes()
        wanted = _sum_of(path).read_text(encoding="ascii").split()[0]
        if hashlib.sha256(packed).hexdigest() != wanted:
            raise ValueError(_("the checksum does not match"))
        return gzip.decompress(packed).decode("ascii").splitlines(keepends=True)
    except (OSError, ValueError, IndexError, EOFError, zlib.error) as error:
        raise InputError(
            _("{path} is damaged ({reason}); delete it, and it is fetched anew").format(
                path=path, reason=error
            )
        ) from error


def _sum_of(path: Path) -> Path:
    return path.with_name(path.name + ".sha256")


def _keep(path: Path, content: bytes) -> None:
    """Put lines and their sum into the cache, the sum first, so that no file is there without one. A cache
    that can't be written to is no reason not to train."""
    packed = gzip.compress(content, mtime=0)
    text = f"{hashlib.sha256(packed).hexdigest()}  {path.name}\n".encode("ascii")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        for target, data in ((_sum_of(path), text), (path, packed)):
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f"{target.name}.")
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(temporary, 0o644)  # a cache may be shared
            os.replace(temporary, target)
