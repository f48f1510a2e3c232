"""Colours and names of curves: members that differ only in their seed share both."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hanka.errors import InputError
from hanka.history import History
from hanka.messages import gettext as _
from hanka.messages import ngettext

__all__ = ["CIVIDIS", "OKABE_ITO", "Curves", "checked", "group", "name_of", "varied"]

OKABE_ITO = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#B8A800")
"""Told apart by every kind of colour vision; its yellow is darkened, to be seen on white.
M. Okabe, K. Ito: Color Universal Design, https://jfly.uni-koeln.de/color/"""

# Every eighth or so of matplotlib's cividis, light end left out: an order, not a set of names.
CIVIDIS = ("#00204C", "#15366F", "#414D6B", "#5D646E", "#797B78", "#97957A", "#B9AF71", "#DCCB5D")

_NOT_SETTINGS = frozenset({"seed", "member"})


@dataclass(frozen=True, slots=True)
class Curves:
    """Histories that are drawn in one colour: one network, trained with one seed or several."""

    label: str
    color: str
    histories: tuple[History, ...]


def checked(labels: Sequence[str] | None, histories: Sequence[History]) -> list[str] | None:
    """The labels as a list; refused where they are not one for each history."""
    if labels is not None and len(labels) != len(histories):
        raise InputError(
            _("{labels} labels were given for {histories} histories; give one for each").format(
                labels=len(labels), histories=len(histories)
            )
        )
    return None if labels is None else list(labels)


def group(histories: Sequence[History], labels: Sequence[str] | None = None) -> list[Curves]:
    """The histories by what they have in common but for the seed, with a label and a colour each.

    Given labels, every history stands for itself. Up to eight are told apart by hue; more are an order
    by the first setting that varies, and get the ramp cividis.
    """
    if labels is not None:
        colors = _colors(len(histories))
        return [Curves(t, c, (h,)) for t, c, h in zip(labels, colors, histories, strict=True)]
    keys = [
        json.dumps({n: v for n, v in h.params.items() if n not in _NOT_SETTINGS}, default=str)
        for h in histories
    ]
    settings = varied([h.params for h in histories])
    alone = len(set(keys)) == 1
    if alone:  # nothing but seeds: each is a curve of its own
        keys = [str(i) for i in range(len(histories))]
    grouped: dict[str, list[History]] = {}
    for key, history in zip(keys, histories, strict=True):
        grouped.setdefault(key, []).append(history)
    colors = _colors(len(grouped), [_rank(members[0].params, settings) for members in grouped.values()])
    return [
        Curves(_label(members, settings, i, alone), color, tuple(members))
        for i, (members, color) in enumerate(zip(grouped.values(), colors, strict=True))
    ]


def varied(params: Sequence[Mapping[str, Any]]) -> list[str]:
    """The settings, other than the seed, that differ among some runs.

    >>> varied([{"dropout": 0.0, "l2": 0.0, "seed": 0}, {"dropout": 0.5, "l2": 0.0, "seed": 1}])
    ['dropout']
    """
    names = dict.fromkeys(name for run in params for name in run if name not in _NOT_SETTINGS)
    return [name for name in names if any(run.get(name) != params[0].get(name) for run in params)]


def name_of(params: Mapping[str, Any], settings: Sequence[str]) -> str:
    """A run's settings in few words; with its layers, what network it is, where that is not the perceptron.

    >>> name_of({"hidden_layer_sizes": [512, 512], "dropout": 0.5}, ["hidden_layer_sizes", "dropout"])
    '512x512 dropout=0.5'
    >>> name_of({"hidden_layer_sizes": [128], "network": "cnn"}, ["hidden_layer_sizes"])
    'cnn 128'
    """
    words = [_setting(name, params.get(name)) for name in settings]
    network = params.get("network", "mlp")
    if "hidden_layer_sizes" in settings and "network" not in settings and network != "mlp":
        words.insert(0, network)
    return " ".join(words)


def _setting(name: str, value: Any) -> str:
    if name == "hidden_layer_sizes":
        return "x".join(map(str, value or ())) or _("linear")
    return f"{name}={value:g}" if isinstance(value, float) else f"{name}={value}"


def _label(members: Sequence[History], settings: Sequence[str], place: int, alone: bool) -> str:
    params = members[0].params
    if alone and len({h.params.get("seed") for h in members}) == 1 and "seed" in params:
        shown = [n for n in ("hidden_layer_sizes",) if n in params]
        return " ".join([name_of(params, shown), _("seed"), str(params["seed"])]).strip()
    shown = list(settings) or [n for n in ("hidden_layer_sizes",) if n in params]
    text = name_of(params, shown) or members[0].name or str(place)
    if len(members) > 1:
        text += " " + ngettext("({n} seed)", "({n} seeds)", len(members)).format(n=len(members))
    return text


def _rank(params: Mapping[str, Any], settings: Sequence[str]) -> tuple[Any, ...]:
    """Orders runs by their varied settings: numbers by size, networks by their units, the rest by name."""
    rank: list[tuple[float, str]] = []
    for name in settings:
        value = params.get(name)
        if isinstance(value, list | tuple):
            rank.append((float(sum(value)), str(len(value))))
        elif isinstance(value, int | float):
            rank.append((float(value), ""))
        else:
            rank.append((0.0, str(value)))
    return tuple(rank)


def _colors(n: int, ranks: Sequence[tuple[Any, ...]] | None = None) -> list[str]:
    if n <= len(OKABE_ITO):
        return list(OKABE_ITO[:n])
    order = sorted(range(n), key=lambda i: ranks[i]) if ranks else list(range(n))
    colors = [""] * n
    for place, i in enumerate(order):
        colors[i] = _mix(place / (n - 1))
    return colors


def _mix(share: float) -> str:
    at = share * (len(CIVIDIS) - 1)
    low = min(int(at), len(CIVIDIS) - 2)
    pairs = zip(_channels(CIVIDIS[low]), _channels(CIVIDIS[low + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * (at - low)):02X}" for a, b in pairs)


def _channels(color: str) -> list[int]:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]
