"""`EffectsDisplay`: by how much some runs do better or worse than others, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

from hanka.comparison import sign
from hanka.errors import InputError
from hanka.figures._fonts import need_matplotlib, style
from hanka.figures._palette import OKABE_ITO
from hanka.figures._shown import Shown
from hanka.figures._training_curve import new_axes
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["EffectsDisplay"]

_BLUE, _RED, _GREY = OKABE_ITO[0], OKABE_ITO[1], "#777777"


class EffectsDisplay(Shown):
    """A line for each thing that was tried: the mean of what was measured and its interval.

    Args:
        effects: label → {"mean", "low", "high", "n"}, as `hanka.comparison` gives them.
        published: label → a value that somebody has published, drawn as a cross.

    Attributes:
        figure_, axes_: what `plot` drew on.
    """

    figure_: Figure
    axes_: list[Axes]

    def __init__(
        self, effects: Mapping[str, Mapping[str, Any]], *, published: Mapping[str, float] | None = None
    ) -> None:
        self.effects = {label: of for label, of in effects.items() if of["mean"] is not None}
        self.published = dict(published or {})
        if not self.effects:
            raise InputError(_("there is no effect to draw: nothing was measured"))

    def plot(
        self, ax: Axes | Sequence[Axes] | None = None, *, label: str = "", better: str | None = None
    ) -> Self:
        """Draw them, first on top.

        Args:
            ax: the axes to draw on; None makes a figure of its own, apart from pyplot.
            label: what was measured.
            better: "lower" or "higher" where the values are differences: then zero is marked, and what is
                shown to be better is blue, what is worse red, and what isn't shown grey.
        """
        need_matplotlib()
        from matplotlib.lines import Line2D

        with style():
            self.axes_ = new_axes(ax, 1)
            axes = self.axes_[0]
            self.figure_ = axes.get_figure(root=True)  # type: ignore[assignment]
            for place, (name, of) in enumerate(self.effects.items()):
                color = _color(of, better)
                if of["low"] is not None:
                    axes.plot([of["low"], of["high"]], [place, place], color=color, linewidth=2.2)
                axes.plot([of["mean"]], [place], "o", color=color, markersize=6)
                if name in self.published:
                    axes.plot([self.published[name]], [place], "x", color="black", markersize=7)
            if better is not None:
                axes.axvline(0, color="black", linewidth=0.8)
            if self.published:
                kinds = [
                    Line2D(
                        [], [], color=_GREY, marker="o", linewidth=2.2, label=_("mean and interval (95%)")
                    ),
                    Line2D([], [], color="black", marker="x", linestyle="none", label=_("published")),
                ]
                # Above the axes: among the rows its marks would be read as values.
                axes.legend(
                    handles=kinds,
                    frameon=False,
                    fontsize="small",
                    ncols=2,
                    loc="lower right",
                    bbox_to_anchor=(1, 1),
                )
            axes.set_yticks(range(len(self.effects)), list(self.effects))
            axes.invert_yaxis()
            axes.set_xlabel(label)
            axes.grid(axis="x", alpha=0.25, linewidth=0.6)
            axes.spines[["top", "right"]].set_visible(False)
        return self


def _color(of: Mapping[str, Any], better: str | None) -> str:
    side = sign(of) if better else 0
    return (_GREY, _BLUE, _RED)[side if better == "higher" else -side]
