"""Keras' fit, on the backend that KERAS_BACKEND names, as the lecture runs it."""

from __future__ import annotations

import time
from typing import Any

import _worker

options = _worker.arguments()

import keras

x, y = _worker.digits(options.data)
window = _worker.Window(len(x))
current: dict[int, keras.Model] = {}


class Clock(keras.callbacks.Callback):
    """The seconds of the epoch itself: what `fit` does once before it and after it is left out."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.seconds = time.perf_counter() - self.start


def build(hidden: int) -> keras.Model:
    """The lecture's network."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.layers.Input((_worker.INPUTS,)),
            keras.layers.Dense(hidden, activation="relu"),
            keras.layers.Dense(_worker.OUTPUTS, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def step_seconds(hidden: int, steps: int) -> float:
    """The seconds of an epoch of so many steps."""
    if hidden not in current:
        current.clear()
        keras.backend.clear_session()
        current[hidden] = build(hidden)
    rows = window.take(steps * _worker.BATCH)
    clock = Clock()
    current[hidden].fit(x[rows], y[rows], batch_size=_worker.BATCH, epochs=1, verbose=0, callbacks=[clock])
    return clock.seconds


def about() -> dict[str, Any]:
    """The versions."""
    backend = keras.backend.backend()
    return {"keras": keras.__version__, backend: __import__(backend).__version__}


_worker.serve(step_seconds, about())
