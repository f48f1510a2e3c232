"""Curves of known truth in shapes that logs really have: what the verdict must not be fooled by, at any
length.

A shape gives the expected validation curve over twice the epochs to be judged, and draws what a log would
show: the expected curve with noise of its own from epoch to epoch, which no fresh sample would repeat.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from truth import Truth, truth

Curve = np.ndarray[Any, Any]
Rng = np.random.Generator


@dataclass(frozen=True)
class Log:
    """What a log shows of a run, and what is true of it.

    Attributes:
        metrics: name → (E,).
        epoch: (E,) from 1; not every epoch may be there.
        metric: the one that is judged.
        truth: of that metric.
    """

    metrics: dict[str, Curve]
    epoch: Curve
    metric: str
    truth: Truth


def fall(x: Curve, to: float = 0.4, rate: float = 6.0) -> Curve:
    """From 1 down to `to`, x = 1 being the epochs judged."""
    return to + (1 - to) * np.exp(-rate * x)


def rise(x: Curve, begin: float, height: float, power: float = 1.0) -> Curve:
    """0 up to `begin`, then up to `height` at x = 1, and on."""
    return height * (np.maximum(x - begin, 0) / (1 - begin)) ** power


def white(rng: Rng, n: int, sd: float) -> Curve:
    """Noise, independent from epoch to epoch."""
    return sd * rng.standard_normal(n)


def red(rng: Rng, n: int, sd: float, memory: float = 0.7) -> Curve:
    """Noise that remembers a part of itself."""
    out, last = np.zeros(n), 0.0
    for i in range(n):
        last = memory * last + np.sqrt(1 - memory**2) * rng.standard_normal()
        out[i] = sd * last
    return out


def _plain(rng: Rng, n: int) -> Curve:
    return 1 + white(rng, n, 0.02)


def noise(sd: float) -> Callable[[Rng, int], Curve]:
    """A factor of white noise."""
    return lambda rng, n: 1 + white(rng, n, sd)


def _spikes(places: tuple[float, ...], height: float) -> Callable[[Rng, int], Curve]:
    def draw(rng: Rng, n: int) -> Curve:
        factor = 1 + white(rng, n, 0.01)
        for place in places:
            factor[min(n - 1, int(place * n))] *= height
        return factor

    return draw


def _fading(rng: Rng, n: int) -> Curve:
    return 1 + white(rng, n, 1.0) * np.linspace(0.15, 0.01, n)


Shape = tuple[Callable[[Curve], Curve], Callable[[Rng, int], Curve]]
"""The expected loss as a function of x = epoch / E in (0, 2], and the noise upon it."""


def _double_descent(x: Curve) -> Curve:
    return fall(x, 0.5, 15) + 0.15 * np.exp(-(((x - 0.35) / 0.12) ** 2)) - 0.1 * np.minimum(x, 1.2)


def _restarts(x: Curve) -> Curve:
    return fall(x, 0.4, 6) + 0.1 * (1 - (4 * np.minimum(x, 0.999) % 1)) ** 3 * (x < 1)


def _overfits(begin: float, height: float, rate: float = 15.0) -> Callable[[Curve], Curve]:
    return lambda x: fall(x, rate=rate) + rise(x, begin, height)


def _remembering(rng: Rng, n: int) -> Curve:
    return 1 + red(rng, n, 0.05)


LOSSES: dict[str, Shape] = {
    "falls to a plateau": (lambda x: fall(x, rate=12), _plain),
    "plateau, 5 % noise": (lambda x: fall(x, rate=12), noise(0.05)),
    "plateau, 10 % noise": (lambda x: fall(x, rate=12), noise(0.10)),
    "plateau, 5 % noise with memory": (lambda x: fall(x, rate=12), _remembering),
    "plateau, noise that fades": (lambda x: fall(x, rate=10), _fading),
    "still falling": (lambda x: fall(x, rate=2), _plain),
    "still falling, 5 % noise": (lambda x: fall(x, rate=2), noise(0.05)),
    "falls as a power": (lambda x: (0.02 + x) ** -0.35, _plain),
    "one spike in the middle": (lambda x: fall(x, rate=10), _spikes((0.5,), 2.0)),
    "a spike at the end": (lambda x: fall(x, rate=10), _spikes((0.999,), 1.5)),
    "a lucky dip": (lambda x: fall(x, rate=10), _spikes((0.6,), 0.8)),
    "warm-up bump": (lambda x: fall(x, rate=8) + 0.5 * np.exp(-(((x - 0.08) / 0.04) ** 2)), _plain),
    "learning-rate steps": (lambda x: fall(x, 0.6, 10) - 0.1 * (x > 0.5) - 0.05 * (x > 0.75), _plain),
    "double descent": (_double_descent, _plain),
    "restarts of the rate": (_restarts, _plain),
    "a creep of one percent": (_overfits(0.3, 0.004), noise(0.01)),
    "tiny losses": (lambda x: 1e-4 * fall(x, rate=10), noise(0.05)),
    "sags at once, then flat": (lambda x: fall(x, rate=40), noise(0.03)),
    "overfits gently": (_overfits(0.3, 0.06), _plain),
    "overfits": (_overfits(0.3, 0.15), _plain),
    "overfits early and far": (_overfits(0.1, 0.8, 30), _plain),
    "overfits late": (_overfits(0.7, 0.08, 8), _plain),
    "overfits, then stays": (lambda x: fall(x, rate=20) + 0.1 / (1 + np.exp(-(x - 0.4) / 0.04)), _plain),
    "overfits, 5 % noise": (_overfits(0.3, 0.12), noise(0.05)),
    "overfits, noise with memory": (_overfits(0.2, 0.2), _remembering),
    "overfits, with spikes": (_overfits(0.3, 0.12), _spikes((0.25, 0.6), 1.6)),
    "overfits after a rate step": (
        lambda x: fall(x, 0.6, 10) - 0.15 * (x > 0.4) + rise(x, 0.45, 0.1),
        _plain,
    ),
    "overfits as the logarithm": (
        lambda x: fall(x, rate=25) + 0.06 * np.log1p(np.maximum(x - 0.1, 0) * 20),
        _plain,
    ),
}


def logs(epochs: int, rng: Rng) -> dict[str, Log]:
    """A draw of every shape at a length."""
    x = np.arange(1, 2 * epochs + 1) / epochs
    train = fall(x[:epochs], 0.05, 5) * (1 + white(rng, epochs, 0.01))
    every = np.arange(1.0, epochs + 1)
    made = {}
    for name, (expected, noise) in LOSSES.items():
        curve = expected(x)
        metrics = {"loss": train * curve[0], "val_loss": curve[:epochs] * noise(rng, epochs)}
        made[name] = Log(metrics, every, "val_loss", truth(curve, epochs))
    made |= {f"below zero: {n}": _negative(made[n], LOSSES[n], x, epochs, rng) for n in _SIGNED}
    made |= {f"score alone: {n}": _score(LOSSES[n], x, epochs, rng) for n in _SCORED}
    made |= {f"every fifth epoch: {n}": _sparse(made[n], LOSSES[n], x, epochs) for n in _THINNED}
    made["below training"] = _below(made["falls to a plateau"], x, epochs, rng)
    return made


_SIGNED = ("falls to a plateau", "still falling", "overfits", "overfits early and far")
_SCORED = ("falls to a plateau", "still falling", "overfits early and far", "overfits, then stays")
_THINNED = ("falls to a plateau", "overfits")


def _negative(log: Log, shape: Any, x: Curve, epochs: int, rng: Rng) -> Log:
    """A loss such as cosine_similarity, from -0.1 to -0.9; its scale is how far it fell."""
    curve = shape[0](x)
    shifted = 0.9 * curve / curve[0] - 1.2
    seen = shifted[:epochs] + white(rng, epochs, 0.005)
    metrics = {"loss": 0.9 * log.metrics["loss"] - 1.2, "val_loss": seen}
    return Log(metrics, log.epoch, "val_loss", truth(shifted, epochs, bounded=False))


def _score(shape: Any, x: Curve, epochs: int, rng: Rng) -> Log:
    """An accuracy on 2,000 examples, without any loss."""
    error = np.clip(0.25 * shape[0](x), 0, 1)
    seen = 1 - error[:epochs] + white(rng, epochs, 0.003)
    return Log({"val_accuracy": seen}, np.arange(1.0, epochs + 1), "val_accuracy", truth(error, epochs))


def _sparse(log: Log, shape: Any, x: Curve, epochs: int) -> Log:
    """Validated after every fifth epoch only."""
    keep = np.arange(4, epochs, 5)
    metrics = {name: values[keep] for name, values in log.metrics.items()}
    curve = shape[0](x)
    return Log(metrics, log.epoch[keep], "val_loss", truth(curve, epochs))


def _below(log: Log, x: Curve, epochs: int, rng: Rng) -> Log:
    """Validation below training, as with dropout."""
    training = 1.3 * LOSSES["falls to a plateau"][0](x)[:epochs] * (1 + white(rng, epochs, 0.02))
    return Log(log.metrics | {"loss": training}, log.epoch, "val_loss", log.truth)


def invented(rng: Rng, *, score: bool = False) -> Log:
    """A log of a random shape, length and noise: to fit on; those above are to judge by."""
    epochs = int(np.exp(rng.uniform(np.log(5), np.log(600))))
    x = np.arange(1, 2 * epochs + 1) / epochs
    to, rate = rng.uniform(0.05, 0.9), np.exp(rng.uniform(np.log(0.5), np.log(60)))
    curve = (
        fall(x, to, rate) if rng.random() < 0.6 else to + (1 - to) * (1 + 30 * x) ** -rng.uniform(0.2, 1.5)
    )
    if rng.random() < 0.5:
        height = to * np.exp(rng.uniform(np.log(0.02), np.log(2.0)))
        curve = curve + rise(x, rng.uniform(0.0, 0.9), height, rng.choice([0.5, 1.0, 1.0, 2.0]))
    if rng.random() < 0.15:
        curve = curve - rng.uniform(0.05, 0.3) * to * (x > rng.uniform(0.3, 0.9))
    every = np.arange(1.0, epochs + 1)
    if score:
        error = np.minimum(rng.uniform(0.1, 0.8) * curve, 1.0)
        n = int(np.exp(rng.uniform(np.log(100), np.log(10_000))))
        share = np.exp(
            rng.uniform(np.log(0.02), np.log(0.5))
        )  # of the counts' chance that is new at every epoch
        seen = np.clip(error[:epochs] + white(rng, epochs, 1.0) * np.sqrt(share * error[:epochs] / n), 0, 1)
        return Log({"val_accuracy": 1 - np.round(seen * n) / n}, every, "val_accuracy", truth(error, epochs))
    seen = curve[:epochs] * (1 + _any_noise(rng, epochs))
    train = fall(x[:epochs], to * rng.uniform(0.05, 1.0), rate) * (1 + white(rng, epochs, 0.01))
    return Log({"loss": train, "val_loss": seen}, every, "val_loss", truth(curve, epochs))


def _any_noise(rng: Rng, n: int) -> Curve:
    sd = np.exp(rng.uniform(np.log(0.001), np.log(0.12)))
    kind = rng.random()
    noise = white(rng, n, sd) if kind < 0.6 else red(rng, n, sd, rng.uniform(0.3, 0.9))
    if kind > 0.85:
        noise = noise + rng.uniform(0.1, 1.0) * (rng.random(n) < 2 / n)
    return np.maximum(noise, -0.9)
