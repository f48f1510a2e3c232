"""GridSearchCV of 24 candidates over 5 folds on digits: hanka as families and plain, and scikit-learn.

    python bench/search.py [EPOCHS]

Two widths, four learning rates, three penalties, Adam, batches of 32, equal epochs, refit included.
The first round compiles hanka's programs; the others find them.
"""

from __future__ import annotations

import sys
import time
import warnings
from typing import Any

from sklearn.datasets import load_digits
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV
from sklearn.neural_network import MLPClassifier

from hanka.estimators import HankaClassifier, families

EPOCHS = int(sys.argv[1]) if len(sys.argv) > 1 else 30
WIDTHS, RATES, PENALTIES = [(32,), (128,)], [1e-4, 3e-4, 1e-3, 3e-3], [0.0, 1e-4, 1e-3]


def timed(name: str, search: GridSearchCV, x: Any, y: Any) -> float:
    begin = time.perf_counter()
    search.fit(x, y)
    seconds = time.perf_counter() - begin
    print(f"{name}: {seconds:.1f} s, best {search.best_score_:.4f} with {search.best_params_}", flush=True)
    return seconds


def main() -> None:
    warnings.simplefilter("ignore", ConvergenceWarning)
    x, y = load_digits(return_X_y=True)
    ours = HankaClassifier(epochs=EPOCHS, random_state=0)
    grid = {"hidden_layer_sizes": WIDTHS, "learning_rate": RATES, "l2": PENALTIES}
    peer = MLPClassifier(batch_size=32, max_iter=EPOCHS, tol=0.0, n_iter_no_change=EPOCHS + 1, random_state=0)
    peers = {"hidden_layer_sizes": WIDTHS, "learning_rate_init": RATES, "alpha": PENALTIES}
    found = {}
    for round_ in range(3):
        with families():
            found["families"] = timed("hanka, families", GridSearchCV(ours, grid, cv=5), x, y)
        found["alone"] = timed("hanka, one by one", GridSearchCV(ours, grid, cv=5), x, y)
        found["one"] = timed("scikit-learn", GridSearchCV(peer, peers, cv=5), x / 16, y)
        found["two"] = timed("scikit-learn, n_jobs=2", GridSearchCV(peer, peers, cv=5, n_jobs=2), x / 16, y)
        shares = {name: round(found[name] / found["families"], 2) for name in ("alone", "one", "two")}
        print(f"round {round_ + 1}: families faster by {shares}", flush=True)


if __name__ == "__main__":
    main()
