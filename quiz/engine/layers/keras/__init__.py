"""Layers and Sequential in Keras' habit: same names, arguments, starting weights and summary.

    model = keras.Sequential([
        keras.Input((28, 28, 1)),
        keras.Conv2D(8, 3, activation="relu"),
        keras.MaxPooling2D(),
        keras.Flatten(),
        keras.Dense(10, activation="softmax"),
    ], rng=rng)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(images, labels, epochs=3, batch_size=64, validation_split=0.1)
    print(model.summary())

Images are (n, height, width, channels). Where Keras prints, this returns: `summary()` is a text, and `fit` is silent.
"""

from __future__ import annotations

from quiz.engine.layers.keras.base import Layer
from quiz.engine.layers.keras.compiling import SGD, Adam, AdamW
from quiz.engine.layers.keras.core import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
)
from quiz.engine.layers.keras.model import History, Input, Sequential

__all__ = [
    "SGD",
    "Activation",
    "Adam",
    "AdamW",
    "AveragePooling2D",
    "BatchNormalization",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling2D",
    "History",
    "Input",
    "Layer",
    "MaxPooling2D",
    "Sequential",
]
