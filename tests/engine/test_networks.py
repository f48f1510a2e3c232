"""Networks of the user's own, with state: by hand, from Flax and from Equinox, like any other member."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from hanka.dataset import Dataset
from hanka.engine import Network, advance, run, start
from hanka.spec import Spec, vary

SPEC = Spec(epochs=5, batch_size=16)


def batch_norm() -> Network:
    """A hidden layer of eight units with batch normalisation, written by hand."""

    def init(key: Any, example: Any) -> Any:
        a, b = jax.random.split(key)
        params = {
            "hidden": 0.3 * jax.random.normal(a, (example.shape[-1], 8)),
            "scale": jnp.ones(8),
            "output": 0.3 * jax.random.normal(b, (8, 3)),
        }
        return params, {"mean": jnp.zeros(8), "var": jnp.ones(8)}

    def apply(params: Any, state: Any, x: Any, *, key: Any, training: bool, dropout: Any) -> Any:
        x = x @ params["hidden"]
        mean, var = (x.mean(0), x.var(0)) if training else (state["mean"], state["var"])
        if training:
            state = {"mean": 0.9 * state["mean"] + 0.1 * mean, "var": 0.9 * state["var"] + 0.1 * var}
        x = jax.nn.relu((x - mean) / jnp.sqrt(var + 1e-3) * params["scale"])
        if dropout is not None and training:
            x = jnp.where(jax.random.uniform(key, x.shape) >= dropout, x / (1 - dropout), 0)
        return x @ params["output"], state

    return Network(init, apply, name="batch_norm")


def flax() -> Network:
    nn = pytest.importorskip("flax.linen", reason="Flax comes with the extra dev")

    class Net(nn.Module):  # type: ignore[name-defined, misc]
        @nn.compact
        def __call__(self, x: Any, training: bool, rate: Any) -> Any:
            x = nn.Dense(8)(x.reshape(len(x), -1))
            x = nn.relu(nn.BatchNorm(use_running_average=not training)(x))
            if training and rate is not None:
                keep = jax.random.uniform(self.make_rng("dropout"), x.shape) >= rate
                x = jnp.where(keep, x / (1 - rate), 0)
            return nn.Dense(3)(x)

    net = Net()

    def init(key: Any, example: Any) -> Any:
        variables = net.init(key, example, False, None)
        return variables["params"], {"batch_stats": variables["batch_stats"]}

    def apply(params: Any, state: Any, x: Any, *, key: Any, training: bool, dropout: Any) -> Any:
        rngs = {} if key is None else {"dropout": key}
        if not training:
            return net.apply({"params": params, **state}, x, False, None), state
        return net.apply({"params": params, **state}, x, True, dropout, rngs=rngs, mutable=["batch_stats"])

    return Network(init, apply, name="flax")


def equinox() -> Network:
    eqx = pytest.importorskip("equinox", reason="Equinox comes with the extra dev")
    template = eqx.nn.MLP(6, 3, 8, 1, key=jax.random.key(0))
    _, static = eqx.partition(template, eqx.is_array)

    def init(key: Any, example: Any) -> Any:
        return eqx.filter(eqx.nn.MLP(6, 3, 8, 1, key=key), eqx.is_array), {}

    def apply(params: Any, state: Any, x: Any, *, key: Any, training: bool, dropout: Any) -> Any:
        return jax.vmap(eqx.combine(params, static))(x), state

    return Network(init, apply, name="equinox")


@pytest.mark.parametrize("make", [batch_norm, flax, equinox])
@pytest.mark.parametrize("dropout", [pytest.param(0.0, marks=pytest.mark.slow), 0.3])
def test_train_checkpoint_resume_family(make: Any, dropout: float, data: Dataset) -> None:
    network = make()
    family = vary(replace(SPEC, dropout=dropout), seed=range(3), l2=[0.0, 0.01])
    chunks = list(run(family, data, network=network))
    rows = [{**row, "seconds": 0} for chunk in chunks for row in chunk.rows]
    assert len(rows) == 30
    first, last = ([r["loss"] for r in rows if r["epoch"] == epoch] for epoch in (1, 5))
    assert np.mean(last) < np.mean(first)

    # The same member alone, carried through NumPy arrays between the epochs.
    member = 4
    checkpoint = start([member], [family.specs[member]], data, network=network)
    alone = []
    for _ in range(5):
        held = {name: np.array(a) for name, a in checkpoint.arrays.items()}
        new, checkpoint = advance(replace(checkpoint, arrays=held), 1, data, network=network)
        alone += new
    for row, other in zip(alone, (r for r in rows if r["member"] == member), strict=True):
        assert row["val_loss"] == pytest.approx(other["val_loss"], abs=1e-5)


def test_the_state_is_used_in_evaluation_and_kept_with_the_best_weights(data: Dataset) -> None:
    checkpoint = start([0], [replace(SPEC, epochs=8)], data, network=batch_norm())
    _, checkpoint = advance(checkpoint, 8, data, network=batch_norm_once)
    found = {name: np.array(a) for name, a in checkpoint.arrays.items()}
    assert not np.allclose(found["state/mean"], 0)
    assert "best/state/mean" in found


batch_norm_once = batch_norm()


def test_penalties_act_where_the_network_says(data: Dataset) -> None:
    spec = replace(SPEC, l2=0.5, epochs=1)
    everything = next(run(vary(spec), data, network=batch_norm_once)).rows[-1]["penalty"]
    only = replace(batch_norm_once, penalised=lambda params: [params["output"]])
    assert next(run(vary(spec), data, network=only)).rows[-1]["penalty"] < everything
