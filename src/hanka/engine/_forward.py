"""The forward pass of any network that a spec names, for predictions outside training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from hanka.engine._devices import devices, precision
from hanka.engine._networks import network_of
from hanka.errors import InputError
from hanka.messages import gettext as _
from hanka.spec import Spec

__all__ = ["forward"]


def forward(spec: Spec, outputs: int) -> Callable[[Mapping[str, Any], Any], Any]:
    """(arrays by name, inputs (n, ...) as the network sees them) → logits (n, outputs), as NumPy arrays.

    For `Experiment.predict` of a network of one's own:

        experiment.predict(0, x, forward=hanka.engine.forward(experiment.family.specs[0], outputs))

    Args:
        spec: the member's.
        outputs: the number of classes, or one (`Dataset.outputs`).
    """
    devices()  # a training that follows wants the CPU split
    network = network_of(spec, outputs)

    @jax.jit
    def logits(params: Any, state: Any, x: Array) -> Array:
        return network.apply(params, state, x, key=None, training=False, dropout=None)[0]

    def computed(arrays: Mapping[str, Any], x: Any) -> Any:
        example = jax.ShapeDtypeStruct((1, *x.shape[1:]), x.dtype)
        params, state = jax.eval_shape(network.init, jax.random.key(0), example)
        leaves, tree = jax.tree_util.tree_flatten_with_path({"params": params, "state": state})
        names = [jax.tree_util.keystr(path, simple=True, separator="/") for path, _leaf in leaves]
        if missing := [name for name in names if name.removeprefix("params/") not in arrays]:
            raise InputError(
                _(
                    "the weights are not those of {network}: {names} is missing; has its module changed?"
                ).format(network=spec.network, names=", ".join(missing))
            )
        held = [jnp.asarray(arrays[name.removeprefix("params/")]) for name in names]
        variables = jax.tree.unflatten(tree, held)
        with jax.default_matmul_precision(precision()):
            return np.asarray(logits(variables["params"], variables["state"], jnp.asarray(x)))

    return computed
