"""Keras' habit: summaries and training against Keras' golden figures, freezing, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quiz.engine import EngineError, Tensor, losses, optim
from quiz.engine.layers import keras

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden" / "keras.json").read_text(encoding="utf-8"))


def rng() -> np.random.Generator:
    return np.random.default_rng(2)


def built(model: dict[str, Any], **settings: Any) -> keras.Sequential:
    layers = [getattr(keras, kind)(**rest) for kind, rest in model["layers"]]
    found = keras.Sequential([keras.Input(model["input"]), *layers], rng=rng(), **settings)
    for place in model.get("frozen", []):
        found.layers[place].trainable = False
    return found


def small(*layers: keras.Layer) -> keras.Sequential:
    return keras.Sequential([keras.Input((3,)), *(layers or [keras.Dense(4, "relu"), keras.Dense(2)])], rng=rng())


@pytest.mark.parametrize("model", GOLDEN["summaries"], ids=lambda model: str(model["input"]))
def test_golden_summaries(model: dict[str, Any]) -> None:
    assert built(model).summary() == model["summary"].rstrip()


@pytest.mark.parametrize("case", GOLDEN["trainings"], ids=lambda case: f"{case['optimizer'][0]} {case['loss']}")
def test_golden_training(case: dict[str, Any]) -> None:
    model = built(case, dtype=np.float64)
    model.set_weights(case["begin"])
    kind, settings = case["optimizer"]
    model.compile(getattr(keras, kind)(**settings), case["loss"], case["metrics"])
    found = model.fit(
        case["x"], case["y"], epochs=4, batch_size=4, validation_split=0.25, shuffle=False, rng=rng()
    ).history
    # Keras' weights are float64 here, but the figures of its history and its learning rate are float32.
    assert found.keys() == case["history"].keys()
    for name, figures in found.items():
        np.testing.assert_allclose(figures, case["history"][name], rtol=1e-6, err_msg=name)
    for ours, theirs in zip(model.get_weights(), case["end"], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(model.predict(case["x"]), case["predicted"], rtol=1e-5)
    np.testing.assert_allclose(model.evaluate(case["x"], case["y"]), np.squeeze(case["evaluated"]), rtol=1e-6)


def test_the_same_generator_trains_the_same_model() -> None:
    x, y = rng().normal(size=(20, 3)), rng().integers(0, 2, 20)
    ends = []
    for _ in range(2):
        model = small(keras.Dense(8, "relu"), keras.Dropout(0.3), keras.Dense(2, "softmax"))
        model.compile("adam", "sparse_categorical_crossentropy")
        history = model.fit(x, y, epochs=3, batch_size=6).history
        ends.append((history, [one.tolist() for one in model.get_weights()]))
    assert ends[0] == ends[1]
    assert len(ends[0][0]["loss"]) == 3


def test_it_learns() -> None:
    """Two classes that a line cannot part: points within and beyond a circle."""
    x = rng().uniform(-1, 1, size=(400, 2))
    y = (np.sum(x**2, axis=1) > 0.5).astype(int)
    model = keras.Sequential([keras.Dense(16, "relu"), keras.Dense(1, "sigmoid")], rng=rng())
    model.compile(keras.Adam(0.02), "binary_crossentropy", ["accuracy"])
    history = model.fit(x, y, epochs=30, validation_split=0.25).history
    assert history["val_accuracy"][-1] > 0.9
    assert history["loss"][-1] < history["loss"][0] / 2


def test_weights_come_with_the_data_where_no_shape_is_given() -> None:
    model = keras.Sequential([keras.Flatten(), keras.Dense(3)], rng=rng())
    assert "(unbuilt)" in model.summary()
    assert model.predict(np.zeros((5, 4, 2))).shape == (5, 3)
    assert "(None, 8)" in model.summary()
    kernel, bias = model.get_weights()
    assert kernel.dtype == np.float32
    assert np.abs(kernel).max() <= np.sqrt(6 / 11)
    assert bias.tolist() == [0, 0, 0]


def test_dense_without_flatten_works_on_the_last_axis() -> None:
    model = keras.Sequential([keras.Input((28, 28)), keras.Dense(4)])
    assert model.predict(np.zeros((2, 28, 28))).shape == (2, 28, 4)


def test_an_output_is_a_tensor_and_dropout_waits_for_training() -> None:
    model = small(keras.Dropout(0.5))
    x = np.ones((50, 3), np.float32)
    assert isinstance(model(x), Tensor)
    assert np.array_equal(model(x).data, x)
    assert np.array_equal(model.predict(x), x)
    assert set(np.unique(model(x, training=True).data)) == {0, 2}


def test_frozen_layers() -> None:
    base = keras.Sequential(
        [keras.Input((6, 6, 1)), keras.Conv2D(4, 3, activation="relu"), keras.BatchNormalization(), keras.Flatten()],
        rng=rng(),
        name="base",
    )
    base.trainable = False
    model = keras.Sequential([base, keras.Dense(2, "softmax")], rng=rng())
    before = [one.copy() for one in base.get_weights()]
    model.compile("sgd", "sparse_categorical_crossentropy")
    x, y = rng().normal(size=(12, 6, 6, 1)), rng().integers(0, 2, 12)
    head = [one.copy() for one in model.layers[1].get_weights()]
    model.fit(x, y, epochs=2)
    # The moving statistics of batch norm stay too; no gradient was computed for what is frozen.
    assert all(np.array_equal(one, other) for one, other in zip(before, base.get_weights(), strict=True))
    assert all(weight.grad is None for weight in base.parameters())
    assert not np.array_equal(head[0], model.layers[1].get_weights()[0])
    assert not base(x, training=True).requires_grad
    text = model.summary()
    assert "base (Sequential)" in text
    assert " Trainable params: 130 (520.00 B)" in text
    assert " Non-trainable params: 56 (224.00 B)" in text
    base.trainable = True
    assert " Trainable params: 178 (712.00 B)" in model.summary()
    model.fit(x, y)
    assert not any(np.array_equal(one, other) for one, other in zip(before, base.get_weights(), strict=True))


def test_a_model_that_is_frozen_as_a_whole_does_not_move() -> None:
    model = small()
    model.trainable = False
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.fit(np.ones((4, 3)), np.ones((4, 2)))
    assert all(np.array_equal(one, other) for one, other in zip(before, model.get_weights(), strict=True))


def test_layers_of_one_model_serve_another() -> None:
    first = small()
    second = keras.Sequential([*first.layers[:1], keras.Dense(5)], rng=rng())
    assert second.predict(np.ones((1, 3))).shape == (1, 5)
    assert second.layers[0] is first.layers[0]
    assert [layer.name for layer in second.layers] == ["dense", "dense_1"]


def test_functions_for_loss_metric_and_optimizer() -> None:
    model = small()

    def worst(prediction: Any, target: Any) -> float:
        return float(np.max(np.asarray(prediction.data)))

    model.compile(lambda parameters: optim.SGD(parameters, 0.1, momentum=0.5), losses.cross_entropy, [worst])
    history = model.fit(rng().normal(size=(8, 3)), rng().integers(0, 2, 8), epochs=2).history
    assert list(history) == ["loss", "worst"]
    assert keras.History(history).epoch == [0, 1]
    assert isinstance(model.optimizer, optim.SGD)
    assert model.optimizer.momentum == 0.5


INPUT_SHAPE = r"Conv2D: input_shape: got \(32, 28, 28, 1\); takes \(height, width, channels\), without the batch size"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: keras.Conv2D(8, 3, input_shape=(32, 28, 28, 1)), INPUT_SHAPE),
        (lambda: keras.Sequential([keras.Input((32, 28, 28, 1)), keras.Conv2D(8, 3)]), INPUT_SHAPE + ".*5-D"),
        (lambda: keras.Sequential([keras.Input((28, 28)), keras.Conv2D(8, 3)]), r"got \(28, 28\)"),
        (lambda: keras.Sequential([keras.Input((None, 28, 28, 1))]), "Input: input_shape: got"),  # type: ignore[arg-type]
        (lambda: keras.Sequential([keras.Input((2, 2, 1)), keras.Conv2D(8, 3)]), "conv_output_size: kernel"),
        (lambda: keras.Conv2D(8, 3, padding="1"), "Conv2D: padding: got '1'; takes 'valid' or 'same'"),
        (lambda: keras.Conv2D(0, 3), "Conv2D: filters"),
        (lambda: keras.Dense(3, "swish"), "Dense: activation: got 'swish'; takes one of"),
        (lambda: keras.Dense(3, kernel_initializer="ones"), "Dense: kernel_initializer"),
        (lambda: keras.Dropout(1.5), "Dropout: rate"),
        (lambda: keras.Dropout("a"), "Dropout: rate: got 'a'"),  # type: ignore[arg-type]
        (lambda: keras.BatchNormalization("a"), "BatchNormalization: momentum: got 'a'"),  # type: ignore[arg-type]
        (lambda: keras.Sequential(3), "Sequential: layers: got a int"),  # type: ignore[arg-type]
        (lambda: keras.Sequential(rng=3), "Sequential: rng: got a int"),  # type: ignore[arg-type]
        (lambda: keras.Sequential(dtype="zz"), "Sequential: dtype: got 'zz'"),
        (lambda: keras.BatchNormalization(2), "BatchNormalization: momentum"),
        (lambda: keras.Sequential([keras.Dense(2), keras.Input((3,))]), "Sequential.add: layer: got an Input"),
        (lambda: keras.Sequential([4]), "Sequential.add: layer: got a int"),  # type: ignore[list-item]
        (lambda: keras.Sequential([keras.Dense(2, name="a"), keras.Dense(2, name="a")]), "the name 'a' again"),
        (lambda: keras.Sequential([keras.Dense(2)] * 2), "again; takes each layer once"),
        (lambda: keras.Sequential(dtype=np.float16), "Sequential: dtype: got float16"),
        (lambda: small().fit([[1, 2, 3]], [1]), "fit: the model is not compiled"),
        (lambda: small().compile("rmsprop", "mse"), "compile: optimizer: got 'rmsprop'"),
        (lambda: small().compile("sgd", "mape"), "compile: loss: got 'mape'"),
        (lambda: small().compile("sgd", "mse", ["auc"]), "compile: metrics: got 'auc'"),
        (lambda: small().predict([[1.0, 2.0]]), "linear: x: got shape"),
        (lambda: small().predict([1.0, 2.0, 3.0]), r"Sequential: x: got shape \(3,\); takes a batch of \(3,\)"),
        (lambda: small().predict(1.0), "predict: x"),
        (lambda: small().get_layer("conv2d"), "get_layer: name: got 'conv2d'; takes one of dense, dense_1"),
        (lambda: small().set_weights([[1.0]]), "Sequential.set_weights: weights"),
    ],
)
def test_refused(make: Callable[[], object], says: str) -> None:
    with pytest.raises(EngineError, match=says):
        make()


@pytest.mark.parametrize(
    ("loss", "target", "rest", "says"),
    [
        ("sparse_categorical_crossentropy", np.eye(2), {}, "one-hot rows go with 'categorical_crossentropy'"),
        ("categorical_crossentropy", [0, 1], {}, "categorical_crossentropy: target: got shape"),
        ("mse", [[1.0], [2.0]], {}, "mean_squared_error: target: got shape"),
        ("mse", [[1.0, 2.0]], {}, "batches: arrays: got lengths"),
        ("mse", np.eye(2), {"epochs": 0}, "fit: epochs: got 0"),
        ("mse", np.eye(2), {"validation_split": 1.0}, "fit: validation_split"),
        ("mse", np.eye(2), {"validation_data": 3}, "fit: validation_data: got a int"),
        ("mse", np.eye(2), {"validation_split": 0.5, "validation_data": ([], [])}, "fit: validation_split"),
    ],
)
def test_refused_by_fit(loss: str, target: Any, rest: dict[str, Any], says: str) -> None:
    model = small()
    model.compile("sgd", loss)
    with pytest.raises(EngineError, match=says):
        model.fit([[1.0, 2, 3], [4, 5, 6]], target, **rest)
