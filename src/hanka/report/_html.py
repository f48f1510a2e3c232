"""Markup in both languages: texts are escaped, and what is said twice can be switched."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from hanka.messages import LANGUAGES, speaking

__all__ = ["Html", "both", "in_both", "join", "spans", "table", "tag"]

Said = TypeVar("Said")
_VOID = frozenset({"img", "meta"})


class Html(str):
    """Markup; any other text is escaped where it enters."""

    __slots__ = ()


def tag(name: str, /, *parts: str, **attributes: str | bool | None) -> Html:
    """An element. `class_` is class, `data_x` data-x; None and False leave an attribute out.

    >>> tag("td", "<img>", class_="number", hidden=None)
    '<td class="number">&lt;img&gt;</td>'
    """
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{html.escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    end = "" if name in _VOID else f"{join(parts)}</{name}>"
    return Html(f"<{name}{given}>{end}")


def join(parts: Iterable[str]) -> Html:
    """Parts one after another."""
    return Html("".join(part if isinstance(part, Html) else html.escape(part) for part in parts))


def in_both(say: Callable[[], Said]) -> dict[str, Said]:
    """What `say` returns, by language."""
    said: dict[str, Said] = {}
    for language in LANGUAGES:
        with speaking(language):
            said[language] = say()
    return said


def both(say: Callable[[], str]) -> Html:
    """What `say` returns in each language, of which the page shows one.

    >>> from hanka.messages import gettext as _
    >>> both(lambda: _("epoch"))
    '<span lang="en">epoch</span><span lang="ja">エポック</span>'
    """
    return spans(in_both(say))


def spans(said: Mapping[str, str]) -> Html:
    """A text by language, once where it is the same in all."""
    if len(set(said.values())) == 1:
        return join([next(iter(said.values()))])
    return join(tag("span", text, lang=language) for language, text in said.items())


def table(
    heads: Sequence[str],
    rows: Iterable[Html],
    *,
    numbers: Iterable[int] = (),
    caption: str = "",
    sortable: bool = False,
) -> Html:
    """A table of rows that are markup already, in a box that scrolls sideways.

    Args:
        numbers: the columns that stand to the right.
    """
    right = set(numbers)
    top = join(
        tag("th", head, scope="col", class_="number" if i in right else None) for i, head in enumerate(heads)
    )
    parts = [tag("caption", caption)] if caption else []
    parts += [tag("thead", tag("tr", top)), tag("tbody", *rows)]
    made = tag("table", *parts, class_="sortable" if sortable else None)
    return tag("div", made, class_="scroll", tabindex="0", role="group")
