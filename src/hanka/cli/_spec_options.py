"""The options of `hanka train` that are made from the fields of `Spec`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import click

from hanka.cli._values import SETTINGS, as_text
from hanka.messages import gettext as _
from hanka.spec import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, Spec

__all__ = ["HELP", "names", "spec_options"]

_SHORT = {"hidden_layer_sizes": ["--hidden"], "kernel_initializer": ["--initializer"]}

HELP = {
    "hidden_layer_sizes": _("Units of the hidden layers, as 400 or 512x512; 0 for a linear model."),
    "activation": _("Of the hidden layers: {known}.").format(known=", ".join(ACTIVATIONS)),
    "kernel_initializer": _("Initial weights: {known}.").format(known=", ".join(INITIALIZERS)),
    "optimizer": _("How weights are changed: {known}.").format(known=", ".join(OPTIMIZERS)),
    "loss": _("What is minimised: {known}; none for the task's own.").format(
        known=", ".join(LOSSES.values())
    ),
    "batch_size": _("Rows a step."),
    "learning_rate": _("How far a step goes; none for the optimizer's own."),
    "momentum": _("Of sgd."),
    "dropout": _("The share of hidden units left out at each step."),
    "l1": _("Penalty on the weights' absolute values."),
    "l2": _("Penalty on the weights' squares."),
    "label_noise": _("The share of training labels made wrong on purpose."),
    "train_size": _("Training rows to use: a number or a share; none for all."),
    "epochs": _("How often the training set is gone through."),
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
