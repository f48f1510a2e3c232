"""`teacher`: known truth, its noise as stated, any amount of fresh data."""

from __future__ import annotations

import numpy as np
import pytest

from hanka.dataset import Teacher, load
from hanka.errors import InputError


@pytest.mark.parametrize("classes", [2, 3, 10])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_classes_are_near_balance(classes, seed):
    _x, y = Teacher(classes=classes, seed=seed, noise=0).draw(20_000, seed=3)
    assert np.abs(np.bincount(y, minlength=classes) * classes / 20_000 - 1).max() < 0.15


def test_draws_are_reproducible_and_nested():
    truth = Teacher(d=4, seed=1)
    x, y = truth.draw(3_000, seed=5)
    for n in (1, 1_024, 1_025):
        few_x, few_y = Teacher(d=4, seed=1).draw(n, seed=5)
        np.testing.assert_array_equal(few_x, x[:n])
        np.testing.assert_array_equal(few_y, y[:n])
    assert not np.array_equal(truth.draw(3_000, seed=6)[0], x)


@pytest.mark.parametrize("classes", [2, 5])
def test_noise_is_the_share_of_replaced_labels(classes):
    truth = Teacher(classes=classes, noise=0.3)
    x, y = truth.draw(20_000, seed=1)
    assert abs(np.mean(y != truth.label(x)) - 0.3) < 4 * np.sqrt(0.3 * 0.7 / 20_000)
    clean_x, clean_y = truth.draw(20_000, seed=1, noise=0)
    np.testing.assert_array_equal(clean_x, x)
    np.testing.assert_array_equal(clean_y, truth.label(x))


def test_the_data_set_is_the_teacher_s_and_no_draw_repeats_it():
    data = load("teacher:n=300,d=20,noise=.2,seed=1")
    truth = Teacher(d=20, noise=0.2, seed=1)
    x, y = truth.examples(300)
    assert {part: len(getattr(data, f"x_{part}")) for part in ("train", "val", "test")} == {
        "train": 180,
        "val": 60,
        "test": 60,
    }
    rows = np.concatenate([data.x_train, data.x_val, data.x_test])
    np.testing.assert_array_equal(rows[np.lexsort(rows.T)], x[np.lexsort(x.T)])
    assert np.sum(np.concatenate([data.y_train, data.y_val, data.y_test])) == y.sum()
    for seed in range(5):
        fresh = {row.tobytes() for row in truth.draw(2_000, seed=seed)[0]}
        assert not fresh & {row.tobytes() for row in x}


def test_wrong_draws():
    for arguments in ({"n": 0}, {"n": 5, "seed": -1}, {"n": 5, "noise": 2}):
        with pytest.raises(InputError):
            Teacher().draw(**arguments)


def test_a_linear_model_does_not_know_it_all():
    truth = Teacher(noise=0)
    x, y = truth.draw(20_000, seed=1)
    design = np.c_[x, np.ones(len(x))]
    weights = np.linalg.lstsq(design[:10_000], 2 * y[:10_000] - 1, rcond=None)[0]
    correct = np.mean((design[10_000:] @ weights > 0) == y[10_000:])
    assert 0.5 < correct < 0.95
