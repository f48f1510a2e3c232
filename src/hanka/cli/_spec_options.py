"""The options of `hanka train` that are made from the fields of `Spec`."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import click

from hanka.cli._values import SETTINGS, as_text
from hanka.messages import gettext as _
from hanka.spec import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    MONITORS,
    NETWORKS,
    NORMALIZATIONS,
    OPTIMIZERS,
    PENALTY_LAYERS,
    SCHEDULES,
    Spec,
)

__all__ = ["HELP", "names", "spec_options"]

_SHORT = {"hidden_layer_sizes": ["--hidden"], "kernel_initializer": ["--initializer"]}

HELP = {
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
    "schedule": _("The learning rate's way, as inverse_time:decay_steps=1000:decay_rate=1: {known}.").format(
        known=", ".join(SCHEDULES)
    ),
    "batch_size": _("Rows a step."),
    "penalty_layers": _("Layers that l1 and l2 act on: {known}, or numbers of hidden layers as 1/3.").format(
        known=", ".join(PENALTY_LAYERS)
    ),
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


def names(field: str) -> list[str]:
    """The option's names for a field: Keras' word, and a shorter one where there is one."""
    return [*_SHORT.get(field, []), f"--{field.replace('_', '-')}"]


def spec_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for every field of `Spec`; its value arrives as text, None where it was not given."""
    assert SETTINGS.keys() == {f.name for f in fields(Spec)}
    for name, field in reversed(SETTINGS.items()):
        default = _("default: {default}").format(default=as_text(field.default))
        text = f"{HELP[name]}  [{default}]"
        command = click.option(*names(name), name, default=None, metavar=_("LIST"), help=text)(command)
    return command
