"""Writes keras.json: Keras' summaries of models, and how it trains them from given weights.

KERAS_BACKEND=torch python tests/engine/golden/make_keras.py        needs keras and torch
"""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

keras: Any = import_module("keras")  # not among the oracles that the tests install

# A model is a list of (kind of layer, its arguments); the test builds it from the same list.
IMAGE_MODEL = [
    ("Conv2D", {"filters": 3, "kernel_size": 3, "activation": "relu", "padding": "same"}),
    ("BatchNormalization", {"momentum": 0.8}),
    ("MaxPooling2D", {}),
    ("Conv2D", {"filters": 2, "kernel_size": [2, 3], "strides": 2, "padding": "same", "activation": "tanh"}),
    ("AveragePooling2D", {"pool_size": 2, "padding": "same"}),
    ("Flatten", {}),
    ("Dense", {"units": 4, "activation": "softmax"}),
]
MODELS: list[dict[str, Any]] = [
    {
        "input": [28, 28, 1],
        "layers": [
            ("Conv2D", {"filters": 32, "kernel_size": 3, "activation": "relu"}),
            ("MaxPooling2D", {"pool_size": 2}),
            ("Conv2D", {"filters": 64, "kernel_size": [3, 3], "activation": "relu"}),
            ("MaxPooling2D", {"pool_size": 2}),
            ("Flatten", {}),
            ("Dropout", {"rate": 0.5}),
            ("Dense", {"units": 10, "activation": "softmax"}),
        ],
    },
    {"input": [9, 7, 3], "layers": IMAGE_MODEL, "frozen": [0, 1]},
    {"input": [784], "layers": [("Dense", {"units": 128, "activation": "relu"}), ("Dense", {"units": 10})]},
    {"input": [28, 28], "layers": [("Dense", {"units": 4})]},
    {
        "input": [32, 32, 3],
        "layers": [
            ("Conv2D", {"filters": 8, "kernel_size": 3, "strides": 2, "padding": "same", "use_bias": False}),
            ("Activation", {"activation": "relu"}),
            ("GlobalAveragePooling2D", {}),
            ("Dense", {"units": 5, "name": "a_name_that_needs_more_than_one_line"}),
        ],
    },
    {"input": [1024], "layers": [("Dense", {"units": 1100})]},
]


def built(model: dict[str, Any]) -> Any:
    keras.backend.clear_session()
    layers = [getattr(keras.layers, kind)(**settings) for kind, settings in model["layers"]]
    found = keras.Sequential([keras.Input(model["input"]), *layers])
    for place in model.get("frozen", []):
        found.layers[place].trainable = False
    return found


def summed(model: dict[str, Any]) -> dict[str, Any]:
    keras.config.set_floatx("float32")
    lines: list[str] = []
    built(model).summary(line_length=76, print_fn=lines.append)
    return {**model, "summary": "\n".join(lines)}


def images(rng: np.random.Generator) -> tuple[Any, Any]:
    return rng.normal(size=(13, 6, 5, 2)).round(3), rng.integers(0, 4, 13)


def training(rng: np.random.Generator) -> list[dict[str, Any]]:
    x, y = images(rng)
    one_hot = np.eye(4)[y]
    rows, numbers = rng.normal(size=(10, 3)).round(3), rng.normal(size=10).round(3)
    signs = (numbers > 0).astype(int)
    image_model = {"input": [6, 5, 2], "layers": IMAGE_MODEL}
    dense = [("Dense", {"units": 5, "activation": "relu"}), ("Dense", {"units": 1})]
    likely = [("Dense", {"units": 5, "activation": "sigmoid"}), ("Dense", {"units": 1, "activation": "sigmoid"})]
    momentum = ("SGD", {"learning_rate": 0.05, "momentum": 0.9})
    nesterov = ("SGD", {"learning_rate": 0.05, "momentum": 0.8, "nesterov": True})
    return [
        trained(image_model, x, y, momentum, "sparse_categorical_crossentropy", ["accuracy"], rng),
        trained(image_model, x, one_hot, ("Adam", {}), "categorical_crossentropy", ["accuracy"], rng),
        trained({**image_model, "frozen": [0, 1]}, x, y, ("Adam", {}), "sparse_categorical_crossentropy", [], rng),
        trained({"input": [3], "layers": dense}, rows, numbers, nesterov, "mse", ["mae"], rng),
        trained({"input": [3], "layers": dense}, rows, numbers, ("AdamW", {"learning_rate": 0.1}), "mae", [], rng),
        trained({"input": [3], "layers": likely}, rows, signs, ("Adam", {}), "binary_crossentropy", ["accuracy"], rng),
    ]


def trained(
    model: dict[str, Any],
    x: Any,
    y: Any,
    optimizer: tuple[str, dict[str, Any]],
    loss: str,
    metrics: list[str],
    rng: np.random.Generator,
) -> dict[str, Any]:
    keras.config.set_floatx("float64")
    found = built(model)
    begin = [rng.uniform(0.1, 0.6, one.shape).round(3) - (0.3 if one.ndim > 1 else 0) for one in found.get_weights()]
    found.set_weights(begin)
    kind, settings = optimizer
    found.compile(optimizer=getattr(keras.optimizers, kind)(**settings), loss=loss, metrics=metrics)
    history = found.fit(x, y, epochs=4, batch_size=4, validation_split=0.25, shuffle=False, verbose=0)
    return {
        **model,
        "x": x.tolist(),
        "y": y.tolist(),
        "optimizer": optimizer,
        "loss": loss,
        "metrics": metrics,
        "begin": [one.tolist() for one in begin],
        "history": history.history,
        "end": [one.tolist() for one in found.get_weights()],
        "predicted": found.predict(x, verbose=0).tolist(),
        "evaluated": np.atleast_1d(found.evaluate(x, y, verbose=0, batch_size=32)).tolist(),
    }


def main() -> None:
    golden = {
        "source": f"keras {keras.__version__} on {keras.backend.backend()}",
        "summaries": [summed(model) for model in MODELS],
        "trainings": training(np.random.default_rng(9)),
    }
    (Path(__file__).parent / "keras.json").write_text(json.dumps(golden) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
