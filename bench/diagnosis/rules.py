"""What others call overfitting: rules of a line each, and the peers in an environment of their own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hanka import History

HERE = Path(__file__).resolve().parent


def gl5(history: History, metric: str) -> bool:
    """Prechelt 1998: the last validation loss lies more than 5 % above the lowest."""
    loss = lower_is_better(history, metric)
    return bool(loss[-1] - loss.min() > 0.05 * abs(loss.min()))


def gl5_of_three(history: History, metric: str) -> bool:
    """The same of the mean of the last three, as the definition has it."""
    loss = lower_is_better(history, metric)
    return bool(np.mean(loss[max(len(loss) - 3, loss.argmin()) :]) - loss.min() > 0.05 * abs(loss.min()))


def patience(history: History, metric: str) -> bool:
    """Early stopping with a patience of 5 epochs would have stopped."""
    loss = lower_is_better(history, metric)
    return bool(len(loss) - 1 - loss.argmin() >= 5)


def gap(history: History, metric: str) -> bool:
    """The validation loss ends more than 20 % above the training loss."""
    loss, training = lower_is_better(history, metric), history.metrics.get(metric.removeprefix("val_"))
    return training is not None and bool(loss[-1] > training[-1] + 0.2 * abs(training[-1]))


def lower_is_better(history: History, metric: str) -> np.ndarray[Any, Any]:
    """The metric's values, a score as 1 - score."""
    return 1 - history.metrics[metric] if "accuracy" in metric else history.metrics[metric]


RULES: dict[str, Callable[[History, str], bool]] = {
    "GL5 (last > 1.05 lowest)": gl5,
    "GL5 of the last three": gl5_of_three,
    "patience 5 would have stopped": patience,
    "gap > 20 %": gap,
}


def ask_peers(python: str, histories: Sequence[History]) -> dict[str, list[bool | None]]:
    """The peers' answers to "does it overfit?"."""
    lines = [
        json.dumps(
            {
                "metrics": {
                    n: v.tolist()
                    for n, v in h.metrics.items()
                    if not n.endswith("_se") and n != "running_loss"
                }
            }
        )
        for h in histories
    ]
    done = subprocess.run(
        [python, str(HERE / "_peers.py")], input="\n".join(lines), capture_output=True, text=True, check=True
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: [answer[name] for answer in answers] for name in answers[0]}
