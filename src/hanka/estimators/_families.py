"""`families`: scikit-learn's searches, with the networks of one fold trained together.

joblib hands a search's tasks to a backend one by one. This backend waits until all are there, trains what
their estimators will ask for as families, one for each data set, and then runs the tasks as they are: each
`fit` finds its network trained. So a search needs to know nothing of it, and what isn't hanka's is fitted as
ever.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import joblib
from joblib.parallel import ParallelBackendBase, register_parallel_backend
from sklearn.base import clone
from sklearn.model_selection._validation import _fit_and_score
from sklearn.pipeline import Pipeline
from sklearn.utils.metaestimators import _safe_split

from hanka.estimators._estimators import Estimator
from hanka.estimators._training import Asked, train_ahead

__all__ = ["families"]

_NAME = "hanka"
_ALL = 100_000
"""So many tasks are dispatched before the first result is waited for; joblib takes at most a million."""


@contextlib.contextmanager
def families() -> Iterator[None]:
    """Within it, scikit-learn's searches and cross-validations train their candidates as families.

    Candidates whose networks have one shape share a compiled program, and those of one fold its data. Give
    the estimator a `random_state`: without one each fit draws its own seed, and nothing can be trained ahead.

    >>> from sklearn.datasets import load_iris
    >>> from sklearn.model_selection import GridSearchCV
    >>> from hanka.estimators import HankaClassifier
    >>> network = HankaClassifier(epochs=20, random_state=0)
    >>> search = GridSearchCV(network, {"learning_rate": [1e-4, 1e-2], "dropout": [0.0, 0.5]}, cv=3)
    >>> with families():
    ...     search = search.fit(*load_iris(return_X_y=True))
    >>> search.best_params_["learning_rate"]
    0.01
    """
    register_parallel_backend(_NAME, _Families)
    with joblib.parallel_config(backend=_NAME, n_jobs=-1):
        yield


class _Families(ParallelBackendBase):  # type: ignore[misc]
    """Runs tasks one after another, when the first result is waited for, after training ahead for all."""

    supports_retrieve_callback = False
    supports_sharedmem = True
    uses_threads = True

    def effective_n_jobs(self, n_jobs: int | None) -> int:
        """All at once."""
        return 1 if n_jobs == 1 else _ALL

    def configure(self, n_jobs: int = 1, parallel: Any = None, **_settings: Any) -> int:
        """Begin a call of `Parallel`."""
        self.parallel = parallel
        self._waiting: list[Any] = []
        return self.effective_n_jobs(n_jobs)

    def submit(self, func: Any, callback: Callable[[Any], Any] | None = None) -> Any:
        """Remember a batch of tasks."""
        self._waiting.append(func)
        return func, callback

    def retrieve_result(self, out: Any, timeout: float | None = None) -> Any:
        """The results of a batch."""
        func, callback = out
        if self._waiting:
            train_ahead(_asked(self._waiting))
            self._waiting = []
        result = func()
        if callback is not None:
            callback(out)
        return result

    def abort_everything(self, ensure_ready: bool = True) -> None:
        """Forget what waits."""
        self._waiting = []


def _asked(batches: Iterable[Any]) -> Iterator[Asked]:
    """What the tasks of a search will ask to be trained, as far as they are fits of hanka's networks."""
    for batch in batches:
        for func, arguments, settings in batch.items:
            if getattr(func, "function", func) is _fit_and_score:
                with contextlib.suppress(Exception):  # the fit itself will say what is wrong
                    yield from _of_fit(*arguments, **settings)


def _of_fit(
    estimator: Any, x: Any, y: Any, *, train: Any, parameters: Mapping[str, Any] | None, **_settings: Any
) -> Iterator[Asked]:
    chosen = clone(estimator).set_params(**clone(parameters or {}, safe=False))
    rows, target = _safe_split(chosen, x, y, train)
    if isinstance(chosen, Pipeline):
        *steps, (_name, chosen) = chosen.steps
        rows = Pipeline(steps).fit_transform(rows, target) if steps else rows
    if isinstance(chosen, Estimator):
        yield chosen._asked(rows, target)
