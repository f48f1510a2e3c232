"""`teacher`: a random network as ground truth, from which any amount of labelled data can be drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from hanka.dataset._types import Array, Examples
from hanka.errors import InputError
from hanka.messages import gettext as _

__all__ = ["Teacher", "teacher"]

_BLOCK = 1024
_CALIBRATION = 4096
_ROUNDS = 200
# Streams of one seed that must not meet.
_WEIGHTS, _BALANCE, _DRAW, _EXAMPLES = range(4)


@dataclass(frozen=True, slots=True)
class Teacher:
    """A random network, x ~ N(0, 1) → argmax over the classes of (tanh(x W / √d) V + b), as a source of data.

    Attributes:
        d: how many features an example has.
        classes: how many classes there are, from 2 on.
        hidden: units of the one hidden layer.
        noise: the share of labels that are replaced by another class.
        seed: of the weights.

    The biases b are such that the classes are about equally frequent. The truth being known, a draw
    of fresh rows says how well a network generalises, as exactly as one likes:

    >>> truth = Teacher(d=5, noise=0.2, seed=1)
    >>> x, y = truth.draw(10_000, seed=5)
    >>> x.shape, y.shape, sorted(set(y.tolist()))
    ((10000, 5), (10000,), [0, 1])
    >>> float(round((y != truth.label(x)).mean(), 2))
    0.2

    The first rows of a draw do not depend on how many are drawn:

    >>> bool((truth.draw(100, seed=5)[0] == x[:100]).all())
    True
    """

    d: int = 20
    classes: int = 2
    hidden: int = 32
    noise: float = 0.2
    seed: int = 0

    def __post_init__(self) -> None:
        for name, low in (("d", 1), ("classes", 2), ("hidden", 1), ("seed", 0)):
            _whole(name, getattr(self, name), low)
        _share(self.noise)

    def label(self, x: Array) -> Array:
        """The true classes, (n,) int32, of inputs (n, d)."""
        first, second, bias = _network(self)
        return np.asarray(np.argmax(_scores(np.asarray(x), first, second) + bias, axis=1), np.int32)

    def draw(self, n: int, seed: int = 0, noise: float | None = None) -> tuple[Array, Array]:
        """Fresh x (n, d) float32 and y (n,) int32; `noise` None is the teacher's own, 0 gives the truth.

        Fresh at every seed: no row is one of the data set `teacher`, which has a stream of its own.
        """
        _whole("seed", seed, 0)
        return self._rows(n, (_DRAW, seed), self.noise if noise is None else noise)

    def examples(self, n: int) -> tuple[Array, Array]:
        """The x and y of the data set `teacher`, before it is split."""
        return self._rows(n, (_EXAMPLES, self.seed), self.noise)

    def _rows(self, n: int, stream: tuple[int, int], noise: float) -> tuple[Array, Array]:
        _whole("n", n, 1)
        _share(noise)
        blocks = [self._block(stream, block, noise) for block in range(math.ceil(n / _BLOCK))]
        x, y = (np.concatenate(parts)[:n] for parts in zip(*blocks, strict=True))
        return x, y

    def _block(self, stream: tuple[int, int], block: int, noise: float) -> tuple[Array, Array]:
        rng = np.random.default_rng([*stream, block])
        x = rng.standard_normal((_BLOCK, self.d), np.float32)
        y = self.label(x)
        # Drawn whether needed or not, so that x and the coins are the same at any noise.
        wrong, shift = rng.random(_BLOCK) < noise, rng.integers(1, self.classes, _BLOCK)
        return x, np.where(wrong, (y + shift) % self.classes, y).astype(np.int32)


@lru_cache(maxsize=16)
def _network(truth: Teacher) -> tuple[Array, Array, Array]:
    """The weights W (d, hidden) and V (hidden, classes) and the balancing biases b (classes,)."""
    rng = np.random.default_rng([_WEIGHTS, truth.seed])
    # Larger weights than an initialiser's: the units bend, and a linear model is not enough.
    first = rng.normal(0, 2 / math.sqrt(truth.d), (truth.d, truth.hidden))
    second = rng.normal(0, 1 / math.sqrt(truth.hidden), (truth.hidden, truth.classes))
    rng = np.random.default_rng([_BALANCE, truth.seed])
    scores = _scores(rng.standard_normal((_CALIBRATION, truth.d), np.float32), first, second)
    bias, step = np.zeros(truth.classes), 2 * float(scores.std())
    for _round in range(_ROUNDS):
        share = np.bincount(np.argmax(scores + bias, axis=1), minlength=truth.classes) / len(scores)
        bias -= step * (share - 1 / truth.classes)
        step *= 0.97
    return first, second, bias


def _scores(x: Array, first: Array, second: Array) -> Array:
    return np.asarray(np.tanh(x.astype(np.float64) @ first) @ second)


def teacher(
    n: int = 300, d: int = 20, classes: int = 2, hidden: int = 32, noise: float = 0.2, seed: int = 0
) -> Examples:
    """`n` examples of `Teacher(d, classes, hidden, noise, seed)`.

    `hanka.dataset.Teacher` with the same parameters draws fresh ones: `Teacher(…).draw(10_000, seed=5)`.
    """
    truth = Teacher(d=d, classes=classes, hidden=hidden, noise=noise, seed=seed)
    x, y = truth.examples(n)
    return Examples(
        name="teacher",
        task="binary" if classes == 2 else "multiclass",
        x=x,
        y=y,
        class_names=tuple(str(each) for each in range(classes)),
        feature_names=tuple(f"x{column}" for column in range(1, d + 1)),
    )


def _share(noise: object) -> None:
    if isinstance(noise, bool) or not isinstance(noise, int | float) or not 0 <= noise <= 1:
        raise InputError(_("noise must be a number in [0, 1], not {value}").format(value=noise))


def _whole(name: str, value: object, low: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < low:
        raise InputError(
            _("{name} must be a whole number from {low} on, not {value}").format(
                name=name, low=low, value=value
            )
        )
