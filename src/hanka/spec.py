"""`Spec`, one network with its training recipe; `Family`, many of them, grouped by compiled program."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from hanka.errors import InputError, nearest
from hanka.messages import gettext as _

__all__ = ["ACTIVATIONS", "INITIALIZERS", "LOSSES", "OPTIMIZERS", "Family", "Spec", "vary"]

ACTIVATIONS = ("relu", "elu", "gelu", "tanh", "sigmoid", "linear")
INITIALIZERS = ("glorot_uniform", "he_uniform", "he_normal")
OPTIMIZERS = {"adam": 0.001, "sgd": 0.01}
"""Name → Keras' default learning rate."""
LOSSES = {
    "multiclass": "sparse_categorical_crossentropy",
    "binary": "binary_crossentropy",
    "regression": "mean_squared_error",
}
"""Task → the loss that is used where a spec names none."""


def _static(default: Any) -> Any:
    return field(default=default, metadata={"static": True})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One network with its training recipe, in Keras' words.

    The fields marked static are part of the compiled program; the others vary freely within one
    compilation. A feature whose rate is 0 is off statically: nobody pays for another's dropout.

    Attributes:
        hidden_layer_sizes: units of each hidden layer; `()` is a linear model.
        activation: of the hidden layers: relu, elu, gelu, tanh, sigmoid or linear.
        kernel_initializer: glorot_uniform (Keras' default), he_uniform or he_normal.
        optimizer: adam or sgd.
        loss: None for the one that fits the task.
        batch_size: rows a step; the last, smaller batch of an epoch is weighed as Keras weighs it.
        learning_rate: None for Keras' default of the optimizer.
        momentum: of sgd.
        dropout: the share of each hidden layer's outputs that is dropped in training.
        l1, l2: penalties on the kernels, added to the loss in training: l1 Σ|w| + l2 Σw².
        label_noise: the share of training labels that are replaced by another class at random.
        train_size: an integer is rows, a fraction a share, None all; subsets are nested.
        epochs: how often the training set is gone through.
        seed: of the initial weights, the order of the rows, the dropout masks and the label noise.

    >>> Spec(hidden_layer_sizes=(400,), dropout=0.5).features
    ('dropout',)
    """

    hidden_layer_sizes: tuple[int, ...] = _static((128,))
    activation: str = _static("relu")
    kernel_initializer: str = _static("glorot_uniform")
    optimizer: str = _static("adam")
    loss: str | None = _static(None)
    batch_size: int = _static(32)
    learning_rate: float | None = None
    momentum: float = 0.0
    dropout: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    label_noise: float = 0.0
    train_size: int | float | None = None
    epochs: int = 20
    seed: int = 0

    def __post_init__(self) -> None:
        for field_ in fields(self):
            object.__setattr__(self, field_.name, _plain(getattr(self, field_.name)))
        sizes = self.hidden_layer_sizes
        sizes = (sizes,) if isinstance(sizes, int) else tuple(_plain(size) for size in sizes)
        object.__setattr__(self, "hidden_layer_sizes", sizes)
        for size in sizes:
            _whole("hidden_layer_sizes", size, 1)
        _known("activation", self.activation, ACTIVATIONS)
        _known("kernel_initializer", self.kernel_initializer, INITIALIZERS)
        _known("optimizer", self.optimizer, OPTIMIZERS)
        if self.loss is not None:
            _known("loss", self.loss, LOSSES.values())
        if self.learning_rate is None:
            object.__setattr__(self, "learning_rate", OPTIMIZERS[self.optimizer])
        _whole("batch_size", self.batch_size, 1)
        _whole("epochs", self.epochs, 1)
        _whole("seed", self.seed, 0)
        for name, most in (("seed", 2**32 - 1), ("epochs", 10**6), ("batch_size", 10**6)):
            if getattr(self, name) > most:
                raise InputError(
                    _("{name} must be at most {most}, not {value}").format(
                        name=name, most=most, value=getattr(self, name)
                    )
                )
        _within("learning_rate", self.learning_rate, 0.0, math.inf, low_open=True)
        for name in ("momentum", "dropout"):
            _within(name, getattr(self, name), 0.0, 1.0)
        if self.momentum and self.optimizer != "sgd":
            raise InputError(
                _("momentum is a setting of sgd, not of {optimizer}; leave it out or use sgd").format(
                    optimizer=self.optimizer
                )
            )
        for name in ("l1", "l2"):
            _within(name, getattr(self, name), 0.0, math.inf)
        _within("label_noise", self.label_noise, 0.0, 1.0, high_open=False)
        if isinstance(self.train_size, int):
            _whole("train_size", self.train_size, 1)
        elif self.train_size is not None:
            _within("train_size", self.train_size, 0.0, 1.0, low_open=True, high_open=False)

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the optional parts of the program that this spec switches on."""
        return tuple(n for n in ("dropout", "l1", "l2", "label_noise", "momentum") if getattr(self, n))

    @property
    def program(self) -> tuple[Any, ...]:
        """What decides the compiled program: the static fields and the features that are on."""
        static = (getattr(self, f.name) for f in fields(self) if f.metadata.get("static"))
        return (*static, self.features)

    def rows(self, available: int) -> int:
        """How many of `available` training rows this spec trains on."""
        if self.train_size is None:
            return available
        if isinstance(self.train_size, float):
            return max(1, round(self.train_size * available))
        if self.train_size > available:
            raise InputError(
                _("train_size asks for {asked} training rows, and there are {available}").format(
                    asked=self.train_size, available=available
                )
            )
        return self.train_size

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain data, for JSON and TOML; `Spec.from_dict` reads them back."""
        return {**asdict(self), "hidden_layer_sizes": list(self.hidden_layer_sizes)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Spec:
        """The spec of `to_dict`'s plain data; an unknown field is an error."""
        names = [f.name for f in fields(cls)]
        for name in data:
            if name not in names:
                raise InputError(
                    _("unknown setting '{name}'; {nearest}").format(name=name, nearest=nearest(name, names))
                )
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Family:
    """Specs to be trained together; a member's index is its position in `specs`."""

    specs: tuple[Spec, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "specs", tuple(self.specs))
        if not self.specs:
            raise InputError(_("a family needs at least one member"))

    def __len__(self) -> int:
        return len(self.specs)

    def __iter__(self) -> Iterator[Spec]:
        return iter(self.specs)

    def groups(self) -> list[tuple[int, ...]]:
        """The members' indices, grouped by compiled program, in order of first appearance.

        >>> vary(Spec(), dropout=[0, 0.5], seed=range(2)).groups()
        [(0, 1), (2, 3)]
        """
        groups: dict[tuple[Any, ...], list[int]] = {}
        for member, spec in enumerate(self.specs):
            groups.setdefault(spec.program, []).append(member)
        return [tuple(group) for group in groups.values()]


def vary(spec: Spec, /, **values: Iterable[Any]) -> Family:
    """The cross product of the values of some fields, the last one varying fastest.

    >>> [s.hidden_layer_sizes for s in vary(Spec(), hidden_layer_sizes=[64, (32, 32)])]
    [(64,), (32, 32)]
    """
    names = [f.name for f in fields(spec)]
    for name in values:
        if name not in names:
            raise InputError(
                _("unknown setting '{name}'; {nearest}").format(name=name, nearest=nearest(name, names))
            )
    # A rate that was left to the optimizer goes on following it where the optimizer varies.
    follows = "optimizer" in values and spec.learning_rate == OPTIMIZERS[spec.optimizer]
    common: dict[str, Any] = {"learning_rate": None} if follows else {}
    rows = itertools.product(*values.values())
    return Family(tuple(replace(spec, **common | dict(zip(values, row, strict=True))) for row in rows))


def _plain(value: Any) -> Any:
    """A scalar of NumPy's as Python's own."""
    return value.item() if getattr(value, "shape", None) == () else value


def _known(name: str, value: str, known: Iterable[str]) -> None:
    known = list(known)
    if value not in known:
        raise InputError(
            _("unknown {name} '{value}'; {nearest}").format(
                name=name, value=value, nearest=nearest(value, known)
            )
        )


def _whole(name: str, value: Any, low: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < low:
        raise InputError(
            _("{name} must be a whole number from {low} on, not {value}").format(
                name=name, low=low, value=value
            )
        )


def _within(
    name: str, value: Any, low: float, high: float, low_open: bool = False, high_open: bool = True
) -> None:
    ok = isinstance(value, int | float) and not isinstance(value, bool)
    ok = ok and (low < value if low_open else low <= value) and (value < high if high_open else value <= high)
    if not ok:
        interval = f"{'(' if low_open else '['}{low:g}, {high:g}{')' if high_open else ']'}"
        raise InputError(
            _("{name} must be a number in {interval}, not {value}").format(
                name=name, interval=interval, value=value
            )
        )
