"""The settings of `hanka train` as TOML: `--config` reads what `--print-config` writes."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hanka.errors import InputError, nearest
from hanka.messages import gettext as _
from hanka.spec.texts import SETTINGS, as_text, parse

__all__ = ["DATA_KEYS", "read_config", "write_config"]

DATA_KEYS = ("data", "target", "val", "test", "split_seed", "task", "out")
_ALIASES = {"hidden": "hidden_layer_sizes", "initializer": "kernel_initializer"}
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?(e-?\d+)?")


def read_config(path: Path) -> dict[str, str]:
    """Name → text, as typed on the command line. A list in the file is a list of values."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            _("cannot read {path}: {reason}; 'hanka train --print-config' writes such a file").format(
                path=path, reason=error.strerror or error
            )
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(_("{path} is not TOML: {reason}").format(path=path, reason=error)) from error
    known = [*DATA_KEYS, *SETTINGS, *_ALIASES]
    texts: dict[str, str] = {}
    for key, value in data.items():
        name = key.replace("-", "_")
        name = _ALIASES.get(name, name)
        if name not in known:
            raise InputError(
                _("{path}: unknown setting '{name}'; {nearest}").format(
                    path=path, name=key, nearest=nearest(key, known)
                )
            )
        texts[name] = _text(path, key, value)
    return texts


def write_config(texts: Mapping[str, Any]) -> str:
    """Every setting, those that were not named with their defaults.

    >>> print(write_config({"data": "mnist", "seed": "0:3"}).splitlines()[0])
    data = "mnist"
    """
    lines = [f"{name} = {_toml(str(texts[name]))}" for name in DATA_KEYS if texts.get(name) is not None]
    for name, field in SETTINGS.items():
        text = texts.get(name)
        if text is None:
            text = as_text(field.default)
        parse(name, text)
        lines.append(f"{name} = {_toml(text)}")
    return "\n".join(lines) + "\n"


def _text(path: Path, key: str, value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    if any(isinstance(each, bool | dict) for each in values) or not values:
        raise InputError(
            _("{path}: {name} takes a number, a text or a list of them").format(path=path, name=key)
        )
    return ",".join(as_text(each) for each in values)


def _toml(text: str) -> str:
    # A JSON string is a TOML basic string, but for DEL, which nobody types.
    return text if _NUMBER.fullmatch(text) else json.dumps(text, ensure_ascii=False)
