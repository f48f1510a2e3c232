"""The engine's one task, a pure function: `advance(checkpoint, epochs, data) -> (rows, checkpoint)`."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import jax
import numpy as np

from hanka.checkpoint import Checkpoint, Row
from hanka.dataset import Dataset
from hanka.engine._compile import compile_epochs, initial
from hanka.engine._data import Probe, class_weights, place, places
from hanka.engine._devices import devices, on_cpu, split
from hanka.engine._network import Network
from hanka.engine._networks import common, network_of
from hanka.engine._program import CAPACITY, Program
from hanka.errors import InputError
from hanka.messages import gettext as _
from hanka.spec import NETWORKS, Spec

__all__ = ["advance", "halved", "is_finished", "prepare", "start"]

_FOREVER = 2**31 - 1


def start(
    members: Sequence[int],
    specs: Sequence[Spec],
    data: Dataset,
    *,
    network: Network | None = None,
    size: int | None = None,
) -> Checkpoint:
    """The checkpoint of a pack of members before its first epoch.

    Args:
        members: their indices in the family.
        specs: their specs, all of one `Spec.program`.
        data: what they will be trained on.
        network: the user's own, else the one that the specs name.
        size: the length of the arrays' first axis if it is to be more than there are members, so
            that packs of different length share a compiled program.
    """
    size = size or len(members)
    n_devices = _spread(size)
    seeds = np.array([spec.seed for spec in _filled(specs, size)], np.uint32)
    program = _program(specs, data, network, probed=False)
    return Checkpoint(
        tuple(members), tuple(specs), initial(program, seeds, place(data, None, n_devices), n_devices)
    )


def advance(
    checkpoint: Checkpoint,
    epochs: int,
    data: Dataset,
    *,
    network: Network | None = None,
    probe: Probe | None = None,
) -> tuple[list[Row], Checkpoint]:
    """Train the members of a pack for up to `epochs` more epochs each, at most to its spec's number.

    Pure but for one thing: arrays of the checkpoint that already lie on the devices are donated, so
    go on with the checkpoint that is returned. One that comes as NumPy arrays, from a file or
    another process, is left as it is. Calls that add up to the same epochs give the same bits.

    Args:
        checkpoint: from `start`, from `advance`, or from an experiment's folder.
        epochs: 1 to 256.
        data, network, probe: as in `train`.

    Returns:
        The rows, ordered by epoch, then member; and the checkpoint to go on from.
    """
    if not 1 <= epochs <= CAPACITY:
        raise InputError(
            _("one call advances by 1 to {most} epochs, not {epochs}").format(most=CAPACITY, epochs=epochs)
        )
    program, compiled, arguments = _compiled(checkpoint, epochs, data, network, probe)
    first = np.array(checkpoint.arrays["epoch"])
    began = time.perf_counter()
    arrays, measured = compiled(*arguments)
    _wait(measured)
    elapsed = time.perf_counter() - began

    last = np.asarray(arrays["epoch"])
    stopped = np.asarray(arrays["stopped"])
    rows = _rows(checkpoint, program, first, last, stopped, np.asarray(measured), len(data.x_train))
    for row in rows:
        row["seconds"] = elapsed / len(rows)
    return rows, replace(checkpoint, arrays=arrays)


def prepare(members: Sequence[int], specs: Sequence[Spec], data: Dataset, *, size: int | None = None) -> None:
    """Compile what `start` and `advance` need for a pack, and train nothing: whoever waits for a first epoch
    mostly waits for the compiler."""
    _compiled(start(members, specs, data, size=size), 1, data, None, None)


def is_finished(checkpoint: Checkpoint) -> bool:
    """Whether every member has trained all its epochs, or was stopped."""
    return bool(np.all(_ended(checkpoint)))


def halved(checkpoint: Checkpoint) -> tuple[Checkpoint, Checkpoint] | None:
    """(members that have ended, the others in half the places or fewer), where so few are left; else None.

    Sizes are those of the full pack, halved and halved again, so that few programs are compiled; a pack
    of one network for each device stays as it is.
    """
    ended, size = _ended(checkpoint), len(checkpoint.arrays["epoch"])
    left = int(np.sum(~ended))
    smaller = size
    while smaller % 2 == 0 and smaller // 2 >= max(left, 2 * len(devices())):
        smaller //= 2
    if smaller == size or not left or not ended.any():
        return None
    done, going = np.flatnonzero(ended), np.flatnonzero(~ended)
    return _part(checkpoint, done, len(done)), _part(checkpoint, going, smaller)


def _compiled(
    checkpoint: Checkpoint, epochs: int, data: Dataset, network: Network | None, probe: Probe | None
) -> tuple[Program, Callable[..., Any], tuple[Any, ...]]:
    """The program that advances a pack, compiled, and its arguments."""
    size = len(checkpoint.arrays["epoch"])
    n_devices = _spread(size)
    filled = size - len(checkpoint.specs)
    until = np.array([spec.epochs for spec in checkpoint.specs] + [0] * filled, np.int32)
    until = np.minimum(until, np.array(checkpoint.arrays["epoch"]) + epochs).astype(np.int32)
    program = _program(checkpoint.specs, data, network, probed=probe is not None)
    rates = _rates(_filled(checkpoint.specs, size), data, network)
    placed = place(data, probe, n_devices)
    arguments = (*jax.device_put((checkpoint.arrays, rates, until), split(n_devices)), placed)
    return program, compile_epochs(program, n_devices, not on_cpu(), *arguments), arguments


def _ended(checkpoint: Checkpoint) -> np.ndarray[Any, Any]:
    """(members,) which have trained all their epochs, or were stopped."""
    n = len(checkpoint.specs)
    epoch, stopped = (np.asarray(checkpoint.arrays[name])[:n] for name in ("epoch", "stopped"))
    return np.asarray((epoch >= [spec.epochs for spec in checkpoint.specs]) | stopped)


def _part(checkpoint: Checkpoint, places: np.ndarray[Any, Any], size: int) -> Checkpoint:
    """Some members of a pack as a pack of `size` places, filled up with the last one."""
    taken = np.concatenate([places, np.repeat(places[-1:], size - len(places))])
    return Checkpoint(
        tuple(checkpoint.members[place] for place in places),
        tuple(checkpoint.specs[place] for place in places),
        {name: np.asarray(array)[taken] for name, array in checkpoint.arrays.items()},
    )


def _program(specs: Sequence[Spec], data: Dataset, network: Network | None, *, probed: bool) -> Program:
    """The program that trains members of these specs, all of one group."""
    spec, available = specs[0], len(data.x_train)
    names = ["loss", "accuracy", "running_loss", "penalty"]
    names += ["val_loss", "val_loss_se", "val_accuracy"] if len(data.x_val) else []
    names += ["probe_loss", "probe_accuracy"] if probed else []
    names += ["learning_rate"] if spec.schedule != "constant" else []
    scored = data.task != "regression"
    rows, room = max(s.rows(available) for s in specs), places(data)
    return Program(
        spec=common(spec),
        network=network or network_of(spec, data.outputs),
        task=data.task,
        classes=len(data.class_names),
        metrics=tuple(name for name in names if scored or not name.endswith("accuracy")),
        # A power of two, so that few programs serve all sizes of the training set.
        rows=min(room, 1 << (rows - 1).bit_length()),
        sample=min(room, len(data.x_val) or room),
    )


def _rates(
    specs: Sequence[Spec], data: Dataset, network: Network | None = None
) -> dict[str, np.ndarray[Any, Any]]:
    """The traced settings by member; dropout by hidden layer where the network is a built-in one."""
    dtype, available = jax.numpy.result_type(float), len(data.x_train)
    names = ("learning_rate", "min_delta", *Spec.rates())
    rates = {
        name: np.array([getattr(spec, name) for spec in specs], dtype) for name in names if name != "dropout"
    }
    own = network is not None or specs[0].network not in NETWORKS
    layers = () if own else (len(specs[0].hidden_layer_sizes),)
    rates["dropout"] = np.array([np.broadcast_to(spec.dropout, layers) for spec in specs], dtype)
    rates["seed"] = np.array([spec.seed for spec in specs], np.uint32)
    rates["rows"] = np.array([spec.rows(available) for spec in specs], np.int32)
    rates["epochs"] = np.array([spec.epochs for spec in specs], np.int32)
    # Waiting for no epoch is waiting for one: the best epoch is never the one that stops.
    waits = [_FOREVER if spec.patience is None else max(spec.patience, 1) for spec in specs]
    rates["patience"] = np.array(waits, np.int32)
    if specs[0].class_weight is not None:
        rates["class_weight"] = np.array([class_weights(spec, data) for spec in specs], dtype)
    return rates


def _rows(
    checkpoint: Checkpoint,
    program: Program,
    first: np.ndarray[Any, Any],
    last: np.ndarray[Any, Any],
    stopped: np.ndarray[Any, Any],
    measured: np.ndarray[Any, Any],
    available: int,
) -> list[Row]:
    rows: list[Row] = []
    for at, (member, spec) in enumerate(zip(checkpoint.members, checkpoint.specs, strict=True)):
        steps = math.ceil(spec.rows(available) / spec.batch_size)
        for i in range(int(last[at] - first[at])):
            epoch = int(first[at]) + i + 1
            # The shortest text that names the same float32, not the double that it becomes.
            values = [float(str(value)) for value in measured[at, i]]
            row: Row = {"member": member, "epoch": epoch, "step": epoch * steps}
            row |= {n: v if math.isfinite(v) else None for n, v in zip(program.metrics, values, strict=True)}
            row.setdefault("learning_rate", spec.learning_rate)
            if any(row[name] is None for name in program.metrics if not name.startswith("probe_")):
                row["diverged"] = True
            elif stopped[at] and epoch == last[at] < spec.epochs:
                row["stopped"] = True
            rows.append(row)
    return sorted(rows, key=lambda row: (row["epoch"], row["member"]))


def _filled(specs: Sequence[Spec], size: int) -> list[Spec]:
    """As many specs as there are places in a pack; those past the members train for no epoch."""
    return [*specs, *[specs[-1]] * (size - len(specs))]


def _spread(size: int) -> int:
    """Over how many devices a pack of `size` places is dealt out: the most that divide it."""
    return math.gcd(size, len(devices()))


def _wait(array: jax.Array) -> None:
    # Not `block_until_ready`, which would keep Ctrl-C waiting for as long as the program runs.
    while not array.is_ready():  # type: ignore[attr-defined]
        time.sleep(0.001)
