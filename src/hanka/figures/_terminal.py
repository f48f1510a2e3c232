"""Learning curves in the terminal: braille dots, or plain ASCII where the output takes no more."""

from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from hanka.figures._palette import Curves, group
from hanka.figures._training_curve import metric_label, metrics_of
from hanka.history import History, Vector
from hanka.messages import gettext as _

__all__ = ["terminal_curves"]

# Unicode Standard, "Braille Patterns": bit of the dot in row (0-3) and column (0-1) of a cell.
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BRAILLE = 0x2800
_KEYS = string.ascii_lowercase + string.ascii_uppercase
_MARGIN = 9
"""Columns for the numbers on the left; on the right stand the curves' letters."""
_SIDE_BY_SIDE = 110
_BRIGHT = {"#000000": "#AAAAAA", "#00204C": "#4C6FB0", "#15366F": "#5C7FC0"}
"""Colours that a dark terminal would swallow."""


def terminal_curves(
    histories: Sequence[History],
    console: Console,
    *,
    labels: Sequence[str] | None = None,
    metric: str | None = None,
    zones: Sequence[tuple[str, int, int]] = (),
    best: int | None = None,
    height: int = 14,
) -> RenderableType:
    """The curves for `console.print`: training solid, validation dotted, the best epoch marked, a letter
    at the end of each curve that the legend below explains, so that they can be told apart without colour.
    Runs that differ only in their seed are drawn as their mean.

    Args:
        histories: one for each run.
        console: says how wide it is, and what its encoding can take.
        labels, metric: as for `TrainingCurveDisplay`.
        zones: (name, first epoch, last epoch) of parts of the curve, written below the axis.
        best: the epoch to mark; None for the one whose value is best.
        height: lines of a panel.
    """
    curves = [_averaged(curve) for curve in group(histories, labels)]
    metrics = metrics_of(histories, metric)
    plain = not _can_take("⣿●┤", console.encoding)
    beside = len(metrics) > 1 and console.width >= _SIDE_BY_SIDE
    width = (console.width - 4) // 2 if beside else min(console.width, 100)
    panels: list[RenderableType] = [
        _panel(curves, name, width, height, plain, zones, best) for name in metrics
    ]
    if beside:
        grid = Table.grid(padding=(0, 2))
        grid.add_row(*panels)
        panels = [grid]
    return Group(*panels, _legend(curves, metrics, plain, console.width))


def _can_take(text: str, encoding: str | None) -> bool:
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@dataclass(slots=True)
class _Canvas:
    """Cells of a panel, and the transformation from (epoch, value) to dots."""

    columns: int
    lines: int
    x: tuple[float, float]
    y: tuple[float, float]
    plain: bool
    dots: NDArray[np.int32] = field(init=False)
    glyphs: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    colors: dict[tuple[int, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dots = np.zeros((self.lines, self.columns), np.int32)

    @property
    def _fine(self) -> tuple[int, int]:
        return (1, 1) if self.plain else (4, 2)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """(row, column) in dots, as fractions."""
        fine_rows, fine_columns = self._fine
        rows, columns = self.lines * fine_rows - 1, self.columns * fine_columns - 1
        across = (x - self.x[0]) / ((self.x[1] - self.x[0]) or 1.0)
        up = (y - self.y[0]) / ((self.y[1] - self.y[0]) or 1.0)
        return (1.0 - up) * rows, across * columns

    def cell(self, x: float, y: float) -> tuple[int, int]:
        row, column = self.place(x, y)
        return round(row) // self._fine[0], round(column) // self._fine[1]

    def curve(self, xs: Vector, ys: Vector, color: str, letter: str, dotted: bool) -> None:
        """Join the points that are finite; a dotted curve leaves out every other pair of dots."""
        keep = np.isfinite(ys)
        points = [self.place(x, y) for x, y in zip(xs[keep].tolist(), ys[keep].tolist(), strict=True)]
        count = 0
        for (row, column), (to_row, to_column) in zip(
            points[: len(points) - 1] or points, points[1:] or points, strict=True
        ):
            n = max(1, round(max(abs(to_row - row), abs(to_column - column))))
            for i in range(n + (len(points) == 1)):
                if not dotted or count % (2 if self.plain else 4) < (1 if self.plain else 2):
                    self._dot(
                        row + (to_row - row) * i / n,
                        column + (to_column - column) * i / n,
                        color,
                        letter,
                        dotted,
                    )
                count += 1

    def _dot(self, row: float, column: float, color: str, letter: str, dotted: bool) -> None:
        fine_rows, fine_columns = self._fine
        at = round(row) // fine_rows, round(column) // fine_columns
        if self.plain:
            if not dotted or at not in self.glyphs:
                self.glyphs[at] = ("." if dotted else letter, color)
            return
        self.dots[at] |= _DOTS[round(row) % 4][round(column) % 2]
        self.colors[at] = color

    def line(self, row: int) -> Text:
        text = Text()
        for column in range(self.columns):
            at = (row, column)
            if at in self.glyphs:
                glyph, color = self.glyphs[at]
                text.append(glyph, color)
            elif self.dots[at]:
                text.append(chr(_BRAILLE + int(self.dots[at])), self.colors[at])
            else:
                text.append(" ")
        return text


def _panel(
    curves: Sequence[Curves],
    name: str,
    width: int,
    height: int,
    plain: bool,
    zones: Sequence[tuple[str, int, int]],
    best: int | None,
) -> Text:
    keys = (name, f"val_{name}")
    columns = max(10, width - _MARGIN - 2 - min(len(curves), 6))
    every = [h.metrics[k] for c in curves for h in c.histories for k in keys if k in h.metrics]
    values = np.concatenate([v[np.isfinite(v)] for v in every] or [np.zeros(0)])
    if not len(values):
        return Text(_("{metric}: no finite value").format(metric=metric_label(name)))
    low, high = float(values.min()), float(values.max())
    if low == high:
        low, high = low - 0.5, high + 0.5
    last = max(float(h.epoch[-1]) for c in curves for h in c.histories if len(h))
    canvas = _Canvas(columns, height, (1.0, max(last, 2.0)), (low, high), plain)
    _draw(canvas, curves, name, best)
    framed = _framed(canvas, metric_label(name), _ends(canvas, curves, name), last, plain)
    return Text("\n").join([framed, _zone_line(canvas, zones, plain)]) if zones else framed


def _draw(canvas: _Canvas, curves: Sequence[Curves], name: str, given: int | None) -> None:
    for i, curve in enumerate(curves):
        color, letter = _BRIGHT.get(curve.color, curve.color), _KEYS[i % len(_KEYS)]
        for history in curve.histories:
            for key, dotted in ((name, False), (f"val_{name}", True)):
                if key in history.metrics:
                    canvas.curve(history.epoch, history.metrics[key], color, letter, dotted)
    for curve in curves:  # above all lines
        color = _BRIGHT.get(curve.color, curve.color)
        for history in curve.histories:
            shown = f"val_{name}" if f"val_{name}" in history.metrics else name
            monitor = "val_loss" if "val_loss" in history.metrics else f"val_{name}"
            best = history.best_epoch(monitor) if given is None else given
            if best is not None and shown in history.metrics and (history.epoch == best).any():
                value = float(history.metrics[shown][history.epoch == best][0])
                if np.isfinite(value):
                    canvas.glyphs[canvas.cell(float(best), value)] = ("@" if canvas.plain else "●", color)


def _ends(canvas: _Canvas, curves: Sequence[Curves], name: str) -> dict[int, Text]:
    """By line: the letters of the curves whose validation (else training) curve ends there."""
    ends: dict[int, Text] = {}
    for i, curve in enumerate(curves):
        history = curve.histories[0]
        values = history.metrics.get(f"val_{name}", history.metrics.get(name, np.zeros(0)))
        finite = values[np.isfinite(values)]
        if len(finite):
            row = canvas.cell(canvas.x[1], float(finite[-1]))[0]
            color = _BRIGHT.get(curve.color, curve.color)
            text = ends.setdefault(row, Text())
            if len(text) < 6:
                text.append(_KEYS[i % len(_KEYS)], color)
    return ends


def _framed(canvas: _Canvas, title: str, ends: dict[int, Text], last: float, plain: bool) -> Text:
    tick, bar, corner, dash = ("+", "|", "+", "-") if plain else ("┤", "│", "└", "─")
    low, high = canvas.y
    lines = [Text(f"{'':{_MARGIN}}{title}", "bold")]
    for row in range(canvas.lines):
        labelled = row % 4 == 0 or row == canvas.lines - 1
        value = high - (high - low) * row / (canvas.lines - 1)
        head = f"{_short(value):>{_MARGIN - 2}} {tick}" if labelled else f"{'':{_MARGIN - 1}}{bar}"
        lines.append(Text.assemble(head, canvas.line(row), " ", ends.get(row, Text())))
    lines.append(Text(f"{'':{_MARGIN - 1}}{corner}{dash * canvas.columns}"))
    middle = _("epoch")
    right = f"{last:g}"
    gap = canvas.columns - len(right) - 1
    lines.append(Text(f"{'':{_MARGIN}}1{_centred(middle, gap)}{right}"))
    return Text("\n").join(lines)


def _zone_line(canvas: _Canvas, zones: Sequence[tuple[str, int, int]], plain: bool) -> Text:
    """The zones' names below their epochs, a stroke where one ends; a name that finds no room is cut to its
    first letter or sign."""
    stroke = "|" if plain else "│"
    line = Text(" " * _MARGIN, "dim")
    begin = 0
    for name, _first, last in zones:
        end = min(canvas.columns, max(begin, canvas.cell(last + 0.5, canvas.y[0])[1] + 1))
        room = end - begin
        if room > 0:
            text = next((each for each in (name, name[:1]) if cell_len(each) < room), "")
            line.append(_centred(text, room - 1) + (stroke if last < canvas.x[1] else " "))
        begin = end
    return line


def _short(value: float) -> str:
    """In at most seven characters.

    >>> _short(0.78583), _short(0.00057671), _short(-12345678.0)
    ('0.7858', '6e-04', '-1e+07')
    """
    text = f"{value:.4g}"
    return text if len(text) <= _MARGIN - 2 else f"{value:.0e}"


def _centred(text: str, width: int) -> str:
    room = max(0, width - cell_len(text))
    return " " * (room // 2) + text + " " * (room - room // 2)


def _legend(curves: Sequence[Curves], metrics: Sequence[str], plain: bool, width: int) -> Padding:
    names = [
        Text(f"{_KEYS[i % len(_KEYS)]} {curve.label}", _BRIGHT.get(curve.color, curve.color))
        for i, curve in enumerate(curves)
    ]
    marks = [("a" if plain else "⠒⠒") + " " + _("training")]
    if any(f"val_{m}" in h.metrics for c in curves for h in c.histories for m in metrics):
        marks.append((". ." if plain else "⠒ ⠒") + " " + _("validation"))
    marks.append(("@" if plain else "●") + " " + _("best epoch"))
    lines = [
        *_packed(names, width - _MARGIN),
        *_packed([Text(mark, "dim") for mark in marks], width - _MARGIN),
    ]
    return Padding(Text("\n").join(lines), (0, 0, 0, _MARGIN))


def _packed(items: Sequence[Text], width: int) -> list[Text]:
    """As many items to a line as fit."""
    lines: list[Text] = []
    for item in items:
        if lines and lines[-1].cell_len + 3 + item.cell_len <= width:
            lines[-1] = Text.assemble(lines[-1], "   ", item)
        else:
            lines.append(item.copy())
    return lines


def _averaged(curve: Curves) -> Curves:
    """Several seeds as one curve, their mean by epoch: a terminal has few dots. Where some have gone
    further than others, or diverged, it is the mean of those that are there."""
    if len(curve.histories) == 1:
        return curve
    longest = max(curve.histories, key=len)
    metrics = {}
    for name in longest.metrics:
        values = np.full((len(curve.histories), len(longest)), np.nan)
        for row, history in zip(values, curve.histories, strict=True):
            row[: len(history)] = history.metrics.get(name, np.nan)
        there = np.isfinite(values)
        total = np.where(there, values, 0).sum(0)
        metrics[name] = np.where(there.any(0), total / np.maximum(there.sum(0), 1), np.nan)
    return replace(curve, histories=(replace(longest, metrics=metrics),))
