"""Fit the numbers of src/hanka/diagnosis/fitted.json on runs whose truth is known.

    python bench/diagnosis/fit.py runs/diagnosis.npz

Only tasks for learning are used. Every run counts four times: as it is, and cut to some and to very few
epochs, and once as a log that doesn't tell the size of its validation set. The latter are joined by invented
logs (shapes.py), whose noise a fresh sample would not repeat.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from histories import has_truth, history_of, history_of_log, truth_of
from runs import Run, load
from shapes import invented
from sklearn.linear_model import LogisticRegression

import hanka
from hanka import History
from hanka.diagnosis._curve import curve_of
from hanka.diagnosis._judge import GAIN, RISE, _logistic, overfitting_terms, underfitting_terms
from hanka.diagnosis._reading import read_curve

OUT = Path(hanka.__file__).parent / "diagnosis/fitted.json"
INVENTED = 3000
FALSE_ALARMS = 0.02
"""The share of the histories with at most 1.5 % of true excess that may be called overfitting."""


Sample = tuple[History, str, float, float, bool]
"""A history, the metric, its true excess and gain, and whether it is all of a run."""


def cuts(run: Run, rng: np.random.Generator) -> list[int]:
    """All its epochs, some, and very few."""
    some = int(np.exp(rng.uniform(np.log(5), np.log(max(run.epochs, 6)))))
    return sorted({run.epochs, min(some, run.epochs), int(rng.integers(3, 9))})


def samples(runs: Sequence[Run], metric: str, rng: np.random.Generator, *, known: bool) -> list[Sample]:
    """The runs' histories with what is true of them."""
    found: list[Sample] = []
    for run in runs:
        for epochs in cuts(run, rng) if known else [run.epochs]:
            true = truth_of(run, epochs, metric)
            history = history_of(run, epochs, known=known)
            found.append((history, f"val_{metric}", true.excess, true.gain, epochs == run.epochs))
    if not known:
        for _log in range(INVENTED):
            log = invented(rng, score=metric == "accuracy")
            found.append((history_of_log(log), log.metric, log.truth.excess, log.truth.gain, True))
    return found


def fit(found: Sequence[Sample]) -> dict[str, Any]:
    """The two regressions of a block, and the probability from which on overfitting is called."""
    readings = [read_curve(curve_of(history, metric)) for history, metric, *_truth in found]
    excess, gain, whole = (np.array([sample[i] for sample in found]) for i in (2, 3, 4))
    over = _regress([overfitting_terms(r) for r in readings], excess >= RISE)
    rest = np.flatnonzero(excess < RISE)
    under = _regress([underfitting_terms(readings[i]) for i in rest], gain[rest] >= GAIN)
    chance = np.array([_logistic(overfitting_terms(r), over) for r in readings])
    alarm = float(np.quantile(chance[whole & (excess <= 0.015)], 1 - FALSE_ALARMS))
    return {"histories": len(found), "alarm": round(alarm, 2), "overfitting": over, "underfitting": under}


def _regress(terms: Sequence[dict[str, float]], y: Any) -> dict[str, float]:
    names = list(terms[0])
    x = np.array([[row[name] for name in names] for row in terms])
    model = LogisticRegression(C=1.0, max_iter=5000).fit(x, y)
    numbers = {"intercept": model.intercept_[0], **dict(zip(names, model.coef_[0], strict=True))}
    return {name: round(float(value), 4) for name, value in numbers.items()}


def set_share(runs: Sequence[Run], metric: str, *, known: bool) -> float:
    """The share of the curves drawn that a set of epochs must hold, to hold the truly best in 90 % of the
    runs."""
    readings = [
        (
            read_curve(curve_of(history_of(run, run.epochs, known=known), f"val_{metric}")),
            truth_of(run, run.epochs, metric),
        )
        for run in runs
    ]
    for share in np.linspace(0.80, 1.0, 21):
        held = []
        for reading, true in readings:
            places = np.sort(reading.best)
            n = int(np.ceil(share * len(places)))
            begin = int((places[n - 1 :] - places[: len(places) - n + 1]).argmin())
            first, last = reading.epoch[places[begin]], reading.epoch[places[begin + n - 1]]
            held.append(first <= true.best_epoch <= last)
        if np.mean(held) >= 0.9:
            return round(float(share), 2)
    return 1.0


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("runs", type=Path)
    options = parser.parse_args()
    every = [run for run in load(options.runs) if run.is_whole and not run.is_test]
    rng = np.random.default_rng(0)
    numbers: dict[str, Any] = {"made_by": "bench/diagnosis/fit.py"}
    for kind, metric in (("loss", "loss"), ("score", "accuracy")):
        runs = [run for run in every if has_truth(run, metric)]
        numbers[kind] = {
            name: {
                "runs": len(runs),
                "set_share": set_share(runs, metric, known=known),
                **fit(samples(runs, metric, rng, known=known)),
            }
            for name, known in (("known", True), ("unknown", False))
        }
    OUT.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    print(OUT.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
