"""A network of one's own with Flax: dense layers with batch normalisation and dropout.

    hanka train mnist --network flax_network:network --hidden 64 --dropout 0,.3 --epochs 5

Run it in this folder, or wherever Python finds the module.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import flax.linen as nn
import jax

from hanka.engine import Network
from hanka.spec import Spec


class Dense(nn.Module):
    """Hidden layers of `sizes` units, and one of `outputs` logits."""

    sizes: Sequence[int]
    outputs: int

    @nn.compact
    def __call__(self, x: Any, training: bool, rate: Any, weight: Any) -> Any:
        x = x.reshape(len(x), -1)
        # Rows that only fill up the last batch must not count in its moments.
        mask = None if weight is None else (weight > 0)[:, None]
        for size in self.sizes:
            x = nn.BatchNorm(use_running_average=not training)(nn.Dense(size)(x), mask=mask)
            x = nn.relu(x)
            if training and rate is not None:
                # Flax' own Dropout takes a number; here the rate is an argument of the compiled program,
                # so that members of a family that differ in it share the program.
                keep = jax.random.uniform(self.make_rng("dropout"), x.shape) >= rate
                x = jax.numpy.where(keep, x / (1 - rate), 0)
        return nn.Dense(self.outputs)(x)


def network(spec: Spec, outputs: int) -> Network:
    """What `--network flax_network:network` asks for: the network of a spec, with so many logits."""
    module = Dense(spec.hidden_layer_sizes, outputs)

    def init(key: Any, example: Any) -> tuple[Any, Any]:
        variables = module.init(key, example, False, None, None)
        return variables["params"], {"batch_stats": variables["batch_stats"]}

    def apply(
        params: Any, state: Any, x: Any, *, key: Any, training: bool, dropout: Any, weight: Any = None
    ) -> tuple[Any, Any]:
        variables = {"params": params, **state}
        if not training:
            return module.apply(variables, x, False, None, None), state
        rngs = {} if key is None else {"dropout": key}
        return module.apply(variables, x, True, dropout, weight, rngs=rngs, mutable=["batch_stats"])

    return Network(init, apply, name="flax", weighed=True)
