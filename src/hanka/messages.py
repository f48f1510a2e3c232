"""The one gettext catalogue through which every text a user sees goes, in Japanese and English."""

from __future__ import annotations

import gettext as _gettext
import locale
import os
from importlib.resources import files

__all__ = ["LANGUAGES", "gettext", "language", "ngettext", "set_language"]

LANGUAGES = ("en", "ja")

_translations: _gettext.NullTranslations | None = None
_language: str | None = None


def set_language(name: str | None) -> None:
    """Use the language `name` ("en" or "ja") from here on; None returns to the locale's."""
    global _language, _translations
    _language, _translations = name, None


def language() -> str:
    """The language in use: the one that was set, else the locale's, else English."""
    if _language is not None:
        return _language
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):  # POSIX's order of precedence
        if value := os.environ.get(variable):
            return "ja" if value.lower().startswith("ja") else "en"
    # Windows sets none of them, and names its locales in words.
    return "ja" if (locale.getlocale()[0] or "").lower().startswith("ja") else "en"


def _catalogue() -> _gettext.NullTranslations:
    global _translations
    if _translations is None:
        _translations = _gettext.NullTranslations()  # the messages themselves are the English ones
        if language() != "en":
            path = files("hanka") / "locale" / language() / "LC_MESSAGES" / "hanka.mo"
            with path.open("rb") as file:
                _translations = _gettext.GNUTranslations(file)
    return _translations


def gettext(message: str) -> str:
    """The message in the language in use. Placeholders are filled in afterwards, by `str.format`."""
    return _catalogue().gettext(message)


def ngettext(singular: str, plural: str, n: int) -> str:
    """The message for `n` things in the language in use."""
    return _catalogue().ngettext(singular, plural, n)
