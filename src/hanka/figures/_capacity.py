"""`CapacityDisplay`: what the extra units buy, against their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from hanka.comparison import complement, over_seeds
from hanka.errors import InputError, nearest
from hanka.figures._fonts import need_matplotlib, style
from hanka.figures._palette import OKABE_ITO
from hanka.figures._shown import Shown
from hanka.figures._training_curve import metric_label, new_axes
from hanka.history import History
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["CapacityDisplay"]

_SIZES = ("units", "parameters", "connections")


class CapacityDisplay(Shown):
    """A metric at the end of training against a network's size: training and validation, means over seeds
    with Student's 95 % intervals, and the gap between them.

    Args:
        records: of `hanka.comparison.over_seeds`, one for each network.

    Attributes:
        figure_, axes_: what `plot` drew on.
        lines_: training, validation.
    """

    figure_: Figure
    axes_: list[Axes]
    lines_: list[Any]

    def __init__(self, records: Iterable[Mapping[str, Any]]) -> None:
        self.records = [record for record in records if record.get("units") is not None]
        if len(self.records) < 2:
            raise InputError(
                _("a capacity curve needs networks of two sizes or more; vary them, as in --hidden 16,64,256")
            )

    @classmethod
    def from_history(cls, *histories: History, sizes: Sequence[int]) -> Self:
        """Some histories, each of a network of so many parameters; those of one size count as its seeds.

        >>> h = {n: History.from_rows([{"epoch": 1, "loss": 1 / n, "val_loss": 1.0}]) for n in (10, 20)}
        >>> [r["loss"]["mean"] for r in CapacityDisplay.from_history(*h.values(), sizes=list(h)).records]
        [0.1, 0.05]
        """
        if len(sizes) != len(histories):
            raise InputError(
                _("{sizes} sizes were given for {histories} histories; give one for each").format(
                    sizes=len(sizes), histories=len(histories)
                )
            )
        pairs = zip(histories, sizes, strict=True)
        return cls(over_seeds(_record(i, history, size) for i, (history, size) in enumerate(pairs)))

    @classmethod
    def from_experiment(cls, experiment: Any) -> Self:
        """The networks of an experiment."""
        return cls(over_seeds(experiment.members()))

    def plot(self, ax: Axes | None = None, *, metric: str | None = None, size: str = "parameters") -> Self:
        """Draw the curves.

        Args:
            ax: axes to draw on; None makes a figure of its own, apart from pyplot.
            metric: "accuracy", "error" (1 − accuracy) or "loss"; None for accuracy where there is one.
            size: "units", "parameters" or "connections", on a logarithmic axis.
        """
        need_matplotlib()
        if size not in _SIZES:
            raise InputError(
                _("unknown size '{name}'; {nearest}").format(name=size, nearest=nearest(size, _SIZES))
            )
        if metric is None:
            scored = any(record["val_accuracy"]["mean"] is not None for record in self.records)
            metric = "accuracy" if scored else "loss"
        records = sorted(self.records, key=lambda record: float(record[size]))
        if metric == "error":
            records = [
                {**r, "error": complement(r["accuracy"]), "val_error": complement(r["val_accuracy"])}
                for r in records
            ]
        with style():
            self.axes_ = new_axes(ax, 1)
            axes = self.axes_[0]
            self.figure_ = axes.get_figure(root=True)  # type: ignore[assignment]
            names = ((metric, _("training"), "-"), (f"val_{metric}", _("validation"), "--"))
            self.lines_ = [
                line
                for color, (name, label, dashes) in zip(OKABE_ITO, names, strict=False)
                if (line := _draw(axes, records, size, name, label, dashes, color)) is not None
            ]
            axes.set_xscale("log")
            axes.set_xlabel({"units": _("units"), "parameters": _("parameters")}.get(size, _("connections")))
            axes.set_ylabel(metric_label(metric))
            axes.grid(alpha=0.25, linewidth=0.6)
            axes.spines[["top", "right"]].set_visible(False)
            axes.legend(frameon=False, fontsize="small")
        return self


def _record(member: int, history: History, size: int) -> dict[str, Any]:
    """A history as a member's record, as far as it is drawn: its last values."""
    last = {
        name: float(values[-1])
        for name, values in history.metrics.items()
        if len(values) and np.isfinite(values[-1])
    }
    sizes = dict.fromkeys(_SIZES, size)
    return {**last, "member": member, "spec": {"size": size, "seed": member}, **sizes}


def _draw(
    ax: Axes, records: list[Mapping[str, Any]], size: str, name: str, label: str, dashes: str, color: str
) -> Any:
    known = [record for record in records if record[name]["mean"] is not None]
    if not known:
        return None
    x = [record[size] for record in known]
    mean = [record[name]["mean"] for record in known]
    low, high = (
        [record[name][end] if record[name][end] is not None else record[name]["mean"] for record in known]
        for end in ("low", "high")
    )
    ax.fill_between(x, low, high, color=color, alpha=0.15, linewidth=0)
    return ax.plot(x, mean, dashes, color=color, marker="o", markersize=4, label=label)[0]
