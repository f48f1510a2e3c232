"""The curves in the terminal: right place, any width, any encoding."""

from __future__ import annotations

import io

import numpy as np
import pytest
from rich.console import Console

from hanka.figures import terminal_curves
from hanka.history import History


def history(n: int = 20, width: int = 8, seed: int = 0) -> History:
    epoch = np.arange(1.0, n + 1)
    metrics = {"loss": 2 - epoch / n, "val_loss": 2 - epoch / n + 0.3, "accuracy": epoch / n}
    return History(epoch, epoch, metrics, params={"hidden_layer_sizes": [width], "seed": seed})


def draw(
    *histories: History, width: int = 80, encoding: str = "utf-8", color: bool = False, **looks: object
) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    console = Console(
        file=file, width=width, force_terminal=color, color_system="truecolor" if color else None
    )
    console.print(terminal_curves(histories, console, **looks))  # type: ignore[arg-type]
    file.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("width", [40, 80, 109, 110, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_no_line_is_wider_than_the_terminal(width: int, encoding: str) -> None:
    text = draw(*(history(width=2**i) for i in range(12)), width=width, encoding=encoding)
    assert max(map(len, text.splitlines())) <= width


def test_a_falling_curve_falls_from_corner_to_corner() -> None:
    epoch = np.arange(1.0, 21)
    lines = draw(History(epoch, epoch, {"loss": -epoch, "val_loss": -epoch})).splitlines()
    panel = [line[9:] for line in lines if "│" in line or "┤" in line]
    first = [next(i for i, c in enumerate(line) if c != " ") for line in panel]
    assert first == sorted(first) and first[0] == 0
    assert "●" in panel[-1]  # the best epoch is the last one
    unknown = draw(History(epoch, epoch, {"loss": -epoch})).splitlines()
    assert not any("●" in line for line in unknown if "│" in line)  # without validation there is none


def test_plain_output_is_ascii_and_names_each_curve() -> None:
    text = draw(history(width=4), history(width=64), encoding="ascii")
    assert "a 4   b 64" in text and "@ best epoch" in text


def test_colours_only_where_they_are_wanted() -> None:
    assert "\x1b[38;2;0;114;178m" in draw(history(), color=True)
    assert "\x1b" not in draw(history())


def test_seeds_are_drawn_as_their_mean() -> None:
    assert "8 (2 seeds)" in draw(history(seed=0), history(seed=1), history(width=9))


def test_one_epoch_a_constant_and_nothing_finite() -> None:
    assert "●" in draw(history(1))
    epoch = np.arange(1.0, 4)
    draw(History(epoch, epoch, {"loss": np.ones(3)}))
    assert "no finite value" in draw(History(epoch, epoch, {"loss": np.full(3, np.nan)}))
