"""What is wrong with an experiment's folder, finding by finding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hanka.errors import InputError
from hanka.experiment._about import About
from hanka.experiment._checkpoint import CHECKPOINTS, read_checkpoint, read_members
from hanka.experiment._examples import losses_path, read_losses
from hanka.experiment._rows import HISTORY, blocks, parse, whole
from hanka.experiment._samples import SAMPLES, read_samples
from hanka.experiment._summary import layer_shapes
from hanka.experiment._tensors import Array, read_tensors
from hanka.experiment._weights import KINDS, weights_path
from hanka.messages import gettext as _
from hanka.spec import NETWORKS

__all__ = ["findings"]

_MOST = 20
"""Line numbers and epochs named in one finding."""
_SCALES, _MOMENTS = ("{}/gamma", "{}/beta"), ("state/{}/mean", "state/{}/variance")
"""What a normalised layer has besides."""


def findings(folder: Path, about: About) -> Iterator[str]:
    """Everything that isn't as it should be, each a line of text; nothing for a sound folder.

    A member whose training has not ended, and can go on, is as it should be.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", str(about.dataset.get("sha256"))):
        yield _(
            "experiment.json: the data set has no SHA-256, so nobody can tell whether it is still the same"
        )
    rows = _Rows(folder / HISTORY, about)
    yield from rows.findings()
    held, complaints = _held(folder, about)
    yield from complaints
    for member, spec in enumerate(about.family):
        if member not in held and any(weights_path(folder, member, which).exists() for which in KINDS):
            yield from _weights(folder, about, member, finite=not rows.diverged[member])
            yield from _losses(folder, member)
            trained = int(rows.count[member])
            if trained < spec.epochs and not (rows.diverged[member] or rows.stopped[member]):
                yield _("member {member}: trained to its end, but rows are missing: {n} of {epochs}").format(
                    member=member, n=trained, epochs=spec.epochs
                )
    try:
        read_samples(folder)
    except (InputError, KeyError, ValueError) as error:
        yield _("{file} is damaged: {reason}").format(file=SAMPLES, reason=error)


class _Rows:
    """One reading of the rows: which there are, and which lines are none."""

    def __init__(self, path: Path, about: About) -> None:
        n, epochs = len(about.family), max(spec.epochs for spec in about.family)
        self._path = path
        self.seen: NDArray[np.int32] = np.zeros((n, epochs), np.int32)
        self.diverged: NDArray[np.bool_] = np.zeros(n, np.bool_)
        self.stopped: NDArray[np.bool_] = np.zeros(n, np.bool_)
        self.limits = [spec.epochs for spec in about.family]
        self.invalid: list[int] = []
        self.foreign: list[int] = []
        line = 0
        for block in blocks(path):
            for row in _tolerant(block):
                line += 1
                self._take(line, row)

    @property
    def count(self) -> NDArray[np.int64]:
        """(members,) the epochs that each member has."""
        return np.asarray(np.count_nonzero(self.seen, axis=1))

    def _take(self, line: int, row: dict[str, Any] | None) -> None:
        if row is None:
            self.invalid.append(line)
        elif row["member"] >= len(self.limits) or row["epoch"] > self.limits[row["member"]]:
            self.foreign.append(line)
        else:
            self.seen[row["member"], row["epoch"] - 1] += 1
            self.diverged[row["member"]] |= bool(row.get("diverged"))
            self.stopped[row["member"]] |= bool(row.get("stopped"))

    def findings(self) -> Iterator[str]:
        if not self._path.is_file():
            yield _("{file} is missing").format(file=HISTORY)
            return
        if whole(self._path) < self._path.stat().st_size:
            yield _("{file}: the last line is torn; it is ignored, and --resume cuts it off").format(
                file=HISTORY
            )
        if self.invalid:
            yield _("{file}: not a row: line {lines}").format(file=HISTORY, lines=_some(self.invalid))
        if self.foreign:
            yield _("{file}: an unknown member or epoch: line {lines}").format(
                file=HISTORY, lines=_some(self.foreign)
            )
        for member, seen in enumerate(self.seen):
            if len(twice := np.flatnonzero(seen > 1)):
                yield _("member {member}: more than one row for epoch {epochs}").format(
                    member=member, epochs=_some((twice + 1).tolist())
                )
            last = int(np.flatnonzero(seen)[-1]) if seen.any() else -1
            if len(missing := np.flatnonzero(seen[: last + 1] == 0)):
                yield _("member {member}: no row for epoch {epochs}").format(
                    member=member, epochs=_some((missing + 1).tolist())
                )


def _tolerant(block: bytes) -> Iterator[dict[str, Any] | None]:
    """The block's rows line by line; None for a line that is none."""
    try:
        yield from parse(block)
        return
    except (ValueError, RecursionError):
        pass
    for line in block[:-1].split(b"\n"):
        try:
            yield parse(line + b"\n")[0]
        except (ValueError, RecursionError):
            yield None


def _held(folder: Path, about: About) -> tuple[set[int], list[str]]:
    """The members in checkpoints, and what is wrong with those."""
    held: set[int] = set()
    complaints = []
    for path in sorted((folder / CHECKPOINTS).glob("*.safetensors")):
        try:
            members, specs = read_members(path)
            arrays = read_checkpoint(path).arrays
        except InputError as error:
            complaints.append(str(error))
            continue
        name = f"{CHECKPOINTS}/{path.name}"
        if any(
            m >= len(about.family) or about.family.specs[m] != s for m, s in zip(members, specs, strict=False)
        ):
            complaints.append(_("{file}: its members are not this experiment's").format(file=name))
        elif any(array.ndim == 0 or len(array) < len(members) for array in arrays.values()):
            complaints.append(_("{file}: its arrays are too short for its members").format(file=name))
        else:
            held.update(members)
    return held, complaints


def _weights(folder: Path, about: About, member: int, *, finite: bool) -> Iterator[str]:
    for which in KINDS:
        path = weights_path(folder, member, which)
        try:
            arrays = read_tensors(path)
        except InputError as error:
            yield _("member {member}: {reason}").format(member=member, reason=error)
            continue
        name = f"{path.parent.name}/{path.name}"
        if wrong := _wrong_shapes(arrays, about, member):
            yield _("{file}: {names} is missing or has another shape than the spec asks for").format(
                file=name, names=", ".join(wrong)
            )
        # A member that diverged ends with such weights; its best ones are from before.
        elif (finite or which == "best") and not all(np.all(np.isfinite(a)) for a in arrays.values()):
            yield _("{file}: it has values that are not finite").format(file=name)


def _losses(folder: Path, member: int) -> Iterator[str]:
    if not losses_path(folder, member).exists():
        return  # no validation data, or a hanka that did not keep them yet
    try:
        epoch, loss = read_losses(folder, member)
    except (InputError, KeyError) as error:
        yield _("member {member}: {reason}").format(member=member, reason=error)
        return
    if loss.ndim != 2 or len(epoch) != len(loss):
        yield _("member {member}: its losses by example do not fit their epochs").format(member=member)


def _wrong_shapes(arrays: dict[str, Array], about: About, member: int) -> list[str]:
    """The arrays of a built-in network that are not as its spec asks for."""
    if about.network_of(member) not in NETWORKS:
        return []
    normalization = about.family.specs[member].normalization
    wanted: dict[str, tuple[int, ...]] = {}
    for layer, shape in layer_shapes(about.family.specs[member], about.dataset).items():
        units = shape[-1]
        wanted |= {f"{layer}/kernel": shape, f"{layer}/bias": (units,)}
        names = {"none": (), "layer": _SCALES, "batch": (*_SCALES, *_MOMENTS)}[normalization]
        wanted |= {name.format(layer): (units,) for name in names if layer != "output"}
    return [name for name, shape in wanted.items() if name not in arrays or arrays[name].shape != shape]


def _some(numbers: Sequence[int]) -> str:
    """The first numbers of a list, which may be long."""
    return ", ".join(map(str, numbers[:_MOST])) + (", …" if len(numbers) > _MOST else "")
