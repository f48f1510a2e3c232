"""docs/techniques.md: every option of `hanka train` is there, and every command on the page runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import click
import numpy as np
import pytest
from click.testing import CliRunner

pytest.importorskip("jax")

from hanka.cli._group import hanka as group

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "techniques.md").read_text(encoding="utf-8")
COMMANDS = [
    line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines() if line
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the page's commands run, with the files that they name."""
    made = tmp_path_factory.mktemp("techniques")
    rng = np.random.default_rng(0)
    rows = "\n".join(",".join(f"{v:.3f}" for v in row) for row in rng.normal(size=(60, 3)))
    (made / "houses.csv").write_text(f"rooms,age,price\n{rows}\n", encoding="utf-8")
    (made / "small.toml").write_text('data = "digits"\nhidden = [8]\nepochs = 1\n', encoding="utf-8")
    return made


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_run(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As they stand they are planned; trained is the last value of a list, for two epochs instead of many."""
    monkeypatch.chdir(folder)

    def run(*words: str) -> None:
        done = CliRunner().invoke(group, words, standalone_mode=False)
        assert done.exception is None, done.exception
        assert done.return_value in (0, None)

    words = shlex.split(command)[1:]
    if "train" in words and not {"--plan", "--resume"} & {*words}:
        run(*words, "--plan")
    words = [word.rpartition(",")[-1] for word in words]
    if "--epochs" in words and "runs/small" not in words:
        words[words.index("--epochs") + 1] = "2"
    run(*words, *([] if "--quiet" in words else ["--quiet"]))


def test_every_option_is_on_the_page() -> None:
    train = group.get_command(click.Context(group), "train")
    assert train is not None
    used = " ".join(COMMANDS)
    for parameter in train.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert any(re.search(rf"{name}\b", used) for name in parameter.opts), parameter.name


def test_every_setting_has_its_picture() -> None:
    from hanka.spec.texts import SETTINGS, option_names

    for setting in SETTINGS:
        name = option_names(setting)[0].removeprefix("--")
        assert f"### `--{name}`" in PAGE, name
        assert f"images/gallery/{name}.png" in PAGE, name
        assert (ROOT / "docs" / "images" / "gallery" / f"{name}.png").stat().st_size > 5000, name


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--optimizer", "adm"], "did you mean 'adam'"),
        (["--loss", "kdl"], "did you mean 'kld'"),
        (["--loss", "binary_crossentropy"], "does not fit a multiclass task"),
        (["--schedule", "cosin:decay_steps=9"], "did you mean 'cosine'"),
        (["--schedule", "cosine"], "needs decay_steps"),
        (["--schedule", "cosine:decay_step=9"], "did you mean 'decay_steps'"),
        (["--schedule", "cosine:decay_steps=many"], "must be a number"),
        (["--schedule", "cosine:decay_steps=0"], "(0, inf)"),
        (["--schedule", "piecewise:boundaries=5:factors=1"], "one factor more"),
        (["--momentum", ".9"], "not of adam"),
        (["--nesterov", "true"], "--momentum .9"),
        (["--nesterov", "perhaps"], "true,false"),
        (["--dropout", ".1x.2"], "2 rates for 1 hidden layers"),
        (["--input-dropout", "1"], "[0, 1)"),
        (["--label-smoothing", "1"], "[0, 1)"),
        (["--label-smoothing", ".1", "--loss", "mse"], "leave out one of them"),
        (["--penalty-layers", "2"], "penalty_layers"),
        (["--class-weight", "1/2"], "2 weights for 10 classes"),
        (["--class-weight", "heavy"], "balanced"),
        (["--rotation", "90"], "[0, 45]"),
        (["--patience", "-1"], "patience"),
        (["--min-delta", ".1"], "give patience too"),
        (["--monitor", "val_los"], "did you mean 'val_loss'"),
        (["--max-norm", "-1"], "max_norm"),
        (["--normalization", "bach"], "did you mean 'batch'"),
    ],
)
def test_what_cannot_work_is_told_in_a_line(
    hanka: Any, tmp_path: Path, arguments: list[str], named: str
) -> None:
    failed = hanka("train", "digits", "--epochs", "1", *arguments, code=2)
    assert named in failed.stderr and failed.stderr.count("\n") == 1 and not failed.stdout
    assert not list(tmp_path.iterdir())


def test_pictures_are_not_tables(hanka: Any) -> None:
    assert "it moves pictures" in hanka("train", "fare", "--shift", ".1", code=2).stderr


def test_techniques_together_survive_the_folder(hanka: Any, parsed: Any) -> None:
    """Trained, stopped early, read back, predicted from without JAX, checked."""
    hanka(
        *("train", "digits", "--hidden", "16x8", "--normalization", "batch,layer", "--epochs", "60"),
        *("--dropout", ".1x.2", "--optimizer", "nadam", "--schedule", "constant:warmup_steps=9"),
        *(
            "--patience",
            "2",
            "--restore-best-weights",
            "true",
            "--class-weight",
            "balanced",
            "--out",
            "a",
            "--quiet",
        ),
    )
    members = parsed(hanka("show", "a", "--json"))["members"]
    assert all(member["epochs"] < 60 for member in members)
    for member in ("0", "1"):
        said = parsed(hanka("predict", "a", "--member", member, "--sample", "50", "--json"))["predictions"]
        right = sum(one["label"] == one["truth"] for one in said)
        assert right > 25
    assert "sound" in hanka("check", "a").stdout
