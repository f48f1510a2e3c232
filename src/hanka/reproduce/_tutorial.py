"""TensorFlow's tutorial "Overfit and underfit": four sizes and three remedies on HIGGS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from hanka.comparison import interval, paired, predicted, sign
from hanka.diagnosis import diagnose, verdict_name
from hanka.experiment import Experiment
from hanka.figures import EffectsDisplay, TrainingCurveDisplay
from hanka.history import History
from hanka.messages import gettext as _
from hanka.reproduce._markup import cell
from hanka.reproduce._study import Result, Settings, Study, of_network
from hanka.spec import Family, Spec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["MODELS", "TUTORIAL"]

_RECIPE: dict[str, Any] = {
    "activation": "elu",
    "batch_size": 500,
    "optimizer": "adam",
    "learning_rate": 0.001,
    "schedule": "inverse_time:decay_steps=20000:decay_rate=1",
    "epochs": 10_000,
    "patience": 200,
}
_LARGE: dict[str, Any] = {"hidden_layer_sizes": (512,) * 4}
_SEEDS, _QUICK_SEEDS = 10, 3
_FAR = 1.0
"""A cross-entropy as Large's, beside which the others could not be told apart."""


@dataclass(frozen=True, slots=True)
class Model:
    """One of the tutorial's networks, and what the tutorial printed of it, every hundredth epoch.

    Attributes:
        settings: of the spec, besides the common recipe.
        epochs: after how many it stopped.
        lowest, last: validation cross-entropies; the lowest without that of the first epoch.
        accuracy: the last on validation data.
    """

    settings: dict[str, Any]
    epochs: int
    lowest: float
    last: float
    accuracy: float


MODELS = {
    "Tiny": Model({"hidden_layer_sizes": (16,)}, 827, 0.5960, 0.5965, 0.658),
    "Small": Model({"hidden_layer_sizes": (16, 16)}, 825, 0.5859, 0.5894, 0.662),
    "Medium": Model({"hidden_layer_sizes": (64, 64, 64)}, 255, 0.6157, 0.7006, 0.649),
    "Large": Model(_LARGE, 222, 1.8178, 2.4547, 0.659),
    "L2": Model({**_LARGE, "l2": 0.001, "penalty_layers": "hidden"}, 476, 0.5773, 0.5827, 0.675),
    "Dropout": Model({**_LARGE, "dropout": 0.5}, 358, 0.5853, 0.6016, 0.677),
    "Combined": Model(
        {**_LARGE, "l2": 0.0001, "penalty_layers": "hidden", "dropout": 0.5}, 838, 0.5448, 0.5466, 0.695
    ),
}
"""https://www.tensorflow.org/tutorials/keras/overfit_and_underfit, as it was printed there."""


def _spec(model: Model, seed: int) -> Spec:
    return Spec(seed=seed, **_RECIPE, **model.settings)


def _family(settings: Settings) -> Family:
    seeds = range(settings.seeds or (_QUICK_SEEDS if settings.quick else _SEEDS))
    names = list(MODELS)[:3] if settings.quick else list(MODELS)
    return settings.applied([_spec(MODELS[name], seed) for name in names for seed in seeds])


def _members(experiment: Experiment) -> dict[str, list[int]]:
    """Model → its members, of those models that were trained."""
    found = {}
    for name, model in MODELS.items():
        off: dict[str, Any] = {"l2": 0.0, "dropout": 0.0, "penalty_layers": "all"}
        if members := of_network(experiment, {**off, **model.settings}):
            found[name] = members
    return found


def _result(experiment: Experiment) -> Result:
    histories, members = experiment.histories, _members(experiment)
    records = []
    for name, own in members.items():
        model, runs = MODELS[name], [histories[member] for member in own]
        verdicts = [diagnose(run, "val_loss").verdict for run in runs]
        counts = Counter(verdicts).most_common()
        most = [verdict for verdict, n in counts if n == counts[0][1]]
        records.append(
            {
                "model": name,
                "seeds": len(own),
                "epochs": interval(float(len(run)) for run in runs),
                "published_epochs": model.epochs,
                "lowest": interval(_printed(run, "val_loss", _lowest) for run in runs),
                "published_lowest": model.lowest,
                "last": interval(_printed(run, "val_loss", _last) for run in runs),
                "published_last": model.last,
                "accuracy": interval(_printed(run, "val_accuracy", _last) for run in runs),
                "published_accuracy": model.accuracy,
                "verdict": ", ".join(f"{verdict_name(v)} {counts[0][1]}/{len(verdicts)}" for v in most),
                "verdicts": dict(counts),
            }
        )
    columns = {
        "model": _("model"),
        "seeds": _("seeds"),
        "epochs": _("stopped after"),
        "published_epochs": _("published"),
        "lowest": _("lowest val_loss"),
        "published_lowest": _("published"),
        "last": _("last val_loss"),
        "published_last": _("published"),
        "accuracy": _("last val_accuracy"),
        "published_accuracy": _("published"),
        "verdict": _("verdict"),
    }
    return Result(
        columns, records, _statements(experiment, members, records, columns), _figures(experiment, records)
    )


def _last(values: Any) -> float:
    return float(values[-1])


def _lowest(values: Any) -> float:
    """As they were published: without the first epoch's, where there are more."""
    return float(np.min(values[1:] if len(values) > 1 else values))


def _printed(history: History, name: str, of: Callable[[Any], Any]) -> float | None:
    """Of the values that the tutorial would have printed: after the first epoch and each hundredth more."""
    shown = history.metrics[name][history.epoch % 100 == 1]
    return float(of(shown)) if len(shown) else None


def _statements(
    experiment: Experiment,
    members: Mapping[str, list[int]],
    records: list[dict[str, Any]],
    columns: Mapping[str, str],
) -> list[str]:
    made = _against_published(records, columns)
    tests = _tests(experiment, members)
    for name in [name for name in ("L2", "Dropout", "Combined") if name in members]:
        made.append(_against_tiny(experiment, members, tests, name))
    if {"Tiny", "Large"} <= members.keys():
        made.append(_same_accuracy(records))
    made.append(
        _(
            "What differs: the rows, where they are not the first of the original file; the training curve, "
            "measured after each epoch with dropout off on as many rows as validation has, where the "
            "tutorial's is the mean over the epoch; and several seeds where the tutorial has one."
        )
    )
    if len(members) < len(MODELS):
        made.append(
            _("Quick: {names} were left out, and {seeds} seeds trained; they take most of the time.").format(
                names=", ".join(name for name in MODELS if name not in members), seeds=records[0]["seeds"]
            )
        )
    return made


def _against_published(records: list[dict[str, Any]], columns: Mapping[str, str]) -> list[str]:
    """How many of the published values one more seed could have given."""
    inside, outside = 0, []
    for record in records:
        for name in ("epochs", "lowest", "last", "accuracy"):
            between, value = predicted(record[name]), record[f"published_{name}"]
            if between is None:
                continue
            if between[0] <= value <= between[1]:
                inside += 1
            else:
                outside.append(f"{record['model']}: {columns[name]}")
    if not inside + len(outside):
        return []
    text = _("Of {n} published values {inside} are what one more seed could give (95%).").format(
        n=inside + len(outside), inside=inside
    )
    return [text + (" " + _("The others: {names}.").format(names="; ".join(outside)) if outside else "")]


def _tests(experiment: Experiment, members: Mapping[str, list[int]]) -> dict[int, float]:
    """Member → cross-entropy on the test rows, by the weights of its best epoch; none where there are no
    test rows at hand."""
    data = experiment.data() if experiment.dataset["n_test"] else None
    if data is None:
        return {}
    found = {}
    for member in (m for own in members.values() for m in own):
        chances = experiment.predict(member, data.x_test, "best")
        right = chances[np.arange(len(data.y_test)), data.y_test]
        found[member] = float(-np.log(np.maximum(right, 1e-12)).mean())
    return found


def _against_tiny(
    experiment: Experiment, members: Mapping[str, list[int]], tests: Mapping[int, float], name: str
) -> str:
    """The tutorial's text says that neither L2 nor dropout beats Tiny; its own printout says they do."""
    histories = experiment.histories

    def by_seed(model: str, value: Callable[[int], float | None]) -> dict[int, float | None]:
        return {experiment.family.specs[member].seed: value(member) for member in members[model]}

    def best(member: int) -> float:
        return float(np.nanmin(histories[member].metrics["val_loss"]))

    chosen = _difference(paired(by_seed("Tiny", best), by_seed(name, best)))
    if not tests:
        return _("{name} against Tiny, seed by seed: lowest val_loss of all epochs {chosen}.").format(
            name=name, chosen=chosen
        )
    fresh = _difference(paired(by_seed("Tiny", tests.get), by_seed(name, tests.get)))
    return _(
        "{name} against Tiny, seed by seed: lowest val_loss of all epochs {chosen}; "
        "on {n:,} rows never used to choose, {fresh}."
    ).format(name=name, chosen=chosen, n=experiment.dataset["n_test"], fresh=fresh)


def _difference(of: Mapping[str, Any]) -> str:
    """A difference of losses in words."""
    if of["mean"] is None:
        return "–"
    if of["low"] is None:
        return f"{of['mean']:+.4f}"
    shown = f"{of['mean']:+.4f} ± {of['mean'] - of['low']:.4f}"
    words = {
        0: _("{shown}, no evidence of a difference"),
        -1: _("{shown}, better"),
        1: _("{shown}, worse"),
    }
    return words[sign(of)].format(shown=shown)


def _same_accuracy(records: list[dict[str, Any]]) -> str:
    of = {record["model"]: record for record in records}
    ends = {name: (of[name]["last"]["mean"], of[name]["accuracy"]["mean"]) for name in ("Tiny", "Large")}
    if None in (*ends["Tiny"], *ends["Large"]):
        return _("Large diverged.")
    return _(
        "Large ends with {ratio:.1f} times the loss of Tiny, at an accuracy of {large:.3f} against "
        "{tiny:.3f}."
    ).format(ratio=ends["Large"][0] / ends["Tiny"][0], large=ends["Large"][1], tiny=ends["Tiny"][1])


def _figures(experiment: Experiment, records: list[dict[str, Any]]) -> dict[str, Any]:
    return {"curves": partial(_curves, experiment), "comparison": partial(_comparison, records)}


def _curves(experiment: Experiment) -> Figure:
    """As the tutorial draws them: epochs on a logarithmic axis, cross-entropies from 0.5 to 0.7."""
    members = _members(experiment)
    first = {name: experiment.histories[own[0]] for name, own in members.items()}
    display = TrainingCurveDisplay.from_history(*first.values(), labels=list(first)).plot(metric="loss")
    [axes] = display.axes_
    axes.set_xscale("log")
    axes.set_ylim(0.5, 0.7)
    axes.set_title(_("one seed of each"), fontsize=10)
    return display.figure_


def _comparison(records: list[dict[str, Any]]) -> Figure:
    values = {record["model"]: record["lowest"] for record in records}
    published = {record["model"]: record["published_lowest"] for record in records}
    display = EffectsDisplay(values, published=published).plot(
        label=_("lowest val_loss printed after the first")
    )
    far = {name for name, of in display.effects.items() if max(of["mean"], published[name]) > _FAR}
    if far and far < display.effects.keys():
        _leave_out(display, far)
    return display.figure_


def _leave_out(display: EffectsDisplay, far: Collection[str]) -> None:
    """The axis shows the others; those that are far off stand at its end, as numbers."""
    [axes] = display.axes_
    near = [
        value
        for name, of in display.effects.items()
        if name not in far
        for value in (of["mean"], of["low"], of["high"], display.published[name])
        if value is not None
    ]
    room = 0.08 * (max(near) - min(near))
    axes.set_xlim(min(near) - room, max(near) + room)
    for place, (name, of) in enumerate(display.effects.items()):
        if name in far:
            text = f"{cell(of)}   × {display.published[name]:.4f} →"
            axes.text(0.99, place, text, transform=axes.get_yaxis_transform(), ha="right", va="center")


TUTORIAL = Study(
    name="tutorial",
    title=lambda: _("TensorFlow's tutorial Overfit and underfit, on HIGGS"),
    source="higgs:n_test=4000",
    family=_family,
    read=_result,
)
