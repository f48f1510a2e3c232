"""Data sets by name: functions behind the entry points `hanka.datasets`, built-in ones included."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from hanka.dataset._raw import Raw, inputs
from hanka.dataset._types import Array, Examples
from hanka.errors import HankaError, InputError, nearest
from hanka.messages import gettext as _

__all__ = ["GROUP", "from_name", "known", "parse_parameters"]

GROUP = "hanka.datasets"


def known() -> dict[str, EntryPoint]:
    """The data sets that are installed, by name."""
    return {point.name: point for point in entry_points(group=GROUP)}


def from_name(source: str) -> Examples:
    """The examples of `name` or `name:key=value,key=value`.

    Raises:
        InputError: the name or a parameter is unknown, a value is wrong, or a plugin is broken.
    """
    name, _colon, text = source.partition(":")
    points = known()
    if name not in points:
        raise InputError(
            _("unknown data set '{name}'; {nearest} (or give a file: .csv, .csv.gz or .npz)").format(
                name=name, nearest=nearest(name, points)
            )
        )
    try:
        function = points[name].load()
    except (ImportError, AttributeError) as error:
        raise InputError(
            _("the data set '{name}' of {module} cannot be imported: {reason}; reinstall its package").format(
                name=name, module=points[name].value, reason=error
            )
        ) from error
    return replace(call(function, name, text), source=source)


def call(function: Callable[..., Examples], name: str, text: str) -> Examples:
    """The examples of a data set's function, with the parameters that a text gives."""
    arguments = parse_parameters(function, name, text)
    try:
        made = function(**arguments)
    except HankaError:
        raise
    except ValueError as error:
        raise InputError(_("{name}: {reason}").format(name=name, reason=error)) from error
    if not isinstance(made, Examples):
        raise InputError(
            _("the data set '{name}' gave a {kind}, not hanka.dataset.Examples; tell its author").format(
                name=name, kind=type(made).__name__
            )
        )
    return replace(made, x=_sound(made, name))


def _sound(made: Examples, name: str) -> Array:
    """The inputs of a data set's function, found to be finite and as many as the targets."""
    if len(made.x) != len(made.y):
        raise InputError(
            _("the data set '{name}' gave {x} inputs and {y} targets; tell its author").format(
                name=name, x=len(made.x), y=len(made.y)
            )
        )
    return inputs(Raw(x=made.x, y=made.y, names=made.feature_names, where=name))


def parse_parameters(function: Callable[..., Any], name: str, text: str) -> dict[str, Any]:
    """The keyword arguments that `key=value,key=value` gives, with the types of the signature.

    >>> def moons(n: int = 100, noise: float = 0.1): ...
    >>> parse_parameters(moons, "moons", "n=50,noise=.2")
    {'n': 50, 'noise': 0.2}
    """
    parameters = inspect.signature(function, eval_str=True).parameters
    arguments: dict[str, Any] = {}
    for piece in text.split(",") if text else []:
        key, equals, value = (part.strip() for part in piece.partition("="))
        if not equals:
            raise InputError(
                _("'{piece}' in '{name}:{text}' is not of the form key=value").format(
                    piece=piece, name=name, text=text
                )
            )
        if key not in parameters:
            closing = nearest(key, parameters) if parameters else _("it has none")
            raise InputError(
                _("the data set '{name}' has no parameter '{key}'; {nearest}").format(
                    name=name, key=key, nearest=closing
                )
            )
        if key in arguments:
            raise InputError(_("the parameter '{key}' of '{name}' is given twice").format(key=key, name=name))
        arguments[key] = _value(name, key, value, parameters[key])
    for key, parameter in parameters.items():
        if parameter.default is inspect.Parameter.empty and key not in arguments:
            raise InputError(
                _("the data set '{name}' needs its parameter '{key}': {name}:{key}=…").format(
                    name=name, key=key
                )
            )
    return arguments


_TRUTH = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _value(name: str, key: str, text: str, parameter: inspect.Parameter) -> Any:
    kinds = [
        k for k in typing.get_args(parameter.annotation) or (parameter.annotation,) if k is not type(None)
    ]
    for kind in kinds:
        try:
            if kind is bool:
                return _TRUTH[text.lower()]
            if kind in (int, float):
                return kind(text)
        except (KeyError, ValueError):
            continue
        return text
    wanted = _("or").join(f" {kind.__name__} " for kind in kinds).strip()
    raise InputError(
        _("{key} of the data set '{name}' is of type {wanted}, and '{text}' is not").format(
            key=key, name=name, wanted=wanted, text=text
        )
    )
