"""Files that tell of a training, each format read by one small reader that gives `History`."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from hanka.errors import InputError, nearest
from hanka.history import History
from hanka.messages import gettext as _

__all__ = ["GROUP", "Reader", "read", "readers"]

GROUP = "hanka.readers"
"""The entry-point group through which readers come in, the built-in ones too."""

Reader = Callable[[Path], list[History] | None]
"""Takes a path and gives the histories in it, or None: not mine."""


def readers() -> dict[str, EntryPoint]:
    """The installed readers by name, not loaded yet.

    >>> "experiment" in readers()
    True
    """
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def read(path: str | Path, reader: str | None = None) -> list[History]:
    """The histories in a file or folder.

    Args:
        path: of a file or folder that some reader understands, such as an experiment's folder.
        reader: the name of the reader to use; None asks all of them.

    Raises:
        InputError: there is no such path or reader, no reader understands it, or several do.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(_("there is no {path}; check the name").format(path=path))
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
