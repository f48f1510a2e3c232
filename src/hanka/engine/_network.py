"""What a network is to the engine: two pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import jax
from jax import Array

__all__ = ["Apply", "Network", "Tree"]

Tree = Any
"""A pytree of arrays."""


class Apply(Protocol):
    """(params, state, x) → (logits (n, outputs), the state afterwards)."""

    def __call__(
        self, params: Tree, state: Tree, x: Array, *, key: Array | None, training: bool, dropout: Array | None
    ) -> tuple[Array, Tree]: ...


@dataclass(frozen=True, slots=True)
class Network:
    """Two pure functions; the engine knows nothing of layers.

    Attributes:
        init: (key, example batch (1, ...)) → (params, state). `state` is what is not trained but
            changes, as the running means of a batch normalisation; `{}` for none.
        apply: see `Apply`. `key` and `dropout` are None where the spec's dropout is 0; `training`
            is False in evaluation, and the state that comes back is then left alone.
        penalised: params → the arrays that L1 and L2 act on; None for those of two or more
            dimensions.
        name: as the experiment's folder records it.
        weighed: whether `apply` also takes `weight` (n,) in training: 1 for a batch's own rows, 0 for
            those that only fill up the last one. What is computed over the batch should leave them out.
        widest: about how many numbers a layer holds of one example at most: evaluation takes fewer examples
            at a time where it is large.
    """

    init: Callable[[Array, Array], tuple[Tree, Tree]]
    apply: Apply
    penalised: Callable[[Tree], Sequence[Array]] | None = None
    name: str = "custom"
    weighed: bool = False
    widest: int = 4_000

    def kernels(self, params: Tree) -> Sequence[Array]:
        """The arrays that penalties act on."""
        if self.penalised is not None:
            return self.penalised(params)
        return [leaf for leaf in jax.tree.leaves(params) if leaf.ndim >= 2]
