"""NPZ files: x and y, or x_train and y_train with x_val, y_val, x_test, y_test where there are such."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from hanka.dataset._raw import Raw, shown
from hanka.dataset._types import Array
from hanka.errors import InputError, nearest
from hanka.messages import gettext as _

__all__ = ["read_npz"]


def read_npz(path: Path, target: str | None) -> dict[str, Raw]:
    """The file's parts: "train", and "val" and "test" where the file has them.

    `target` is the name of the array of targets where it is not y or y_train.

    Raises:
        InputError: no such file or arrays, arrays of Python objects, x and y of different lengths.
    """
    arrays = _arrays(path)
    if target is not None and target not in arrays:
        raise InputError(
            _("{where} has no array '{target}'; {nearest}").format(
                where=path.name, target=target, nearest=nearest(target, arrays)
            )
        )
    x, y = ("x", target or "y") if "x" in arrays else ("x_train", target or "y_train")
    parts = {"train": _part(path, arrays, x, y)}
    for name in ("val", "test"):
        if f"x_{name}" in arrays or f"y_{name}" in arrays:
            parts[name] = _part(path, arrays, f"x_{name}", f"y_{name}")
            if parts[name].x.shape[1:] != parts["train"].x.shape[1:]:
                raise InputError(
                    _(
                        "{where}: an example of x_{name} has the shape {shape}, and one for training {wanted}"
                    ).format(
                        where=path.name,
                        name=name,
                        shape=parts[name].x.shape[1:],
                        wanted=parts["train"].x.shape[1:],
                    )
                )
    return parts


def _arrays(path: Path) -> dict[str, Array]:
    try:
        # Opened here, because numpy leaves a file open that turns out to be no archive.
        with path.open("rb") as file:
            archive = np.load(file, allow_pickle=False)
            if not isinstance(archive, np.lib.npyio.NpzFile):
                raise InputError(_("{where} is one array, not an NPZ archive").format(where=path.name))
            return {name: archive[name] for name in archive.files}
    except InputError:
        raise
    # A damaged archive fails in zipfile, zlib, struct, numpy's header or memory, each in its own way.
    except Exception as error:
        if "pickle" in str(error).lower():
            raise InputError(
                _(
                    "{where} has arrays of Python objects or is no NPZ file, and nothing is unpickled; "
                    "save arrays of numbers with numpy.savez"
                ).format(where=path.name)
            ) from error
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(
        _("{where} cannot be read: {reason}").format(
            where=path.name, reason=shown(str(error) or type(error).__name__)
        )
    )


def _part(path: Path, arrays: Mapping[str, Array], x: str, y: str) -> Raw:
    for name in (x, y):
        if name not in arrays:
            raise InputError(
                _(
                    "{where} has no array '{name}' beside {names}; "
                    "hanka reads x and y, or x_train and y_train"
                ).format(where=path.name, name=name, names=", ".join(arrays) or "-")
            )
    values = arrays[y]
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim != 1:
        raise InputError(
            _("{where}: {name} has the shape {shape}; targets are one number or text a row").format(
                where=path.name, name=y, shape=values.shape
            )
        )
    if arrays[x].ndim == 0 or len(arrays[x]) != len(values):
        raise InputError(
            _("{where}: {x} has the shape {shape} and {y} has {n} rows; they must be as many").format(
                where=path.name, x=x, shape=arrays[x].shape, y=y, n=len(values)
            )
        )
    where = path.name if x == "x" else f"{path.name}: {x}"
    return Raw(x=arrays[x], y=values, target=y, where=where)
