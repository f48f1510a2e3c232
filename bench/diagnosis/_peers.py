"""The peers' own verdicts, from their installed packages: does each call a run overfitting?

Run in an environment of its own with losslint, trainspotter, runmedic and finetune-doctor; see score.py.
Reads a run a line of standard input, `{"metrics": {"loss": [...], "val_loss": [...]}}`; writes `{peer:
true|false|null}` a line, null where the peer cannot read the run.
"""

from __future__ import annotations

import csv
import json
import math
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Metrics = dict[str, list[float]]


def losslint(table: Path, _state: Path) -> bool:
    """Its finding overfit_onset, whatever its severity."""
    from losslint.checks import run_all_checks
    from losslint.parsing import load_run

    return any(f.check == "overfit_onset" for f in run_all_checks(load_run(table)))


def trainspotter(table: Path, _state: Path) -> bool:
    """Its finding overfitting at severity warning or worse, as with --fail-on warning."""
    from trainspotter.detectors import run_all, severity_at_least
    from trainspotter.readers import load_run

    found = run_all(load_run(str(table)))
    return any(f.detector == "overfitting" and severity_at_least(f.severity, "warning") for f in found)


def runmedic(table: Path, _state: Path) -> bool:
    """Its finding overfitting at any severity."""
    from runmedic import loaders, roles
    from runmedic.checks import run_checks

    [run] = loaders.load(str(table))
    return any(f.check == "overfitting" for f in run_checks(run, roles.detect(run, {})))


def finetune_doctor(_table: Path, state: Path) -> bool:
    """Its check overfitting at WARNING or worse."""
    from finetune_doctor.diagnosis import diagnose
    from finetune_doctor.findings import Severity
    from finetune_doctor.history import load

    findings = diagnose(load(str(state))).findings
    return any(f.check == "overfitting" and f.severity >= Severity.WARNING for f in findings)


PEERS: dict[str, Callable[[Path, Path], bool]] = {
    "losslint": losslint,
    "trainspotter": trainspotter,
    "runmedic": runmedic,
    "finetune-doctor": finetune_doctor,
}


def write(folder: Path, metrics: Metrics) -> tuple[Path, Path]:
    """The run as a table of Keras' names, and as Hugging Face's trainer_state.json."""
    table, state = folder / "log.csv", folder / "trainer_state.json"
    n = len(next(iter(metrics.values())))
    with table.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["epoch", *metrics])
        writer.writerows([i, *(values[i] for values in metrics.values())] for i in range(n))
    names = {name: name.replace("val_", "eval_") for name in metrics}
    log: list[dict[str, Any]] = []
    for i in range(n):
        place = {"epoch": float(i + 1), "step": 100 * (i + 1)}
        train = {k: metrics[k][i] for k in names if not k.startswith("val_")}
        log += [place | train] if train else []
        log.append(place | {names[k]: metrics[k][i] for k in names if k.startswith("val_")})
    state.write_text(json.dumps({"log_history": log, "global_step": 100 * n, "best_metric": None}))
    return table, state


def main() -> None:
    """Answer run by run."""
    with tempfile.TemporaryDirectory() as name:
        for line in sys.stdin:
            metrics = json.loads(line)["metrics"]
            assert all(math.isfinite(v) for values in metrics.values() for v in values)
            table, state = write(Path(name), metrics)
            answers: dict[str, bool | None] = {}
            for peer, ask in PEERS.items():
                try:
                    answers[peer] = bool(ask(table, state))
                except Exception as error:
                    print(f"{peer}: {type(error).__name__}: {error}", file=sys.stderr)
                    answers[peer] = None
            print(json.dumps(answers), flush=True)


if __name__ == "__main__":
    main()
