"""A diagnosis as a little HTML of its own, for notebooks."""

from __future__ import annotations

import html

from hanka.diagnosis._types import Diagnosis
from hanka.diagnosis._words import SIGNS, best_epochs, headline, reason, verdict_name, zone_name
from hanka.messages import gettext as _

__all__ = ["markup"]

_INKS = {
    "underfitting": "#22658c",
    "good_fit": "#00664b",
    "overfitting": "#9c4400",
    "undecided": "#5f6368",
    "diverged": "#a3211a",
}
_FILLS = {"underfitting": "#cfe6f5", "best": "#c6e7dd", "overfitting": "#f6dcc8"}
_ZONE_SIGNS = {"underfitting": "○", "best": "★", "overfitting": "▲"}


def markup(diagnosis: Diagnosis) -> str:
    """Sign, verdict and probability, the reason, the zones as a strip over the epochs, and the caveats."""
    head = f'<strong style="color:{_INKS[diagnosis.verdict]}">{html.escape(headline(diagnosis))}</strong>'
    parts = [f"<p>{head} {html.escape(diagnosis.metric)}: {html.escape(reason(diagnosis))}</p>"]
    if diagnosis.probability is not None:
        chances = " · ".join(
            f"{SIGNS[name]} {verdict_name(name)} {chance:.0%}"  # type: ignore[index]
            for name, chance in diagnosis.probability.items()
        )
        parts.append(f"<p>{html.escape(chances)}</p>")
    if diagnosis.zones:
        parts.append(_strip(diagnosis))
    if best := best_epochs(diagnosis):
        parts.append(f"<p>{html.escape(best)}</p>")
    if diagnosis.caveats and diagnosis.metric:
        items = "".join(f"<li>{html.escape(caveat.text)}</li>" for caveat in diagnosis.caveats)
        parts.append(f"<ul>{items}</ul>")
    return f"<div>{''.join(parts)}</div>"


def _strip(diagnosis: Diagnosis) -> str:
    """The zones side by side, as wide as they are long; open where the best is not reached."""
    boxes = [
        _box(
            f"{_ZONE_SIGNS[zone.name]} {zone_name(zone.name)} {zone.first}–{zone.last}",
            zone.name,
            zone.last - zone.first + 1,
        )
        for zone in diagnosis.zones
    ]
    if diagnosis.verdict == "underfitting":
        length = diagnosis.zones[-1].last - diagnosis.zones[0].first + 1
        later = _("not reached yet")
        boxes.append(_box(f"★ {zone_name('best')}: {later} →", "best", max(1, length // 4)))
    return f'<div style="display:flex;max-width:640px;gap:2px">{"".join(boxes)}</div>'


def _box(text: str, name: str, length: int) -> str:
    style = f"flex:{length} 1 0;min-width:1.6em;overflow:hidden;white-space:nowrap;padding:2px 4px"
    style += ";color:#1f2328"
    said = html.escape(text)
    return f'<div title="{said}" style="{style};background:{_FILLS[name]}">{said}</div>'
