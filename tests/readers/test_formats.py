"""One run in every format is one history; and what people's logs have besides clean columns."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanka.errors import InputError
from hanka.history import History
from hanka.readers import from_keras, read

Columns = dict[str, list[float]]
finite = st.floats(-1e6, 1e6)


def _rows(columns: Columns) -> list[dict[str, float]]:
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _lines(columns: Columns, mark: str) -> str:
    table = [list(columns), *([repr(value) for value in row.values()] for row in _rows(columns))]
    return "".join(mark.join(line) + "\n" for line in table)


# Name of the file → how a run is kept in it.
FORMATS: dict[str, Callable[[Columns], str]] = {
    "log.csv": lambda c: _lines(c, ","),
    "semicolon.csv": lambda c: _lines(c, ";"),
    "decimal comma.csv": lambda c: _lines(c, ";").replace(".", ","),
    "log.tsv": lambda c: _lines(c, "\t"),
    "spaces.txt": lambda c: _lines(c, "   "),
    "padded.csv": lambda c: _lines(c, " ,   "),
    "pandas.csv": lambda c: pd.DataFrame(c).to_csv(),
    "history.json": json.dumps,
    "rows.json": lambda c: json.dumps(_rows(c)),
    "nested.json": lambda c: json.dumps({"config": {"lr": 0.1, "sizes": [1, 2, 3]}, "training": {"info": c}}),
    "trainer_state.json": lambda c: json.dumps({"log_history": _rows(c), "best_metric": None}),
    "pandas.json": lambda c: pd.DataFrame(c).to_json(double_precision=15),
    "rows.jsonl": lambda c: "".join(json.dumps(row) + "\n" for row in _rows(c)),
}


@pytest.mark.parametrize("name", FORMATS)
@given(values=st.lists(st.tuples(finite, finite), min_size=1, max_size=30))
@settings(max_examples=25, deadline=None)
def test_a_run_is_the_same_in_every_format(
    name: str, values: list[tuple[float, float]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    columns = {"loss": [a for a, _ in values], "val_loss": [b for _, b in values]}
    path = tmp_path_factory.mktemp("log") / name
    path.write_text(FORMATS[name](columns), encoding="utf-8")
    [history] = read(path)
    np.testing.assert_allclose(history.metrics["loss"], columns["loss"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(history.metrics["val_loss"], columns["val_loss"], rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(history.epoch, np.arange(1, len(values) + 1))


def test_the_numbers_of_a_table_are_those_that_pandas_reads(tmp_path: Path) -> None:
    text = "epoch,loss,val_loss,note\n0,1e-3,NA,warm up\n1,.5,0.25,\n2,nan,-1.5,ok\n"
    (tmp_path / "log.csv").write_text(text)
    [history] = read(tmp_path / "log.csv")
    # The first row has no validation yet: the training metric is not lost, it waits for the next that has.
    expected = pd.read_csv(io.StringIO(text))
    np.testing.assert_array_equal(history.metrics["val_loss"], expected["val_loss"][1:])
    # A nan at the end is a loss that is no number: kept apart from a value that isn't there.
    np.testing.assert_array_equal(history.metrics["loss"], expected["loss"][1:].fillna(np.inf))
    assert "note" not in history.metrics


@pytest.mark.parametrize(
    ("log", "train", "val"),
    [
        (("epoch", "train_loss", "valid_loss"), "train_loss", "valid_loss"),
        (("Epoch", "Training Loss", "Validation Loss"), "Training Loss", "Validation Loss"),
        (("epoch", "train/loss", "val/loss", "val/loss_se"), "train/loss", "val/loss"),
        (("step", "loss", "eval_loss", "eval_runtime"), "loss", "eval_loss"),
        (("epoch", "trainLoss", "valLoss"), "trainLoss", "valLoss"),
        (("epoch", "loss_train", "loss_val"), "loss_train", "loss_val"),
        (("epoch", "train_loss_epoch", "train_loss_step", "val_loss"), "train_loss_epoch", "val_loss"),
    ],
)
def test_pairs_are_guessed_and_shown(log: tuple[str, ...], train: str, val: str, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    lines = [",".join(log)] + [",".join(str(10 * n + i) for i in range(len(log))) for n in (1, 2)]
    path.write_text("\n".join(lines))
    [history] = read(path)
    for name, column in (("loss", train), ("val_loss", val)):
        assert history.metrics[name].tolist() == [10 + log.index(column), 20 + log.index(column)]
        assert history.columns.get(name, name) == column


def test_a_wrong_guess_is_put_right_by_the_user(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("epoch,loss_a,loss_b\n1,1,3\n2,2,4\n")
    [history] = read(path, columns={"loss": "loss_a", "val_loss": "loss_b"}, n_val=50)
    assert history.metrics["val_loss"].tolist() == [3, 4] and history.n_val == 50
    with pytest.raises(InputError, match="there is no column 'loss_c'; did you mean 'loss_"):
        read(path, columns={"val_loss": "loss_c"})


def test_keras_history_as_object_dictionary_and_file(tmp_path: Path) -> None:
    class Fitted:
        history = {"loss": [3.0, 2.0], "val_loss": [3.5, 2.5]}  # noqa: RUF012
        epoch = [0, 1]  # noqa: RUF012
        params = {"epochs": 2, "steps": 10, "verbose": 0}  # noqa: RUF012

    (tmp_path / "history.json").write_text(
        json.dumps({"history": Fitted.history, "params": Fitted.params, "n_val": 40})
    )
    [written] = read(tmp_path / "history.json")
    for history in (from_keras(Fitted()), from_keras(Fitted.history), written):
        assert history.metrics["val_loss"].tolist() == [3.5, 2.5]
        assert history.source == "keras"
    assert (written.n_val, written.params["epochs"]) == (40, 2)
    for wrong in ([1, 2], {"lr": [1.0]}):
        with pytest.raises(InputError, match="history"):
            from_keras(wrong)


def test_validation_after_every_second_epoch_only() -> None:
    """Keras' `validation_freq=2`: the validation list is half as long, and belongs to epochs 2, 4, …"""
    history = from_keras({"loss": [6.0, 5.0, 4.0, 3.0], "val_loss": [5.5, 3.5]})
    assert history.epoch.tolist() == [2, 4]
    assert history.metrics["loss"].tolist() == [5, 3] and history.metrics["val_loss"].tolist() == [5.5, 3.5]


def test_training_steps_between_evaluations_are_averaged(tmp_path: Path) -> None:
    """Hugging Face: the training loss every so many steps, the validation loss after every epoch."""
    log: list[dict[str, Any]] = [
        {"epoch": 0.5, "step": 50, "loss": 4.0},
        {"epoch": 1.0, "step": 100, "loss": 2.0},
        {"epoch": 1.0, "step": 100, "eval_loss": 2.5, "eval_runtime": 9.0},
        {"epoch": 1.5, "step": 150, "loss": 1.0},
        {"epoch": 2.0, "step": 200, "eval_loss": 1.5},
        {"epoch": 2.0, "step": 200, "train_loss": 2.3, "total_flos": 1e9},
    ]
    (tmp_path / "trainer_state.json").write_text(json.dumps({"log_history": log}))
    [history] = read(tmp_path / "trainer_state.json")
    assert history.epoch.tolist() == [1, 2] and history.step.tolist() == [100, 200]
    assert history.metrics["val_loss"].tolist() == [2.5, 1.5]
    assert history.metrics["loss"].tolist() == [3.0, 1.0]


def _log(tmp_path: Path, epochs: list[int], losses: list[float]) -> list[History]:
    path = tmp_path / "log.csv"
    lines = [f"{e},{v},{v + 1}" for e, v in zip(epochs, losses, strict=True)]
    path.write_text("\n".join(["epoch,loss,val_loss", *lines]))
    return read(path)


def test_a_run_that_was_resumed_counts_its_later_rows(tmp_path: Path) -> None:
    [history] = _log(tmp_path, [0, 1, 2, 3, 2, 3, 4], [9, 8, 7, 6, 5.5, 5, 4])
    assert history.epoch.tolist() == [1, 2, 3, 4, 5]
    assert history.metrics["loss"].tolist() == [9, 8, 5.5, 5, 4]
    assert "falls back to epoch 2" in history.notes[0]


def test_fit_called_twice_is_one_run_and_a_second_run_is_another(tmp_path: Path) -> None:
    [history] = _log(tmp_path, [0, 1, 2, 0, 1, 2], [9, 6, 5, 4, 3.5, 3])
    assert history.epoch.tolist() == [1, 2, 3, 4, 5, 6] and "went on" in history.notes[0]
    first, second = _log(tmp_path, [0, 1, 2, 0, 1], [9, 6, 5, 8.5, 5.5])
    assert (len(first), len(second)) == (3, 2)
    assert [h.name.rpartition(":")[2] for h in (first, second)] == ["1", "2"]


def test_lightning_writes_validation_before_the_training_mean_of_an_epoch(tmp_path: Path) -> None:
    lines = ["epoch,step,train_loss_step,train_loss_epoch,val_loss"]
    for epoch, (train, val) in enumerate([(3.0, 3.5), (2.0, 2.5), (1.0, 2.0)]):
        lines += [f"{epoch},{50 * epoch + 20},{train + 9},,", f"{epoch},{50 * epoch + 49},,,{val}"]
        lines += [f"{epoch},{50 * epoch + 49},,{train},"]
    (tmp_path / "metrics.csv").write_text("\n".join(lines))
    [history] = read(tmp_path / "metrics.csv")
    assert history.metrics["loss"].tolist() == [3, 2, 1]
    assert history.metrics["val_loss"].tolist() == [3.5, 2.5, 2]
    assert history.epoch.tolist() == [1, 2, 3]
    assert history.step.tolist() == [49, 99, 149]


def test_missing_is_not_lost(tmp_path: Path) -> None:
    """A value that isn't there is NaN; one that is no number to the end is infinite, and its rows stay."""
    (tmp_path / "missing.csv").write_text("epoch,loss,val_loss\n1,3,3\n2,2,2.5\n3,,2\n")
    (tmp_path / "lost.csv").write_text("epoch,loss,val_loss\n1,3,3\n2,nan,nan\n3,nan,nan\n")
    (tmp_path / "lost.json").write_text('{"loss": [3, NaN, NaN], "val_loss": [3, NaN, NaN]}')
    (tmp_path / "sparse.csv").write_text("epoch,loss,val_loss\n1,3,nan\n1,nan,4\n2,2,nan\n2,nan,3\n")
    assert np.isnan(read(tmp_path / "missing.csv")[0].metrics["loss"][-1])
    for name in ("lost.csv", "lost.json"):
        [history] = read(tmp_path / name)
        assert history.metrics["loss"].tolist() == history.metrics["val_loss"].tolist() == [3, np.inf, np.inf]
    [history] = read(tmp_path / "sparse.csv")
    assert history.metrics["loss"].tolist() == [3, 2]
    assert history.metrics["val_loss"].tolist() == [4, 3]


def test_a_column_tells_the_runs_of_a_table_apart(tmp_path: Path) -> None:
    rows = [f"{place},{fold},{e},{9 - e - fold},{9 - e}" for place, (fold, e) in enumerate(_blocks(3, 4))]
    (tmp_path / "folds.csv").write_text("\n".join([",fold,epoch,loss,val_loss", *rows]))
    histories = read(tmp_path / "folds.csv")
    assert [history.name.rpartition(":")[2] for history in histories] == ["0", "1", "2"]
    assert [history.params["fold"] for history in histories] == [0, 1, 2]
    for fold, history in enumerate(histories):
        assert history.metrics["loss"].tolist() == [9 - e - fold for e in (1, 2, 3, 4)]


def _blocks(runs: int, epochs: int) -> list[tuple[int, int]]:
    return [(run, epoch) for run in range(runs) for epoch in range(1, epochs + 1)]


def test_members_that_take_turns_are_runs_of_their_own(tmp_path: Path) -> None:
    """hanka's own rows, taken for any JSON lines."""
    rows = [{"member": m, "epoch": e, "loss": 9 - e, "val_loss": 9 - e + m} for e in (1, 2) for m in (0, 1)]
    (tmp_path / "history.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    first, second = read(tmp_path / "history.jsonl")
    assert first.metrics["val_loss"].tolist() == [8, 7]
    assert second.metrics["val_loss"].tolist() == [9, 8]


def test_epochs_are_counted_from_one_and_it_is_said(tmp_path: Path) -> None:
    lines = [f"{e},{9 - e / 10},{9 - e / 10 if e % 5 == 4 else ''}" for e in range(20)]
    (tmp_path / "sparse.csv").write_text("\n".join(["epoch,loss,val_loss", *lines]))
    [history] = read(tmp_path / "sparse.csv")
    assert history.epoch.tolist() == [5, 10, 15, 20]
    assert history.notes == ("the log counts epochs from 0, here they count from 1",)
    quarter = [{"epoch": e / 4, "eval_loss": 9 - e} for e in range(1, 9)]
    (tmp_path / "quarters.json").write_text(json.dumps(quarter))
    [history] = read(tmp_path / "quarters.json")
    assert history.epoch.tolist() == list(range(1, 9))
    assert "8 evaluations are counted" in history.notes[0]


def test_validation_that_ends_before_training_is_noticed(tmp_path: Path) -> None:
    lines = [f"{e},{9 - e / 10},{9 - e / 10 if e <= 10 else 'oops'}" for e in range(1, 21)]
    (tmp_path / "log.csv").write_text("\n".join(["epoch,loss,val_loss", *lines]))
    [history] = read(tmp_path / "log.csv")
    assert history.notes == ("there is no validation after epoch 10 of the log, which goes on to 20",)


@pytest.mark.parametrize(("losses", "values", "every"), [(25, 12, 2), (24, 12, 2), (10, 3, 3), (9, 2, 4)])
def test_validation_freq_that_does_not_divide_the_epochs(losses: int, values: int, every: int) -> None:
    history = from_keras({"loss": list(range(losses, 0, -1)), "val_loss": list(range(values))})
    assert history.epoch.tolist() == [every * (i + 1) for i in range(values)]


def test_each_run_has_its_own_settings(tmp_path: Path) -> None:
    run = {"loss": [2.0, 1.0], "val_loss": [2.0, 1.5]}
    runs = [{"name": f"s{s}", "n_val": 50 + s, "params": {"seed": s}, "history": run} for s in (0, 1)]
    (tmp_path / "runs.json").write_text(json.dumps(runs))
    (tmp_path / "runs.jsonl").write_text("".join(json.dumps(each) + "\n" for each in runs))
    for file in ("runs.json", "runs.jsonl"):
        histories = read(tmp_path / file)
        assert [history.n_val for history in histories] == [50, 51]
        assert [history.params for history in histories] == [{"seed": 0}, {"seed": 1}]
        assert [history.name.rpartition(":")[2] for history in histories] == ["s0", "s1"]


def test_gradient_boosting_keeps_a_dictionary_for_each_part(tmp_path: Path) -> None:
    result = {"train": {"logloss": [3.0, 2.0]}, "valid": {"logloss": [3.5, 3.0]}}
    (tmp_path / "evals.json").write_text(json.dumps(result))
    [history] = read(tmp_path / "evals.json")
    assert history.metrics["val_logloss"].tolist() == [3.5, 3.0]
    assert history.metrics["logloss"].tolist() == [3.0, 2.0]


def test_headers_in_japanese(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(
        "エポック,訓練損失,検証損失,検証精度\n1,3,4,.5\n2,2,3,.6\n", encoding="utf-8"
    )
    [history] = read(tmp_path / "log.csv")
    assert history.metrics["loss"].tolist() == [3, 2]
    assert history.metrics["val_loss"].tolist() == [4, 3]
    assert history.metrics["val_accuracy"].tolist() == [0.5, 0.6]


def test_keras_own_names_stay(tmp_path: Path) -> None:
    history = from_keras({"loss": [1.0], "val_mean_squared_error": [1.0], "lr": [0.1]})
    assert set(history.metrics) == {"loss", "val_mean_squared_error", "learning_rate"}


def test_several_runs_in_a_file_have_names(tmp_path: Path) -> None:
    run = {"loss": [2.0, 1.0], "val_loss": [2.0, 1.5]}
    (tmp_path / "runs.json").write_text(json.dumps({"small": run, "large": run}))
    (tmp_path / "list.json").write_text(json.dumps([{"name": "a", **run}, {"name": "b", **run}]))
    names = [history.name for file in ("runs", "list") for history in read(tmp_path / f"{file}.json")]
    assert [name.rpartition(":")[2] for name in names] == ["small", "large", "a", "b"]


def test_a_log_that_is_being_written_may_end_in_the_midst_of_a_line(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text('{"loss": 2, "val_loss": 3}\n{"loss": 1, "val_lo')
    (tmp_path / "log.csv").write_text("loss,val_loss\n2,3\n1,")
    for file in ("log.jsonl", "log.csv"):
        [history] = read(tmp_path / file)
        assert history.metrics["val_loss"].tolist() == [3]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("log.csv", "", "is empty"),
        ("log.csv", "epoch,loss\n", "no rows yet"),
        ("log.csv", "1,2,3\n4,5,6\n", "no header"),
        ("log.csv", "name,size\na,1\n", "no metric such as loss.*it has: size"),
        ("log.json", '{"loss": [1, 2', "is not JSON"),
        ("log.json", '{"weights": [1, 2, 3]}', "no metric such as loss.*it has: weights"),
        ("log.json", "[" * 100_000, "is not JSON"),
        ("log.jsonl", '{"loss": 1}\nnonsense\n{"loss": 2}\n', "line 2 is not JSON"),
        ("log.jsonl", "[1]\n[2]\n", "line 1 is no object"),
    ],
)
def test_what_is_no_log_is_said_in_a_line(name: str, text: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=says) as error:
        read(tmp_path / name)
    assert name in str(error.value) and "\n" not in str(error.value)


def test_a_large_document_of_tiny_parts_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    (tmp_path / "bomb.json").write_text("[" + "[]," * 1_000_000 + "[]]")
    with pytest.raises(InputError, match="MB of memory"):
        read(tmp_path / "bomb.json")
