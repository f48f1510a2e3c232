"""What the engine promises of families: pairing, independence, and curves that mean what they say."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from hanka.checkpoint import Checkpoint, Row
from hanka.dataset import Dataset
from hanka.engine import _advance as module
from hanka.engine import advance, is_finished, plan, run, start, train
from hanka.engine._program import Program
from hanka.errors import InputError
from hanka.spec import Family, Spec, vary

SPEC = Spec(hidden_layer_sizes=(8,), epochs=4, batch_size=16)


def curves(rows: Iterable[Row], member: int) -> list[Row]:
    """A member's rows without what names it and what is timed."""
    return [
        {k: v for k, v in row.items() if k not in ("member", "seconds")}
        for row in rows
        if row["member"] == member
    ]


def close(a: list[Row], b: list[Row], tolerance: float = 1e-5) -> bool:
    return len(a) == len(b) and all(
        x.keys() == y.keys() and all(x[k] == pytest.approx(y[k], rel=tolerance, abs=tolerance) for k in x)
        for x, y in zip(a, b, strict=True)
    )


def arrays(checkpoint: Checkpoint) -> dict[str, np.ndarray[Any, Any]]:
    return {name: np.array(array) for name, array in checkpoint.arrays.items()}


def test_a_member_alone_equals_itself_in_a_family(data: Dataset) -> None:
    family = vary(
        replace(SPEC, hidden_layer_sizes=(5, 4), dropout=0.3),
        learning_rate=[0.001, 0.01],
        seed=[0, 7],
        train_size=[None, 70],
    )
    together = list(train(family, data))
    assert len(together) == len(family) * SPEC.epochs
    for member in (0, 5, 6):
        assert close(curves(train(family.specs[member], data), 0), curves(together, member))


def test_members_that_differ_give_different_curves(data: Dataset) -> None:
    changes = [{}, {"seed": 1}, {"learning_rate": 0.01}]
    changes += [{"dropout": 0.5}, {"l2": 0.1}, {"l1": 0.1}, {"label_noise": 0.3}]
    family = Family(tuple(replace(SPEC, **change) for change in changes))
    last = [row["val_loss"] for row in train(family, data) if row["epoch"] == SPEC.epochs]
    assert len(set(last)) == len(family)


@pytest.mark.parametrize("task", ["multiclass", "binary", "regression"])
def test_training_lowers_the_loss_and_rows_say_what_they_should(
    task: str, made: Callable[..., Dataset]
) -> None:
    data = made(task)
    rows = list(train(replace(SPEC, epochs=30, learning_rate=0.01), data))
    assert [row["epoch"] for row in rows] == list(range(1, 31))
    assert [row["step"] for row in rows][:2] == [13, 26]
    assert rows[-1]["loss"] < 0.7 * rows[0]["loss"]
    assert all(math.isfinite(value) for row in rows for value in row.values())
    assert ("accuracy" in rows[0]) == (task != "regression")
    assert rows[0]["learning_rate"] == 0.01 and rows[0]["seconds"] > 0


def test_any_cut_into_calls_gives_the_same_bits(data: Dataset) -> None:
    specs = [replace(SPEC, seed=s, epochs=e, dropout=0.2, l2=0.01) for s, e in enumerate([12, 12, 7, 12])]

    def through(cuts: list[int], by_numpy: bool) -> tuple[list[Row], dict[str, Any]]:
        checkpoint, rows = start(range(4), specs, data), []
        for epochs in cuts:
            if by_numpy:  # as from a file or another process
                checkpoint = replace(checkpoint, arrays=arrays(checkpoint))
            new, checkpoint = advance(checkpoint, epochs, data)
            rows += new
        assert is_finished(checkpoint)
        return [{**row, "seconds": 0} for row in rows], arrays(checkpoint)

    whole_rows, whole = through([12], False)
    for cuts, by_numpy in [([1] * 12, False), ([5, 7], True), ([2, 2, 8], True)]:
        rows, found = through(cuts, by_numpy)
        assert rows == whole_rows
        assert all(np.array_equal(found[name], whole[name]) for name in whole)


def test_a_checkpoint_in_numpy_is_left_as_it_is(data: Dataset) -> None:
    checkpoint = start([0], [SPEC], data)
    checkpoint = replace(checkpoint, arrays=arrays(checkpoint))
    before = arrays(checkpoint)
    first = advance(checkpoint, 2, data)[0]
    assert all(np.array_equal(before[name], checkpoint.arrays[name]) for name in before)
    again = advance(checkpoint, 2, data)[0]
    assert curves(first, 0) == curves(again, 0)


def test_a_member_that_diverges_does_so_alone(data: Dataset) -> None:
    family = vary(replace(SPEC, optimizer="sgd", epochs=6), learning_rate=[0.01, 1e30, 0.02])
    rows = list(train(family, data))
    lost = [row for row in rows if row["member"] == 1]
    assert lost[-1]["diverged"] is True and lost[-1]["val_loss"] is None and len(lost) < 6
    assert all("diverged" not in row for row in rows if row["member"] != 1)
    for member in (0, 2):
        assert close(curves(rows, member), curves(train(family.specs[member], data), 0))


def test_the_best_weights_are_those_of_the_best_epoch(data: Dataset) -> None:
    spec = replace(SPEC, epochs=40, learning_rate=0.05)
    *_, last = run(Family((spec,)), data)
    found, rows = arrays(last.checkpoint), [row for chunk in run(Family((spec,)), data) for row in chunk.rows]
    best = min(rows, key=lambda row: row["val_loss"])
    assert found["best/epoch"][0] == best["epoch"] < 40
    assert found["best/value"][0] == np.float32(best["val_loss"])
    *_, early = run(Family((replace(spec, epochs=best["epoch"]),)), data)
    for name, array in arrays(early.checkpoint).items():
        if name.startswith("params/"):
            assert np.allclose(array, found["best/" + name], atol=1e-6)


def test_dropout_masks_are_nested_in_the_rate(data: Dataset) -> None:
    """What a low rate drops, a higher one of the same seed drops as well."""
    key, x = jax.random.key(5), jnp.ones((4, 6))
    spec = replace(SPEC, hidden_layer_sizes=(50,), activation="linear", dropout=0.5)
    program = module._program([spec], data, None, probed=False)
    units = 50
    params = {
        "hidden_1": {"kernel": jnp.ones((6, units)), "bias": jnp.zeros(units)},
        "output": {"kernel": jnp.eye(units), "bias": jnp.zeros(units)},
    }

    def kept(rate: float) -> Any:
        out, _ = program.network.apply(params, {}, x, key=key, training=True, dropout=jnp.float32(rate))
        share = float((out == 0).mean())
        assert abs(share - rate) < 0.12
        assert np.allclose(out[out != 0], 6 / (1 - rate))  # the expectation is kept
        return out != 0

    assert not np.any(kept(0.6) & ~kept(0.2))


def test_training_subsets_are_nested_and_shares_are_rows(data: Dataset) -> None:
    by_share = curves(train(replace(SPEC, train_size=0.25), data), 0)
    by_rows = curves(train(replace(SPEC, train_size=50), data), 0)
    assert by_share == by_rows
    # A subset's own evaluation sample is its own rows: of 50 rows all, though 80 are for validation.
    assert by_rows[-1]["accuracy"] * 50 == pytest.approx(round(by_rows[-1]["accuracy"] * 50), abs=1e-4)
    with pytest.raises(InputError, match="201 training rows, and there are 200"):
        list(train(replace(SPEC, train_size=201), data))


def test_label_noise_touches_the_share_it_says_and_training_labels_only(data: Dataset) -> None:
    spec = replace(SPEC, label_noise=0.3)
    program = module._program([spec], data, None, probed=False)
    y = jnp.asarray(np.random.default_rng(0).integers(0, 3, 20_000).astype(np.int32))
    rates = {"seed": jnp.uint32(0), "label_noise": jnp.float32(0.3)}
    noisy = program._noisy(y, rates)
    changed = np.asarray(noisy != y)
    assert abs(changed.mean() - 0.3) < 0.01
    assert set(np.unique(noisy)) <= {0, 1, 2}
    shifts = np.bincount(np.asarray((noisy - y) % 3)[changed], minlength=3)
    assert shifts[0] == 0 and abs(shifts[1] / changed.sum() - 0.5) < 0.02
    more = np.asarray(program._noisy(y, {**rates, "label_noise": jnp.float32(0.6)}) != y)
    assert not np.any(changed & ~more)


def test_metrics_are_measured_after_the_epoch_without_dropout_or_penalty(data: Dataset) -> None:
    spec = replace(SPEC, dropout=0.5, l2=0.1, epochs=3)
    *_, last = run(Family((spec,)), data)
    row, found = last.rows[-1], arrays(last.checkpoint)
    x = (data.x_val - data.offset) / data.scale
    hidden = np.maximum(x @ found["params/hidden_1/kernel"][0] + found["params/hidden_1/bias"][0], 0)
    logits = hidden @ found["params/output/kernel"][0] + found["params/output/bias"][0]
    losses = np.log(np.exp(logits).sum(1)) - logits[np.arange(len(x)), data.y_val]
    assert row["val_loss"] == pytest.approx(losses.mean(), rel=1e-5)
    assert row["val_loss_se"] == pytest.approx(losses.std(ddof=1) / math.sqrt(len(x)), rel=1e-4)
    assert row["val_accuracy"] == pytest.approx((logits.argmax(1) == data.y_val).mean())
    squares = sum((found[f"params/{layer}/kernel"] ** 2).sum() for layer in ("hidden_1", "output"))
    assert row["penalty"] == pytest.approx(0.1 * squares, rel=1e-5)
    assert row["running_loss"] > row["loss"] + 0.5 * row["penalty"]


def test_a_probe_is_a_third_set_and_changes_nothing_else(data: Dataset) -> None:
    plain = curves(train(SPEC, data), 0)
    probed = curves(train(SPEC, data, probe=(data.x_val, data.y_val)), 0)
    for row, other in zip(plain, probed, strict=True):
        assert other["probe_loss"] == pytest.approx(other["val_loss"])
        assert other["probe_accuracy"] == other["val_accuracy"]
        assert close([row], [{k: v for k, v in other.items() if not k.startswith("probe_")}])


def test_without_validation_rows_there_is_no_val_anywhere(made: Callable[..., Dataset]) -> None:
    rows = list(train(SPEC, made(n_val=0)))
    assert not [name for row in rows for name in row if name.startswith("val_")]
    assert rows[-1]["loss"] < rows[0]["loss"]


def test_side_by_side_equals_one_after_another(data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program for accelerators, run on the CPU."""
    family = vary(replace(SPEC, dropout=0.2), seed=range(4), train_size=[None, 60])
    one_by_one = list(train(family, data))
    monkeypatch.setattr(module, "on_cpu", lambda: False)
    together = list(train(family, data))
    for member in range(len(family)):
        assert close(curves(one_by_one, member), curves(together, member))


def test_members_of_one_shape_compile_once(data: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    traced = []
    epochs = Program.epochs
    monkeypatch.setattr(Program, "epochs", lambda *args: traced.append(1) or epochs(*args))
    family = vary(replace(SPEC, hidden_layer_sizes=(11,)), seed=range(16), l2=[0.01, 0.001])
    assert len(family.groups()) == 1
    list(train(family, data))
    assert len(traced) <= 2  # a compilation traces once, twice where it also asks for shapes


def test_run_goes_on_from_checkpoints_and_leaves_out_what_is_finished(data: Dataset) -> None:
    family = vary(SPEC, hidden_layer_sizes=[(8,), (4,)], seed=range(3))
    whole = [{**row, "seconds": 0} for chunk in run(family, data) for row in chunk.rows]
    kept: list[Row] = []
    chunks = run(family, data)
    for _ in range(2):
        chunk = next(chunks)
        kept += chunk.rows
    at_hand = replace(chunk.checkpoint, arrays=arrays(chunk.checkpoint))
    chunks.close()
    rest = [row for chunk in run(family, data, checkpoints=[at_hand]) for row in chunk.rows]
    assert [{**row, "seconds": 0} for row in kept + rest] == whole
    only = {row["member"] for chunk in run(family, data, finished=[0, 1, 2, 4]) for row in chunk.rows}
    assert only == {3, 5}


def test_a_plan_tells_programs_time_and_memory(data: Dataset) -> None:
    made = plan(vary(SPEC, hidden_layer_sizes=[(8,), (4,)], dropout=[0, 0.5], seed=range(3)), data)
    assert [len(group.members) for group in made.groups] == [3, 3, 3, 3]
    assert made.groups[0].parameters == 6 * 8 + 8 + 8 * 3 + 3
    assert made.seconds > 0 and made.bytes > 1e8


def test_what_cannot_be_trained_is_refused_before_it_starts(made: Callable[..., Dataset]) -> None:
    with pytest.raises(InputError, match="GB of memory"):
        plan(Family((Spec(hidden_layer_sizes=(300_000, 300_000)),)), made())
    with pytest.raises(InputError, match="does not fit a regression task"):
        next(train(Spec(loss="binary_crossentropy"), made("regression")))
    with pytest.raises(InputError, match="label_noise"):
        next(train(Spec(label_noise=0.1), made("regression")))
    with pytest.raises(InputError, match="1 to 256"):
        advance(start([0], [SPEC], made()), 0, made())


def test_other_data_under_the_same_hash_are_seen(data: Dataset) -> None:
    """A data set made from another by `dataclasses.replace` keeps its hash, and is not the same."""
    first = curves(train(SPEC, data), 0)
    other = replace(data, y_train=np.roll(data.y_train, 1))
    assert curves(train(SPEC, other), 0) != first
    assert curves(train(SPEC, data), 0) == first
