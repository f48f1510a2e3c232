"""Statements about several runs: what the seeds of one network say together, and how two networks differ."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["METRICS", "complement", "interval", "over_seeds", "paired", "predicted", "sign"]

METRICS = (
    "loss",
    "accuracy",
    "val_loss",
    "val_accuracy",
    "loss_gap",
    "accuracy_gap",
    "best_epoch",
    "seconds",
)


def over_seeds(members: Iterable[Mapping[str, Any]], level: float = 0.95) -> list[dict[str, Any]]:
    """Members that differ in nothing but their seed, as one: means with Student's t-interval.

    Args:
        members: records of `Experiment.members()`.
        level: of the intervals.

    Returns:
        One record for each network in order of first appearance: `spec` (without the seed), `members`,
        `seeds`, `units`, `connections`, `parameters`, and for each of `METRICS` a dict of `mean`, `low`,
        `high` and `n`. The interval is mean ± t(level, n − 1) · s/√n; None where n is 1, and the mean too
        where no member has a finite value. Members that diverged count under `diverged`, not in the means.

    >>> runs = [{"member": i, "spec": {"seed": i}, "accuracy": a} for i, a in enumerate([0.90, 0.92, 0.94])]
    >>> [one] = over_seeds(runs)
    >>> {name: round(value, 4) for name, value in one["accuracy"].items()}
    {'mean': 0.92, 'low': 0.8703, 'high': 0.9697, 'n': 3}
    """
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for member in members:
        groups.setdefault(json.dumps(_recipe(member), sort_keys=True), []).append(member)
    return [_together(group, level) for group in groups.values()]


def paired(
    base: Mapping[int, float | None], other: Mapping[int, float | None], level: float = 0.95
) -> dict[str, Any]:
    """By how much `other` lies above `base`, seed by seed: the mean difference with Student's t-interval.

    Runs that share a seed share the order of rows and the draws of dropout, and so part of their luck; it
    cancels in the difference.

    Args:
        base, other: seed → value; None or NaN where a run has none.
        level: of the interval.

    Returns:
        `mean`, `low`, `high` and `n`, the number of seeds that both have, as of `over_seeds`.

    >>> found = paired({0: 1.0, 1: 2.0, 2: 3.0}, {0: 0.8, 1: 1.9, 2: 2.7, 5: 0.0})
    >>> {name: round(value, 3) for name, value in found.items()}
    {'mean': -0.2, 'low': -0.448, 'high': 0.048, 'n': 3}
    """
    both = [(base[seed], other[seed]) for seed in base if seed in other]
    return interval((b - a for a, b in both if a is not None and b is not None), level)


def predicted(together: Mapping[str, Any]) -> tuple[float, float] | None:
    """Between what one more seed is to be expected, by the interval of those at hand: mean ± t s √(1 + 1/n).

    >>> predicted({"mean": 5.0, "low": 4.0, "high": 6.0, "n": 3})
    (3.0, 7.0)
    """
    if together["low"] is None:
        return None
    half = (together["mean"] - together["low"]) * math.sqrt(together["n"] + 1)
    return together["mean"] - half, together["mean"] + half


def complement(share: Mapping[str, Any]) -> dict[str, Any]:
    """One minus a share, its interval turned round: the error of an accuracy.

    >>> complement({"mean": 0.75, "low": 0.5, "high": 1.0, "n": 3})
    {'mean': 0.25, 'low': 0.0, 'high': 0.5, 'n': 3}
    """
    ends = {"mean": "mean", "low": "high", "high": "low"}
    turned = {name: None if share[end] is None else 1 - share[end] for name, end in ends.items()}
    return {**turned, "n": share["n"]}


def sign(difference: Mapping[str, Any]) -> int:
    """Which way a difference is shown to go: -1 or 1 where the whole interval lies below or above 0, else 0.

    >>> [sign({"low": low, "high": high}) for low, high in [(-2, -1), (1, 2), (-1, 1), (None, None)]]
    [-1, 1, 0, 0]
    """
    if difference["low"] is None or difference["low"] <= 0 <= difference["high"]:
        return 0
    return 1 if difference["low"] > 0 else -1


def _recipe(member: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in member["spec"].items() if name != "seed"}


def _together(group: Sequence[Mapping[str, Any]], level: float) -> dict[str, Any]:
    sound = [member for member in group if not member.get("diverged")]
    return {
        "spec": _recipe(group[0]),
        "members": [member["member"] for member in group],
        "seeds": [member["spec"].get("seed") for member in group],
        **{name: group[0].get(name) for name in ("units", "connections", "parameters")},
        **{name: interval([member.get(name) for member in sound], level) for name in METRICS},
        "diverged": len(group) - len(sound),
    }


def interval(values: Iterable[float | None], level: float = 0.95) -> dict[str, Any]:
    """`mean`, `low`, `high` and `n` of the finite values, by Student's t; see `over_seeds`."""
    found = [float(value) for value in values if value is not None and math.isfinite(value)]
    n = len(found)
    if not n:
        return {"mean": None, "low": None, "high": None, "n": 0}
    mean = math.fsum(found) / n
    if n == 1:
        return {"mean": mean, "low": None, "high": None, "n": 1}
    from scipy.special import stdtrit

    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in found) / (n - 1) / n)
    half = float(stdtrit(n - 1, (1 + level) / 2)) * spread
    return {"mean": mean, "low": mean - half, "high": mean + half, "n": n}
