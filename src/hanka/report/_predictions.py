"""What a network makes of examples that it has not learnt from, by NumPy alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from hanka.errors import HankaError
from hanka.report._subject import Run
from hanka.spec import NETWORKS

__all__ = ["Array", "Predictions", "predictions"]

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Predictions:
    """By the weights of the best epoch.

    Attributes:
        x: (n, ...) raw validation examples.
        y: (n,) the truth.
        predicted: (n, classes) probabilities, or (n,) values.
        names: of each example.
        stored: whether these are only those that the experiment keeps, as the data set is not at hand.
        test: the truth and the predictions of the test examples; None where there are none at hand.
    """

    x: Array
    y: Array
    predicted: Array
    names: tuple[str, ...]
    stored: bool
    test: tuple[Array, Array] | None = None


def predictions(run: Run) -> Predictions | None:
    """What a member makes of its validation and test data, loaded again; of the stored examples where
    the data are no longer at hand; None where there is nothing to compare with."""
    experiment = run.experiment
    if experiment is None or not experiment.dataset["n_val"]:
        return None
    if experiment.network_of(run.member) not in NETWORKS:
        return None
    try:
        data = experiment.data()
    except (HankaError, ImportError, OSError):
        data = None

    def predict(x: Any) -> Array:
        return experiment.predict(run.member, x, "best")

    try:
        if data is None:
            x, y, names = experiment.samples
            return None if y is None else Predictions(x, y, predict(x), names, stored=True)
        names = tuple(f"val[{i}]" for i in range(len(data.x_val)))
        test = (data.y_test, predict(data.x_test)) if len(data.x_test) else None
        return Predictions(data.x_val, data.y_val, predict(data.x_val), names, stored=False, test=test)
    except HankaError:  # no weights yet
        return None
