"""Nothing is lost, written twice or torn, wherever the process dies."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import hanka.experiment._files as files
from hanka.checkpoint import Checkpoint
from hanka.errors import InputError, TrainingError
from hanka.experiment import Experiment, _record
from hanka.experiment import open as open_experiment
from hanka.experiment._rows import HISTORY


@pytest.fixture(autouse=True)
def _save_at_every_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_record, "_EVERY", 0.0)
    monkeypatch.setattr(_record, "_SHARE", 0.0)
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)  # of matter to power cuts only, and slow


def train(engine: Any, folder: Path, **options: Any) -> list[Any]:
    """Create or resume, and record to the end."""
    data = engine.dataset()
    if (folder / "experiment.json").exists():
        experiment = Experiment.resume(folder)
    else:
        experiment = Experiment.create(folder, engine.family, data)
    with experiment as e:
        chunks = engine.run(e.family, data, checkpoints=e.checkpoints(), finished=e.finished, **options)
        return list(e.record(chunks))


def content(folder: Path) -> dict[str, bytes]:
    """Every file that training makes, by name."""
    paths = [
        folder / HISTORY,
        *folder.glob("weights/*"),
        *folder.glob("checkpoints/*"),
        *folder.glob("*.tmp"),
    ]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def whole(engine: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What uninterrupted training leaves."""
    folder = tmp_path_factory.mktemp("whole") / "run"
    train(engine, folder)
    return content(folder)


def test_uninterrupted(engine: Any, tmp_path: Path) -> None:
    rows = train(engine, tmp_path / "run")
    e = open_experiment(tmp_path / "run")
    assert list(e.rows()) == rows
    assert len(rows) == 5 + 2 + 5 + 5  # the second member diverges in its second epoch
    assert e.finished == (0, 1, 2, 3) and e.checkpoints() == [] and e.check() == []
    assert list((tmp_path / "run" / "checkpoints").iterdir()) == []


def test_a_second_recording_adds_nothing(engine: Any, tmp_path: Path, whole: dict[str, bytes]) -> None:
    train(engine, tmp_path / "run")
    assert train(engine, tmp_path / "run") == []
    assert content(tmp_path / "run") == whole


class Killed(BaseException):
    """Stands for SIGKILL: from the k-th operation on, nothing reaches the disk, clean-ups included."""


class Faults:
    """Counts the operations on the file system, and lets the one numbered `at` go wrong."""

    def __init__(self, patch: pytest.MonkeyPatch, at: int, error: BaseException, *, lasting: bool) -> None:
        self.count, self.at, self.error, self.lasting = 0, at, error, lasting
        import hanka.experiment._about as about
        import hanka.experiment._rows as rows
        import hanka.experiment._tensors as tensors

        write_all = files.write_all

        def torn_write(file: Any, data: Any) -> None:
            if self.strikes():
                write_all(file, memoryview(data).cast("B")[: len(data) // 2])
                raise self.error
            write_all(file, data)

        for module in (about, rows, tensors):
            patch.setattr(module, "write_all", torn_write)
        for owner, name in ((os, "replace"), (os, "fsync"), (Path, "unlink")):
            patch.setattr(owner, name, self.guarded(getattr(owner, name)))

    def strikes(self) -> bool:
        self.count += 1
        return self.count > self.at if self.lasting else self.count == self.at + 1

    def guarded(self, function: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            if self.strikes():
                raise self.error
            return function(*args, **kwargs)

        return call


ERRORS = {
    "killed": (Killed(), True),
    "interrupted": (KeyboardInterrupt(), False),
    "disk full": (OSError(errno.ENOSPC, "No space left on device"), True),
    "one write fails": (OSError(errno.EIO, "Input/output error"), False),
}


@pytest.mark.parametrize(("kind", "epochs"), [("killed", 2), *((kind, 3) for kind in ERRORS)])
def test_a_fault_at_every_operation(
    engine: Any, tmp_path: Path, whole: dict[str, bytes], kind: str, epochs: int
) -> None:
    error, lasting = ERRORS[kind]
    at, struck = 0, True
    while struck:
        folder = tmp_path / f"run{at}"
        Experiment.create(folder, engine.family, engine.dataset()).close()
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, at, error, lasting=lasting)
            text = ""
            try:
                train(engine, folder, epochs=epochs)
            except (Killed, KeyboardInterrupt, TrainingError, InputError) as raised:
                text = str(raised)
            if text:
                assert isinstance(error, OSError) and str(error.strerror) in text and str(folder) in text
            struck = faults.count > at
        readable = open_experiment(folder)
        seen = [(row["member"], row["epoch"]) for row in readable.rows()]
        assert len(seen) == len(set(seen))
        for checkpoint in readable.checkpoints():  # never ahead of the rows
            for member, epoch in zip(checkpoint.members, checkpoint.arrays["epoch"], strict=True):
                assert {(member, e) for e in range(1, epoch + 1)} <= set(seen)
        train(engine, folder)
        assert content(folder) == whole, at
        assert open_experiment(folder).check() == []
        at += 1
    assert at > 30


@pytest.mark.parametrize("stop", range(18))
def test_closing_saves_where_the_training_stands(
    engine: Any, tmp_path: Path, whole: dict[str, bytes], stop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_record, "_EVERY", 1e9)  # so that only the closing saves
    folder, data = tmp_path / "run", engine.dataset()
    with Experiment.create(folder, engine.family, data) as e:
        rows = e.record(engine.run(engine.family, data))
        for _ in range(stop):
            next(rows, None)
        rows.close()
    held = open_experiment(folder).checkpoints()
    if 0 < stop < 17 and stop not in (7, 17):
        on_disk = len(list(open_experiment(folder).rows()))
        assert held or on_disk in (7, 17)  # within a pack there is a checkpoint
    train(engine, folder)
    assert content(folder) == whole


def test_an_interrupt_within_a_chunk_keeps_the_last_save(
    engine: Any, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    data = engine.dataset()

    def chunks() -> Any:
        source = engine.run(engine.family, data)
        yield next(source)
        last = next(source)
        yield last
        for array in last.checkpoint.arrays.values():
            array.delete()
        raise KeyboardInterrupt

    with Experiment.create(tmp_path / "run", engine.family, data) as e, pytest.raises(KeyboardInterrupt):
        list(e.record(chunks()))
    interrupted = open_experiment(tmp_path / "run")
    assert interrupted.check() == [] and interrupted.finished == ()
    assert max(row["epoch"] for row in interrupted.rows()) == 4
    train(engine, tmp_path / "run")
    assert content(tmp_path / "run") == whole


def test_saving_is_paced(engine: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_record, "_EVERY", 5.0)
    monkeypatch.setattr(_record, "_SHARE", 20.0)
    now, saves = [0.0], []

    def save(_folder: Path, checkpoint: Checkpoint) -> None:
        saves.append(now[0])
        now[0] += 1.0  # a slow disk: the next save may come 20 s later

    monkeypatch.setattr(_record.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(_record, "write_checkpoint", save)
    data = engine.dataset()
    family = type(engine.family)(
        (engine.family.specs[0].from_dict({"epochs": 60, "hidden_layer_sizes": [2]}),)
    )
    with Experiment.create(tmp_path / "run", family, data) as e:
        for _row in e.record(engine.run(family, data, epochs=1)):
            now[0] += 1.0
    assert saves == [5.0, 26.0, 47.0]


def test_a_full_disk_in_creating_leaves_nothing(engine: Any, tmp_path: Path) -> None:
    at, struck = 0, True
    while struck:
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, at, OSError(errno.ENOSPC, "No space left on device"), lasting=False)
            text = ""
            try:
                Experiment.create(tmp_path / "run", engine.family, engine.dataset()).close()
            except InputError as raised:
                text = str(raised)
            assert ("No space left" in text) == (not (tmp_path / "run").exists())
            struck = faults.count > at
        at += 1
    assert open_experiment(tmp_path / "run").finished == ()


def test_a_real_full_disk(engine: Any, tmp_path: Path, whole: dict[str, bytes]) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(disk)], capture_output=True
        )
    except OSError:
        pytest.skip("no mount command here")
    if mounted.returncode:
        pytest.skip("mounting is not permitted here")
    try:
        filler = disk / "filler"
        with filler.open("wb", buffering=0) as file:
            file.write(bytes(24 << 10))
        with pytest.raises(TrainingError, match="--resume"):
            train(engine, disk / "run")
        kept = list(open_experiment(disk / "run").rows())
        assert kept == [json.loads(line) for line in whole[HISTORY].splitlines()][: len(kept)]
        filler.unlink()
        subprocess.run(["mount", "-o", "remount,size=1m", str(disk)], check=True)
        train(engine, disk / "run")
        assert content(disk / "run") == whole
    finally:
        subprocess.run(["umount", str(disk)], check=True)


WRITER = """
import sys, time
sys.path.insert(0, sys.argv[2])
import conftest as engine
from hanka.experiment import Experiment
from hanka.spec import Spec, vary
data = engine.dataset()
family = vary(Spec(hidden_layer_sizes=(2,), epochs=5), seed=[0, 13, 2, 3])
with Experiment.create(sys.argv[1], family, data) as e:
    for i, row in enumerate(e.record(engine.run(family, data))):
        print(i, flush=True)
        if i == 6:
            time.sleep(600)
"""


def test_a_second_writer_is_kept_out_until_the_first_is_dead(
    engine: Any, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    folder = tmp_path / "run"
    command = [sys.executable, "-c", WRITER, str(folder), str(Path(__file__).parent)]
    source = str(Path(_record.__file__).parents[2])
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": source})
    try:
        assert process.stdout is not None
        while process.stdout.readline().strip() != b"6":
            assert process.poll() is None
        for second in (Experiment.resume, lambda f: Experiment.create(f, engine.family, engine.dataset())):
            with pytest.raises(InputError, match="in use") as refusal:
                second(folder)
            assert str(folder) in str(refusal.value)
        assert len(list(open_experiment(folder).rows())) >= 7  # reading is always allowed
    finally:
        process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        process.communicate()
    deadline = time.monotonic() + 10
    while True:
        try:
            train(engine, folder)
            break
        except InputError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    assert content(folder) == whole


def test_what_is_refused(engine: Any, tmp_path: Path) -> None:
    data = engine.dataset()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").touch()
    with pytest.raises(InputError, match="not empty.*--resume"):
        Experiment.create(tmp_path / "full", engine.family, data)
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot write to"):
        Experiment.create(tmp_path / "file", engine.family, data)
    (tmp_path / "empty").mkdir()
    with Experiment.create(tmp_path / "empty", engine.family, data) as e:
        with pytest.raises(InputError, match="in use"):
            Experiment.create(tmp_path / "empty", engine.family, data)
    with pytest.raises(InputError, match="not empty"):
        Experiment.create(tmp_path / "empty", engine.family, data)
    with pytest.raises(InputError, match="opened for reading"):
        e.record([])
    with pytest.raises(InputError, match="not an experiment"):
        Experiment.resume(tmp_path / "nowhere")


def test_a_death_before_the_beginning_does_not_keep_the_folder(
    engine: Any, tmp_path: Path, whole: dict[str, bytes]
) -> None:
    """Whatever subset of the first files a killed `create` leaves, the same command works again."""
    source = tmp_path / "source"
    Experiment.create(source, engine.family, engine.dataset()).close()
    names = ["lock", "weights", "checkpoints", HISTORY, "samples.safetensors", "experiment.json.tmp"]
    for i, count in enumerate(range(len(names) + 1)):
        folder = tmp_path / f"killed-{i}"
        folder.mkdir()
        for name in names[:count]:
            if (source / name).is_dir():
                (folder / name).mkdir()
            else:
                (folder / name).write_bytes(
                    (source / name).read_bytes() if (source / name).exists() else b"{"
                )
        train(engine, folder)
        assert content(folder) == whole
    (tmp_path / "rows").mkdir()
    (tmp_path / "rows" / HISTORY).write_text("{}\n")
    with pytest.raises(InputError, match="not empty"):
        Experiment.create(tmp_path / "rows", engine.family, engine.dataset())


def test_rows_lost_from_a_finished_folder_are_noticed(engine: Any, tmp_path: Path) -> None:
    train(engine, tmp_path / "run")
    assert open_experiment(tmp_path / "run").check() == []
    (tmp_path / "run" / HISTORY).write_bytes(b"")
    assert "rows are missing: 0 of" in open_experiment(tmp_path / "run").check()[0]
