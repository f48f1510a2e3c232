"""`GapDisplay`: how far validation lies from training, by epoch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from hanka.errors import InputError
from hanka.figures._fonts import need_matplotlib, style
from hanka.figures._palette import checked, group
from hanka.figures._shown import Shown
from hanka.figures._training_curve import draw_legend, metric_label, metrics_of, new_axes
from hanka.history import History
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["GapDisplay"]


class GapDisplay(Shown):
    """What the network learnt by heart: validation loss less training loss, or training accuracy less
    validation accuracy, by epoch.

    Args:
        histories: one for each run; those without validation data are left out.
        labels: one for each run; None names the settings that vary.

    Attributes:
        figure_, axes_, lines_: what `plot` drew; lines by metric.
    """

    figure_: Figure
    axes_: list[Axes]
    lines_: list[list[Any]]

    def __init__(self, histories: Sequence[History], *, labels: Sequence[str] | None = None) -> None:
        self.histories = list(histories)
        self.labels = checked(labels, self.histories)
        if not any(f"val_{name}" in h.metrics for h in self.histories for name in h.metrics):
            raise InputError(_("a gap needs training and validation data; no history has both"))

    @classmethod
    def from_experiment(cls, experiment: Any) -> Self:
        """The gaps of an experiment's members."""
        return cls(experiment.histories)

    @classmethod
    def from_history(cls, *histories: History, labels: Sequence[str] | None = None) -> Self:
        """The gaps of some histories."""
        return cls(histories, labels=labels)

    def plot(self, ax: Axes | Sequence[Axes] | None = None, *, metric: str | None = None) -> Self:
        """Draw the gaps.

        Args:
            ax: axes to draw on, one for each metric; None makes a figure of its own, apart from pyplot.
            metric: "loss", "accuracy", …; None draws loss and accuracy side by side.
        """
        need_matplotlib()
        metrics = metrics_of(self.histories, metric)
        curves = group(self.histories, self.labels)
        with style():
            self.axes_, self.lines_ = new_axes(ax, len(metrics)), []
            self.figure_ = self.axes_[0].get_figure(root=True)  # type: ignore[assignment]
            for axes, name in zip(self.axes_, metrics, strict=True):
                drawn: list[Any] = []
                for curve in curves:
                    for history in curve.histories:
                        drawn += _draw(axes, history, name, curve.color, len(curve.histories) > 1)
                self.lines_.append(drawn)
                axes.axhline(0, color="#999999", linewidth=0.8)
                axes.set_xlabel(_("epoch"))
                axes.set_ylabel(_("gap in {metric}").format(metric=metric_label(name)))
                axes.grid(alpha=0.25, linewidth=0.6)
                axes.spines[["top", "right"]].set_visible(False)
            draw_legend(self.axes_[-1], curves, self.histories)
        return self


def _draw(ax: Axes, history: History, name: str, color: str, thin: bool) -> list[Any]:
    training, validation = history.metrics.get(name), history.metrics.get(f"val_{name}")
    if training is None or validation is None:
        return []
    gap = validation - training if "loss" in name else training - validation
    looks: dict[str, Any] = {"linewidth": 0.9, "alpha": 0.75} if thin else {"linewidth": 1.6}
    return list(ax.plot(history.epoch, np.asarray(gap), color=color, **looks))
