"""`TrainingCurveDisplay`: training and validation curves of several networks in one picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from hanka.errors import InputError, nearest
from hanka.figures._fonts import need_matplotlib, style
from hanka.figures._palette import Curves, checked, group, varied
from hanka.figures._shown import Shown
from hanka.figures._zones import draw_zones
from hanka.history import History
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["TrainingCurveDisplay", "draw_legend", "metric_label", "metrics_of", "new_axes", "new_figure"]

_MOST_NAMED = 12


class TrainingCurveDisplay(Shown):
    """The metrics of some runs by epoch: training solid, validation dashed, the best epoch marked, and the
    end of a run that is shorter than others.

    It takes data only; looks are `plot`'s. Not to be confused with scikit-learn's `LearningCurveDisplay`,
    which draws a score against the number of training rows.

    Args:
        histories: one for each run.
        labels: one for each run; None names the settings that vary, and runs that differ only in their
            seed share a colour.

    Attributes:
        figure_: the figure that `plot` drew on.
        axes_: (metrics,) the axes, one for each metric.
        lines_: (metrics, lines) every curve.
    """

    figure_: Figure
    axes_: list[Axes]
    lines_: list[list[Any]]

    def __init__(self, histories: Sequence[History], *, labels: Sequence[str] | None = None) -> None:
        self.histories = list(histories)
        self.labels = checked(labels, self.histories)
        if not any(len(history) for history in self.histories):
            raise InputError(_("there is no curve to draw yet: no epoch has been trained"))

    @classmethod
    def from_experiment(cls, experiment: Any, members: Iterable[int] | None = None) -> Self:
        """The curves of an experiment, or of some of its members."""
        histories = experiment.histories
        chosen = range(len(histories)) if members is None else list(members)
        for member in chosen:
            if not 0 <= member < len(histories):
                raise InputError(
                    _("there is no member {member}; the members are 0 to {last}").format(
                        member=member, last=len(histories) - 1
                    )
                )
        return cls([histories[member] for member in chosen])

    @classmethod
    def from_history(cls, *histories: History, labels: Sequence[str] | None = None) -> Self:
        """The curves of some histories."""
        return cls(histories, labels=labels)

    def plot(
        self,
        ax: Axes | Sequence[Axes] | None = None,
        *,
        metric: str | None = None,
        log: bool = False,
        legend: bool = True,
        zones: bool = False,
    ) -> Self:
        """Draw the curves.

        Args:
            ax: axes to draw on, one for each metric; None makes a figure of its own, apart from pyplot.
            metric: "loss", "accuracy", …; None draws loss and accuracy side by side.
            log: a logarithmic scale for losses.
            legend: name the curves beside the last axes.
            zones: shade, under the curves of one run, the epochs of 学習不足, 最善 and 過学習; each metric
                has its own, and its own best epoch.
        """
        need_matplotlib()
        metrics = metrics_of(self.histories, metric)
        curves = group(self.histories, self.labels)
        with style():
            axes = new_axes(ax, len(metrics))
            self.axes_, self.lines_ = axes, []
            self.figure_ = axes[0].get_figure(root=True)  # type: ignore[assignment]
            if zones and len(self.histories) != 1:
                raise InputError(
                    _("zones are those of one run; choose one of the {n}").format(n=len(self.histories))
                )
            for each, name in zip(axes, metrics, strict=True):
                if zones:
                    draw_zones(each, self.histories[0], f"val_{name}")
                monitor = f"val_{name}" if zones else "val_loss"
                self.lines_.append(_draw(each, curves, name, log and "loss" in name, monitor))
            if legend:
                kinds = _kinds(self.histories, metrics)
                draw_legend(axes[-1], curves, self.histories, kinds, titled=self.labels is None)
        return self


def metrics_of(histories: Sequence[History], metric: str | None) -> list[str]:
    """The metrics to draw, without `val_`: the one that is asked for, else loss and accuracy where they
    are."""
    known = dict.fromkeys(_base(name) for history in histories for name in history.metrics)
    if metric is None:
        return [name for name in ("loss", "accuracy") if name in known] or list(known)[:1]
    if _base(metric) not in known:
        raise InputError(
            _("unknown metric '{name}'; {nearest}").format(name=metric, nearest=nearest(metric, known))
        )
    return [_base(metric)]


def _base(name: str) -> str:
    return name.removeprefix("val_").removeprefix("test_")


def metric_label(name: str) -> str:
    """A metric's name for an axis."""
    return {"loss": _("loss"), "accuracy": _("accuracy"), "error": _("error")}.get(name, name)


def new_axes(ax: Axes | Sequence[Axes] | None, n: int) -> list[Axes]:
    """`n` axes: those given, or of a new figure apart from pyplot."""
    if ax is None:
        return new_figure(n)[1]
    axes = list(np.ravel(np.asarray(ax, dtype=object)))
    if len(axes) != n:
        raise InputError(
            _("{n} metrics need as many axes, and {given} were given; choose one with metric=").format(
                n=n, given=len(axes)
            )
        )
    return axes


def new_figure(n: int) -> tuple[Figure, list[Axes]]:
    """A figure apart from pyplot, and `n` axes side by side in it."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.0 * n + 2.4, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    return figure, list(figure.subplots(1, n, squeeze=False)[0])


def _draw(ax: Axes, curves: Sequence[Curves], name: str, log: bool, monitor: str) -> list[Any]:
    from matplotlib.ticker import MaxNLocator

    lines: list[Any] = []
    longest = max(float(h.epoch[-1]) for curve in curves for h in curve.histories if len(h))
    for curve in curves:
        thin = len(curve.histories) > 1
        looks: dict[str, Any] = {
            "color": curve.color,
            "linewidth": 0.9 if thin else 1.6,
            "alpha": 0.75 if thin else 1.0,
        }
        for history in curve.histories:
            lines += _draw_one(ax, history, name, looks, monitor)
            if len(history) and history.epoch[-1] < longest:
                _draw_end(ax, history, name, looks)
    ax.set_xlabel(_("epoch"))
    ax.set_ylabel(metric_label(name))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.grid(alpha=0.25, linewidth=0.6)
    ax.spines[["top", "right"]].set_visible(False)
    if log:
        ax.set_yscale("log")
    return lines


def _draw_one(ax: Axes, history: History, name: str, looks: dict[str, Any], monitor: str) -> list[Any]:
    """One run's training and validation curve, and its best epoch by `monitor`, else by the metric."""
    lines: list[Any] = []
    point = "o" if len(history) == 1 else None  # a line of one epoch would not be seen
    for key, dashes in ((name, "-"), (f"val_{name}", "--")):
        if key in history.metrics:
            lines += ax.plot(
                history.epoch, history.metrics[key], linestyle=dashes, marker=point, markersize=3, **looks
            )
    shown = f"val_{name}" if f"val_{name}" in history.metrics else name
    monitor = monitor if monitor in history.metrics else f"val_{name}"
    best = history.best_epoch(monitor)
    if best is not None and shown in history.metrics:
        value = history.metrics[shown][history.epoch == best]
        ax.plot(
            [best],
            value,
            marker="o",
            markersize=6,
            markerfacecolor="white",
            linestyle="none",
            **_marker(looks),
        )
    return lines


def _draw_end(ax: Axes, history: History, name: str, looks: dict[str, Any]) -> None:
    """A bar where a run ended before the longest one: under curves that coincide it would not be seen."""
    for key in (name, f"val_{name}"):
        if key in history.metrics:
            last = [history.epoch[-1]], [history.metrics[key][-1]]
            ax.plot(*last, marker="|", markersize=12, linestyle="none", **_marker(looks))


def _marker(looks: dict[str, Any]) -> dict[str, Any]:
    return {"markeredgecolor": looks["color"], "markeredgewidth": 1.6, "zorder": 3}


def _legend_title(histories: Sequence[History]) -> str | None:
    """What the numbers of the legend are, where the networks differ in nothing but their size."""
    return _("hidden layers") if varied([h.params for h in histories]) == ["hidden_layer_sizes"] else None


def draw_legend(
    ax: Axes,
    curves: Sequence[Curves],
    histories: Sequence[History],
    kinds: Sequence[Any] = (),
    *,
    titled: bool = True,
) -> None:
    """Names of the curves beside the axes, at most a dozen, and then what kinds of lines there are; `titled`
    says above them what they name, where they name one setting."""
    from matplotlib.lines import Line2D

    n = len(curves)
    named = (
        list(curves)
        if n <= _MOST_NAMED
        else [curves[round(i * (n - 1) / (_MOST_NAMED - 1))] for i in range(_MOST_NAMED)]
    )
    handles = [Line2D([], [], color=curve.color, linewidth=2.5, label=curve.label) for curve in named]
    if len(named) < n:
        handles.append(Line2D([], [], linestyle="none", label=_("… {n} networks in all").format(n=n)))
    ax.legend(
        handles=[*handles, *kinds],
        loc="upper left",
        bbox_to_anchor=(1.02, 1.0),
        title=_legend_title(histories) if titled else None,
        borderaxespad=0,
        frameon=False,
        fontsize="small",
        title_fontsize="small",
        alignment="left",
    )


def _kinds(histories: Sequence[History], metrics: Sequence[str]) -> list[Any]:
    """Training, validation and the best epoch, for the legend."""
    from matplotlib.lines import Line2D

    grey = "#555555"
    kinds = [Line2D([], [], color=grey, label=_("training"))]
    if any(f"val_{name}" in history.metrics for history in histories for name in metrics):
        kinds.append(Line2D([], [], color=grey, linestyle="--", label=_("validation")))
    best = Line2D(
        [], [], linestyle="none", marker="o", markersize=6, markerfacecolor="white", label=_("best epoch")
    )
    best.set(markeredgecolor=grey, markeredgewidth=1.6)
    return [*kinds, best]
