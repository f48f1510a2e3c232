"""PyTorch from tensors on hand: one network eagerly with fused Adam, or many at once by `torch.bmm`.

`--kind` is eager (one network), bmm (64 networks, eager) or bmm-compiled (the same, the whole step compiled).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import _worker

options = _worker.arguments()

import torch
from torch.nn import functional as F

torch.set_num_threads(_worker.cores())
BATCH, INPUTS, OUTPUTS = _worker.BATCH, _worker.INPUTS, _worker.OUTPUTS
x, y = map(torch.from_numpy, _worker.digits(options.data))
window = _worker.Window(len(x))
current: dict[tuple[int, int], Any] = {}


def eager_seconds(hidden: int, steps: int) -> float:
    """The seconds of so many steps of one network."""
    if (hidden, 1) not in current:
        current.clear()
        torch.manual_seed(0)
        model = torch.nn.Sequential(
            torch.nn.Linear(INPUTS, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, OUTPUTS)
        )
        current[hidden, 1] = model, torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, fused=True)
    model, optimizer = current[hidden, 1]
    first = window.take(steps * BATCH).start
    start = time.perf_counter()
    order = first + torch.randperm(steps * BATCH)
    for step in range(steps):
        rows = order[step * BATCH : (step + 1) * BATCH]
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(x[rows]), y[rows]).backward()
        optimizer.step()
    return time.perf_counter() - start


def loss(params: list[torch.Tensor], xb: torch.Tensor, yb: torch.Tensor) -> torch.Tensor:
    """The sum over the networks of their mean losses; each network has a batch of its own."""
    w1, b1, w2, b2 = params
    logits = torch.baddbmm(b2, torch.relu(torch.baddbmm(b1, xb, w1)), w2)
    return F.cross_entropy(logits.reshape(-1, OUTPUTS), yb.reshape(-1), reduction="sum") / BATCH


def bmm_step(
    state: dict[str, list[torch.Tensor]], rates: torch.Tensor, t: torch.Tensor, rows: torch.Tensor
) -> None:
    """One step of every network, in place: its gradient, and Adam with a learning rate by network."""
    grads = torch.func.grad(loss)(state["p"], x[rows], y[rows])
    rate = rates * torch.sqrt(1 - 0.999**t) / (1 - 0.9**t)
    with torch.no_grad():
        for p, m, v, g in zip(state["p"], state["m"], state["v"], grads, strict=True):
            m.lerp_(g, 0.1)
            v.lerp_(g * g, 0.001)
            p.sub_(rate * m / (torch.sqrt(v) + 1e-7))


def stacked(hidden: int, members: int) -> dict[str, list[torch.Tensor]]:
    """The networks' parameters, and Adam's two moments, stacked on axis 0."""
    torch.manual_seed(0)
    shapes = (
        (members, INPUTS, hidden),
        (members, 1, hidden),
        (members, hidden, OUTPUTS),
        (members, 1, OUTPUTS),
    )
    scales = (6 / (INPUTS + hidden)) ** 0.5, 0.0, (6 / (hidden + OUTPUTS)) ** 0.5, 0.0
    params = [(2 * torch.rand(s) - 1) * a for s, a in zip(shapes, scales, strict=True)]
    return {
        "p": params,
        "m": [torch.zeros_like(p) for p in params],
        "v": [torch.zeros_like(p) for p in params],
    }


def bmm_seconds(step: Callable[..., None], hidden: int, steps: int, members: int) -> float:
    """The seconds of so many steps of all the networks together."""
    if (hidden, members) not in current:
        current.clear()
        current[hidden, members] = stacked(hidden, members), torch.tensor(0.0)
    state, t = current[hidden, members]
    rates = torch.logspace(-4, -2, members).reshape(members, 1, 1)
    first = window.take(steps * BATCH).start
    start = time.perf_counter()
    orders = torch.stack([first + torch.randperm(steps * BATCH) for _ in range(members)])
    for number in range(steps):
        t += 1
        step(state, rates, t, orders[:, number * BATCH : (number + 1) * BATCH])
    return time.perf_counter() - start


def bmm(hidden: int, steps: int, members: int) -> float:
    """The batched step, eager."""
    return bmm_seconds(bmm_step, hidden, steps, members)


compiled_step = torch.compile(bmm_step)


def bmm_compiled(hidden: int, steps: int, members: int) -> float:
    """The batched step, compiled."""
    return bmm_seconds(compiled_step, hidden, steps, members)


_worker.serve(
    {"eager": eager_seconds, "bmm": bmm, "bmm-compiled": bmm_compiled}[options.kind],
    {"torch": torch.__version__, "threads": torch.get_num_threads()},
)
