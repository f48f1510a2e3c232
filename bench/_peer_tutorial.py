"""The tutorial's networks by Keras' fit, with validation data, fed by tf.data: as the tutorial has them."""

from __future__ import annotations

import time
from typing import Any

import _worker

options = _worker.arguments()

import keras
import numpy as np
import tensorflow as tf

BATCH = 500
SIZES = {"Tiny": (16,), "Small": (16, 16), "Medium": (64,) * 3, "Large": (512,) * 4}
arrays = {name: np.load(options.data / f"{name}.npy") for name in ("x_train", "y_train", "x_val", "y_val")}
arrays |= {name: arrays[name][:, None] for name in ("y_train", "y_val")}  # a row of logits each
rows = len(arrays["x_train"])
train = tf.data.Dataset.from_tensor_slices((arrays["x_train"], arrays["y_train"])).cache()
train = train.shuffle(rows).repeat().batch(BATCH)
val = tf.data.Dataset.from_tensor_slices((arrays["x_val"], arrays["y_val"])).cache().batch(BATCH)
current: dict[str, keras.Model] = {}


class Clock(keras.callbacks.Callback):
    """The seconds from the end of the first epoch, which compiles, to the end of the last."""

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if epoch == 0:
            self.start = time.perf_counter()
        self.seconds = time.perf_counter() - self.start


def build(model: str) -> keras.Model:
    """A network of the tutorial's, compiled as there."""
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Dense(size, activation="elu") for size in SIZES[model]]
    made = keras.Sequential([keras.layers.Input((28,)), *layers, keras.layers.Dense(1)])
    rate = keras.optimizers.schedules.InverseTimeDecay(0.001, decay_steps=20_000, decay_rate=1)
    made.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
        metrics=[keras.metrics.BinaryCrossentropy(from_logits=True, name="binary_crossentropy"), "accuracy"],
    )
    return made


def epoch_seconds(model: str, epochs: int) -> float:
    """The seconds of so many epochs."""
    if model not in current:
        current.clear()
        keras.backend.clear_session()
        current[model] = build(model)
    clock = Clock()
    current[model].fit(
        train,
        steps_per_epoch=rows // BATCH,
        epochs=epochs + 1,
        validation_data=val,
        verbose=0,
        callbacks=[clock],
    )
    return clock.seconds


_worker.serve(epoch_seconds, {"keras": keras.__version__, "tensorflow": tf.__version__})
