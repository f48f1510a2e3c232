"""Settings as text: lists, ranges, layers, and TOML there and back."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hanka.cli._config import read_config, write_config
from hanka.errors import InputError
from hanka.spec import Spec, vary
from hanka.spec.texts import as_text, family_of, help_texts, parse


def test_every_field_is_an_option_with_a_help_text() -> None:
    assert help_texts().keys() == {f.name for f in fields(Spec)}


def test_defaults_come_from_the_spec() -> None:
    assert family_of({}).specs == (Spec(),)
    for field in fields(Spec):
        assert family_of({field.name: as_text(field.default)}).specs == (Spec(),)


def test_the_family_is_the_cross_product() -> None:
    family = family_of(
        {"hidden_layer_sizes": "400,512x512,0", "seed": "0:3", "epochs": "5,10", "dropout": "0,.5"}
    )
    sizes = [(400,), (512, 512), ()]
    assert set(family) == set(
        vary(Spec(), hidden_layer_sizes=sizes, seed=range(3), epochs=[5, 10], dropout=[0.0, 0.5])
    )


def test_a_rate_follows_its_optimizer() -> None:
    assert [spec.learning_rate for spec in family_of({"optimizer": "adam,sgd"})] == [0.001, 0.01]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("hidden_layer_sizes", "12x"), ("hidden_layer_sizes", ""), ("seed", "3:0"), ("seed", "1.5"),
        ("seed", "0:1:2:3"),
        ("dropout", "half"), ("epochs", "none"), ("activation", ""),
        ("train_size", "many"), ("seed", "0:3:0"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_named_with_an_example(name: str, text: str) -> None:
    with pytest.raises(InputError, match="such as"):
        parse(name, text)


def test_an_endless_family_is_refused_at_once() -> None:
    with pytest.raises(InputError, match="GB"):
        family_of({"seed": "0:1000000000", "epochs": "1:1000"})


texts = st.fixed_dictionaries(
    {},
    optional={
        "hidden_layer_sizes": st.lists(
            st.lists(st.integers(1, 99), max_size=3).map(lambda v: "x".join(map(str, v)) or "0"),
            min_size=1,
            max_size=3,
        ).map(",".join),
        "seed": st.sampled_from(["0", "1,2", "0:3", "5:9:2"]),
        "dropout": st.floats(0, 0.99).map(str),
        "learning_rate": st.floats(1e-9, 1e3).map(str),
        "train_size": st.sampled_from(["none", "5", ".5", "1.0"]),
        "activation": st.sampled_from(["relu", "tanh,elu"]),
    },
)


@given(texts)
def test_a_printed_configuration_reads_back_as_the_same_family(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str]
) -> None:
    path = tmp_path_factory.mktemp("config") / "train.toml"
    path.write_text(write_config({"data": "mnist", **texts}), encoding="utf-8")
    read = read_config(path)
    assert read.pop("data") == "mnist"
    assert family_of(read) == family_of(texts)


def test_lists_of_toml_are_lists_of_values(tmp_path: Path) -> None:
    path = tmp_path / "train.toml"
    path.write_text('hidden = [400, "512x512", [8, 8]]\nseed = [0, 1]\ndropout = 0.5\n', encoding="utf-8")
    assert read_config(path) == {"hidden_layer_sizes": "400,512x512,8x8", "seed": "0,1", "dropout": "0.5"}


@pytest.mark.parametrize("text", ["drpout = 1", "dropout = true", "seed = []", "a = [", "seed = {}"])
def test_a_wrong_configuration_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "train.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"train\.toml"):
        read_config(path)
