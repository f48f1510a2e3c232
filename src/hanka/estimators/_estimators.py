"""`HankaClassifier` and `HankaRegressor`: fit and predict in scikit-learn's manner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from hanka.dataset import Dataset
from hanka.dataset._gather import MEMORY
from hanka.dataset._holdout import hold_out
from hanka.dataset._load import finish
from hanka.dataset._types import Examples
from hanka.diagnosis import Diagnosis, diagnose
from hanka.estimators._settings import Settings
from hanka.estimators._training import Asked, train
from hanka.experiment._network import predict
from hanka.history import History
from hanka.messages import gettext as _

__all__ = ["Estimator", "HankaClassifier", "HankaRegressor"]

Array = NDArray[Any]


class Estimator(Settings, BaseEstimator):  # type: ignore[misc]
    """What the two have in common."""

    history_: History
    diagnosis_: Diagnosis

    def _asked(self, X: Any, y: Any) -> Asked:
        """The spec and the data set of a fit."""
        raise NotImplementedError

    def _fit(self, asked: Asked) -> None:
        self.history_, self._weights = train(asked)
        self.diagnosis_ = diagnose(self.history_)
        self._about = _about(asked.data)

    def _ask(self, x: Array, y: Array, names: tuple[str, ...], task: Any, **changes: Any) -> Asked:
        rng = check_random_state(self.random_state)
        split_seed, seed = (int(value) for value in rng.randint(0, 2**31 - 1, size=2))
        examples = Examples(MEMORY, task, x.astype(np.float32), y, names, MEMORY)
        data = finish(hold_out(examples, self.validation_split or 0, 0, split_seed), {})
        return Asked(self._spec(seed, **changes), data)

    def _predict(self, X: Any) -> Array:
        check_is_fitted(self)
        x = validate_data(self, X, reset=False)
        return predict(self._weights, x, self.activation, self._about)


class HankaClassifier(ClassifierMixin, Estimator):  # type: ignore[misc]
    """A multilayer perceptron that classifies.

    The parameters are those of `hanka.Spec`, with its defaults, and

    Args:
        validation_split: the share of the rows, of each class the same, or their number, that is held out for
            the curves, the verdict and early stopping; 0 for none.
        random_state: of the split, the initial weights, the order of the rows and all other chance.

    `class_weight` may also be a dictionary, class → weight, as scikit-learn has it. Inputs are standardised
    on the training rows. There is no `partial_fit`: a second batch would be standardised by the first, and an
    epoch of it is no epoch of what the curves are of.

    Attributes:
        classes_: (classes,) the labels.
        history_: `hanka.History`, the metrics by epoch.
        diagnosis_: `hanka.Diagnosis` of the validation loss; undecided without validation rows.

    >>> from sklearn.datasets import load_iris
    >>> x, y = load_iris(return_X_y=True)
    >>> network = HankaClassifier(learning_rate=0.01, epochs=60, validation_split=0.3, random_state=0)
    >>> network.fit(x, y).score(x, y) > 0.9, len(network.history_)
    (True, 60)
    """

    classes_: Array

    def fit(self, X: Any, y: Any) -> Self:
        """Train on X (n, features) and labels y (n,)."""
        self._fit(self._asked(X, y))
        return self

    def _asked(self, X: Any, y: Any) -> Asked:
        x, y = validate_data(self, X, y)
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        n = len(self.classes_)
        if n < 2:
            raise ValueError(_("there is one class in y; a classifier needs two or more"))
        names = tuple(map(str, self.classes_.tolist()))
        task = "binary" if n == 2 else "multiclass"
        return self._ask(x, codes.astype(np.int32), names, task, class_weight=self._class_weight())

    def predict_proba(self, X: Any) -> Array:
        """(n, classes) probabilities, in the order of `classes_`."""
        return self._predict(X)

    def predict(self, X: Any) -> Array:
        """(n,) the most probable labels."""
        chosen = self.predict_proba(X).argmax(axis=1)
        return np.asarray(self.classes_[chosen])

    def _class_weight(self) -> str | None:
        weights: Any = self.class_weight
        if not isinstance(weights, Mapping):
            return None if weights is None else str(weights)
        return "/".join(repr(float(weights.get(label, 1.0))) for label in self.classes_.tolist())


class HankaRegressor(RegressorMixin, Estimator):  # type: ignore[misc]
    """A multilayer perceptron that predicts a quantity.

    Parameters and attributes are those of `HankaClassifier`, but for classes. Inputs and targets are
    standardised on the training rows; predictions are in the target's own units.

    >>> from sklearn.datasets import make_regression
    >>> x, y = make_regression(200, 5, random_state=0)
    >>> HankaRegressor(epochs=100, random_state=0).fit(x, y).score(x, y) > 0.9
    True
    """

    def fit(self, X: Any, y: Any) -> Self:
        """Train on X (n, features) and values y (n,)."""
        self._fit(self._asked(X, y))
        return self

    def _asked(self, X: Any, y: Any) -> Asked:
        x, y = validate_data(self, X, y, y_numeric=True)
        return self._ask(x, y.astype(np.float32), (), "regression")

    def predict(self, X: Any) -> Array:
        """(n,) values."""
        return self._predict(X)


def _about(data: Dataset) -> dict[str, Any]:
    """What `predict` has to know of the data."""
    return {
        "task": data.task,
        "input_shape": data.input_shape,
        "offset": data.offset,
        "scale": data.scale,
        "target_offset": data.target_offset,
        "target_scale": data.target_scale,
    }
