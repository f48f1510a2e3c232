"""`MatrixDisplay`: the weights between two layers, one number a cell."""

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

__all__ = ["MatrixDisplay"]


class MatrixDisplay(Shown):
    """A kernel as a matrix: each row the weights of one input, red where positive, blue where negative.

    Args:
        kernel: (inputs, units).
        columns: the units' names; None for none.

    Attributes:
        figure_, axes_, image_: what `plot` drew.
    """

    figure_: Figure
    axes_: list[Axes]
    image_: Any

    def __init__(self, kernel: NDArray[Any], *, columns: Sequence[str] | None = None) -> None:
        self.kernel = np.asarray(kernel)
        self.columns = None if columns is None else list(columns)
        if self.kernel.ndim != 2 or (self.columns is not None and len(self.columns) != self.kernel.shape[-1]):
            raise InputError(
                _(
                    "a matrix of weights has two dimensions and a name for each column, and this has {shape}"
                ).format(shape="x".join(map(str, self.kernel.shape)))
            )

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw it on one scale, white at zero."""
        need_matplotlib()
        limit = float(np.nanmax(np.abs(self.kernel), initial=0.0)) or 1.0
        with style():
            self.axes_ = new_axes(ax, 1)
            axes = self.axes_[0]
            self.figure_ = axes.get_figure(root=True)  # type: ignore[assignment]
            looks: dict[str, Any] = {"cmap": "RdBu_r", "vmin": -limit, "vmax": limit}
            self.image_ = axes.imshow(self.kernel, aspect="auto", interpolation="nearest", **looks)
            if self.columns is not None:
                axes.set_xticks(range(len(self.columns)), self.columns)
            axes.set_xlabel(_("output"))
            axes.set_ylabel(_("hidden unit"))
            shape = "×".join(f"{n:,}" for n in self.kernel.shape)
            axes.set_title(_("{shape} weights").format(shape=shape), fontsize=10)
            self.figure_.colorbar(self.image_, ax=axes, label=_("weight"))
        return self
