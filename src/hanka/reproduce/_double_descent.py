"""Double descent: error against width, past the width at which the training labels are learnt by heart."""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING, Any

from hanka.comparison import over_seeds, paired
from hanka.experiment import Experiment
from hanka.figures import CapacityDisplay, new_figure
from hanka.messages import gettext as _
from hanka.reproduce._study import Result, Settings, Study
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
    together, best = over_seeds(members), _at_their_best(experiment)
    records = []
    for one, early in zip(together, best, strict=True):
        error, val_error = ({**_error(one[name])} for name in ("accuracy", "val_accuracy"))
        records.append(
            {
                "units": one["units"],
                "parameters": one["parameters"],
                "seeds": len(one["members"]),
                "error": error,
                "val_error": val_error,
                "val_loss": one["val_loss"],
                "early": _error(early["val_accuracy"]),
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


def _at_their_best(experiment: Experiment) -> list[dict[str, Any]]:
    """The networks as if each had been stopped at the epoch of its lowest validation loss."""
    stopped = []
    for member, history in zip(experiment.members(), experiment.histories, strict=True):
        at = history.epoch == history.best_epoch()
        values = {name: float(values[at][0]) for name, values in history.metrics.items()}
        stopped.append({**member, **values})
    return over_seeds(stopped)


def _error(accuracy: dict[str, Any]) -> dict[str, Any]:
    """The share of wrong answers, where that of right ones is known."""
    low, high = (None if accuracy[end] is None else 1 - accuracy[end] for end in ("high", "low"))
    mean = None if accuracy["mean"] is None else 1 - accuracy["mean"]
    return {"mean": mean, "low": low, "high": high, "n": accuracy["n"]}


def _statements(experiment: Experiment, records: list[dict[str, Any]]) -> list[str]:
    made = [_peak(records)]
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
            "Stopped at its best epoch, no width has an error more than {worst:.1%} above that of the width "
            "before it: the peak comes of training on."
        ).format(worst=max(worst, 0))
    )
    made.append(
        _(
            "What differs: Belkin and others (PNAS 2019) train on the squared loss, without label noise and "
            "for up to 6,000 epochs; Nakkiran and others (2019) add label noise, as here, to other networks. "
            "Where the peak lies depends on the training; that there is one doesn't."
        )
    )
    return made


def _peak(records: list[dict[str, Any]]) -> str:
    """The first valley, the peak after it, and how far the second descent has come; or that there is none."""
    errors = [record["val_error"]["mean"] for record in records]
    rises = [
        (errors[top] - errors[valley], valley, top)
        for valley in range(len(errors))
        for top in range(valley + 1, len(errors))
    ]
    height, valley, top = max(rises)
    if height <= 0 or errors[-1] >= errors[top]:
        return _("There is no peak: the error falls with each width, or has not come down again.")
    text = _(
        "The validation error falls to {first:.1%} at {valley:,} units, rises to {peak:.1%} at {top:,}, and "
        "comes down again, to {last:.1%} at {end:,}."
    ).format(
        first=errors[valley],
        valley=records[valley]["units"],
        peak=errors[top],
        top=records[top]["units"],
        last=errors[-1],
        end=records[-1]["units"],
    )
    rise = paired(records[valley]["by_seed"], records[top]["by_seed"])
    if rise["low"] is None:
        return text + " " + _("One seed says nothing of chance.")
    return (
        text
        + " "
        + _("Seed by seed the peak lies {mean:.1%} ± {half:.1%} above the valley.").format(
            mean=rise["mean"], half=rise["mean"] - rise["low"]
        )
    )


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
