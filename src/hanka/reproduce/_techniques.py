"""The lecture's techniques against overfitting, each against the plain network, seed by seed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from hanka.comparison import interval, paired, sign
from hanka.experiment import Experiment
from hanka.figures import EffectsDisplay, new_figure
from hanka.messages import gettext as _
from hanka.reproduce._study import Result, Settings, Study, at_best, of_network
from hanka.spec import Family, Spec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["TECHNIQUES", "Techniques"]

_PLAIN: dict[str, Any] = {"hidden_layer_sizes": (128,), "train_size": 5000, "epochs": 50}
_SEEDS, _QUICK_SEEDS = 10, 3

Techniques = Mapping[str, Mapping[str, Any]]


def _techniques() -> Techniques:
    """Name → what it changes. The strengths are customary ones, not tuned."""
    return {
        _("plain"): {},
        _("dropout 0.5"): {"dropout": 0.5},
        "L1 0.0001": {"l1": 0.0001},
        "L2 0.001": {"l2": 0.001},
        "Elastic Net 0.00005 + 0.0005": {"l1": 0.00005, "l2": 0.0005},
        _("early stopping (patience 3)"): {"patience": 3, "restore_best_weights": True},
        _("shift + rotation + zoom"): {"shift": 0.1, "rotation": 10.0, "zoom": 0.1},
        _("four times the data"): {"train_size": 20_000},
    }


def _family(settings: Settings) -> Family:
    seeds = range(settings.seeds or (_QUICK_SEEDS if settings.quick else _SEEDS))
    specs = [Spec(**{**_PLAIN, **change}, seed=seed) for change in _techniques().values() for seed in seeds]
    return settings.applied(specs)


def _members(experiment: Experiment) -> dict[str, list[int]]:
    off: dict[str, Any] = dict.fromkeys(("dropout", "l1", "l2", "shift", "rotation", "zoom"), 0.0)
    off |= {"patience": None, "train_size": _PLAIN["train_size"]}
    return {name: of_network(experiment, {**off, **change}) for name, change in _techniques().items()}


def _result(experiment: Experiment) -> Result:
    members, histories = _members(experiment), experiment.histories
    # A row is measured before the best weights are restored: what is kept is the best epoch's network.
    every = [
        at_best(record, history) if record["spec"]["restore_best_weights"] else record
        for record, history in zip(experiment.members(), histories, strict=True)
    ]

    def by_seed(name: str, metric: str) -> dict[int, float | None]:
        return {every[m]["spec"]["seed"]: every[m][metric] for m in members[name]}

    plain = next(iter(members))
    records = []
    for name, own in members.items():
        record: dict[str, Any] = {"technique": name, "seeds": len(own)}
        for metric in ("val_loss", "val_accuracy", "loss_gap"):
            record[metric] = interval(by_seed(name, metric).values())
        for metric in ("val_loss", "val_accuracy"):
            record[f"{metric}_difference"] = (
                None if name == plain else paired(by_seed(plain, metric), by_seed(name, metric))
            )
        records.append(record)
    columns = {
        "technique": _("technique"),
        "seeds": _("seeds"),
        "val_loss": _("validation loss"),
        "val_loss_difference": _("difference"),
        "val_accuracy": _("validation accuracy"),
        "val_accuracy_difference": _("difference"),
        "loss_gap": _("gap"),
    }
    return Result(columns, records, _statements(records), {"techniques": partial(_figure, records)})


def _statements(records: list[dict[str, Any]]) -> list[str]:
    made = []
    for metric, better, text in (
        ("val_loss", -1, _("On the loss better than plain: {better}; worse: {worse}; unclear: {rest}.")),
        ("val_accuracy", 1, _("On the accuracy better: {better}; worse: {worse}; unclear: {rest}.")),
    ):
        kinds: dict[int, list[str]] = {1: [], -1: [], 0: []}
        for record in records[1:]:
            kinds[better * sign(record[f"{metric}_difference"])].append(record["technique"])
        found = zip(("better", "worse", "rest"), kinds.values(), strict=True)
        made.append(text.format(**{kind: ", ".join(names) or "–" for kind, names in found}))
    made.append(
        _(
            "Each is measured on the 10,000 digits that the lecture validates on: at the end of training, "
            "and early stopping at the epoch that it chooses by these digits, which flatters it a little."
        )
    )
    if (seeds := records[0]["seeds"]) < _SEEDS:
        made.append(_("{seeds} seeds of {own}: the intervals are wide.").format(seeds=seeds, own=_SEEDS))
    return made


def _figure(records: list[dict[str, Any]]) -> Figure:
    figure, axes = new_figure(2)
    for ax, metric, label, better in (
        (axes[0], "val_loss_difference", _("validation loss, difference from plain"), "lower"),
        (axes[1], "val_accuracy_difference", _("validation accuracy, difference from plain"), "higher"),
    ):
        EffectsDisplay({r["technique"]: r[metric] for r in records[1:]}).plot(ax, label=label, better=better)
    axes[1].set_yticklabels([])
    return figure


TECHNIQUES = Study(
    name="techniques",
    title=lambda: _("The lecture's techniques on 5,000 digits"),
    source="mnist",
    family=_family,
    read=_result,
)
