"""What every Display has in common: a notebook shows the figure that was drawn."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Shown"]


class Shown:
    """A Display that keeps what `plot` drew as `figure_`."""

    figure_: Figure

    def _repr_png_(self) -> bytes | None:
        """For notebooks, whose `pyplot` doesn't know these figures; None before anything is drawn."""
        if not hasattr(self, "figure_"):
            return None
        content = io.BytesIO()
        self.figure_.savefig(content, format="png", dpi=100)
        return content.getvalue()
