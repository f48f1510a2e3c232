"""Settings as text: one value or a comma-separated list for every field of `Spec`, and what each is."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, fields
from typing import Any

from hanka.errors import InputError
from hanka.messages import gettext as _
from hanka.spec._family import Family, vary
from hanka.spec._names import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    MONITORS,
    NETWORKS,
    NORMALIZATIONS,
    OPTIMIZERS,
    PENALTY_LAYERS,
)
from hanka.spec._schedule import SCHEDULES
from hanka.spec._spec import Spec

__all__ = ["SETTINGS", "as_text", "family_of", "help_texts", "option_names", "parse"]

SETTINGS: dict[str, Field[Any]] = {f.name: f for f in fields(Spec)}
_SHORT = {"hidden_layer_sizes": ["--hidden"], "kernel_initializer": ["--initializer"]}
_MOST_MEMBERS = 100_000
_NOTHING = "none"
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


def as_text(value: Any) -> str:
    """A value as it is typed on the command line.

    >>> as_text((512, 512)), as_text(()), as_text(None), as_text(0.5)
    ('512x512', 'none', 'none', '0.5')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "x".join(map(str, value)) or _NOTHING
    return _NOTHING if value is None else str(value)


def parse(name: str, text: str) -> Sequence[Any]:
    """The values of a setting that a text lists.

    >>> parse("hidden_layer_sizes", "400,512x512,0"), parse("seed", "0:3"), parse("train_size", "500,.5")
    ([(400,), (512, 512), ()], range(0, 3), [500, 0.5])
    """
    if ":" in text and "," not in text and "int" in _kinds(name):
        return _range(name, text)
    values: list[Any] = []
    for piece in text.split(","):
        values += (
            _range(name, piece) if ":" in piece and "int" in _kinds(name) else [_one(name, piece.strip())]
        )
    return values


def family_of(texts: Mapping[str, str]) -> Family:
    """The cross product of the settings' values; what is not named has the default of `Spec`."""
    values = {name: parse(name, texts[name]) for name in SETTINGS if name in texts}
    n = math.prod(len(each) for each in values.values())
    if n > _MOST_MEMBERS:
        raise _too_many(n)
    return vary(Spec(), **values)


def _kinds(name: str) -> list[str]:
    return str(SETTINGS[name].type).split(" | ")


def _range(name: str, text: str) -> range:
    try:
        made = range(*(int(part) for part in text.split(":")))
    except (TypeError, ValueError):
        raise _wrong(name, text) from None
    if not made:
        raise _wrong(name, text)
    if (made.stop - made.start) / made.step > _MOST_MEMBERS:
        raise _too_many(math.ceil((made.stop - made.start) / made.step))
    return made


def _too_many(n: int) -> InputError:
    # Networks are trained pack by pack; it is the members' settings and rows that memory must hold.
    return InputError(
        _(
            "the family would have {n} members, which alone take about {memory:.1f} GB of memory, "
            "and at most {most} are trained at once; vary less"
        ).format(n=n, memory=n * 1000 / 1e9, most=_MOST_MEMBERS)
    )


def _one(name: str, text: str) -> Any:
    kinds = _kinds(name)
    if kinds[0].startswith("tuple"):
        return _sizes(name, text)
    if "None" in kinds and text.lower() == _NOTHING:
        return None
    if "bool" in kinds and text.lower() in _TRUTH:
        return _TRUTH[text.lower()]
    if "tuple[float, ...]" in kinds and "x" in text.lower():
        return _rates(name, text)
    for value in _numbers(kinds, text):
        return value
    if "str" in kinds and text:
        return text
    raise _wrong(name, text)


def _numbers(kinds: Sequence[str], text: str) -> Iterator[int | float]:
    for kind, convert in (("int", int), ("float", float)):
        if kind in kinds:
            try:
                yield convert(text)
            except ValueError:
                continue


def _sizes(name: str, text: str) -> tuple[int, ...]:
    if text.lower() in ("0", _NOTHING):
        return ()
    try:
        return tuple(int(part) for part in text.lower().split("x"))
    except ValueError:
        raise _wrong(name, text) from None


def _rates(name: str, text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.lower().split("x"))
    except ValueError:
        raise _wrong(name, text) from None


_EXAMPLES = {
    "nesterov": "true,false",
    "restore_best_weights": "true,false",
    "patience": "5,none",
    "dropout": "0,.5,.2x.5",
    "hidden_layer_sizes": "400,512x512",
    "seed": "0:10",
    "train_size": "5000,.5",
    "epochs": "20",
    "batch_size": "32,256",
}


def _wrong(name: str, text: str) -> InputError:
    example = _EXAMPLES.get(name, ".001,.01")
    return InputError(
        _("--{option} takes one value or a comma-separated list such as {example}, not '{text}'").format(
            option=name.replace("_", "-"), example=example, text=text
        )
    )


def option_names(field: str) -> list[str]:
    """The names of a field's option: Keras' word, and a shorter one before it where there is one."""
    return [*_SHORT.get(field, []), f"--{field.replace('_', '-')}"]


def help_texts() -> dict[str, str]:
    """What each setting is, in the language in use."""
    return {
        "network": _("{known}, or module:function of your own.").format(known=", ".join(NETWORKS)),
        "hidden_layer_sizes": _("Units of the hidden layers, as 400 or 512x512; 0 for a linear model."),
        "activation": _("Of the hidden layers: {known}.").format(known=", ".join(ACTIVATIONS)),
        "kernel_initializer": _("Initial weights: {known}.").format(known=", ".join(INITIALIZERS)),
        "normalization": _("Of the hidden layers' sums: {known}.").format(known=", ".join(NORMALIZATIONS)),
        "optimizer": _("How weights are changed: {known}.").format(known=", ".join(OPTIMIZERS)),
        "nesterov": _("Nesterov's momentum, of sgd: true or false."),
        "loss": _("What is minimised: {known}; none for the task's own.").format(
            known=", ".join(dict.fromkeys(itertools.chain(*LOSSES.values())))
        ),
        "schedule": _(
            "The learning rate's way, as inverse_time:decay_steps=1000:decay_rate=1: {known}."
        ).format(known=", ".join(SCHEDULES)),
        "batch_size": _("Rows a step."),
        "penalty_layers": _(
            "Layers that l1 and l2 act on: {known}, or numbers of hidden layers as 1/3."
        ).format(known=", ".join(PENALTY_LAYERS)),
        "class_weight": _("balanced, or what an example of each class counts in training, as 1/5."),
        "monitor": _("What says which epoch is the best: {known}.").format(known=", ".join(MONITORS)),
        "restore_best_weights": _("Whether the best epoch's weights stand at the end: true or false."),
        "learning_rate": _("How far a step goes; none for the optimizer's own."),
        "momentum": _("Of sgd and rmsprop."),
        "weight_decay": _(
            "Weights shrink by this share of the learning rate at each step; none for the optimizer's own."
        ),
        "dropout": _("The share of hidden units left out at each step; a share for each layer as .2x.5."),
        "input_dropout": _("The share of inputs left out at each step."),
        "l1": _("Penalty on the weights' absolute values."),
        "l2": _("Penalty on the weights' squares."),
        "max_norm": _("The largest norm of the weights into a unit; 0 for any."),
        "label_smoothing": _("The share of each target that is dealt out to all classes."),
        "label_noise": _("The share of training labels made wrong on purpose."),
        "shift": _("Move training pictures by at most this share of their size."),
        "rotation": _("Turn training pictures by at most so many degrees."),
        "zoom": _("Enlarge or shrink training pictures by at most this share."),
        "noise": _("Standard deviation of noise on training inputs: .1 is a tenth of a picture's range."),
        "train_size": _("Training rows to use: a number or a share; none for all."),
        "epochs": _("How often the training set is gone through."),
        "patience": _("Stop after so many epochs without a better one; none for never."),
        "min_delta": _("By how much a better epoch must be better."),
        "seed": _("Of the initial weights, the order of rows and all other chance; 0:3 is 0,1,2."),
    }
