"""Starting weights: bounds and spreads by formula, the same from the same generator."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quiz.engine import EngineError, init

DENSE = (400, 300)  # (out, in) in PyTorch's layout, (in, out) in Keras'
CONV = (32, 16, 3, 5)  # NCHW: 32 filters of 16·3·5
CONV_NHWC = (3, 5, 16, 32)


def rng() -> np.random.Generator:
    return np.random.default_rng(11)


@pytest.mark.parametrize(
    ("shape", "layout", "fans"),
    [
        (DENSE, "NCHW", (300, 400)),
        (DENSE, "NHWC", (400, 300)),
        (CONV, "NCHW", (240, 480)),
        (CONV_NHWC, "NHWC", (240, 480)),
        ((8, 1, 3, 3), "NCHW", (9, 72)),  # depthwise: one channel a group
    ],
)
def test_fans(shape: tuple[int, ...], layout: str, fans: tuple[int, int]) -> None:
    assert init.fans(shape, layout) == fans


# What is drawn, with the standard deviation that it must have.
SPREADS: list[tuple[Callable[..., Any], dict[str, Any], float]] = [
    (init.he_normal, {}, math.sqrt(2 / 240)),
    (init.he_normal, {"mode": "fan_out"}, math.sqrt(2 / 480)),
    (init.he_normal, {"slope": 0.5}, math.sqrt(2 / 1.25 / 240)),
    (init.he_normal, {"truncated": True}, math.sqrt(2 / 240)),
    (init.glorot_normal, {}, math.sqrt(2 / 720)),
    (init.glorot_normal, {"gain": 5 / 3}, 5 / 3 * math.sqrt(2 / 720)),
    (init.he_uniform, {}, math.sqrt(2 / 240)),
    (init.glorot_uniform, {}, math.sqrt(2 / 720)),
]


@pytest.mark.parametrize(("draw", "settings", "std"), SPREADS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_spreads(draw: Callable[..., Any], settings: dict[str, Any], std: float, dtype: Any) -> None:
    weight = draw(CONV, rng=rng(), dtype=dtype, **settings)
    assert weight.shape == CONV
    assert weight.dtype == dtype
    # 7,680 numbers: the standard error of a standard deviation is 0.8 %, that of the mean 1.1 % of it.
    assert weight.std() == pytest.approx(std, rel=0.04)
    assert abs(weight.mean()) < 0.05 * std
    assert np.array_equal(weight, draw(CONV, rng=rng(), dtype=dtype, **settings))
    other = draw(CONV_NHWC, rng=rng(), dtype=dtype, layout="NHWC", **settings)
    assert other.std() == pytest.approx(std, rel=0.04)


@pytest.mark.parametrize(
    ("weight", "bound"),
    [
        (init.he_uniform(CONV, rng=rng()), math.sqrt(6 / 240)),
        (init.he_uniform(CONV, rng=rng(), slope=math.sqrt(5)), 1 / math.sqrt(240)),
        (init.glorot_uniform(CONV, rng=rng()), math.sqrt(6 / 720)),
        (init.he_normal(CONV, rng=rng(), truncated=True), 2 * math.sqrt(2 / 240) / 0.87962566103423978),
    ],
)
def test_bounds(weight: Any, bound: float) -> None:
    largest = float(np.abs(weight).max())
    assert 0.99 * bound < largest <= bound * (1 + 1e-6)


def test_uniform_and_normal() -> None:
    numbers = init.uniform((100, 100), -3, 5, rng=rng())
    assert -3 <= numbers.min() < -2.99
    assert 4.99 < numbers.max() <= 5
    assert init.normal((10000,), 7, 0, rng=rng()).tolist() == [7.0] * 10000
    assert init.normal((10000,), 7, 2, rng=rng()).std() == pytest.approx(2, rel=0.03)


def test_signals_keep_their_size_through_relu_layers() -> None:
    """Through 20 layers of ReLU the mean square stays within a factor of 4 by He's rule, and dies without."""
    generator = rng()
    x = generator.standard_normal((200, 256))
    he, small = x, x
    for _ in range(20):
        he = np.maximum(he @ init.he_normal((256, 256), rng=generator, dtype=np.float64).T, 0)
        small = np.maximum(small @ init.normal((256, 256), 0, 0.01, rng=generator, dtype=np.float64).T, 0)
    assert 0.25 < np.mean(he**2) / np.mean(x**2) < 4
    assert np.mean(small**2) < 1e-30


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        (lambda: init.he_normal((5,), rng=rng()), r"fans: shape: got \(5,\); takes two axes"),
        (lambda: init.fans((5, 0)), "fans: shape"),
        (lambda: init.fans(DENSE, "CHWN"), "fans: layout: got 'CHWN'"),
        (lambda: init.he_uniform(DENSE, rng=rng(), mode="fan"), "he_uniform: mode: got 'fan'"),
        (lambda: init.normal((3,), std=-1, rng=rng()), "normal: std: got -1"),
        (lambda: init.uniform((3,), 2, 1, rng=rng()), "uniform: high: got 1"),
        (lambda: init.normal((2, -1), rng=rng()), "normal: shape: got -1"),
        (lambda: init.normal("a", rng=rng()), "normal: shape: got 'a'"),  # type: ignore[arg-type]
        (lambda: init.normal((2,), rng=0), "normal: rng: got a int"),  # type: ignore[arg-type]
        (lambda: init.uniform((2,), rng=0), "uniform: rng: got a int"),  # type: ignore[arg-type]
        (lambda: init.uniform((3,), rng=rng(), dtype="zz"), "uniform: dtype: got 'zz'"),
        (lambda: init.fans(3), "fans: shape: got 3"),  # type: ignore[arg-type]
        (lambda: init.uniform((3,), rng=rng(), dtype=np.float16), "uniform: dtype: got float16"),
    ],
)
def test_refused(draw: Callable[[], object], says: str) -> None:
    with pytest.raises(EngineError, match=says):
        draw()
