"""The lecture: MNIST digits, one hidden layer, 20 epochs; then a hundred times as many units."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from hanka.diagnosis import SIGNS, Diagnosis, diagnose_all, verdict_name
from hanka.experiment import Experiment
from hanka.figures import MatrixDisplay, PredictionsDisplay, TrainingCurveDisplay
from hanka.history import History
from hanka.messages import gettext as _
from hanka.reproduce._study import Result, Settings, Study, of_network
from hanka.spec import Family, Spec

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LECTURE"]

FIRST = 128
WIDTHS = (400, 4_000, 40_000)
PUBLISHED = 0.983
"""The lecture's validation accuracy after 20 epochs, the same for each of the three."""
_PICTURES = 4


def _family(settings: Settings) -> Family:
    widths = WIDTHS[:-1] if settings.quick else WIDTHS
    seeds = range(settings.seeds or 1)
    specs = [Spec(hidden_layer_sizes=(width,), seed=seed) for width in (FIRST, *widths) for seed in seeds]
    return settings.applied(specs)


def _result(experiment: Experiment) -> Result:
    members, histories = experiment.members(), experiment.histories
    diagnoses = [{each.metric: each for each in diagnose_all(history)} for history in histories]
    records = []
    for member, history, of in zip(members, histories, diagnoses, strict=True):
        width = member["spec"]["hidden_layer_sizes"][0]
        records.append(
            {
                "units": width,
                "seed": member["spec"]["seed"],
                "parameters": member["parameters"],
                "accuracy": member["accuracy"],
                "val_accuracy": member["val_accuracy"],
                "val_accuracy_se": member["val_accuracy_se"],
                "published": PUBLISHED if width in WIDTHS else None,
                "on_loss": _verdict(of["val_loss"]),
                "on_accuracy": _verdict(of["val_accuracy"]),
                "verdicts": {name: each.verdict for name, each in of.items()},
                "lecture": _lecture_reading(history),
                "seconds": member["seconds"],
            }
        )
    seeds = len({record["seed"] for record in records}) > 1
    columns = {
        "units": _("units"),
        **({"seed": _("seed")} if seeds else {}),
        "parameters": _("parameters"),
        "accuracy": _("training accuracy"),
        "val_accuracy": _("validation accuracy"),
        "val_accuracy_se": _("± standard error"),
        "published": _("published"),
        "on_loss": _("verdict on the loss"),
        "on_accuracy": _("on the accuracy"),
        "lecture": _("as the lecture reads it"),
        "seconds": _("seconds"),
    }
    return Result(columns, records, _statements(records), _figures(experiment))


def _verdict(diagnosis: Diagnosis) -> str:
    """Sign and name, with the probability where there is one verdict."""
    sure = (diagnosis.probability or {}).get(diagnosis.verdict)
    text = f"{SIGNS[diagnosis.verdict]} {verdict_name(diagnosis.verdict)}"
    return text if sure is None else f"{text} {sure:.0%}"


def _lecture_reading(history: History) -> str:
    """The lecture's rule: overfitting is what comes after the epoch of the lowest validation error."""
    best = history.best_epoch("val_accuracy")
    if best is None:
        return "–"
    if best == history.epoch[-1]:
        return _("not yet overfitting")
    return _("overfitting after epoch {epoch}").format(epoch=best)


def _statements(records: list[dict[str, Any]]) -> list[str]:
    made = _against_published([record for record in records if record["published"] is not None])
    made.append(
        _(
            "What differs: other initial weights and another order of the digits; and the training accuracy "
            "is measured after each epoch, on digits the network has learnt from, where the lecture's is the "
            "mean over the epoch."
        )
    )
    made.append(
        _(
            "The lecture reads overfitting where the validation error no longer falls; the verdict asks for "
            "more, that it has risen by a twentieth. That is so for {loss} of {n} networks on the loss, "
            "where they grow surer of their mistakes, and for {accuracy} on the accuracy."
        ).format(
            n=len(records),
            loss=sum(record["verdicts"]["val_loss"] == "overfitting" for record in records),
            accuracy=sum(record["verdicts"]["val_accuracy"] == "overfitting" for record in records),
        )
    )
    if len({record["units"] for record in records}) <= len(WIDTHS):
        made.append(
            _(
                "Quick: the widest network, of {units:,} units, was left out; it takes more than an hour."
            ).format(units=WIDTHS[-1])
        )
    return made


def _against_published(wide: list[dict[str, Any]]) -> list[str]:
    """How far the widths lie from the lecture's value."""
    if not wide:
        return []
    far = max(wide, key=lambda record: abs(record["val_accuracy"] - PUBLISHED))
    return [
        _(
            "The lecture printed {published} for each width. Here they lie between {low:.4f} and "
            "{high:.4f}; the farthest, of {units:,} units, is off by {distance:.4f}. The 10,000 digits "
            "are the same there and here, so what is left is the chance of the seed; --seeds shows how "
            "much."
        ).format(
            published=PUBLISHED,
            low=min(record["val_accuracy"] for record in wide),
            high=max(record["val_accuracy"] for record in wide),
            units=far["units"],
            distance=abs(far["val_accuracy"] - PUBLISHED),
        )
    ]


def _figures(experiment: Experiment) -> dict[str, Any]:
    [first, *_more] = of_network(experiment, {"hidden_layer_sizes": (FIRST,)})
    widths = [
        member
        for member, spec in enumerate(experiment.family)
        if spec.hidden_layer_sizes[0] in WIDTHS and spec.seed == 0
    ]
    return {
        "digits": partial(_digits, experiment, first),
        "weights": partial(_weights, experiment, first),
        "curve": lambda: TrainingCurveDisplay.from_experiment(experiment, [first]).plot(zones=True).figure_,
        "widths": lambda: TrainingCurveDisplay.from_experiment(experiment, widths).plot().figure_,
    }


def _digits(experiment: Experiment, member: int) -> Figure:
    """Four digits that it has not learnt from, with ten numbers each."""
    x, y, _names = experiment.samples
    assert y is not None
    x, y = x[:_PICTURES], y[:_PICTURES]
    predicted = experiment.predict(member, x)
    return PredictionsDisplay(x, predicted, experiment.dataset["class_names"], y).plot().figure_


def _weights(experiment: Experiment, member: int) -> Figure:
    """The 128 × 10 weights between the hidden units and the digits."""
    kernel = np.asarray(experiment.weights(member)["output/kernel"])
    return MatrixDisplay(kernel, columns=experiment.dataset["class_names"]).plot().figure_


LECTURE = Study(
    name="lecture",
    title=lambda: _("The lecture's networks on MNIST"),
    source="mnist",
    family=_family,
    read=_result,
    pictures=True,
)
