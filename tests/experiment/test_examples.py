"""Losses of single examples: those of the network that `predict` runs, whenever training was cut."""

from __future__ import annotations

import itertools
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import hanka
from hanka.checkpoint import KEPT_EPOCHS
from hanka.engine import run
from hanka.engine._examples import chosen
from hanka.experiment import Experiment

EPOCHS = 7
FAMILY = hanka.vary(hanka.Spec(hidden_layer_sizes=(8,), epochs=EPOCHS), seed=range(2))


def data(n: int) -> hanka.Dataset:
    return hanka.load(f"teacher:n={n},d=4,seed=1")


def trained(folder: Path, source: hanka.Dataset, cut: int | None = None) -> Experiment:
    """An experiment trained to the end, or with `cut` left after so many rows and resumed."""
    with Experiment.create(folder, FAMILY, source) as experiment:
        record(experiment, source, cut)
    if cut is not None:
        with Experiment.resume(folder) as experiment:
            record(experiment, source)
    return hanka.open(folder)


def record(experiment: Experiment, source: hanka.Dataset, cut: int | None = None) -> None:
    chunks = run(FAMILY, source, checkpoints=experiment.checkpoints(), finished=experiment.finished)
    with closing(experiment.record(chunks)) as rows:
        for _row in itertools.islice(rows, cut):
            pass


def test_they_are_the_losses_of_the_network_that_is_saved(tmp_path: Path) -> None:
    source = data(2000)
    experiment = trained(tmp_path / "run", source)
    for member, history in enumerate(experiment.histories):
        found = experiment.example_losses(member)
        assert found is not None
        epochs, losses = found
        best = history.best_epoch()
        assert epochs.tolist() == sorted({1, 2, 3, 4, 6, EPOCHS, best})
        assert losses.dtype == np.float16
        assert losses.shape == (len(epochs), len(source.x_val))
        np.testing.assert_allclose(
            losses.mean(axis=1, dtype=np.float64), history.metrics["val_loss"][epochs - 1], rtol=2e-3
        )
        for which, epoch in (("last", EPOCHS), ("best", best)):
            p = experiment.predict(member, source.x_val, which)
            theirs = -np.log(p[np.arange(len(p)), source.y_val])
            np.testing.assert_allclose(losses[list(epochs).index(epoch)], theirs, rtol=2e-3, atol=2e-4)


def test_an_interrupted_training_keeps_the_same(tmp_path: Path) -> None:
    source = data(200)
    whole = trained(tmp_path / "whole", source)
    cut = trained(tmp_path / "cut", source, cut=2)
    for member in range(len(FAMILY)):
        for one, other in zip(whole.example_losses(member), cut.example_losses(member), strict=True):
            np.testing.assert_array_equal(one, other)


def test_they_can_be_had_while_training_goes_on(tmp_path: Path) -> None:
    source = data(200)
    with Experiment.create(tmp_path / "run", FAMILY, source) as experiment:
        record(experiment, source, 2)
    epochs, losses = hanka.open(tmp_path / "run").example_losses(0)
    assert 1 <= epochs[-1] < EPOCHS
    assert np.isfinite(losses).all()


def test_without_validation_data_there_are_none(tmp_path: Path) -> None:
    source = hanka.load("teacher:n=100,d=4,seed=1", val=0)
    assert trained(tmp_path / "run", source).example_losses(0) is None


def test_at_most_a_thousand_spread_over_the_whole_set() -> None:
    for n in (0, 1, 999, 1000, 1001, 10_000):
        places = chosen(n)
        assert len(places) == min(n, 1000)
        assert len(set(places.tolist())) == len(places)
        if n:
            assert places[0] == 0
            assert places[-1] >= n - n / 1000 - 1


def test_kept_epochs_are_even_in_the_logarithm() -> None:
    steps = np.diff(np.log2(KEPT_EPOCHS))
    assert KEPT_EPOCHS[:6] == (1, 2, 3, 4, 6, 8)
    assert steps[1:].max() < 0.6


def test_a_damaged_file_is_found(tmp_path: Path) -> None:
    experiment = trained(tmp_path / "run", data(100))
    path = experiment.folder / "losses" / "00000.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(hanka.HankaError, match="00000"):
        hanka.open(experiment.folder).example_losses(0)
