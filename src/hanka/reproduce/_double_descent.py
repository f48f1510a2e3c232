"""Double descent: error against width, past the width at which the training labels are learnt by heart."""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING, Any

from hanka.comparison import complement, over_seeds, paired, sign
from hanka.experiment import Experiment
from hanka.figures import CapacityDisplay, new_figure
from hanka.messages import gettext as _
from hanka.reproduce._study import Result, Settings, Study, at_best
from hanka.spec import Family, Spec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["DOUBLE_DESCENT"]

_WIDTHS = (2, 4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 64, 96, 128, 192, 256, 512, 1024)
_QUICK_WIDTHS = (4, 8, 16, 24, 32, 64, 128, 256)
_SEEDS = 3
_LEARNT = 0.01
"""A training error below this is interpolation, for the statement about where it sets in."""


def _family(settings: Settings) -> Family:
    recipe: dict[str, Any] = {"train_size": 4000, "label_noise": 0.15, "batch_size": 128, "epochs": 200}
    seeds = range(settings.seeds or (1 if settings.quick else _SEEDS))
    widths = _QUICK_WIDTHS if settings.quick else _WIDTHS
    specs = [Spec(hidden_layer_sizes=(w,), seed=seed, **recipe) for w in widths for seed in seeds]
    return settings.applied(specs)


def _result(experiment: Experiment) -> Result:
    members = experiment.members()
    together = over_seeds(members)
    best = over_seeds(map(at_best, members, experiment.histories))
    records = []
    for one, early in zip(together, best, strict=True):
        error, val_error = (complement(one[name]) for name in ("accuracy", "val_accuracy"))
        records.append(
            {
                "units": one["units"],
                "parameters": one["parameters"],
                "seeds": len(one["members"]),
                "error": error,
                "val_error": val_error,
                "val_loss": one["val_loss"],
                "early": complement(early["val_accuracy"]),
                "by_seed": {
                    members[member]["spec"]["seed"]: 1 - members[member]["val_accuracy"]
                    for member in one["members"]
                },
            }
        )
    columns = {
        "units": _("units"),
        "parameters": _("parameters"),
        "seeds": _("seeds"),
        "error": _("training error"),
        "val_error": _("validation error"),
        "val_loss": _("validation loss"),
        "early": _("error at the best epoch"),
    }
    return Result(
        columns, records, _statements(experiment, records), {"widths": partial(_widths, together, best)}
    )


def _statements(experiment: Experiment, records: list[dict[str, Any]]) -> list[str]:
    peak = _peak(records)
    made = [_peak_in_words(records, peak)]
    learnt = next((record for record in records if record["error"]["mean"] < _LEARNT), None)
    if learnt is not None:
        made.append(
            _(
                "From {units:,} units on the noisy training labels are learnt by heart, all but {error:.1%}; "
                "a network with as many weights as there are labels times classes has {threshold:,.0f} units."
            ).format(
                units=learnt["units"],
                error=learnt["error"]["mean"],
                threshold=experiment.family.specs[0].rows(experiment.dataset["n_train"]) * 10 / 795,
            )
        )
    early = [record["early"]["mean"] for record in records]
    worst = max(second - first for first, second in itertools.pairwise(early))
    made.append(
        _(
            "Stopped at its best epoch, no width has an error more than {worst:.1f} percentage points above "
            "that of the width before it."
        ).format(worst=100 * max(worst, 0))
    )
    made.append(
        _(
            "What differs: Belkin and others (PNAS 2019) train on the squared loss, without label noise and "
            "for up to 6,000 epochs; Nakkiran and others (2019) add label noise, as here, to other networks. "
            "Where a peak lies, and whether there is one, depends on how long one trains."
        )
    )
    seeds = records[0]["seeds"]
    if len(records) < len(_WIDTHS) or seeds < _SEEDS:
        made.append(
            _("{widths} widths of {all} and {seeds} seeds of {own} were trained.").format(
                widths=len(records), all=len(_WIDTHS), seeds=seeds, own=_SEEDS
            )
        )
    return made


def _peak(records: list[dict[str, Any]]) -> tuple[int, int] | None:
    """The places of the valley and of the peak after it, the largest rise that is followed by a descent; None
    where there is no rise."""
    errors = [record["val_error"]["mean"] for record in records]
    rises = [
        (errors[top] - errors[valley], valley, top)
        for valley in range(len(errors))
        for top in range(valley + 1, len(errors))
    ]
    height, valley, top = max(rises)
    return (valley, top) if height > 0 and errors[-1] < errors[top] else None


def _peak_in_words(records: list[dict[str, Any]], peak: tuple[int, int] | None) -> str:
    """The valley, the peak and the second descent, where seeds show that there are such."""
    if peak is None:
        return _("There is no peak: the error falls with each width, or has not come down again.")
    valley, top = (records[place] for place in peak)
    rise = paired(valley["by_seed"], top["by_seed"])
    words = {
        "first": valley["val_error"]["mean"],
        "valley": valley["units"],
        "peak": top["val_error"]["mean"],
        "top": top["units"],
        "last": records[-1]["val_error"]["mean"],
        "end": records[-1]["units"],
    }
    if rise["low"] is None:
        return _(
            "The validation error is {first:.1%} at {valley:,} units, {peak:.1%} at {top:,} and {last:.1%} "
            "at {end:,}; one seed can't say whether that is a peak."
        ).format(**words)
    sure = {"mean": 100 * rise["mean"], "half": 100 * (rise["mean"] - rise["low"])}
    if sign(rise) < 1:
        return _(
            "No peak is shown: the error at {top:,} units lies {mean:.1f} ± {half:.1f} percentage points "
            "above that at {valley:,}, seed by seed."
        ).format(**words, **sure)
    return _(
        "The validation error falls to {first:.1%} at {valley:,} units, rises to {peak:.1%} at {top:,}, and "
        "comes down again, to {last:.1%} at {end:,}. Seed by seed the peak lies {mean:.1f} ± {half:.1f} "
        "percentage points above the valley; both were picked by these runs, which flatters that a little."
    ).format(**words, **sure)


def _widths(together: list[dict[str, Any]], best: list[dict[str, Any]]) -> Figure:
    figure, axes = new_figure(2)
    for ax, networks, title in (
        (axes[0], together, _("after the last epoch")),
        (axes[1], best, _("at the best epoch")),
    ):
        CapacityDisplay(networks).plot(ax, metric="error", size="units")
        ax.set_title(title, fontsize=10)
        ax.set_ylim(0, max(0.4, *(1 - one["val_accuracy"]["mean"] for one in together[2:])))
    return figure


DOUBLE_DESCENT = Study(
    name="double-descent",
    title=lambda: _("Double descent on 4,000 digits with wrong labels"),
    source="mnist",
    family=_family,
    read=_result,
)
