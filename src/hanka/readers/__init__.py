"""Files that tell of a training, each format read by one small reader that gives `History`."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from pathlib import Path

from hanka.errors import InputError, nearest
from hanka.history import History
from hanka.messages import gettext as _
from hanka.readers._columns import histories
from hanka.readers._keras import from_keras
from hanka.readers._pairs import is_metric, named

__all__ = ["GROUP", "Reader", "from_keras", "histories", "is_metric", "read", "readers"]

GROUP = "hanka.readers"
"""The entry-point group through which readers come in, the built-in ones too."""

Reader = Callable[[Path], list[History] | None]
"""Takes a path and gives the histories in it under the log's own names, or None: not mine."""


def readers() -> dict[str, EntryPoint]:
    """The installed readers by name, not loaded yet.

    >>> "experiment" in readers()
    True
    """
    return dict(_installed(tuple(sys.path), entry_points))


@functools.lru_cache(maxsize=4)
def _installed(_path: tuple[str, ...], find: Callable[..., EntryPoints]) -> dict[str, EntryPoint]:
    """Looked up once for a search path: it takes longer than reading a log, and there may be thousands."""
    return {point.name: point for point in sorted(find(group=GROUP), key=lambda point: point.name)}


def read(
    path: str | Path,
    reader: str | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    n_val: int | None = None,
) -> list[History]:
    """The histories in a file or folder, their metrics named as Keras names them.

    Args:
        path: of a file or folder that some reader understands, such as an experiment's folder.
        reader: the name of the reader to use; None asks all of them.
        columns: Keras' name → the log's, where the guess from the names is wrong.
        n_val: the number of validation examples; it goes before the log's own.

    Raises:
        InputError: there is no such path, reader or column, no reader understands it, or several do.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(_("there is no {path}; check the name").format(path=path))
    found = [named(history, columns or {}) for history in _found(path, reader)]
    names = dict.fromkeys(name for history in found for name in history.metrics)
    if not (columns or any(map(is_metric, names)) or any(not len(history) for history in found)):
        raise InputError(
            _(
                "{path} has no metric such as loss or val_loss (it has: {columns}); "
                "say which is which with --train and --val"
            ).format(path=path, columns=", ".join(names)[:200] or _("nothing"))
        )
    return found if n_val is None else [replace(history, n_val=n_val) for history in found]


def _found(path: Path, reader: str | None) -> list[History]:
    known = readers()
    if reader is not None and reader not in known:
        raise InputError(
            _("unknown reader '{name}'; {nearest}").format(name=reader, nearest=nearest(reader, known))
        )
    asked = known if reader is None else {reader: known[reader]}
    found = {name: histories for name in asked if (histories := asked[name].load()(path)) is not None}
    if not found:
        raise InputError(
            _("no reader understands {path} (asked: {names}); is it the file that you mean?").format(
                path=path, names=", ".join(asked)
            )
        )
    if len(found) > 1:
        # Taking the first would let an installed plugin change silently what a file means.
        raise InputError(
            _("several readers claim {path}: {names}; name the one to use").format(
                path=path, names=", ".join(found)
            )
        )
    return next(iter(found.values()))
