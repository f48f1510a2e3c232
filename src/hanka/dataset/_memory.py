"""Data that are in memory already: a pair of arrays, or a dataframe of any library that narwhals knows."""

from __future__ import annotations

from typing import Any

import numpy as np

from hanka.dataset._csv import find_target
from hanka.dataset._raw import Raw
from hanka.dataset._types import Array
from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["from_memory"]


def from_memory(source: Any, target: str | None) -> Raw:
    """The rows of `(x, y)`, or of a dataframe with the column `target`.

    Raises:
        InputError: it is neither, or there is no such column, or one that is not of numbers.
    """
    if isinstance(source, tuple | list):
        return _pair(source, target)
    import narwhals as nw

    try:
        frame = nw.from_native(source, eager_only=True)
    except TypeError as error:
        raise InputError(
            _("a {kind} is no data set; give a name, a file, a dataframe or a pair (x, y)").format(
                kind=type(source).__name__
            )
        ) from error
    where = _("the dataframe")
    names = [str(name) for name in frame.columns]
    at = find_target(where, names, target)
    features = names[:at] + names[at + 1 :]
    if not features:
        raise InputError(_("{where} has no inputs besides the target").format(where=where))
    columns = [_column(where, name, frame[name].to_numpy()) for name in features]
    return Raw(
        x=np.stack(columns, axis=1),
        y=frame[names[at]].to_numpy(),
        names=tuple(features),
        target=names[at],
        where=where,
    )


def _pair(source: Any, target: str | None) -> Raw:
    where = _("the pair (x, y)")
    if len(source) != 2:
        raise InputError(_("{where} has {n} parts, not 2").format(where=where, n=len(source)))
    if target is not None:
        raise InputError(_("{where} brings its target; leave target out").format(where=where))
    try:
        x, y = (np.asarray(part) for part in source)
    except ValueError as error:  # ragged lists
        raise InputError(_("{where} cannot be read: {reason}").format(where=where, reason=error)) from error
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if x.ndim == 0 or y.ndim != 1 or len(x) != len(y):
        raise InputError(
            _("{where}: x has the shape {x} and y {y}; wanted are (n, …) and (n,)").format(
                where=where, x=x.shape, y=y.shape
            )
        )
    return Raw(x=x, y=y, where=where)


def _column(where: str, name: str, values: Array) -> Array:
    try:
        if values.dtype.kind in "OUS":
            for at, value in enumerate(values.tolist()):
                if isinstance(value, str | bytes):
                    raise InputError(
                        _(
                            "{where}, row {row}: '{value}' in the column '{column}' is not a number; "
                            "code text as numbers or leave the column out"
                        ).format(where=where, row=at + 1, value=value, column=name)
                    )
        if values.dtype.kind in "mM":
            raise TypeError(values.dtype)
        return values.astype(np.float64)
    except InputError:
        raise
    except (TypeError, ValueError) as error:
        raise InputError(
            _("{where}: the column '{column}' is not of numbers ({reason}); leave it out").format(
                where=where, column=name, reason=error
            )
        ) from error
