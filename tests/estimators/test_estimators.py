"""The estimators where scikit-learn's users put them, and against the engine that trains them."""

from __future__ import annotations

import io
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris, make_regression
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

import hanka
from hanka.errors import InputError
from hanka.estimators import HankaClassifier, HankaRegressor, _training, families

X, Y = load_iris(return_X_y=True)
SMALL: dict[str, Any] = {
    "hidden_layer_sizes": (8,), "epochs": 15, "learning_rate": 0.01, "random_state": 0
}  # fmt: skip


def test_it_trains_what_the_engine_trains() -> None:
    network = HankaClassifier(**SMALL, validation_split=0.2).fit(X, Y)
    split_seed, seed = np.random.RandomState(0).randint(0, 2**31 - 1, size=2)
    data = hanka.load((X, Y), val=0.2, test=0, split_seed=int(split_seed))
    settings = {name: value for name, value in SMALL.items() if name != "random_state"}
    rows = list(hanka.train(hanka.Spec(**settings, seed=int(seed)), data))
    assert network.history_.metrics["val_loss"].tolist() == [row["val_loss"] for row in rows]
    assert network.diagnosis_.verdict == hanka.diagnose(network.history_).verdict
    assert network.history_.n_val == 30


def test_labels_come_back_as_they_were() -> None:
    names = np.array(["setosa", "versicolor", "virginica"])
    by_name = HankaClassifier(**SMALL).fit(X, names[Y])
    by_number = HankaClassifier(**SMALL).fit(X, Y)
    assert by_name.classes_.tolist() == names.tolist()
    np.testing.assert_array_equal(by_name.predict(X), names[by_number.predict(X)])
    np.testing.assert_array_equal(by_name.predict_proba(X), by_number.predict_proba(X))


def test_values_come_back_in_their_units() -> None:
    x, y = make_regression(200, 4, noise=1.0, random_state=0)
    settings = {**SMALL, "epochs": 40}
    plain, moved = (HankaRegressor(**settings).fit(x, each) for each in (y, 1000 + 10 * y))
    assert plain.score(x, y) > 0.95
    np.testing.assert_allclose(moved.predict(x), 1000 + 10 * plain.predict(x), rtol=1e-3)


def test_class_weights_by_label() -> None:
    heavy = HankaClassifier(**SMALL, class_weight={0: 1.0, 1: 50.0, 2: 1.0}).fit(X, Y)
    light = HankaClassifier(**SMALL, class_weight={0: 1.0, 1: 0.02, 2: 1.0}).fit(X, Y)
    assert (heavy.predict(X) == 1).sum() > (light.predict(X) == 1).sum()


def test_early_stopping_by_its_own_validation_rows() -> None:
    settings = {**SMALL, "epochs": 300, "patience": 3, "restore_best_weights": True}
    network = HankaClassifier(**settings, validation_split=0.3).fit(X, Y)
    assert 4 <= len(network.history_) < 300


def test_a_fitted_one_is_pickled_and_cloned() -> None:
    network = HankaClassifier(**SMALL, validation_split=0.2).fit(X, Y)
    file = io.BytesIO()
    joblib.dump(network, file)
    file.seek(0)
    again = joblib.load(file)
    np.testing.assert_array_equal(again.predict_proba(X), network.predict_proba(X))
    assert again.diagnosis_.verdict == network.diagnosis_.verdict
    assert not hasattr(clone(network), "classes_")


def test_in_pipelines_and_cross_validation() -> None:
    pipeline = make_pipeline(MinMaxScaler(), HankaClassifier(**{**SMALL, "epochs": 60}))
    assert cross_val_score(pipeline, X, Y, cv=KFold(3, shuffle=True, random_state=0)).mean() > 0.85


@pytest.mark.parametrize("piped", [False, True])
def test_a_search_over_families_finds_what_a_plain_one_finds(
    piped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid: dict[str, Any] = {"learning_rate": [1e-4, 1e-2], "hidden_layer_sizes": [(4,), (8,)]}
    network: Any = HankaClassifier(**SMALL)
    if piped:
        network = make_pipeline(MinMaxScaler(), network)
        grid = {f"hankaclassifier__{name}": values for name, values in grid.items()}
    plain = GridSearchCV(network, grid, cv=2).fit(X, Y)
    alone: list[int] = []
    trained = _training._trained
    monkeypatch.setattr(
        _training, "_trained", lambda specs, data: alone.append(len(specs)) or trained(specs, data)
    )
    with families():
        search = GridSearchCV(network, grid, cv=2).fit(X, Y)
    assert alone == [4, 4, 1]  # a family for each fold, and the refit
    np.testing.assert_allclose(
        search.cv_results_["mean_test_score"], plain.cv_results_["mean_test_score"], atol=0.03
    )
    assert search.best_params_ == plain.best_params_


def test_other_estimators_and_errors_pass_through_families() -> None:
    with families():
        scores = cross_val_score(LogisticRegression(max_iter=500), X, Y, cv=3)
        with pytest.raises(ValueError, match="activation"):
            GridSearchCV(HankaClassifier(**SMALL), {"activation": ["rleu"]}, cv=2, error_score="raise").fit(
                X, Y
            )
    assert scores.mean() > 0.9
    assert joblib.Parallel(n_jobs=1)(joblib.delayed(abs)(n) for n in (-1, 2)) == [1, 2]


def test_settings_are_the_specs() -> None:
    known = hanka.Spec.__dataclass_fields__
    parameters = HankaClassifier().get_params()
    assert set(parameters) == set(known) - {"seed"} | {"validation_split", "random_state"}
    assert all(value == known[name].default for name, value in parameters.items() if name in known)
    with pytest.raises(InputError, match="did you mean 'adam'"):
        HankaClassifier(optimizer="admm").fit(X, Y)
    with pytest.raises(ValueError, match="one class"):
        HankaClassifier().fit(X, np.zeros(len(X)))
