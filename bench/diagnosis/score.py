"""How often the verdict is right: on the test runs, on shapes, against the rules that others use.

    python -m venv peers/readers
    peers/readers/bin/python -m pip install losslint==0.4.1 trainspotter==0.2.6 runmedic==0.1.1
    finetune-doctor==0.2.2 python bench/diagnosis/score.py runs/diagnosis.npz --peers peers/readers/bin/python

Prints the tables of docs/diagnosis.md. Nothing here has been fitted on: fit.py sees other tasks.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from histories import has_truth, history_of, history_of_log, truth_of
from rules import RULES, ask_peers, lower_is_better
from runs import Run, load
from shapes import logs
from truth import Truth

from hanka import History
from hanka.diagnosis import Diagnosis, diagnose

LENGTHS = (20, 100, 500)
VERDICTS = ("underfitting", "good_fit", "overfitting")


@dataclass(frozen=True)
class Case:
    """A history, the metric that is judged, and what is true of it."""

    history: History
    metric: str
    truth: Truth
    group: str
    n_val: int
    epochs: int


def counts(said: Sequence[bool | None], cases: Sequence[Case]) -> tuple[int, int, int, int]:
    """(true positives, false positives, misses, true negatives) outside the borderline; None says no."""
    pairs = [(bool(s), c.truth.is_clearly_overfitting) for s, c in zip(said, cases, strict=True)]
    return tuple(
        sum(pair == kind for pair in pairs)
        for kind in ((True, True), (True, False), (False, True), (False, False))
    )  # type: ignore[return-value]


def overfit_row(name: str, said: Sequence[bool | None], cases: Sequence[Case]) -> list[str]:
    tp, fp, fn, tn = counts(said, cases)
    f1, precision, recall = 2 * tp / max(2 * tp + fp + fn, 1), tp / max(tp + fp, 1), tp / max(tp + fn, 1)
    return [name, f"{f1:.3f}", f"{precision:.3f}", f"{recall:.3f}", f"{fp / max(fp + tn, 1):.3f}"]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a Markdown table."""
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print(flush=True)


def overfitting(
    cases: Sequence[Case], verdicts: Sequence[Diagnosis], peers: dict[str, list[bool | None]]
) -> None:
    """Overfitting against not, all rules on the same runs."""
    said: dict[str, list[bool | None]] = {"hanka": [d.verdict == "overfitting" for d in verdicts]}
    said |= {name: [rule(c.history, c.metric) for c in cases] for name, rule in RULES.items()}
    said |= peers
    parts: dict[str, Callable[[Case], bool]] = {
        "All test runs": lambda c: True,
        "100 validation examples or more": lambda c: c.n_val >= 100,
        "1,000 validation examples": lambda c: c.n_val >= 1000,
        "100 validation examples, at most 25 epochs": lambda c: c.n_val == 100 and c.epochs <= 25,
        "`teacher`, 100 or 1,000 validation examples": lambda c: (
            c.group == "teacher" and c.n_val in (100, 1000)
        ),
    }
    for title, belongs in parts.items():
        places = [i for i, case in enumerate(cases) if belongs(case)]
        chosen = [cases[i] for i in places]
        clear = [c for c in chosen if c.truth.is_clearly_overfitting is not None]
        positive = sum(bool(c.truth.is_clearly_overfitting) for c in clear)
        rest, border = len(clear) - positive, len(chosen) - len(clear)
        print(f"{title}: {positive} overfit, {rest} don't, {border} borderline\n")
        rows = [overfit_row(name, [answers[i] for i in places], chosen) for name, answers in said.items()]
        table(["", "F1", "precision", "recall", "false positives"], rows)
    borderline = [i for i, c in enumerate(cases) if c.truth.is_clearly_overfitting is None]
    called = {name: np.mean([bool(answers[i]) for i in borderline]) for name, answers in said.items()}
    print("Borderline runs (1.5 to 5 % of true excess) called overfitting:", end=" ")
    print(", ".join(f"{name} {share:.2f}" for name, share in called.items()) + "\n")


def three_way(cases: Sequence[Case], verdicts: Sequence[Diagnosis]) -> None:
    """All three verdicts: confusion, F1 among the decided, coverage, calibration."""
    rows = []
    for title, belongs in {
        "all": lambda c: True,
        **{
            f"{n:,} validation examples": (lambda c, n=n: c.n_val == n)
            for n in (30, 50, 100, 200, 300, 500, 1000)
        },
    }.items():
        pairs = [(c, d) for c, d in zip(cases, verdicts, strict=True) if belongs(c)]
        clear = [(c, d) for c, d in pairs if c.truth.is_clear]
        decided = [(c.truth.verdict, d.verdict) for c, d in clear if d.verdict in VERDICTS]
        coverage = len(decided) / max(len(clear), 1)
        rows.append(
            [
                title,
                str(len(clear)),
                f"{macro_f1(decided):.3f}",
                f"{coverage:.3f}",
                f"{ece(pairs):.3f}",
                f"{ece(clear):.3f}",
            ]
        )
    print("Three verdicts, outside the borderlines; calibration with them and without\n")
    table(["", "runs", "macro F1 of the decided", "coverage", "calibration error, all", "clear runs"], rows)
    clear = [(c.truth.verdict, d.verdict) for c, d in zip(cases, verdicts, strict=True) if c.truth.is_clear]
    print("Confusion, clear runs: rows are the truth\n")
    said = (*VERDICTS, "undecided", "diverged")
    table(["", *said], ([t, *(str(clear.count((t, s))) for s in said)] for t in VERDICTS))


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean of the three verdicts' F1."""
    found = []
    for verdict in VERDICTS:
        tp = sum(t == s == verdict for t, s in pairs)
        wrong = sum((t == verdict) != (s == verdict) for t, s in pairs)
        found.append(2 * tp / max(2 * tp + wrong, 1))
    return float(np.mean(found))


Bins = list[tuple[float, float, int]]
"""(mean probability, share that is true, number) of each bin of probabilities."""


def reliability(
    pairs: Sequence[tuple[Case, Diagnosis]], verdicts: Sequence[str] = VERDICTS, bins: int = 10
) -> Bins:
    """How often what is called so likely is true."""
    p = np.array([d.probability[v] for _c, d in pairs if d.probability for v in verdicts])
    true = np.array([c.truth.verdict == v for c, d in pairs if d.probability for v in verdicts])
    place = np.minimum((p * bins).astype(int), bins - 1)
    there = [place == i for i in range(bins) if (place == i).any()]
    return [(float(p[b].mean()), float(true[b].mean()), int(b.sum())) for b in there]


def ece(pairs: Sequence[tuple[Case, Diagnosis]]) -> float:
    """Expected calibration error over all three probabilities."""
    found = reliability(pairs)
    return sum(abs(p - true) * n for p, true, n in found) / sum(n for *_rest, n in found)


def plot_calibration(pairs: Sequence[tuple[Case, Diagnosis]], path: Path) -> None:
    """Probability against the share that is true, for each verdict."""
    from matplotlib.figure import Figure

    colors = {"underfitting": "#56B4E9", "good_fit": "#009E73", "overfitting": "#D55E00"}
    figure = Figure(figsize=(4.6, 4.2), layout="constrained")
    ax = figure.subplots()
    ax.plot([0, 1], [0, 1], color="#999999", linewidth=0.8)
    for verdict, color in colors.items():
        p, true, n = (np.array(v) for v in zip(*reliability(pairs, [verdict]), strict=True))
        ax.plot(p, true, color=color, linewidth=1, label=verdict.replace("_", " "))
        ax.scatter(p, true, s=np.sqrt(n) * 6, color=color)
    ax.set(xlabel="probability given", ylabel="share that is true", xlim=(0, 1), ylim=(0, 1), aspect="equal")
    ax.legend(frameon=False)
    figure.savefig(path, dpi=120)


def on_shapes(seeds: int, peers: str | None) -> None:
    """Recall and false alarms on shapes, at three lengths; the means weigh every shape the same."""
    rows: dict[str, list[str]] = {}
    worst, regrets = [], []
    for epochs in LENGTHS:
        cases = shape_cases(epochs, seeds)
        verdicts = [diagnose(case.history, case.metric) for case in cases]
        said: dict[str, list[bool | None]] = {"hanka": [d.verdict == "overfitting" for d in verdicts]}
        said |= {name: [rule(c.history, c.metric) for c in cases] for name, rule in RULES.items()}
        said |= ask_peers(peers, [case.history for case in cases]) if peers else {}
        for name, answers in said.items():
            wrong = wrong_by_shape(cases, answers)
            missed, alarms = rates(wrong)
            rows.setdefault(name, [name]).append(f"{1 - missed:.3f} / {alarms:.3f}")
            if name == "hanka":
                worst += worst_rows(wrong, str(epochs))
        ours = [
            c.truth.regret[d.best_epoch - 1] for c, d in zip(cases, verdicts, strict=True) if d.best_epoch
        ]
        lowest = [c.truth.regret[round(c.history.epoch[lowest_place(c)]) - 1] for c in cases]
        regrets.append([str(epochs), f"{np.quantile(ours, 0.95):.1%}", f"{np.quantile(lowest, 0.95):.1%}"])
    n = len({case.group for case in cases})
    print(f"{n} shapes, {seeds} draws each: recall / false alarms, means over the shapes\n")
    table(["", "20 epochs", "100 epochs", "500 epochs"], rows.values())
    print("Shapes that hanka gets wrong in more than 5 % of the draws\n")
    table(["shape", "epochs", "", "share"], worst)
    print("Shapes: regret of the best epoch, 95th percentile\n")
    table(["epochs", "hanka", "lowest value"], regrets)


def on_shapes_of_known_size(seeds: int) -> None:
    """The same, the logs telling a number of validation examples: what they show is no surer for it."""
    rows, worst = [], []
    for n_val in (30, 100, 1000, 10_000):
        row = [f"{n_val:,}"]
        for epochs in LENGTHS:
            cases = shape_cases(epochs, seeds, n_val)
            wrong = wrong_by_shape(cases, [is_called(case) for case in cases])
            missed, alarms = rates(wrong)
            row.append(f"{1 - missed:.3f} / {alarms:.3f}")
            worst += worst_rows(wrong, f"{n_val:,}", str(epochs))
        rows.append(row)
    print("Shapes with a number of validation examples told: recall / false alarms\n")
    table(["validation examples told", *(f"{epochs} epochs" for epochs in LENGTHS)], rows)
    print("Wrong in more than 5 % of the draws\n")
    table(["shape", "validation examples told", "epochs", "", "share"], worst)


def is_called(case: Case) -> bool:
    """Whether hanka calls it overfitting."""
    return diagnose(case.history, case.metric).verdict == "overfitting"


def rates(wrong: Mapping[tuple[str, bool], float]) -> tuple[float, float]:
    """(misses, false alarms), means over the shapes."""
    return tuple(
        float(np.mean([share for (_shape, overfits), share in wrong.items() if overfits == kind]))
        for kind in (True, False)
    )  # type: ignore[return-value]


def worst_rows(wrong: Mapping[tuple[str, bool], float], *columns: str) -> list[list[str]]:
    """Rows of the shapes that are often wrong."""
    return [
        [shape, *columns, "missed" if overfits else "false alarm", f"{share:.2f}"]
        for (shape, overfits), share in wrong.items()
        if share > 0.05
    ]


def shape_cases(epochs: int, seeds: int, n_val: int | None = None) -> list[Case]:
    """Draws of every shape at a length."""
    rng = np.random.default_rng(1000 + epochs)
    return [
        Case(history_of_log(log, n_val), log.metric, log.truth, name, n_val or 0, epochs)
        for _seed in range(seeds)
        for name, log in logs(epochs, rng).items()
    ]


def wrong_by_shape(cases: Sequence[Case], said: Sequence[bool | None]) -> dict[tuple[str, bool], float]:
    """(shape, whether it overfits) → the share of wrong answers, borderline shapes left out."""
    found: dict[tuple[str, bool], list[bool]] = {}
    for case, answer in zip(cases, said, strict=True):
        if (overfits := case.truth.is_clearly_overfitting) is not None:
            found.setdefault((case.group, overfits), []).append(bool(answer) != overfits)
    return {shape: float(np.mean(wrong)) for shape, wrong in found.items()}


def lowest_place(case: Case) -> int:
    """Where the metric is best, noise and all."""
    return int(lower_is_better(case.history, case.metric).argmin())


def best_epochs(cases: Sequence[Case], verdicts: Sequence[Diagnosis]) -> None:
    """Regret of the best epoch, and the sets that should hold it."""
    rows = []
    for n in (30, 50, 100, 200, 300, 500, 1000):
        ours, argmin, held, sizes, shares = [], [], [], [], []
        for case, d in zip(cases, verdicts, strict=True):
            if case.n_val != n or d.best_epoch is None or d.best_set_90 is None:
                continue
            ours.append(case.truth.regret[d.best_epoch - 1])
            argmin.append(case.truth.regret[lowest_place(case)])
            first, last = d.best_set_90
            held.append(first <= case.truth.best_epoch <= last)
            sizes.append(last - first + 1)
            shares.append((last - first + 1) / case.epochs)
        quantiles = [f"{np.median(v):.2%} / {np.quantile(v, 0.95):.1%}" for v in (ours, argmin)]
        rows.append(
            [
                f"{n:,}",
                str(len(ours)),
                *quantiles,
                f"{np.mean(held):.3f}",
                f"{np.median(sizes):.0f} ({np.median(shares):.0%})",
            ]
        )
    print("Best epoch: regret in units of the best loss, median / 95th percentile; `best_set_90`\n")
    table(
        ["validation examples", "runs", "hanka", "lowest value", "set holds the best", "median size (share)"],
        rows,
    )


def speed(cases: Sequence[Case]) -> None:
    """Seconds for 1,000 histories of 200 epochs, all their metrics."""
    from hanka.diagnosis import diagnose_all

    rng = np.random.default_rng(0)
    made = [log for _seed in range(30) for log in logs(200, rng).values()][:1000]
    histories = [history_of_log(log) for log in made]
    diagnose_all(histories[0])
    began = time.perf_counter()
    for history in histories:
        diagnose_all(history)
    seconds = time.perf_counter() - began
    each = seconds / len(histories) * 1000
    print(f"{len(histories)} histories of 200 epochs: {seconds:.2f} s, {each:.1f} ms each\n")


def main() -> None:
    """All tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("runs", type=Path)
    parser.add_argument("--peers", help="the Python of an environment with the peers")
    parser.add_argument("--seeds", type=int, default=100, help="draws of each shape")
    parser.add_argument("--plot", type=Path, help="write the calibration of the first table as a picture")
    parser.add_argument("--part", choices=["test", "learn"], default="test", help="learn: to develop with")
    options = parser.parse_args()
    runs = [run for run in load(options.runs) if run.is_whole and run.is_test == (options.part == "test")]
    for metric, known in (("loss", True), ("loss", False), ("accuracy", True), ("accuracy", False)):
        title = "known" if known else "unknown, training loss as Keras logs it"
        cases = [case_of(run, metric, known) for run in runs if has_truth(run, metric)]
        print(f"# {metric}: {len(cases)} {options.part} runs, size of the validation set {title}\n")
        verdicts = [diagnose(case.history, case.metric) for case in cases]
        peers = (
            ask_peers(options.peers, [case.history for case in cases])
            if options.peers and known and metric == "loss"
            else {}
        )
        overfitting(cases, verdicts, peers)
        three_way(cases, verdicts)
        best_epochs(cases, verdicts)
        if options.plot and known and metric == "loss":
            plot_calibration(list(zip(cases, verdicts, strict=True)), options.plot)
    on_shapes(options.seeds, options.peers)
    on_shapes_of_known_size(max(options.seeds // 5, 1))
    speed(cases)


def case_of(run: Run, metric: str, known: bool) -> Case:
    """A run as a case."""
    history = history_of(run, run.epochs, known=known)
    return Case(
        history,
        f"val_{metric}",
        truth_of(run, run.epochs, metric),
        run.about["data"],
        run.about["n_val"],
        run.epochs,
    )


if __name__ == "__main__":
    main()
