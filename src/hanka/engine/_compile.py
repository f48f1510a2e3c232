"""From the program of one member to the compiled program of a pack, spread over the devices."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from jax.sharding import PartitionSpec

from hanka.engine._data import Arrays
from hanka.engine._devices import MEMBERS, mesh, precision, split
from hanka.engine._program import CAPACITY, Member, Program

__all__ = ["compile_epochs", "initial"]

Flat = dict[str, Any]
"""A member's state, or a pack's, as name → array; a name is a path, as `params/hidden_1/kernel`."""


def initial(program: Program, seeds: Any, data: Arrays, n_devices: int) -> Flat:
    """The state of a pack before its first epoch, dealt out over the devices."""
    shape = jax.ShapeDtypeStruct(np.shape(seeds), seeds.dtype)
    return dict(_initial(program, n_devices, shape, _shapes(data))(seeds, data))


@lru_cache(maxsize=64)
def _initial(program: Program, n_devices: int, seeds: Any, shapes: tuple[Any, ...]) -> Any:
    """`initial` compiled, once for arguments of one shape: it takes as long as compiling the training."""

    def init(seeds: Array, data: Arrays) -> Flat:
        # One after another, as in training: side by side would hold all members' draws at once.
        return _flatten(lax.map(lambda seed: program.init(seed, data), seeds))

    names = jax.eval_shape(init, seeds, dict(shapes))
    # It runs once, for less time than LLVM's full optimisation of it takes.
    return jax.jit(
        init,
        out_shardings=dict.fromkeys(names, split(n_devices)),
        compiler_options={"xla_backend_optimization_level": 1},
    )


def compile_epochs(
    program: Program, n_devices: int, side_by_side: bool, state: Flat, rates: Flat, until: Any, data: Arrays
) -> Callable[[Flat, Flat, Any, Arrays], tuple[Flat, Array]]:
    """`Program.epochs` for a pack: (state, rates, until, data) → (state, measurements (members,
    CAPACITY, metrics)). The state is donated. Compiled once for arguments of one shape."""
    shapes = (_shapes(state), _shapes(rates), _shape(until), _shapes(data))
    return _compiled(program, n_devices, side_by_side, precision(), shapes)


@lru_cache(maxsize=64)
def _compiled(
    program: Program, n_devices: int, side_by_side: bool, exactness: str | None, shapes: tuple[Any, ...]
) -> Any:
    state, rates, until, data = dict(shapes[0]), dict(shapes[1]), shapes[2], dict(shapes[3])
    member = jax.eval_shape(program.init, jax.ShapeDtypeStruct((), jnp.uint32), data)
    tree, names = jax.tree.structure(member), tuple(_flatten(member))

    def one(flat: Flat, rates: Flat, until: Array, data: Arrays) -> tuple[Flat, Array]:
        member: Member = jax.tree.unflatten(tree, [flat[name] for name in names])
        member, rows = program.epochs(member, rates, until, data)
        return _flatten(member), rows

    members, everywhere = PartitionSpec(MEMBERS), PartitionSpec()
    spread = jax.shard_map(
        _over_members(one, len(program.metrics), side_by_side),
        mesh=mesh(n_devices),
        in_specs=(members, members, members, everywhere),
        out_specs=members,
        check_vma=False,
    )
    with jax.default_matmul_precision(exactness):
        return jax.jit(spread, donate_argnums=0).lower(state, rates, until, data).compile()


def _over_members(one: Callable[..., Any], metrics: int, side_by_side: bool) -> Callable[..., Any]:
    """`one` for the members of a pack that one device has.

    `side_by_side` is vmap, for accelerators. On a CPU the members come one after another: one
    network's state fits a core's cache, and many stacked ones don't (1.4 times slower). A single
    member is unpacked, not looped over: in a loop its donated state would be copied, which doubles
    the memory.
    """
    if side_by_side:
        return jax.vmap(one, in_axes=(0, 0, 0, None))

    def mapped(members: Flat, rates: Flat, until: Array, data: Arrays) -> tuple[Flat, Array]:
        stacked = (members, rates, until)
        if len(until) == 1:
            found = one(*jax.tree.map(lambda a: a[0], stacked), data)
            return jax.tree.map(lambda a: a[None], found)

        def body(i: Array, carry: tuple[Flat, Array]) -> tuple[Flat, Array]:
            members, rows = carry
            picked = jax.tree.map(
                lambda a: lax.dynamic_index_in_dim(a, i, keepdims=False), (members, rates, until)
            )
            found = one(*picked, data)
            return jax.tree.map(
                lambda a, new: lax.dynamic_update_index_in_dim(a, new, i, 0), (members, rows), found
            )

        rows = jnp.zeros((len(until), CAPACITY, metrics), jnp.result_type(float))
        return lax.fori_loop(0, len(until), body, (members, rows))

    return mapped


def _flatten(tree: Any) -> Flat:
    return {
        jax.tree_util.keystr(path, simple=True, separator="/"): leaf
        for path, leaf in jax.tree_util.tree_flatten_with_path(tree)[0]
    }


def _shapes(arrays: Flat) -> tuple[tuple[str, jax.ShapeDtypeStruct], ...]:
    return tuple((name, _shape(array)) for name, array in sorted(arrays.items()))


def _shape(array: Array) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(array.shape, array.dtype, sharding=array.sharding)
