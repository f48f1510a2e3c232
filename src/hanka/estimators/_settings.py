"""A spec's settings as an estimator's parameters, with the spec's own defaults."""

from __future__ import annotations

from dataclasses import MISSING, field, fields, make_dataclass
from typing import TYPE_CHECKING, Any

from hanka.spec import Spec

__all__ = ["Settings"]

_NAMES = [f.name for f in fields(Spec) if f.name != "seed"]


def _default(name: str) -> Any:
    default = Spec.__dataclass_fields__[name].default
    assert default is not MISSING
    return field(default=default)


if TYPE_CHECKING:

    class Settings:
        """What `Spec` has but the seed, and `validation_split` and `random_state`."""

        def __init__(self, **settings: Any) -> None: ...

        def _spec(self, seed: int, **changes: Any) -> Spec: ...

        validation_split: float
        random_state: Any
        class_weight: Any
        activation: str
        restore_best_weights: bool

else:
    # scikit-learn reads an estimator's parameters off the signature of `__init__`, which a dataclass makes.
    Settings = make_dataclass(
        "Settings",
        [
            *((name, Any, _default(name)) for name in _NAMES),
            ("validation_split", float, field(default=0.0)),
            ("random_state", Any, field(default=None)),
        ],
        eq=False,
        repr=False,
        kw_only=True,
        namespace={
            "__doc__": "What `Spec` has but the seed, and `validation_split` and `random_state`.",
            "_spec": lambda self, seed, **changes: Spec(
                **{name: getattr(self, name) for name in _NAMES} | changes, seed=seed
            ),
        },
    )
