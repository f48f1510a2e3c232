"""A font for the language in use, without touching the user's settings."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from typing import Any

from hanka import messages
from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["JAPANESE", "need_matplotlib", "style"]

JAPANESE = (
    *("Hiragino Sans", "Yu Gothic", "Meiryo", "BIZ UDGothic", "Noto Sans CJK JP", "Noto Sans JP"),
    *("IPAexGothic", "IPAGothic", "TakaoGothic", "VL Gothic"),
)
"""Fonts with Japanese glyphs, of macOS, of Windows, of Linux, in order of preference."""


def need_matplotlib() -> None:
    """Raise InputError, naming the extra, where matplotlib is not installed."""
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise InputError(_("pictures need matplotlib: python -m pip install 'hanka[plot]'")) from error


@contextlib.contextmanager
def style() -> Iterator[None]:
    """matplotlib's settings while a figure is drawn; texts come out in English where no font has Japanese."""
    import matplotlib

    settings: Any = {"axes.unicode_minus": True, "svg.fonttype": "none", "savefig.dpi": 150}
    if messages.language() != "ja":
        with matplotlib.rc_context(settings):
            yield
        return
    font = _japanese_font()
    if font is not None:
        with matplotlib.rc_context({**settings, "font.family": ["DejaVu Sans", font]}):
            yield
        return
    warnings.warn(
        _(
            "no Japanese font was found, so the picture's texts are English; "
            "install one, for example fonts-noto-cjk, or python -m pip install matplotlib-fontja"
        ),
        stacklevel=3,
    )
    previous = messages.language()
    messages.set_language("en")
    try:
        with matplotlib.rc_context(settings):
            yield
    finally:
        messages.set_language(previous)


def _japanese_font() -> str | None:
    from matplotlib import font_manager

    if found := _known_font():
        return found
    # matplotlib keeps a list of fonts on disk, and misses those that were installed after it was made.
    known = {font.fname for font in font_manager.fontManager.ttflist}
    for path in font_manager.findSystemFonts():
        if path not in known:
            with contextlib.suppress(Exception):  # one broken file among a system's fonts
                font_manager.fontManager.addfont(path)
    return _known_font() or _wheel_font()


def _known_font() -> str | None:
    from matplotlib import font_manager

    names = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in JAPANESE if name in names), None)


def _wheel_font() -> str | None:
    """The font that the package matplotlib-fontja brings along, if it is installed."""
    import importlib.util
    from pathlib import Path

    from matplotlib import font_manager

    spec = importlib.util.find_spec("matplotlib_fontja")
    if spec is None or spec.origin is None:
        return None
    for path in sorted(Path(spec.origin).parent.rglob("*.ttf")):
        font_manager.fontManager.addfont(str(path))
        return str(font_manager.FontProperties(fname=str(path)).get_name())
    return None
