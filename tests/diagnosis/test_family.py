"""What seeds say together."""

from __future__ import annotations

import numpy as np

from hanka.diagnosis import diagnose, diagnose_families, family_in_words
from hanka.history import History

X = np.arange(1, 41) / 40


def run(name: str, val_loss: np.ndarray, **params: object) -> History:
    loss = np.exp(-3 * X)
    return History(X * 40, np.full(40, np.nan), {"loss": loss, "val_loss": val_loss}, params, 5000, name)


FLAT, TURNED = 0.4 + np.exp(-12 * X), 0.4 + np.exp(-20 * X) + 0.3 * X


def families(*histories: History) -> list:
    return diagnose_families(histories, [diagnose(history) for history in histories])


def test_nine_of_ten() -> None:
    runs = [run(str(seed), TURNED if seed else FLAT, seed=seed, hidden=8) for seed in range(10)]
    [family] = families(*runs)
    assert family.verdict == "overfitting"
    assert family.counts == {"overfitting": 9, "good_fit": 1}
    assert family.members == tuple(map(str, range(10)))
    assert family_in_words(family) == "overfitting in 9 of 10 seeds, good fit in 1 of 10 seeds"
    singles = [diagnose(each).probability for each in runs]
    for name, chance in family.probability.items():
        assert np.isclose(chance, np.mean([single[name] for single in singles if single]))


def test_half_and_half_is_undecided() -> None:
    [family] = families(run("a", TURNED, seed=0), run("b", FLAT, seed=1))
    assert family.verdict == "undecided"


def test_another_recipe_is_another_family_and_one_run_is_none() -> None:
    runs = [run(f"{h}{s}", FLAT, seed=s, hidden=h) for h, s in ((8, 0), (8, 1), (16, 0))]
    [family] = families(*runs)
    assert family.members == ("80", "81")


def test_runs_that_do_not_name_a_seed_are_no_family() -> None:
    assert not families(run("a", FLAT), run("b", FLAT))


def test_members_that_diverged_count() -> None:
    gone = np.where(X > 0.5, np.nan, FLAT)
    lost = [
        History(X * 40, np.full(40, np.nan), {"loss": gone, "val_loss": gone}, {"seed": s}, 5000, str(s))
        for s in range(3)
    ]
    [family] = families(*lost, run("3", FLAT, seed=3))
    assert family.verdict == "diverged"
    assert family.counts["diverged"] == 3
    assert family.probability is not None


def test_members_of_two_experiments_are_no_family() -> None:
    """The same recipe on other data."""
    runs = [
        History(X * 40, np.full(40, np.nan), {"val_loss": FLAT}, {"seed": s}, 500, f"runs/{e}:{s}", "hanka")
        for e in ("a", "b")
        for s in (0, 1)
    ]
    assert [family.members for family in families(*runs)] == [
        ("runs/a:0", "runs/a:1"),
        ("runs/b:0", "runs/b:1"),
    ]
