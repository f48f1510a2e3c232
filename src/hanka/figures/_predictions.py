"""`PredictionsDisplay`: pictures, and how probable a network finds each class for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from hanka.errors import InputError
from hanka.figures._fonts import need_matplotlib, style
from hanka.figures._palette import OKABE_ITO
from hanka.figures._shown import Shown
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["PredictionsDisplay"]

_BLUE, _RED, _GREY = OKABE_ITO[0], OKABE_ITO[1], "#C8C8C8"


class PredictionsDisplay(Shown):
    """Some pictures, each above a bar for every class with its probability as a number.

    Args:
        x: (n, height, width) or (n, height, width, 3), of 0 to 255.
        predicted: (n, classes) probabilities.
        class_names: one for each class.
        y: (n,) the truth; None where nobody knows it.

    Attributes:
        figure_: what `plot` drew on.
        axes_: (2, n) the pictures, and the bars below them.
    """

    figure_: Figure
    axes_: list[list[Axes]]

    def __init__(self, x: Any, predicted: Any, class_names: Sequence[str], y: Any = None) -> None:
        self.x, self.predicted, self.class_names = np.asarray(x), np.asarray(predicted), list(class_names)
        self.y = None if y is None else np.asarray(y)
        if self.x.ndim not in (3, 4) or self.predicted.shape != (len(self.x), len(self.class_names)):
            raise InputError(
                _(
                    "pictures (n, height, width) need probabilities (n, classes), "
                    "and these have the shapes {x} and {predicted}"
                ).format(x=self.x.shape, predicted=self.predicted.shape)
            )

    def plot(self) -> Self:
        """Draw them side by side, the class that is answered in blue where it is right, in red where not."""
        need_matplotlib()
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        n, classes = self.predicted.shape
        with style():
            size = (2.2 * n + 0.6, 2.2 + 0.24 * classes)
            self.figure_ = Figure(figsize=size, layout="constrained")
            FigureCanvasAgg(self.figure_)
            ratios = (2.0, 0.24 * classes)
            grid = self.figure_.subplots(2, n, squeeze=False, height_ratios=ratios)
            self.axes_ = [list(row) for row in grid]
            for i in range(n):
                self._picture(self.axes_[0][i], i)
                self._bars(self.axes_[1][i], i, named=i == 0)
        return self

    def _picture(self, ax: Axes, i: int) -> None:
        ax.imshow(self.x[i], cmap="gray_r", vmin=0, vmax=255, interpolation="nearest")
        ax.set_axis_off()
        if self.y is not None:
            ax.set_title(_("truth: {name}").format(name=self.class_names[int(self.y[i])]), fontsize=10)

    def _bars(self, ax: Axes, i: int, *, named: bool) -> None:
        places = range(len(self.class_names))
        answer = int(self.predicted[i].argmax())
        right = self.y is None or answer == int(self.y[i])
        colors = [(_BLUE if right else _RED) if place == answer else _GREY for place in places]
        ax.barh(places, self.predicted[i], color=colors, height=0.7)
        for place in places:
            ax.text(1.04, place, f"{self.predicted[i, place]:.4f}", va="center", fontsize=8)
        ax.set_xlim(0, 1.45)
        ax.set_yticks(places, self.class_names if named else [""] * len(places))
        ax.set_xticks([])
        ax.tick_params(left=False)
        ax.invert_yaxis()
        ax.spines[["top", "right", "bottom"]].set_visible(False)
