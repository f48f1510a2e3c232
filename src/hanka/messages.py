"""The one gettext catalogue through which every text a user sees goes, in Japanese and English."""

from __future__ import annotations

import contextlib
import functools
import gettext as _gettext
import locale
import os
from collections.abc import Iterator
from contextvars import ContextVar
from importlib.resources import files
from typing import Self

__all__ = ["LANGUAGES", "N_", "Message", "gettext", "language", "ngettext", "set_language", "speaking"]

LANGUAGES = ("en", "ja")

_language: str | None = None
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def set_language(name: str | None) -> None:
    """Use the language `name` ("en" or "ja") from here on; None returns to the locale's."""
    global _language
    _language = name


def language() -> str:
    """The language in use: the one spoken, else the one that was set, else the locale's, else English."""
    if (chosen := _spoken.get() or _language) is not None:
        return chosen
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):  # POSIX's order of precedence
        if value := os.environ.get(variable):
            return "ja" if value.lower().startswith("ja") else "en"
    # Windows sets none of them, and names its locales in words.
    return "ja" if (locale.getlocale()[0] or "").lower().startswith("ja") else "en"


@contextlib.contextmanager
def speaking(name: str) -> Iterator[None]:
    """Use a language for a while, as for a page that has every text in both; other threads keep theirs."""
    token = _spoken.set(name)
    try:
        yield
    finally:
        _spoken.reset(token)


@functools.cache
def _catalogue(name: str) -> _gettext.NullTranslations:
    if name == "en":
        return _gettext.NullTranslations()  # the messages themselves are the English ones
    with (files("hanka") / "locale" / name / "LC_MESSAGES" / "hanka.mo").open("rb") as file:
        return _gettext.GNUTranslations(file)


def gettext(message: str) -> str:
    """The message in the language in use. Placeholders are filled in afterwards, by `str.format`."""
    return _catalogue(language()).gettext(message)


def N_(message: str) -> str:  # noqa: N802
    """Marks a message that is said later."""
    return message


class Message(str):
    """A text in the language in use that can be said again in another.

    >>> said = Message(N_("{n} seeds"), n=3)
    >>> said, said.again()
    ('3 seeds', '3 seeds')
    """

    message: str
    values: dict[str, object]

    def __new__(cls, message: str, **values: object) -> Self:
        """The message, marked by `N_`, with its values filled in."""
        made = super().__new__(cls, gettext(message).format(**values))
        made.message, made.values = message, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, object]]:
        return (self.message,), self.values

    def again(self) -> str:
        """The same in the language now in use."""
        return gettext(self.message).format(**self.values)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The message for `n` things in the language in use."""
    return _catalogue(language()).ngettext(singular, plural, n)
