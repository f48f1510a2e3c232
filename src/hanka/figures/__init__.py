"""Learning curves and weights drawn: matplotlib Displays in scikit-learn's manner, and the terminal."""

from __future__ import annotations

from hanka.figures._capacity import CapacityDisplay
from hanka.figures._confusion import ConfusionDisplay
from hanka.figures._effects import EffectsDisplay
from hanka.figures._fonts import need_matplotlib, style
from hanka.figures._gap import GapDisplay
from hanka.figures._matrix import MatrixDisplay
from hanka.figures._predictions import PredictionsDisplay
from hanka.figures._terminal import terminal_curves
from hanka.figures._training_curve import TrainingCurveDisplay, new_figure
from hanka.figures._weights import WeightsDisplay

__all__ = [
    "CapacityDisplay",
    "ConfusionDisplay",
    "EffectsDisplay",
    "GapDisplay",
    "MatrixDisplay",
    "PredictionsDisplay",
    "TrainingCurveDisplay",
    "WeightsDisplay",
    "need_matplotlib",
    "new_figure",
    "style",
    "terminal_curves",
]
