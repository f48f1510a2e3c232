"""Statements about several runs: so far, what several seeds of one network say together."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["METRICS", "over_seeds"]

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


def _recipe(member: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in member["spec"].items() if name != "seed"}


def _together(group: Sequence[Mapping[str, Any]], level: float) -> dict[str, Any]:
    sound = [member for member in group if not member.get("diverged")]
    return {
        "spec": _recipe(group[0]),
        "members": [member["member"] for member in group],
        "seeds": [member["spec"].get("seed") for member in group],
        **{name: group[0].get(name) for name in ("units", "connections", "parameters")},
        **{name: _interval([member.get(name) for member in sound], level) for name in METRICS},
        "diverged": len(group) - len(sound),
    }


def _interval(values: Iterable[float | None], level: float) -> dict[str, Any]:
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
