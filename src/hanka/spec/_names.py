"""The words a spec is made of, as Keras has them."""

from __future__ import annotations

__all__ = [
    "ACTIVATIONS",
    "ALIASES",
    "FILTERS",
    "INITIALIZERS",
    "LOSSES",
    "MONITORS",
    "NETWORKS",
    "NORMALIZATIONS",
    "OPTIMIZERS",
    "PENALTY_LAYERS",
    "POOL",
    "SMOOTHED",
    "WINDOW",
]

NETWORKS = ("mlp", "cnn")
"""Built-in ones; `module:function` is one of the user's own."""
FILTERS = (32, 64)
"""Of the convolutions of cnn, one after the other;"""
WINDOW, POOL = 3, 2
"""the sides of their windows, and of the squares of which the largest value is kept."""

ACTIVATIONS = ("relu", "elu", "gelu", "tanh", "sigmoid", "linear")
INITIALIZERS = (
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "lecun_uniform",
    "lecun_normal",
    "random_normal",
    "zeros",
)
NORMALIZATIONS = ("none", "batch", "layer")
OPTIMIZERS = {
    "adam": 0.001,
    "sgd": 0.01,
    "rmsprop": 0.001,
    "adagrad": 0.001,
    "adadelta": 0.001,
    "adamw": 0.001,
    "adamax": 0.001,
    "nadam": 0.001,
}
"""Name → Keras' default learning rate."""
LOSSES = {
    "multiclass": (
        "sparse_categorical_crossentropy",
        "categorical_crossentropy",
        "kl_divergence",
        "cosine_similarity",
        "mean_squared_error",
        "mean_absolute_error",
        "huber",
    ),
    "binary": ("binary_crossentropy", "mean_squared_error", "mean_absolute_error", "huber"),
    "regression": ("mean_squared_error", "mean_absolute_error", "huber"),
}
"""Task → the losses that fit it; the first is used where a spec names none."""
ALIASES = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "kld": "kl_divergence",
    "kullback_leibler_divergence": "kl_divergence",
}
"""Keras' other names of losses."""
SMOOTHED = ("sparse_categorical_crossentropy", "categorical_crossentropy", "binary_crossentropy")
"""Losses that take label smoothing."""
MONITORS = ("val_loss", "val_accuracy", "loss", "accuracy")
"""What says which epoch is the best."""
PENALTY_LAYERS = ("all", "hidden", "output")
"""Layers that L1 and L2 act on, besides numbers of hidden layers."""
