"""`Spec`, one network with its training recipe."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from hanka.errors import InputError, nearest
from hanka.messages import gettext as _
from hanka.spec._checks import known, whole, within
from hanka.spec._names import (
    ACTIVATIONS,
    ALIASES,
    INITIALIZERS,
    LOSSES,
    MONITORS,
    NETWORKS,
    NORMALIZATIONS,
    OPTIMIZERS,
    PENALTY_LAYERS,
    SMOOTHED,
)
from hanka.spec._schedule import read_schedule

__all__ = ["Spec"]

_OWN_NETWORK = re.compile(r"[^\W\d][\w.]*:[^\W\d][\w.]*")
"""module:function."""
_DECAY = 0.004
"""Keras' default weight decay of adamw."""


def _static(default: Any) -> Any:
    return field(default=default, metadata={"kind": "static"})


def _rate(default: Any = 0.0) -> Any:
    return field(default=default, metadata={"kind": "rate"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One network with its training recipe, in Keras' words.

    The fields marked static are part of the compiled program; the others vary freely within one
    compilation. A feature whose rate is 0 is off statically: nobody pays for another's dropout.

    Attributes:
        network: mlp, the multilayer perceptron; cnn, two convolutions with pooling before it; or
            module:function, one of your own (see `hanka.engine.Network`).
        hidden_layer_sizes: units of each hidden layer; `()` is a linear model.
        activation: of the hidden layers: relu, elu, gelu, tanh, sigmoid or linear.
        kernel_initializer: glorot_uniform (Keras' default), glorot_normal, he_uniform, he_normal,
            lecun_uniform, lecun_normal, random_normal (standard deviation 0.05) or zeros, with which all
            units of a layer stay the same.
        normalization: none, batch or layer, between each hidden layer's sums and its activation.
        optimizer: adam, sgd, rmsprop, adagrad, adadelta, adamw, adamax or nadam.
        nesterov: of sgd, with momentum.
        loss: None for the one that fits the task; else Keras' name or alias (mse, mae, kld).
        schedule: of the learning rate: constant, or as `read_schedule` has it.
        batch_size: rows a step; the last, smaller batch of an epoch is weighed as Keras weighs it.
        penalty_layers: those that l1 and l2 act on: all, hidden, output, or numbers of hidden layers as 1/3.
        class_weight: None, balanced (each class weighs the same in sum), or a weight for each class as 1/5.
        monitor: what says which epoch is the best: val_loss, val_accuracy, loss or accuracy.
        restore_best_weights: whether the best epoch's weights stand at the end.
        learning_rate: None for Keras' default of the optimizer.
        momentum: of sgd and rmsprop.
        weight_decay: decoupled, of any optimizer; None for 0.004 with adamw and 0 with others.
        dropout: the share of each hidden layer's outputs that is dropped in training, or a share for each.
        input_dropout: that of the inputs.
        l1, l2: penalties on the kernels, added to the loss in training: l1 Σ|w| + l2 Σw².
        max_norm: the largest norm of the weights into a unit, after each step; 0 for none.
        label_smoothing: the share of each target that is dealt out to all classes, in training alone.
        label_noise: the share of training labels that are replaced by another class at random.
        shift: of training pictures, in each direction, as a share of their size, at most so far.
        rotation: of training pictures, in degrees, at most so far.
        zoom: of training pictures, by a factor between 1 - zoom and 1 + zoom.
        noise: standard deviation of what is added to training inputs: to pictures in units of their
            range, to tables in units of the column's standard deviation.
        train_size: an integer is rows, a fraction a share, None all; subsets are nested.
        epochs: how often the training set is gone through.
        patience: epochs without a better one after which training stops; None for never.
        min_delta: by how much a better epoch must be better.
        seed: of the initial weights, the order of the rows, the dropout masks and all other chance.

    >>> Spec(hidden_layer_sizes=(400,), dropout=0.5).features
    ('dropout',)
    """

    network: str = _static("mlp")
    hidden_layer_sizes: tuple[int, ...] = _static((128,))
    activation: str = _static("relu")
    kernel_initializer: str = _static("glorot_uniform")
    normalization: str = _static("none")
    optimizer: str = _static("adam")
    nesterov: bool = _static(False)
    loss: str | None = _static(None)
    schedule: str = _static("constant")
    batch_size: int = _static(32)
    penalty_layers: str = _static("all")
    class_weight: str | None = _static(None)
    monitor: str = _static("val_loss")
    restore_best_weights: bool = _static(False)
    learning_rate: float | None = None
    momentum: float = _rate()
    weight_decay: float | None = _rate(None)
    dropout: float | tuple[float, ...] = _rate()
    input_dropout: float = _rate()
    l1: float = _rate()
    l2: float = _rate()
    max_norm: float = _rate()
    label_smoothing: float = _rate()
    label_noise: float = _rate()
    shift: float = _rate()
    rotation: float = _rate()
    zoom: float = _rate()
    noise: float = _rate()
    train_size: int | float | None = None
    epochs: int = 20
    patience: int | None = None
    min_delta: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        for field_ in fields(self):
            object.__setattr__(self, field_.name, _plain(getattr(self, field_.name)))
        self._settle()
        _check_words(self)
        _check_numbers(self)
        _check_together(self)

    def _settle(self) -> None:
        """Put defaults that depend on others, and Keras' aliases, in their places."""
        sizes, rates = self.hidden_layer_sizes, self.dropout
        sizes = (sizes,) if isinstance(sizes, int) else tuple(_plain(size) for size in sizes)
        object.__setattr__(self, "hidden_layer_sizes", sizes)
        if isinstance(rates, list | tuple):
            rates = tuple(float(_plain(rate)) for rate in rates)
            object.__setattr__(self, "dropout", rates[0] if len(set(rates)) == 1 else rates)
        if self.loss in ALIASES:
            object.__setattr__(self, "loss", ALIASES[self.loss])
        if self.learning_rate is None and self.optimizer in OPTIMIZERS:
            object.__setattr__(self, "learning_rate", OPTIMIZERS[self.optimizer])
        if self.weight_decay is None:
            object.__setattr__(self, "weight_decay", _DECAY if self.optimizer == "adamw" else 0.0)

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the optional parts of the program that this spec switches on."""
        return tuple(name for name in self.rates() if getattr(self, name))

    @classmethod
    def rates(cls) -> tuple[str, ...]:
        """The names of the traced settings that are off at 0."""
        return tuple(f.name for f in fields(cls) if f.metadata.get("kind") == "rate")

    @property
    def program(self) -> tuple[Any, ...]:
        """What decides the compiled program: the static fields and the features that are on."""
        static = (getattr(self, f.name) for f in fields(self) if f.metadata.get("kind") == "static")
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
        # Not `asdict`, which copies deeply and takes ten times as long: families have thousands.
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

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


def _plain(value: Any) -> Any:
    """A scalar of NumPy's as Python's own."""
    return value.item() if getattr(value, "shape", None) == () else value


def _check_words(spec: Spec) -> None:
    if not _OWN_NETWORK.fullmatch(str(spec.network)):
        known("network", spec.network, NETWORKS)
    known("activation", spec.activation, ACTIVATIONS)
    known("kernel_initializer", spec.kernel_initializer, INITIALIZERS)
    known("normalization", spec.normalization, NORMALIZATIONS)
    known("optimizer", spec.optimizer, OPTIMIZERS)
    known("monitor", spec.monitor, MONITORS)
    read_schedule(spec.schedule)
    if spec.loss is not None:
        known("loss", spec.loss, [*dict.fromkeys(itertools.chain(*LOSSES.values())), *ALIASES])
    for name in ("nesterov", "restore_best_weights"):
        if not isinstance(getattr(spec, name), bool):
            raise InputError(
                _("{name} must be true or false, not {value}").format(name=name, value=getattr(spec, name))
            )
    layers = spec.penalty_layers
    numbers = [
        part.isdigit() and 1 <= int(part) <= len(spec.hidden_layer_sizes) for part in layers.split("/")
    ]
    if not all(numbers):
        known(
            "penalty_layers", layers, [*PENALTY_LAYERS, *map(str, range(1, len(spec.hidden_layer_sizes) + 1))]
        )
    if spec.class_weight is not None and spec.class_weight != "balanced":
        try:
            weights = [float(part) for part in spec.class_weight.split("/")]
        except ValueError:
            weights = [-1.0]
        if not all(0 <= weight < math.inf for weight in weights):
            raise InputError(
                _("class_weight is 'balanced' or a weight for each class as 1/5, not '{value}'").format(
                    value=spec.class_weight
                )
            )


def _check_numbers(spec: Spec) -> None:
    for size in spec.hidden_layer_sizes:
        whole("hidden_layer_sizes", size, 1)
    for name, low, high in (("batch_size", 1, 10**6), ("epochs", 1, 10**6), ("seed", 0, 2**32 - 1)):
        whole(name, getattr(spec, name), low)
        if getattr(spec, name) > high:
            raise InputError(
                _("{name} must be at most {most}, not {value}").format(
                    name=name, most=high, value=getattr(spec, name)
                )
            )
    if spec.patience is not None:
        whole("patience", spec.patience, 0)
    within("learning_rate", spec.learning_rate, 0.0, math.inf, low_open=True)
    for rate in spec.dropout if isinstance(spec.dropout, tuple) else (spec.dropout,):
        within("dropout", rate, 0.0, 1.0)
    for name in ("momentum", "input_dropout", "label_smoothing", "zoom"):
        within(name, getattr(spec, name), 0.0, 1.0)
    for name in ("l1", "l2", "weight_decay", "max_norm", "noise", "min_delta"):
        within(name, getattr(spec, name), 0.0, math.inf)
    for name, most in (("label_noise", 1.0), ("shift", 1.0), ("rotation", 45.0)):
        within(name, getattr(spec, name), 0.0, most, high_open=False)
    if isinstance(spec.train_size, int):
        whole("train_size", spec.train_size, 1)
    elif spec.train_size is not None:
        within("train_size", spec.train_size, 0.0, 1.0, low_open=True, high_open=False)


def _check_together(spec: Spec) -> None:
    if spec.momentum and spec.optimizer not in ("sgd", "rmsprop"):
        raise InputError(
            _("momentum is a setting of sgd and rmsprop, not of {optimizer}; leave it out or use sgd").format(
                optimizer=spec.optimizer
            )
        )
    if spec.nesterov and not (spec.optimizer == "sgd" and spec.momentum):
        raise InputError(_("nesterov needs sgd with momentum; add --optimizer sgd --momentum .9"))
    if isinstance(spec.dropout, tuple) and len(spec.dropout) != len(spec.hidden_layer_sizes):
        raise InputError(
            _("dropout has {rates} rates for {layers} hidden layers; give one rate, or one for each").format(
                rates=len(spec.dropout), layers=len(spec.hidden_layer_sizes)
            )
        )
    if spec.label_smoothing and spec.loss not in (None, *SMOOTHED):
        raise InputError(
            _("label_smoothing is a matter of cross-entropies, not of {loss}; leave out one of them").format(
                loss=spec.loss
            )
        )
    if spec.patience is None and spec.min_delta:
        raise InputError(_("min_delta belongs to early stopping; give patience too"))
