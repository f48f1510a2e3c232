"""scikit-learn's own checks of an estimator, all of them."""

from __future__ import annotations

from typing import Any

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from hanka.estimators import HankaClassifier, HankaRegressor

# Small, for the checks' small data, of which each size is a compilation.
SMALL = {"hidden_layer_sizes": (16,), "epochs": 60, "learning_rate": 0.01}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::UserWarning")
@parametrize_with_checks([HankaClassifier(**SMALL), HankaRegressor(**SMALL)])
def test_scikit_learns_checks(estimator: Any, check: Any) -> None:
    check(estimator)
