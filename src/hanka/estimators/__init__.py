"""hanka's networks as scikit-learn's estimators, and its searches over them as families."""

from hanka.estimators._estimators import HankaClassifier, HankaRegressor
from hanka.estimators._families import families

__all__ = ["HankaClassifier", "HankaRegressor", "families"]
