"""The zones under a run's curves: 学習不足 (underfitting), 最善 (best), 過学習 (overfitting)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hanka.diagnosis import diagnose, headline, is_score, zone_name
from hanka.history import History
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_zones"]

_COLORS = {"underfitting": "#56B4E9", "best": "#009E73", "overfitting": "#D55E00"}


def draw_zones(ax: Axes, history: History, metric: str) -> None:
    """Shade the zones of a metric, name each, and put the verdict above; nothing where it can't be judged."""
    if metric not in history.metrics:
        return
    diagnosis = diagnose(history, metric)
    ax.set_title(headline(diagnosis), fontsize=10)
    low = is_score(metric)  # where its curves are not: a loss falls, and a score rises
    for zone in diagnosis.zones:
        begin, end = zone.first - 0.5, zone.last + 0.5
        ax.axvspan(begin, end, color=_COLORS[zone.name], alpha=0.12, linewidth=0)
        text = zone_name(zone.name)
        if len(diagnosis.zones) == 1 and zone.name == "underfitting":
            text += "\n" + _("the best epoch is not reached yet")
        ax.text(
            (begin + end) / 2,
            0.02 if low else 0.98,
            text,
            transform=ax.get_xaxis_transform(),
            ha="center",
            va="bottom" if low else "top",
            fontsize=8,
            color="#333333",
        )
