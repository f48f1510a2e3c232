"""What training a family will take, told before it begins: programs, time, memory; and its packs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
from jax import Array

from hanka.dataset import Dataset
from hanka.engine._data import class_weights
from hanka.engine._devices import devices
from hanka.engine._losses import loss_for
from hanka.engine._machine import Machine, measure
from hanka.engine._network import Network, Tree
from hanka.engine._networks import check_pictures, network_of
from hanka.errors import InputError
from hanka.messages import gettext as _
from hanka.spec import NETWORKS, Family, Spec

__all__ = ["Group", "Plan", "plan"]

_PACK_BYTES = 512e6
_PACK_SECONDS = 10.0
_ALONE_BYTES = 128e6
_NOMINAL_RATE = 100e9
"""Floating point operations a second, to cut packs by: the same on every machine, so that the rows
of an experiment come in the same order wherever it is trained."""

_SLOTS = {"sgd": 0, "rmsprop": 1, "adagrad": 1}
"""Arrays as large as the weights that an optimizer keeps; two where it isn't named."""
_RUNTIME_BYTES = 350e6
_ARITHMETIC_SHARE = 0.3
"""Of the matrix product's rate, about what training and evaluation reach: docs/performance.md."""


@dataclass(frozen=True, slots=True)
class Group:
    """Members of one compiled program.

    Attributes:
        members: their indices in the family.
        parameters: of each network.
        label: the hidden layers and the features that are on, for a line of progress.
        pack: how many of them are trained together.
        seconds: an estimate of the time for all of them.
        bytes: an estimate of the memory in use while they train.
    """

    members: tuple[int, ...]
    parameters: int
    label: str
    pack: int
    seconds: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The groups of a family, in the order in which they are trained."""

    groups: tuple[Group, ...]

    @property
    def seconds(self) -> float:
        """An estimate of the time for the whole family."""
        return sum(group.seconds for group in self.groups)

    @property
    def bytes(self) -> int:
        """An estimate of the most memory in use at any time."""
        return max((group.bytes for group in self.groups), default=0)


def plan(
    family: Family, data: Dataset, *, network: Network | None = None, finished: Iterable[int] = ()
) -> Plan:
    """The groups of a family with estimates of time (good to a factor of about two) and memory.

    Groups of which every member is finished are left out.

    Raises:
        InputError: a spec does not fit the data, or a network does not fit into memory.
    """
    devices()  # before JAX starts to look at networks: only then can a CPU still be split
    machine, done = measure(), set(finished)
    groups = []
    for members in family.groups():
        if done.issuperset(members):
            continue
        specs = [family.specs[member] for member in members]
        for spec in specs:
            _check(spec, data, network)
        groups.append(_group(members, specs, data, network, machine))
    made = Plan(tuple(groups))
    if made.bytes > machine.free:
        raise InputError(
            _(
                "training needs about {needed:.1f} GB of memory, and {available:.1f} GB are free; "
                "use fewer or smaller hidden layers"
            ).format(needed=made.bytes / 1e9, available=machine.free / 1e9)
        )
    return made


def _group(
    members: tuple[int, ...], specs: Sequence[Spec], data: Dataset, network: Network | None, machine: Machine
) -> Group:
    spec = specs[0]
    made = network or network_of(spec, data.outputs)
    parameters, operations = _size(made, data)
    state = 4 * parameters * (2 + _SLOTS.get(spec.optimizer, 2) + (spec.momentum > 0))
    rows = [s.rows(len(data.x_train)) for s in specs]
    pack = _pack_size(len(specs), state, 3 * operations * max(rows) / _NOMINAL_RATE)
    # On accelerators a pack is dealt out over as many as divide it, and each has room for its share.
    shares = math.gcd(pack, len(devices())) if machine.side_by_side else 1
    lanes = pack if machine.side_by_side else min(pack, len(devices()))
    copies = 1 if machine.side_by_side else lanes + 1
    examples = data.x_train.nbytes + data.x_val.nbytes
    # A member in training has its gradients and, in a loop, a copy of its state.
    working = 4 * parameters + (state if pack > lanes else 0)
    seconds = 0.0
    for s, n in zip(specs, rows, strict=True):
        evaluated = 2 * min(n, len(data.x_val) or n)
        # Forward and the weights' gradient; the first layer, most of a wide network, needs no third.
        arithmetic = operations * (2 * n + evaluated) / (machine.operations * shares * _ARITHMETIC_SHARE)
        steps = math.ceil(n / s.batch_size)
        moved = steps * 32 * parameters / machine.moved if state > _ALONE_BYTES else 0.0
        each = machine.step / min(pack, len(specs)) if machine.side_by_side else machine.step
        seconds += s.epochs * (max(arithmetic, moved) + steps * each)
    return Group(
        members=members,
        parameters=parameters,
        label=_label(spec),
        pack=pack,
        seconds=seconds + machine.compiling,
        bytes=int(_RUNTIME_BYTES + examples * copies + (state * pack + working * lanes) / shares),
    )


def _label(spec: Spec) -> str:
    layers = "x".join(map(str, spec.hidden_layer_sizes)) or _("linear")
    return " ".join([*([] if spec.network == "mlp" else [spec.network]), layers, *spec.features])


def _pack_size(members: int, state: float, seconds: float) -> int:
    """How many members are trained together: few enough that their state is a small part of the
    memory and an epoch of them is soon done; one, with all cores for it, where a network is large."""
    n_devices = len(devices())
    if members == 1 or state > _ALONE_BYTES:
        return 1
    each = min(_PACK_BYTES / state / n_devices, _PACK_SECONDS / seconds, 32, math.ceil(members / n_devices))
    return n_devices * max(1, int(each))


def _size(network: Network, data: Dataset) -> tuple[int, float]:
    """(parameters, floating point operations to look at one example)."""
    example = jax.ShapeDtypeStruct((1, *data.input_shape), jnp.result_type(float))
    params, state = jax.eval_shape(network.init, jax.eval_shape(lambda: jax.random.key(0)), example)
    parameters = sum(math.prod(leaf.shape) for leaf in jax.tree.leaves(params))

    def logits(params: Tree, state: Tree, x: Array) -> Array:
        return network.apply(params, state, x, key=None, training=False, dropout=None)[0]

    shape = jax.eval_shape(logits, params, state, example).shape
    if shape != (1, data.outputs):
        raise InputError(
            _("network {name} gives logits of shape {shape} for one example, and {wanted} are wanted").format(
                name=network.name, shape=shape, wanted=(1, data.outputs)
            )
        )
    cost = jax.jit(logits).lower(params, state, example).cost_analysis() or {}
    return parameters, cost.get("flops", 2.0 * parameters)


def _check(spec: Spec, data: Dataset, network: Network | None) -> None:
    """Refuse what does not go together with the data or with a network of the user's own."""
    loss_for(data.task, spec.loss)
    spec.rows(len(data.x_train))
    regression, own = data.task == "regression", network is not None or spec.network not in NETWORKS
    if network is None and spec.network == "cnn":
        check_pictures(data)
    about_classes = _("it is about classes, and the target is a number; leave it out")
    own_layers = _("a network of your own has layers of its own; leave it out")
    no_pictures = _("it moves pictures, and these are none; leave it out, or use noise")
    refused = [
        ("label_noise", regression and spec.label_noise, about_classes),
        ("label_smoothing", regression and spec.label_smoothing, about_classes),
        ("class_weight", regression and spec.class_weight, about_classes),
        ("monitor", regression and spec.monitor.endswith("accuracy"), about_classes),
        ("normalization", network and spec.normalization != "none", own_layers),
        ("penalty_layers", network and spec.penalty_layers != "all", own_layers),
        ("dropout", own and isinstance(spec.dropout, tuple), own_layers),
        *((n, getattr(spec, n) and not data.is_image, no_pictures) for n in ("shift", "rotation", "zoom")),
        (
            "patience",
            spec.patience is not None and spec.monitor.startswith("val_") and not len(data.x_val),
            _("there are no validation data to watch; leave it out, or set monitor to loss"),
        ),
    ]
    for name, cannot, why in refused:
        if cannot:
            raise InputError(_("{name} can't be used here: {why}").format(name=name, why=why))
    if spec.class_weight is not None:
        class_weights(spec, data)
