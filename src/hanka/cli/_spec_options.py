"""The options of `hanka train` that are made from the fields of `Spec`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import click

from hanka.messages import gettext as _
from hanka.spec import Spec
from hanka.spec.texts import SETTINGS, as_text, help_texts, option_names

__all__ = ["spec_options"]


def spec_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for every field of `Spec`; its value arrives as text, None where it was not given."""
    assert SETTINGS.keys() == {f.name for f in fields(Spec)}
    helps = help_texts()
    for name, field in reversed(SETTINGS.items()):
        default = _("default: {default}").format(default=as_text(field.default))
        text = f"{helps[name]}  [{default}]"
        command = click.option(*option_names(name), name, default=None, metavar=_("LIST"), help=text)(command)
    return command
