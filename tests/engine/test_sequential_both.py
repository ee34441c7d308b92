"""The same model in both habits, and what must hold for any layer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import data, losses, optim
from quiz.engine.layers import keras
from quiz.engine.layers import pytorch as nn


def rng() -> np.random.Generator:
    return np.random.default_rng(8)


def both() -> tuple[keras.Sequential, nn.Sequential]:
    """8×8 images of 2 channels; the second model has the first one's weights."""
    one = keras.Sequential(
        [
            keras.Input((8, 8, 2)),
            keras.Conv2D(4, (3, 2), activation="relu", padding="same"),
            keras.AveragePooling2D(),
            keras.Flatten(),
            keras.Dense(3),
        ],
        rng=rng(),
    )
    other = nn.Sequential(
        nn.Conv2d(2, 4, (3, 2), padding="same"), nn.ReLU(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(64, 3)
    )
    kernel, bias, dense, offset = one.get_weights()
    # Kernels (kh, kw, in, out) against (out, in, kh, kw); a flattened image (h, w, c) against (c, h, w).
    dense = dense.reshape(4, 4, 4, 3).transpose(3, 2, 0, 1).reshape(3, 64)
    for parameter, values in zip(other.parameters(), (kernel.transpose(3, 2, 0, 1), bias, dense, offset), strict=True):
        parameter.data = values
    return one, other


def test_the_same_model_in_both_habits_trains_the_same() -> None:
    one, other = both()
    images, labels = rng().normal(size=(24, 8, 8, 2)).astype(np.float32), rng().integers(0, 3, 24)
    turned = images.transpose(0, 3, 1, 2)
    np.testing.assert_allclose(one.predict(images), other(turned).data, rtol=1e-4, atol=1e-5)
    one.compile(lambda parameters: optim.SGD(parameters, 0.1, momentum=0.9), losses.cross_entropy, ["accuracy"])
    history = one.fit(images, labels, epochs=3, batch_size=8, shuffle=False).history["loss"]
    optimizer = optim.SGD(other.parameters(), 0.1, momentum=0.9)
    seen = []
    for _ in range(3):
        for x, y in data.batches(turned, labels, size=8):
            optimizer.zero_grad()
            loss = losses.cross_entropy(other(x), y)
            loss.backward()
            optimizer.step()
            seen.append(loss.item())
    np.testing.assert_allclose(history, np.reshape(seen, (3, 3)).mean(axis=1), rtol=1e-5)
    np.testing.assert_allclose(one.predict(images), other(turned).data, rtol=1e-3, atol=1e-4)


sizes = st.integers(1, 3)
layers = st.one_of(
    st.builds(
        keras.Conv2D,
        sizes.map(lambda n: 2 * n),
        st.tuples(sizes, sizes),
        strides=st.tuples(sizes, sizes),
        padding=st.sampled_from(["valid", "same"]),
        groups=st.sampled_from([1, 2]),
        use_bias=st.booleans(),
    ),
    st.builds(
        keras.Conv2D,
        sizes,
        st.tuples(sizes, sizes),
        dilation_rate=st.tuples(sizes, sizes),
        padding=st.sampled_from(["valid", "same"]),
    ),
    st.builds(
        keras.MaxPooling2D,
        st.tuples(sizes, sizes),
        st.one_of(st.none(), sizes),
        st.sampled_from(["valid", "same"]),
    ),
    st.builds(
        keras.AveragePooling2D,
        st.tuples(sizes, sizes),
        st.one_of(st.none(), sizes),
        st.sampled_from(["valid", "same"]),
    ),
    st.builds(keras.Dense, sizes, st.sampled_from([None, "relu", "softmax"])),
    st.sampled_from([keras.Flatten, keras.GlobalAveragePooling2D, keras.BatchNormalization]).map(lambda kind: kind()),
)


@given(layers, st.integers(7, 9), st.integers(7, 9), st.booleans())
@settings(max_examples=80)
def test_a_layer_keeps_what_it_says_of_its_output(layer: keras.Layer, height: int, width: int, training: bool) -> None:
    model = keras.Sequential([keras.Input((height, width, 2)), layer], rng=rng())
    output = model(rng().normal(size=(3, height, width, 2)), training=training)
    assert output.shape == (3, *layer.output_shape((height, width, 2)))
    assert output.dtype == np.float32
    assert np.isfinite(output.data).all()
    assert layer.count_params() == sum(weight.size for weight in layer.get_weights())
    if layer.parameters():
        output.sum().backward()
        assert all(weight.grad is not None and weight.grad.shape == weight.shape for weight in layer.parameters())


@pytest.mark.parametrize(
    ("name", "std", "bound"),
    [
        ("glorot_uniform", np.sqrt(2 / 450), np.sqrt(6 / 450)),
        ("glorot_normal", np.sqrt(2 / 450), 2 * np.sqrt(2 / 450) / 0.8796),
        ("he_uniform", np.sqrt(2 / 200), np.sqrt(6 / 200)),
        ("he_normal", np.sqrt(2 / 200), 2 * np.sqrt(2 / 200) / 0.8796),
        ("zeros", 0.0, 0.0),
    ],
)
def test_initializers(name: str, std: float, bound: float) -> None:
    layer = keras.Dense(250, kernel_initializer=name)
    keras.Sequential([keras.Input((200,)), layer], rng=rng())
    kernel: Any = layer.get_weights()[0]
    assert kernel.shape == (200, 250)
    assert kernel.std() == pytest.approx(std, rel=0.03)
    assert np.abs(kernel).max() <= bound * 1.0001
