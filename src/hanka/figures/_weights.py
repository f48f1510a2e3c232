"""`WeightsDisplay`: what the units of the first layer look at, as pictures of the input."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hanka.errors import InputError
from hanka.figures._fonts import need_matplotlib, style
from hanka.figures._shown import Shown
from hanka.messages import gettext as _

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["WeightsDisplay"]


class WeightsDisplay(Shown):
    """The kernel of a network's first layer, a picture for each unit: red excites it, blue inhibits it.

    Args:
        kernel: (inputs, units), or (pixels, filters) of a convolution.
        input_shape: (height, width) of an input or of a filter, height · width = inputs.

    Attributes:
        figure_, axes_, images_: what `plot` drew.
    """

    figure_: Figure
    axes_: list[Any]
    images_: list[Any]

    def __init__(self, kernel: NDArray[Any], input_shape: tuple[int, ...]) -> None:
        self.kernel = np.asarray(kernel)
        self.input_shape = tuple(input_shape)
        if (
            len(self.input_shape) != 2
            or self.kernel.ndim != 2
            or math.prod(self.input_shape) != len(self.kernel)
        ):
            raise InputError(
                _(
                    "the first layer can be drawn where the inputs are grey pictures, "
                    "and here they have the shape {shape}"
                ).format(shape="x".join(map(str, self.input_shape)))
            )

    @classmethod
    def from_experiment(cls, experiment: Any, member: int = 0, weights: str = "last") -> Self:
        """The first layer of a member of an experiment."""
        arrays = experiment.weights(member, weights)
        kernel = next((array for name, array in arrays.items() if name.endswith("/kernel")), np.zeros(0))
        shape: tuple[int, ...] = kernel.shape
        if len(shape) == 4 and shape[2] == 1:  # a convolution's filters of grey pictures
            return cls(kernel.reshape(-1, shape[3]), shape[:2])
        return cls(kernel, tuple(experiment.dataset["input_shape"]))

    def plot(self, *, units: int = 64) -> Self:
        """Draw the first `units` units in a grid, on one scale with white at zero."""
        need_matplotlib()
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        shown = min(units, self.kernel.shape[1])
        columns = min(shown, max(5, math.ceil(math.sqrt(shown))))
        rows = math.ceil(shown / columns)
        # The largest weights are few: one percent may saturate, so that the others can be seen.
        limit = float(np.nanquantile(np.abs(self.kernel[:, :shown]), 0.99)) or 1.0
        with style():
            self.figure_ = Figure(figsize=(0.95 * columns + 1.0, 0.95 * rows + 0.6), layout="constrained")
            FigureCanvasAgg(self.figure_)
            grid = list(self.figure_.subplots(rows, columns, squeeze=False).ravel())
            self.axes_, self.images_ = grid[:shown], []
            for ax in grid:
                ax.set_axis_off()
            for unit, ax in enumerate(self.axes_):
                picture = self.kernel[:, unit].reshape(self.input_shape)
                self.images_.append(
                    ax.imshow(picture, cmap="RdBu_r", vmin=-limit, vmax=limit, interpolation="nearest")
                )
            self.figure_.colorbar(self.images_[0], ax=grid, shrink=0.8, label=_("weight"))
            self.figure_.suptitle(
                _("first layer: {shown} of {units} units").format(shown=shown, units=self.kernel.shape[1]),
                fontsize=10,
            )
        return self
