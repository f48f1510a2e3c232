"""`ConfusionDisplay`: which classes a network takes for which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hanka.errors import InputError
from hanka.figures._fonts import need_matplotlib, style
from hanka.figures._shown import Shown
from hanka.figures._training_curve import new_axes
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["ConfusionDisplay"]


class ConfusionDisplay(Shown):
    """Counts of examples by their true and their predicted class: rows are the truth.

    Args:
        counts: (classes, classes) whole numbers.
        class_names: one for each class.

    Attributes:
        figure_, axes_, image_: what `plot` drew.
    """

    figure_: Figure
    axes_: list[Axes]
    image_: Any

    def __init__(self, counts: NDArray[Any], class_names: Sequence[str]) -> None:
        self.counts, self.class_names = np.asarray(counts), list(class_names)
        if self.counts.shape != (len(self.class_names),) * 2:
            raise InputError(
                _("{n} class names need {n} by {n} counts, and these are {shape}").format(
                    n=len(self.class_names), shape=" by ".join(map(str, self.counts.shape))
                )
            )

    @classmethod
    def from_predictions(cls, true: Any, predicted: Any, class_names: Sequence[str]) -> Self:
        """The counts of whole-number classes (n,), true and predicted."""
        n = len(class_names)
        places = np.asarray(true, np.int64) * n + np.asarray(predicted, np.int64)
        return cls(np.bincount(places, minlength=n * n).reshape(n, n), class_names)

    @classmethod
    def from_experiment(
        cls, experiment: Any, data: Any = None, member: int = 0, weights: str = "best"
    ) -> Self:
        """What a member of an experiment makes of the validation examples of the data set it was trained on:
        `data`, else loaded again."""
        data = experiment.data() if data is None else data
        if data.task == "regression" or not len(data.x_val):
            raise InputError(_("a confusion needs classes and validation data, and these data have none"))
        predicted = experiment.predict(member, data.x_val, weights).argmax(axis=1)
        return cls.from_predictions(data.y_val, predicted, data.class_names)

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw the counts as numbers on colours: shares of each row, so that rare classes are seen."""
        need_matplotlib()
        shares = self.counts / np.maximum(self.counts.sum(axis=1, keepdims=True), 1)
        with style():
            self.axes_ = new_axes(ax, 1)
            axes = self.axes_[0]
            self.figure_ = axes.get_figure(root=True)  # type: ignore[assignment]
            self.image_ = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
            size = 9 if len(self.counts) <= 12 else 6
            for (row, column), count in np.ndenumerate(self.counts):
                if count:
                    color = "white" if shares[row, column] > 0.5 else "black"
                    axes.text(column, row, f"{count:,}", ha="center", va="center", color=color, fontsize=size)
            places = range(len(self.class_names))
            slanted: dict[str, Any] = {"rotation": 45, "ha": "right"} if _long(self.class_names) else {}
            axes.set_xticks(places, self.class_names, **slanted)
            axes.set_yticks(places, self.class_names)
            axes.set_xlabel(_("predicted"))
            axes.set_ylabel(_("true"))
        return self


def _long(names: Sequence[str]) -> bool:
    return max(map(len, names)) > 3
