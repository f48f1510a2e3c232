"""What can be chosen on the page: data sets, settings, their words and their limits."""

from __future__ import annotations

import importlib.util
import math
from functools import cache
from typing import Any

from hanka import __version__
from hanka.lab._asked import MOST_EPOCHS, MOST_NETWORKS
from hanka.lab._uploads import MOST_BYTES
from hanka.messages import gettext as _
from hanka.messages import language
from hanka.report._curves import palette
from hanka.report._html import in_both
from hanka.spec import (
    ACTIVATIONS,
    INITIALIZERS,
    LOSSES,
    MONITORS,
    NETWORKS,
    NORMALIZATIONS,
    OPTIMIZERS,
)
from hanka.spec.texts import SETTINGS, as_text, help_texts, option_names

__all__ = ["BUNDLED", "choices"]

BUNDLED: dict[str, tuple[str, tuple[int, int], tuple[int, ...]]] = {
    "digits": ("multiclass", (1079, 359), (64,)),
    "mnist": ("multiclass", (60_000, 10_000), (28, 28)),
    "fare": ("binary", (4, 0), (1,)),
    "teacher:n=2000,d=20,noise=0.1,seed=1": ("binary", (1200, 400), (20,)),
}
"""Source → task, training and validation examples, shape of an input: known without loading them."""
_DRAWN = {"digits": (8, 8), "mnist": (28, 28)}
_CHOICES = {
    "network": NETWORKS,
    "activation": ACTIVATIONS,
    "kernel_initializer": INITIALIZERS,
    "normalization": NORMALIZATIONS,
    "optimizer": tuple(OPTIMIZERS),
    "loss": ("none", *dict.fromkeys(name for names in LOSSES.values() for name in names)),
    "monitor": MONITORS,
}
_STEPS = {
    "hidden_layer_sizes": "1 2 4 8 16 32 64 128 256 512 1024 2048 4000",
    "learning_rate": "none 0.00001 0.0001 0.0003 0.001 0.003 0.01 0.03 0.1 0.3 1",
    "momentum": "0 0.5 0.8 0.9 0.95 0.99",
    "weight_decay": "0 0.0001 0.001 0.004 0.01 0.1",
    "dropout": "0 0.1 0.2 0.3 0.4 0.5 0.6 0.7 0.8",
    "input_dropout": "0 0.1 0.2 0.3 0.4 0.5",
    "l1": "0 0.000001 0.00001 0.0001 0.001 0.01",
    "l2": "0 0.000001 0.00001 0.0001 0.001 0.01 0.1",
    "max_norm": "0 0.5 1 2 3 4",
    "label_smoothing": "0 0.05 0.1 0.2",
    "label_noise": "0 0.05 0.1 0.15 0.2 0.3 0.4",
    "shift": "0 0.05 0.1 0.15 0.2",
    "rotation": "0 5 10 15 20 30",
    "zoom": "0 0.05 0.1 0.2",
    "noise": "0 0.05 0.1 0.2 0.3",
    "batch_size": "1 8 16 32 64 128 256 512",
    "train_size": "none 50 100 200 500 1000 2000 5000 10000",
    "epochs": "5 10 20 30 50 100 200 500 1000",
    "patience": "none 1 2 3 5 10 20",
    "seed": "0 0:2 0:3 0:5 0:10",
}
_GROUPS = {
    "network": ("network", "hidden_layer_sizes", "activation", "kernel_initializer", "normalization"),
    "training": (
        *("epochs", "learning_rate", "batch_size", "optimizer", "seed", "schedule", "momentum", "nesterov"),
        *("loss", "class_weight", "patience", "min_delta", "monitor", "restore_best_weights"),
    ),
    "regularisation": (
        *("dropout", "l2", "l1", "input_dropout", "weight_decay", "max_norm", "label_smoothing"),
        "penalty_layers",
    ),
    "data": (
        *("train_size", "label_noise", "shift", "rotation", "zoom", "noise"),
        *("val", "test", "split_seed", "task"),
    ),
}
_FIRST = frozenset(
    {"network", "hidden_layer_sizes", "epochs", "learning_rate", "dropout", "l2", "train_size", "seed"}
)
_PICTURES = frozenset({"shift", "rotation", "zoom"})
_WHOLE = frozenset({"epochs", "batch_size", "seed", "patience"})
_TRUTH = frozenset({"nesterov", "restore_best_weights"})


def choices(runs: str) -> dict[str, Any]:
    """All of it, in both languages. `runs` is what the folder is called."""
    able = importlib.util.find_spec("jax") is not None
    return {
        "version": __version__,
        "language": language(),
        "runs": runs,
        "can_train": able,
        "why_not": None if able else in_both(lambda: _("training needs JAX: pip install 'hanka[train]'")),
        "limits": {"networks": MOST_NETWORKS, "epochs": MOST_EPOCHS, "upload_bytes": MOST_BYTES},
        "palette": palette(),
        "datasets": [_dataset(source) for source in BUNDLED],
        "settings": _settings(),
    }


def _dataset(source: str) -> dict[str, Any]:
    task, (n_train, n_val), shape = BUNDLED[source]
    return {
        "source": source,
        "label": in_both(lambda: _about(source.partition(":")[0])),
        "task": task,
        "n_train": n_train,
        "n_val": n_val,
        "image": _DRAWN.get(source),
        "inputs": math.prod(shape),
    }


def _about(name: str) -> str:
    return {
        "digits": _("digits: small handwritten digits, 8 × 8"),
        "mnist": _("mnist: handwritten digits, 28 × 28"),
        "fare": _("fare: a bus fare by age, four examples"),
        "teacher": _("teacher: a random network as the truth"),
    }[name]


@cache
def _settings() -> list[dict[str, Any]]:
    labels, helps = in_both(_labels), in_both(lambda: help_texts() | _help_on_data())
    return [
        {
            "name": name,
            "option": option_names(name)[0],
            "label": {language: texts[name] for language, texts in labels.items()},
            "help": {language: texts[name] for language, texts in helps.items()},
            "group": group,
            "kind": _kind(name),
            "default": as_text(SETTINGS[name].default if name in SETTINGS else None),
            "choices": list(_CHOICES[name]) if name in _CHOICES else None,
            "steps": _STEPS[name].split() if name in _STEPS else None,
            "pictures": name in _PICTURES,
            "first": name in _FIRST,
        }
        for group, names in _GROUPS.items()
        for name in names
    ]


def _help_on_data() -> dict[str, str]:
    return {
        "val": _("Validation data: a share or a number of rows; 0 for none."),
        "test": _("Test data, which nothing is chosen by: a share or a number of rows."),
        "split_seed": _("Of the split into training, validation and test."),
        "task": _("multiclass, binary or regression; otherwise told from the target."),
    }


def _kind(name: str) -> str:
    if name == "hidden_layer_sizes":
        return "layers"
    if name in _CHOICES:
        return "choice"
    if name in _TRUTH:
        return "truth"
    if name in _WHOLE:
        return "whole"
    return "number" if name in _STEPS or name == "min_delta" else "text"


def _labels() -> dict[str, str]:
    return {
        "network": _("network"),
        "hidden_layer_sizes": _("hidden layers"),
        "activation": _("activation"),
        "kernel_initializer": _("initial weights"),
        "normalization": _("normalisation"),
        "optimizer": _("optimizer"),
        "nesterov": _("Nesterov's momentum"),
        "loss": _("loss function"),
        "schedule": _("learning rate schedule"),
        "batch_size": _("batch size"),
        "penalty_layers": _("layers with penalty"),
        "class_weight": _("class weights"),
        "monitor": _("watched metric"),
        "restore_best_weights": _("best weights at the end"),
        "learning_rate": _("learning rate"),
        "momentum": _("momentum"),
        "weight_decay": _("weight decay"),
        "dropout": _("dropout"),
        "input_dropout": _("dropout of inputs"),
        "l1": _("L1 penalty"),
        "l2": _("L2 penalty"),
        "max_norm": _("largest norm"),
        "label_smoothing": _("label smoothing"),
        "label_noise": _("wrong labels"),
        "shift": _("shifted pictures"),
        "rotation": _("turned pictures"),
        "zoom": _("zoomed pictures"),
        "noise": _("noise on inputs"),
        "train_size": _("training examples"),
        "epochs": _("epochs"),
        "patience": _("patience (early stopping)"),
        "min_delta": _("least improvement"),
        "seed": _("seed"),
        "val": _("validation data"),
        "test": _("test data"),
        "split_seed": _("seed of the split"),
        "task": _("task"),
    }
