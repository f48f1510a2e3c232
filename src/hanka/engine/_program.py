"""The compiled program of a group: train some epochs of one member, measuring after each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array, lax

from hanka.checkpoint import KEPT_EPOCHS
from hanka.engine._augment import augment
from hanka.engine._data import Arrays
from hanka.engine._draws import dropped
from hanka.engine._examples import chosen, slot
from hanka.engine._losses import correct, loss_for
from hanka.engine._network import Network, Tree
from hanka.engine._optimizers import optimizer
from hanka.engine._order import permutation
from hanka.engine._schedules import factor, plateau, reduce_on_plateau
from hanka.spec import Schedule, Spec, read_schedule

__all__ = ["CAPACITY", "Member", "Program"]

CAPACITY = 256
"""The most epochs one call trains."""

_INIT, _ORDER, _DROPOUT, _NOISE, _INPUT_DROPOUT, _AUGMENT = range(6)
"""What a member's seed is used for: each has a stream of its own."""

_OF_OPTIMIZER = ("learning_rate", "momentum", "weight_decay")
_AUGMENTATIONS = ("shift", "rotation", "zoom", "noise")

Member = dict[str, Any]
"""A member's state: `params, state, optimizer, best, epoch, stopped`, where there are validation data
`examples`, float16: the losses of single examples after the epochs of `slot` and the last one, and with
that schedule `plateau`."""


@dataclass(frozen=True)
class Program:
    """The program of all members whose specs have one `Spec.program`.

    Attributes:
        spec: stands for all of them: its static fields and which of its features are on are used.
        network, task, classes: of all of them; `classes` is 0 for a regression.
        metrics: the columns of a row that the program measures, in order.
        rows: the most training rows that any member has.
        sample: the most training rows that any member is measured on.
    """

    spec: Spec
    network: Network
    task: str
    classes: int
    metrics: tuple[str, ...]
    rows: int
    sample: int

    @property
    def schedule(self) -> Schedule:
        """The learning rate's."""
        return read_schedule(self.spec.schedule)

    def init(self, seed: Array, data: Arrays) -> Member:
        """The state of a member before its first epoch."""
        key = jax.random.fold_in(jax.random.key(seed), _INIT)
        params, state = self.network.init(key, self._inputs(data, data["x_train"][:1]))
        member = {
            "params": params,
            "state": state,
            "optimizer": optimizer(self.spec, dict.fromkeys(_OF_OPTIMIZER, jnp.zeros(()))).init(params),
            "best": {
                "params": jax.tree.map(jnp.copy, params),
                "state": jax.tree.map(jnp.copy, state),
                "epoch": jnp.zeros((), jnp.int32),
                "value": jnp.array(jnp.inf),
            },
            "epoch": jnp.zeros((), jnp.int32),
            "stopped": jnp.zeros((), bool),
        }
        if "x_val" in data:
            n = len(chosen(len(data["x_val"])))
            member["examples"] = {
                "kept": jnp.zeros((len(KEPT_EPOCHS), n), jnp.float16),
                "last": jnp.zeros(n, jnp.float16),
            }
            member["best"]["examples"] = jnp.zeros(n, jnp.float16)
        if self.schedule.name == "plateau":
            member["plateau"] = plateau()
        return member

    def epochs(
        self, member: Member, rates: dict[str, Array], until: Array, data: Arrays
    ) -> tuple[Member, Array]:
        """Train up to the end of epoch `until`, at most CAPACITY epochs on.

        Args:
            member: the state.
            rates: the traced settings of the member's spec, `seed` and `rows` among them.
            until: an epoch's number; one that lies behind leaves the member as it is.
            data: see `place`.

        Returns:
            The state, and the measurements (CAPACITY, len(metrics)) of the epochs trained.
        """
        first = member["epoch"]
        if "label_noise" in self.spec.features:
            data = {**data, "y_train": self._noisy(data["y_train"], rates)}

        def unfinished(carry: tuple[Member, Array]) -> Array:
            member, _ = carry
            return (member["epoch"] < until) & ~member["stopped"]

        def epoch(carry: tuple[Member, Array]) -> tuple[Member, Array]:
            member, rows = carry
            place = member["epoch"] - first
            member, running_loss = self._train_epoch(member, rates, data)
            measured = self._measure(member, rates, data) | {"running_loss": running_loss}
            last_step = member["epoch"] * self._steps(rates) - 1
            measured["learning_rate"] = self.learning_rate(member, rates, last_step)
            row = jnp.stack([measured[name] for name in self.metrics])
            member = self._judge(self._keep(member, measured), measured, rates)
            return member, lax.dynamic_update_index_in_dim(rows, row, place, 0)

        rows = jnp.zeros((CAPACITY, len(self.metrics)), jnp.result_type(float))
        return lax.while_loop(unfinished, epoch, (member, rows))

    def step(
        self, member: Member, rates: dict[str, Array], x: Array, y: Array, weight: Array, key: Array
    ) -> tuple[Member, Array]:
        """One step of the optimizer on a batch; returns the batch's summed loss, penalty included.

        `weight` (batch,) is 1 for the batch's own rows and 0 for those that only fill it up.
        """
        batch_rows, on = jnp.sum(weight), self.spec.features
        x = self._varied(x, rates, key)
        loss_of = loss_for(
            self.task, self.spec.loss, rates["label_smoothing"] if "label_smoothing" in on else None
        )
        counts = weight if self.spec.class_weight is None else weight * rates["class_weight"][y]
        weighed: dict[str, Any] = {"weight": weight} if self.network.weighed else {}

        def objective(params: Tree) -> tuple[Array, Tree]:
            logits, state = self.network.apply(
                params,
                member["state"],
                x,
                key=key if "dropout" in on else None,
                training=True,
                dropout=rates["dropout"] if "dropout" in on else None,
                **weighed,
            )
            loss = jnp.sum(counts * loss_of(logits, y)) / batch_rows
            return loss + self._penalty(params, rates), state

        (loss, state), grads = jax.value_and_grad(objective, has_aux=True)(member["params"])
        updates, opt_state = optimizer(self.spec, rates).update(grads, member["optimizer"], member["params"])
        params = jax.tree.map(jnp.add, member["params"], updates)
        if "max_norm" in on:
            params = jax.tree.map(lambda leaf: _limited(leaf, rates["max_norm"]), params)
        return {**member, "params": params, "state": state, "optimizer": opt_state}, loss * batch_rows

    def learning_rate(self, member: Member, rates: dict[str, Array], step: Array) -> Array:
        """That of a step, counted from 0 over all epochs."""
        scale = member["plateau"]["scale"] if "plateau" in member else factor(self.schedule, step)
        return rates["learning_rate"] * scale

    def _steps(self, rates: dict[str, Array]) -> Array:
        """Steps in an epoch."""
        return -(-rates["rows"] // self.spec.batch_size)

    def _train_epoch(self, member: Member, rates: dict[str, Array], data: Arrays) -> tuple[Member, Array]:
        size, n = self.spec.batch_size, rates["rows"]
        number = member["epoch"] + 1
        seed = jax.random.key(rates["seed"])
        order = permutation(jax.random.fold_in(jax.random.fold_in(seed, _ORDER), number), n, self.rows)
        masks = jax.random.fold_in(jax.random.fold_in(seed, _DROPOUT), number)
        steps = self._steps(rates)

        def step(i: Array, carry: tuple[Member, Array]) -> tuple[Member, Array]:
            member, total = carry
            places = i * size + jnp.arange(size)
            # The last batch is filled up with the epoch's first rows at weight 0, not with zeros: they
            # leave the loss alone, and a batch normalisation sees nothing that isn't data.
            rows = order[places % n]
            rate = self.learning_rate(member, rates, member["epoch"] * steps + i)
            member, loss = self.step(
                member,
                {**rates, "learning_rate": rate},
                self._inputs(data, data["x_train"][rows]),
                data["y_train"][rows],
                (places < n).astype(total.dtype),
                jax.random.fold_in(masks, i),
            )
            return member, total + loss

        total = jnp.zeros((), jnp.result_type(float))
        member, total = lax.fori_loop(0, steps, step, (member, total))
        return {**member, "epoch": number}, total / n

    def _measure(self, member: Member, rates: dict[str, Array], data: Arrays) -> dict[str, Array]:
        """The metrics after an epoch, dropout off, without the penalty; and `val_losses` by example."""
        measured = {"penalty": self._penalty(member["params"], rates)}
        sets = {"": ("train", self.sample, jnp.minimum(rates["rows"], self.sample))}
        for name in ("val", "probe"):
            if f"x_{name}" in data:
                rows = len(data[f"x_{name}"])
                sets[f"{name}_"] = (name, rows, jnp.asarray(rows))
        for prefix, (name, capacity, n) in sets.items():
            losses, answers = self._evaluate(member, data, data[f"x_{name}"], data[f"y_{name}"], capacity, n)
            loss = jnp.sum(losses) / n
            deviations = jnp.where(jnp.arange(len(losses)) < n, losses - loss, 0)
            measured |= {
                f"{prefix}loss": loss,
                f"{prefix}loss_se": jnp.sqrt(jnp.sum(deviations**2) / jnp.maximum(n - 1, 1) / n),
                f"{prefix}accuracy": jnp.sum(answers) / n,
            }
            if name == "val":
                measured["val_losses"] = losses[chosen(capacity)]
        return measured

    def _evaluate(
        self, member: Member, data: Arrays, x: Array, y: Array, capacity: int, n: Array
    ) -> tuple[Array, Array]:
        """(losses, right answers) of the first `n` ≤ `capacity` examples; 0 in the places after them."""
        size = min(capacity, _evaluation_batch(self.network))
        loss = loss_for(self.task, self.spec.loss)

        def batch(i: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
            places = i * size + jnp.arange(size)
            rows = jnp.minimum(places, len(x) - 1)
            inputs, targets = self._inputs(data, x[rows]), y[rows]
            logits, _ = self.network.apply(
                member["params"], member["state"], inputs, key=None, training=False, dropout=None
            )
            found = loss(logits, targets), correct(self.task, logits, targets)
            losses, answers = (
                lax.dynamic_update_slice(kept, jnp.where(places < n, new, 0).astype(kept.dtype), (i * size,))
                for kept, new in zip(carry, found, strict=True)
            )
            return losses, answers

        empty = jnp.zeros(-(-capacity // size) * size, jnp.result_type(float))
        return lax.fori_loop(0, -(-n // size), batch, (empty, empty))

    def _keep(self, member: Member, measured: dict[str, Array]) -> Member:
        """Keep the losses of single validation examples, if it is an epoch of which they are kept."""
        if "examples" not in member:
            return member
        losses = measured["val_losses"].astype(jnp.float16)
        kept = member["examples"]["kept"].at[slot(member["epoch"])].set(losses, mode="drop")
        return {**member, "examples": {"kept": kept, "last": losses}}

    def _judge(self, member: Member, measured: dict[str, Array], rates: dict[str, Array]) -> Member:
        """Keep the weights of the best epoch, watch the plateau, and stop a member that has waited long
        enough or whose metrics are no longer numbers: Keras' EarlyStopping, for each member its own."""
        monitor = self.spec.monitor
        value = measured[monitor if monitor in measured else monitor.removeprefix("val_")]
        value = -value if monitor.endswith("accuracy") else value
        best = member["best"]
        better = value < best["value"] - rates["min_delta"]
        candidate = {name: member[name] for name in ("params", "state", "epoch")} | {"value": value}
        if "examples" in member:
            candidate["examples"] = member["examples"]["last"]
        best = lax.cond(better, lambda: candidate, lambda: best)
        # A probe is looked at, and changes nothing.
        own = [measured[name] for name in self.metrics if not name.startswith("probe_")]
        lost = ~jnp.all(jnp.isfinite(jnp.stack(own)))
        waited = ~better & (member["epoch"] - best["epoch"] >= rates["patience"])
        member = {**member, "best": best, "stopped": lost | waited}
        if "plateau" in member:
            member["plateau"] = reduce_on_plateau(
                self.schedule, member["plateau"], value, rates["learning_rate"]
            )
        if self.spec.restore_best_weights:
            ended = member["stopped"] | (member["epoch"] >= rates["epochs"])
            kept, last = ({name: of[name] for name in ("params", "state")} for of in (best, member))
            member |= lax.cond(ended & jnp.isfinite(best["value"]), lambda: kept, lambda: last)
        return member

    def _penalty(self, params: Tree, rates: dict[str, Array]) -> Array:
        """l1 Σ|w| + l2 Σw² over the network's kernels, of those that are on."""
        total, kernels = jnp.zeros((), jnp.result_type(float)), self.network.kernels(params)
        if "l1" in self.spec.features:
            total += rates["l1"] * sum(jnp.sum(jnp.abs(kernel)) for kernel in kernels)
        if "l2" in self.spec.features:
            total += rates["l2"] * sum(jnp.sum(jnp.square(kernel)) for kernel in kernels)
        return total

    def _noisy(self, y: Array, rates: dict[str, Array]) -> Array:
        """The training labels, a share of them replaced by another class; which is a matter of the
        seed and the row, so that a larger share holds a smaller one."""
        key = jax.random.fold_in(jax.random.key(rates["seed"]), _NOISE)
        hit = jax.random.uniform(jax.random.fold_in(key, 0), y.shape) < rates["label_noise"]
        shift = jax.random.randint(jax.random.fold_in(key, 1), y.shape, 1, self.classes)
        return jnp.where(hit, (y + shift) % self.classes, y)

    def _inputs(self, data: Arrays, x: Array) -> Array:
        x = x.astype(data["scale"].dtype)
        return (x - data["offset"]) / data["scale"]

    def _varied(self, x: Array, rates: dict[str, Array], key: Array) -> Array:
        """A batch's inputs as training sees them: augmented, and a share of them dropped."""
        on = self.spec.features
        if strengths := {name: rates[name] for name in _AUGMENTATIONS if name in on}:
            x = augment(x, jax.random.fold_in(key, _AUGMENT), **strengths)
        if "input_dropout" in on:
            x = dropped(x, rates["input_dropout"], jax.random.fold_in(key, _INPUT_DROPOUT))
        return x


def _limited(leaf: Array, most: Array) -> Array:
    """A kernel whose columns have norms of at most so much: Keras' MaxNorm over all axes but the last
    (Srivastava et al., "Dropout", JMLR 2014, section 5.1); other arrays as they are."""
    if leaf.ndim < 2:
        return leaf
    norms = jnp.sqrt(jnp.sum(jnp.square(leaf), axis=tuple(range(leaf.ndim - 1)), keepdims=True))
    return leaf * (jnp.minimum(norms, most) / (1e-7 + norms))


def _evaluation_batch(network: Network) -> int:
    """Rows evaluated at a time: the widest layer's activations stay near 16 MB."""
    return max(50, min(500, 4_000_000 // network.widest))
