"""`Experiment`: a family's training in a folder, to be written once and read ever after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from hanka.checkpoint import Checkpoint, Chunk, Row
from hanka.dataset._types import Dataset
from hanka.errors import InputError
from hanka.experiment import _check, _record, _summary, _table
from hanka.experiment._about import About, describe, read_about
from hanka.experiment._checkpoint import CHECKPOINTS, read_checkpoint, read_members
from hanka.experiment._columns import Columns, read_columns
from hanka.experiment._examples import ExampleLosses, losses_path, read_losses, select_losses
from hanka.experiment._folder import begin, is_remnant, make_places, remove
from hanka.experiment._lock import acquire
from hanka.experiment._rows import HISTORY, iter_rows
from hanka.experiment._samples import Samples, read_samples
from hanka.experiment._tensors import Array, read_metadata, read_tensors
from hanka.experiment._weights import KINDS, Which, has_weights, select, weights_path
from hanka.history import History
from hanka.messages import gettext as _
from hanka.spec import NETWORKS, Family

if TYPE_CHECKING:
    from filelock import FileLock

    from hanka.experiment._network import Forward

__all__ = ["Experiment", "open"]

_MOST_ROWS = 20_000
"""More than these would make a notebook heavy: about a megabyte."""


class Experiment:
    """A family's training in a folder: read it with `hanka.open`, write it with `create` or `resume`.

    Attributes:
        folder: where it lies.
        family: its specs; a member's index is its position.
        dataset: what it was trained on, as plain data: name, task, source and options to load it
            again, sha256, class and feature names, shapes, scaling, and numbers of rows.
        network: the name of a network that was given as an object, or None where each spec names its own.
        created, versions: when, and with what.
    """

    def __init__(self, folder: Path, about: About, lock: FileLock | None = None) -> None:
        self.folder = folder
        self.family = about.family
        self.dataset = about.dataset
        self.network = about.network
        self.created = about.created
        self.versions = about.versions
        self._about = about
        self._lock = lock
        self._columns: Columns | None = None
        self._histories: tuple[Columns, list[History]] | None = None

    @classmethod
    def create(cls, folder: str | Path, family: Family, data: Dataset, *, network: Any = None) -> Experiment:
        """A new experiment in a new or empty folder; a context manager that holds its lock.

        Args:
            folder, family, data: what is trained, and where it goes.
            network: a `hanka.engine.Network`, or its name, where the specs don't name it.

        Raises:
            InputError: the folder is in use, is not empty, or can't be written to.
        """
        folder = Path(folder)
        name = getattr(network, "name", network)
        if name in NETWORKS:
            raise InputError(
                _("a network of your own needs a name of its own, and {name} is taken").format(name=name)
            )
        about = describe(family, data, name)
        new = not folder.exists()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = acquire(folder)
        except OSError as error:
            raise _unwritable(folder, error) from error
        try:
            if not all(is_remnant(path) for path in folder.iterdir()):
                raise InputError(
                    _(
                        "{folder} is not empty; go on in it with --resume {folder}, or choose another folder"
                    ).format(folder=folder)
                )
            begin(folder, about, data)
        except BaseException as error:
            lock.release()
            if new:
                remove(folder)
            if isinstance(error, OSError):
                raise _unwritable(folder, error) from error
            raise
        return cls(folder, about, lock)

    @classmethod
    def resume(cls, folder: str | Path) -> Experiment:
        """An experiment to go on with, whatever became of its writer; a context manager as `create`'s.

        Raises:
            InputError: it is in use, damaged, or no experiment.
        """
        folder = Path(folder)
        about = read_about(folder)
        try:
            lock = acquire(folder)
            try:
                make_places(folder)
                _record.settle(folder)
            except BaseException:
                lock.release()
                raise
        except OSError as error:
            raise _unwritable(folder, error) from error
        return cls(folder, about, lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the lock back; reading goes on."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def record(self, chunks: Iterable[Chunk]) -> Iterator[Row]:
        """Write the engine's chunks as they come, and yield each new row once it is on disk.

        A row that the file has already is neither written nor yielded again. Closing the generator
        saves where the training stands, so that `resume` goes on from there.

        Args:
            chunks: `hanka.engine.run(family, data, checkpoints=e.checkpoints(), finished=e.finished)`.

        Raises:
            InputError: the experiment was opened for reading.
            TrainingError: the disk is full; what was saved stays readable.
        """
        if self._lock is None:
            raise InputError(
                _("{folder} was opened for reading; use Experiment.resume to go on with it").format(
                    folder=self.folder
                )
            )
        return _record.record(self.folder, self.family, chunks, self._read)

    def checkpoints(self) -> list[Checkpoint]:
        """Where the training of unfinished packs stands, as NumPy arrays."""
        return [read_checkpoint(path) for path in self._checkpoint_paths()]

    @property
    def finished(self) -> tuple[int, ...]:
        """The members whose training has ended: both of their weights files are whole."""
        return tuple(member for member in range(len(self.family)) if has_weights(self.folder, member))

    def rows(self) -> Iterator[Row]:
        """The rows as they were written, in the file's order."""
        return iter_rows(self.folder / HISTORY)

    @property
    def histories(self) -> list[History]:
        """Each member's metrics by epoch."""
        columns = self._read()
        if self._histories is None or self._histories[0] is not columns:
            made = _summary.histories(columns, self.family.specs, self.dataset["n_val"], str(self.folder))
            self._histories = columns, made
        return list(self._histories[1])

    def members(self) -> list[dict[str, Any]]:
        """A plain record for each member: its spec, size, last metrics, gaps, best epoch and seconds;
        None where there is no such number."""
        return _summary.summarise(self._read(), self.histories, self.family.specs, self.dataset, self.network)

    def network_of(self, member: int) -> str:
        """The name of a member's network: mlp, cnn, or that of the user's own."""
        self._known(member, "last")
        return self._about.network_of(member)

    def table(self, backend: str | None = None) -> Any:
        """`members` as a dataframe of the user's library.

        Args:
            backend: pandas, polars or pyarrow; None for the one already imported, else installed.
        """
        return _table.frame(self.members(), backend)

    def plot(self, **looks: Any) -> Any:
        """Draw the learning curves; `looks` as for `hanka.figures.TrainingCurveDisplay.plot`."""
        # The one place where this layer reaches up: drawing is what one wants of an experiment at hand.
        from hanka.figures import TrainingCurveDisplay

        return TrainingCurveDisplay.from_experiment(self).plot(**looks)

    def _repr_html_(self) -> str:
        """The report in a frame, for notebooks; a table where nothing has been trained yet or it is large."""
        if not 0 < len(self._read()) <= _MOST_ROWS:
            return _table.markup(f"{self.folder} · {self.dataset['name']}", self.members())
        from hanka.report import frame  # the other place: a notebook shows what the report does

        return frame(self)

    def __repr__(self) -> str:
        return f"<Experiment {str(self.folder)!r}: {self.dataset['name']}, {len(self.family)} members>"

    def weights(self, member: int, which: Which = "last") -> dict[str, Array]:
        """A member's arrays by name, of its last or best epoch; out of the checkpoint while in training.

        Raises:
            InputError: there is no such member, or nothing of it has been saved yet.
        """
        self._known(member, which)
        path = weights_path(self.folder, member, which)
        if path.exists():
            return _in_order(read_tensors(path))
        for held in self._checkpoint_paths():
            members, _specs = read_members(held)
            if member in members:
                return _in_order(select(read_tensors(held, rows=members.index(member)), which))
        raise InputError(
            _("member {member} has no weights yet; go on training it with --resume {folder}").format(
                member=member, folder=self.folder
            )
        )

    def weights_epoch(self, member: int, which: Which = "last") -> int | None:
        """The epoch that a member's weights are of, the best one by the spec's `monitor`; None while it is in
        training."""
        self._known(member, which)
        path = weights_path(self.folder, member, which)
        epoch = read_metadata(path).get("epoch") if path.exists() else None
        return None if epoch is None else int(epoch)

    def example_losses(self, member: int) -> ExampleLosses | None:
        """The validation losses of single examples: the epochs (k,) at which they were kept, the best and the
        last among them, and the losses (k, examples), float16, of at most 1,000 fixed examples.

        None where there are no validation data.
        """
        self._known(member, "last")
        if losses_path(self.folder, member).exists():
            return read_losses(self.folder, member)
        for held in self._checkpoint_paths():
            members, _specs = read_members(held)
            if member in members:
                arrays = read_tensors(held, rows=members.index(member))
                return select_losses(arrays) if "examples/kept" in arrays else None
        return None

    def predict(
        self, member: int, x: Any, weights: Which = "last", *, forward: Forward | None = None
    ) -> Array:
        """A member's predictions for raw inputs, by NumPy alone.

        Args:
            member: its index.
            x: (n, ...) as in the data set: pictures of 0 to 255, tables in their own units.
            weights: "last", or "best" for those of the best epoch.
            forward: (arrays by name, inputs (n, ...)) → logits, of a network of one's own; see
                `hanka.engine.forward`.

        Returns:
            (n, classes) probabilities, or (n,) values in the target's units for a regression.
        """
        from hanka.experiment._network import predict

        if forward is None and (name := self.network_of(member)) not in NETWORKS:
            raise InputError(
                _(
                    "{name} is a network of its own, which NumPy can't compute; "
                    "give predict its forward, as hanka.engine.forward makes it"
                ).format(name=name)
            )
        return predict(
            self.weights(member, weights), x, self.family.specs[member].activation, self.dataset, forward
        )

    @property
    def samples(self) -> Samples:
        """(x, y, names): up to a hundred raw validation examples, or without any those to be asked about
        (y is None), or training ones."""
        return read_samples(self.folder)

    def data(self) -> Dataset:
        """The data set it was trained on, loaded again and known by its checksum.

        Raises:
            InputError: it is no longer there, or has changed.
        """
        from hanka.dataset import load

        data: Dataset = load(self.dataset["source"], **self.dataset["options"])
        if data.sha256 != self.dataset["sha256"]:
            raise InputError(
                _(
                    "the data of {source} have changed since {folder} began (their sha256 differs); "
                    "restore them"
                ).format(source=self.dataset["source"], folder=self.folder)
            )
        return data

    def check(self) -> list[str]:
        """What is wrong with the folder, a line each; empty where it is sound, finished or not."""
        return list(_check.findings(self.folder, self._about))

    def _read(self) -> Columns:
        self._columns = read_columns(self.folder / HISTORY, self._columns)
        return self._columns

    def _checkpoint_paths(self) -> list[Path]:
        return sorted((self.folder / CHECKPOINTS).glob("*.safetensors"))

    def _known(self, member: int, which: str) -> None:
        if not 0 <= member < len(self.family):
            raise InputError(
                _("there is no member {member}; the members are 0 to {last}").format(
                    member=member, last=len(self.family) - 1
                )
            )
        if which not in KINDS:
            raise InputError(_("weights are 'last' or 'best', not '{which}'").format(which=which))


def open(folder: str | Path) -> Experiment:
    """The experiment in a folder, for reading, also while it is being written.

    >>> import hanka, tempfile
    >>> from hanka.engine import run
    >>> data = hanka.load("fare")
    >>> family = hanka.vary(hanka.Spec(hidden_layer_sizes=(4,), epochs=2), seed=range(3))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with hanka.Experiment.create(folder, family, data) as experiment:
    ...         rows = list(experiment.record(run(family, data)))
    ...     experiment = hanka.open(folder)
    ...     [len(history) for history in experiment.histories], len(experiment.table("pandas"))
    ([2, 2, 2], 3)

    Raises:
        InputError: the folder is no experiment, or is damaged.
    """
    folder = Path(folder)
    return Experiment(folder, read_about(folder))


def _in_order(arrays: dict[str, Array]) -> dict[str, Array]:
    """By name, hidden_10 after hidden_9."""
    parts = {name: [int(t) if t.isdigit() else t for t in re.split(r"(\d+)", name)] for name in arrays}
    return {name: arrays[name] for name in sorted(arrays, key=lambda name: parts[name])}


def _unwritable(folder: Path, error: OSError) -> InputError:
    return InputError(
        _("cannot write to {folder}: {reason}; choose another folder or make room").format(
            folder=folder, reason=error.strerror or error
        )
    )
