"""Click's own words in the user's language: click looks them up by gettext, in hanka's catalogue."""

from __future__ import annotations

import gettext as standard
import os
from importlib.resources import files

from hanka.messages import gettext as _
from hanka.messages import language, ngettext

__all__ = ["speak", "words"]


def speak() -> None:
    """From here on click finds its words in hanka's catalogue, in the language in use."""
    os.environ["LANGUAGE"] = language()
    standard.bindtextdomain("hanka", str(files("hanka") / "locale"))
    standard.textdomain("hanka")


def words() -> tuple[str, ...]:
    """What click may say to a user of hanka: here for the catalogue to have it."""
    return (
        _("Usage:"),
        _("Options"),
        _("Show this message and exit."),
        _("default: {default}"),
        _("required"),
        _("Choose from:\n\t{choices}"),
        _("Invalid value: {message}"),
        _("Invalid value for {param_hint}: {message}"),
        _("Missing command."),
        _("Missing argument"),
        _("Missing option"),
        _("Missing parameter"),
        _("No such option {name!r}."),
        _("No such command {name!r}."),
        _("Option {name!r} does not take a value."),
        _("{value!r} is not a valid {number_type}."),
        _("{value} is not in the range {range}."),
        _("{name} {filename!r} does not exist."),
        _("{name} {filename!r} is a file."),
        _("{name} {filename!r} is a directory."),
        _("{name} {filename!r} is not readable."),
        _("{name} {filename!r} is not writable."),
        _("file"),
        _("directory"),
        _("path"),
        ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1),
        ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1),
        ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1),
        ngettext("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 1),
    )
