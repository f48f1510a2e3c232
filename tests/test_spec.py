"""Specs say what can't be trained; families keep every member, once, in groups of one program."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanka.errors import InputError
from hanka.spec import Family, Spec, vary

specs = st.builds(
    Spec,
    hidden_layer_sizes=st.lists(st.integers(1, 9), max_size=2).map(tuple),
    optimizer=st.sampled_from(["adam", "sgd"]),
    dropout=st.sampled_from([0.0, 0.2, 0.5]),
    l2=st.sampled_from([0.0, 0.1]),
    train_size=st.sampled_from([None, 10, 0.5]),
    seed=st.integers(0, 5),
)


@given(st.lists(specs, min_size=1, max_size=20))
def test_groups_partition_the_family_by_program(members: list[Spec]) -> None:
    family = Family(tuple(members))
    groups = family.groups()
    assert sorted(member for group in groups for member in group) == list(range(len(family)))
    programs = [{family.specs[member].program for member in group} for group in groups]
    assert all(len(found) == 1 for found in programs)
    assert len(set.union(*programs)) == len(groups)


@given(specs)
def test_a_spec_survives_json(spec: Spec) -> None:
    assert Spec.from_dict(json.loads(json.dumps(spec.to_dict()))) == spec


def test_rates_do_not_part_members_but_features_do() -> None:
    assert len(vary(Spec(), dropout=[0.1, 0.5], learning_rate=[0.1, 0.2], seed=range(3)).groups()) == 1
    assert len(vary(Spec(), dropout=[0, 0.5], batch_size=[16, 32]).groups()) == 4


def test_a_rate_that_is_left_out_follows_the_optimizer() -> None:
    assert [s.learning_rate for s in vary(Spec(), optimizer=["adam", "sgd"])] == [0.001, 0.01]
    assert [s.learning_rate for s in vary(Spec(learning_rate=0.5), optimizer=["adam", "sgd"])] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"activation": "rellu"}, "did you mean 'relu'"),
        ({"optimizer": "adm"}, "did you mean 'adam'"),
        ({"hidden_layer_sizes": (0,)}, "from 1 on, not 0"),
        ({"batch_size": -1}, "batch_size"),
        ({"epochs": 0}, "epochs"),
        ({"dropout": 1.0}, r"in \[0, 1\), not 1.0"),
        ({"l2": -0.1}, "l2"),
        ({"label_noise": 1.5}, "label_noise"),
        ({"learning_rate": 0}, "learning_rate"),
        ({"learning_rate": float("nan")}, "learning_rate"),
        ({"momentum": 0.9}, "a setting of sgd"),
        ({"train_size": 0}, "train_size"),
        ({"train_size": 1.5}, "train_size"),
        ({"seed": 2**32}, "seed"),
        ({"seed": True}, "seed"),
    ],
)
def test_what_is_refused(settings: dict[str, Any], says: str) -> None:
    with pytest.raises(InputError, match=says):
        Spec(**settings)


def test_unknown_settings_name_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'dropout'"):
        vary(Spec(), dropuot=[0.1])
    with pytest.raises(InputError, match="did you mean 'epochs'"):
        Spec.from_dict({"epoch": 3})
    with pytest.raises(InputError, match="at least one member"):
        vary(Spec(), seed=[])


def test_training_rows() -> None:
    assert [Spec(train_size=n).rows(200) for n in (None, 50, 0.25, 1.0, 1)] == [200, 50, 50, 200, 1]
    with pytest.raises(InputError, match="201 training rows, and there are 200"):
        Spec(train_size=201).rows(200)
