"""The lecture's table from finished experiment folders, as Markdown for docs/log.md.

hanka train mnist --hidden 400,4000 --epochs 20 --seed 0:3 --out runs/lecture
hanka train mnist --hidden 40000 --epochs 20 --out runs/lecture-40000
python bench/lecture_table.py runs/lecture runs/lecture-40000
"""

from __future__ import annotations

import sys
from collections import defaultdict
from math import sqrt
from statistics import mean, stdev
from typing import Any

from _rounds import table
from scipy import stats

import hanka

Member = dict[str, Any]


def row(member: Member) -> list[str]:
    """One member as a row."""
    return [
        "-".join(map(str, member["spec"]["hidden_layer_sizes"])),
        str(member["spec"]["seed"]),
        f"{member['parameters']:,}",
        str(member["epochs"]),
        f"{member['accuracy']:.4f}",
        f"{member['val_accuracy']:.4f} ± {member['val_accuracy_se']:.4f}",
        f"{member['accuracy'] - member['val_accuracy']:.4f}",
        f"{member['loss']:.4f}",
        f"{member['val_loss']:.4f}",
        str(member["best_epoch"]),
        f"{member['seconds']:.0f}",
    ]


def interval(values: list[float]) -> str:
    """The mean, and where there are several its 95 % t-interval."""
    if len(values) < 2:
        return f"{values[0]:.4f}"
    half = stats.t.ppf(0.975, len(values) - 1) * stdev(values) / sqrt(len(values))
    return f"{mean(values):.4f} ± {half:.4f}"


def main() -> None:
    """Print the members, then the widths over their seeds."""
    members: list[Member] = [m for folder in sys.argv[1:] for m in hanka.open(folder).members()]
    if not members:
        sys.exit(__doc__)
    head = ["H", "seed", "parameters", "epochs", "accuracy", "val_accuracy ± se", "gap", "loss", "val_loss"]
    table([*head, "best epoch", "seconds"], map(row, members))
    widths: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        widths["-".join(map(str, member["spec"]["hidden_layer_sizes"]))].append(member)
    print("Over the seeds: mean ± half the 95 % t-interval\n")
    table(
        ["H", "seeds", "accuracy", "val_accuracy", "val_loss", "seconds each"],
        (
            [
                width,
                str(len(group)),
                *(interval([m[key] for m in group]) for key in ("accuracy", "val_accuracy", "val_loss")),
                f"{mean(m['seconds'] for m in group):.0f}",
            ]
            for width, group in widths.items()
        ),
    )


if __name__ == "__main__":
    main()
