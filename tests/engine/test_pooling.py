"""Pooling: PyTorch's figures, each window looked at by itself, and what holds whatever the input."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import EngineError, Tensor, gradcheck
from quiz.engine import functional as F
from quiz.engine.kernels import pooling as kernels
from quiz.engine.shapes import pool_output_size, two_pairs
from quiz.engine.tensor import Array
from tests.engine import closeness
from tests.engine.cases import agree, decoded, gradient, run
from tests.engine.image_magnitudes import magnitude

GOLDEN = json.loads((Path(__file__).parent / "golden" / "pooling.json").read_text(encoding="utf-8"))["cases"]
NHWC, BACK = (0, 2, 3, 1), (0, 3, 1, 2)
INF, NAN = np.inf, np.nan


def normal(*shape: int, seed: int = 0, dtype: Any = np.float64) -> Array:
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def looped(x: Array, kernel: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool) -> tuple[Array, ...]:
    """Maximum, mean of what lies in the image, and mean of that and the padding, window by window."""
    size = x.shape[2:]
    pads = two_pairs("looped", padding, size, kernel, stride, dilation)
    rows, columns = (pool_output_size(size[i], kernel[i], stride[i], pads[i], dilation[i], ceil_mode) for i in (0, 1))
    largest, inside, padded = (np.zeros((*x.shape[:2], rows, columns)) for _ in range(3))
    for p, q in itertools.product(range(rows), range(columns)):
        places = [
            (stride[0] * p + dilation[0] * i - pads[0][0], stride[1] * q + dilation[1] * j - pads[1][0])
            for i, j in itertools.product(range(kernel[0]), range(kernel[1]))
        ]
        met = [x[:, :, a, b] for a, b in places if 0 <= a < size[0] and 0 <= b < size[1]]
        counted = sum(a < size[0] + pads[0][1] and b < size[1] + pads[1][1] for a, b in places)
        total = np.sum(met, axis=0) if met else np.zeros(x.shape[:2])
        largest[:, :, p, q] = np.max(met, axis=0) if met else -INF
        inside[:, :, p, q] = total / len(met) if met else NAN
        padded[:, :, p, q] = total / counted
    return largest, inside, padded


@st.composite
def poolings(draw: st.DrawFn) -> tuple[tuple[int, ...], dict[str, Any]]:
    """A shape, and windows that fit into it."""
    kernel, stride = (draw(st.tuples(st.integers(1, 4), st.integers(1, 4))) for _ in range(2))
    dilation = draw(st.sampled_from([(1, 1), (1, 1), (2, 1), (2, 3)]))
    spans = [dilation[i] * (kernel[i] - 1) + 1 for i in (0, 1)]
    amounts = [st.tuples(st.integers(0, span - 1), st.integers(0, span - 1)) for span in spans]
    halves = st.tuples(*(st.integers(0, span // 2) for span in spans))
    padding = draw(st.one_of(st.just("same"), halves, st.tuples(*amounts)))
    size = [draw(st.integers(spans[i], 10)) for i in (0, 1)]
    how = {"stride": stride, "padding": padding, "dilation": dilation, "ceil_mode": draw(st.booleans())}
    return (draw(st.integers(0, 2)), draw(st.integers(1, 3)), *size), {"kernel_size": kernel, **how}


def expected(x: Array, how: dict[str, Any]) -> tuple[Array, ...]:
    return looped(x, *(how[name] for name in ("kernel_size", "stride", "padding", "dilation", "ceil_mode")))


@pytest.mark.parametrize("kept", GOLDEN, ids=lambda one: one["operation"])
def test_as_pytorch(kept: dict[str, Any]) -> None:
    case, theirs = decoded(kept)
    agree(case, run(getattr(F, case.operation), case), theirs, magnitude(case))


@given(poolings(), st.integers(0, 10**6), st.sampled_from([1, 1 << 19]))
@settings(max_examples=100, deadline=None)
def test_is_what_each_window_says(drawn: Any, seed: int, size: int) -> None:
    """In both layouts, and however small the parts are that are worked on at a time."""
    shape, how = drawn
    x = normal(*shape, seed=seed)
    largest, inside, padded = expected(x, how)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "CACHE", size)
        np.testing.assert_array_equal(F.max_pool2d(x, **how), largest)
        last = F.max_pool2d(x.transpose(NHWC), **how, layout="NHWC")
        np.testing.assert_array_equal(last.transpose(BACK), largest)
        closeness.products(F.avg_pool2d(x, **how), padded, expected(np.abs(x), how)[2])
        if np.isnan(inside).any():
            with pytest.raises(EngineError, match="padding alone"):
                F.avg_pool2d(x, **how, count_include_pad=False)
        else:
            last = F.avg_pool2d(x.transpose(NHWC), **how, layout="NHWC", count_include_pad=False)
            closeness.products(last.transpose(BACK), inside, expected(np.abs(x), how)[1])


@given(poolings(), st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
def test_gradients_are_shared_out_whole(drawn: Any, seed: int) -> None:
    """A maximum hands each window's gradient to the pixel that is its value; a mean is linear, so ⟨y, g⟩ = ⟨x, ∂x⟩."""
    shape, how = drawn
    x = Tensor(normal(*shape, seed=seed), True)
    y = F.max_pool2d(x, **how)
    g = normal(*y.shape, seed=seed + 1)
    g[np.isinf(y.data)] = 0  # a window of padding alone
    y.backward(g)
    values = np.where(np.isinf(y.data), 0, y.data)
    assert np.sum(values * g) == pytest.approx(np.sum(x.data * gradient(x)), abs=1e-12 * (1 + np.abs(values * g).sum()))
    x.zero_grad()
    y = F.avg_pool2d(x, **how)
    y.backward(g)
    assert np.sum(y.data * g) == pytest.approx(np.sum(x.data * gradient(x)), abs=1e-12 * (1 + np.abs(g).sum()))


@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
def test_gradients_by_differences(layout: str) -> None:
    x = np.random.default_rng(0).permutation(2 * 3 * 5 * 6).reshape(2, 3, 5, 6) / 10  # no two within a step
    how: dict[str, Any] = {"stride": 2, "padding": ((1, 0), (1, 1)), "ceil_mode": True, "layout": layout}
    gradcheck.check(lambda x: F.max_pool2d(x, 3, **how), x)
    gradcheck.check(lambda x: F.avg_pool2d(x, 3, **how), x)
    gradcheck.check(lambda x: F.avg_pool2d(x, 3, **how, count_include_pad=False), x)
    gradcheck.check(lambda x: F.global_avg_pool2d(x, layout=layout), x)
    gradcheck.check(lambda x: F.global_max_pool2d(x, layout=layout, keepdims=True), x)


@pytest.mark.parametrize(
    ("window", "winner"),
    [
        ([[1, 2], [2, 2]], 1),
        ([[-INF, -INF], [-INF, -INF]], 0),
        ([[NAN, 5], [9, 9]], 0),
        ([[NAN, 5], [NAN, 9]], 2),
        ([[INF, INF], [1, 2]], 0),
        ([[-0.0, 0.0], [0.0, -0.0]], 0),
    ],
)
@pytest.mark.parametrize("pool", [lambda x: F.max_pool2d(x, 2), lambda x: F.global_max_pool2d(x)])
def test_of_equal_ones_the_first_of_nan_the_last(pool: Any, window: Any, winner: int) -> None:
    x = Tensor(np.array([[window]], float), True)
    y = pool(x)
    assert np.array_equal(y.data.ravel(), [np.max(window)], equal_nan=True)
    y.backward(np.full(y.shape, INF))
    np.testing.assert_array_equal(gradient(x).ravel(), [INF if i == winner else 0 for i in range(4)])


def test_padding_never_wins() -> None:
    x = np.full((1, 1, 3, 3), -7)
    np.testing.assert_array_equal(F.max_pool2d(x, 3, padding=1), [[[[-7]]]])
    np.testing.assert_array_equal(F.max_pool2d(x.astype(np.float32), 2, padding=1), np.full((1, 1, 2, 2), -7))
    np.testing.assert_array_equal(F.max_pool2d(np.full((1, 1, 2, 2), -INF), 2, padding=1, stride=1), -INF)


def test_the_padding_is_counted_or_not() -> None:
    ones = np.ones((1, 1, 2, 2))
    np.testing.assert_array_equal(F.avg_pool2d(ones, 2, padding=1), np.full((1, 1, 2, 2), 0.25))
    np.testing.assert_array_equal(F.avg_pool2d(ones, 2, padding=1, count_include_pad=False), np.ones((1, 1, 2, 2)))
    hanging = F.avg_pool2d(np.ones((1, 1, 3, 3)), 2, ceil_mode=True)  # what lies over the edge never counts
    np.testing.assert_array_equal(hanging, np.ones((1, 1, 2, 2)))


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int8, np.uint8, np.int64, np.bool_])
def test_dtypes(dtype: Any) -> None:
    x = (np.arange(32).reshape(1, 2, 4, 4) % 5 - (0 if dtype in (np.uint8, np.bool_) else 2)).astype(dtype)
    for largest in (F.max_pool2d(x, 3, padding=1), F.global_max_pool2d(x)):
        assert largest.dtype == dtype
    np.testing.assert_array_equal(F.max_pool2d(x, 2), x.reshape(1, 2, 2, 2, 2, 2).max(axis=(3, 5)))
    for mean in (F.avg_pool2d(x, 2), F.global_avg_pool2d(x)):
        assert mean.dtype == (dtype if dtype in (np.float32, np.float64) else np.float64)
    closeness.products(F.global_avg_pool2d(x.astype(np.float64)), x.mean(axis=(2, 3)), np.abs(x).mean(axis=(2, 3)))


def test_global_pooling_shapes() -> None:
    for function in (F.global_avg_pool2d, F.global_max_pool2d):
        assert function(normal(2, 3, 4, 5)).shape == (2, 3)
        assert function(normal(2, 3, 4, 5), keepdims=True).shape == (2, 3, 1, 1)
        assert function(normal(2, 3, 4, 5), layout="NHWC").shape == (2, 5)
        assert function(normal(2, 3, 4, 5), layout="NHWC", keepdims=True).shape == (2, 1, 1, 5)


POOLS: dict[str, Callable[[Any], Any]] = {
    "maximum": lambda x: F.max_pool2d(x, 2),
    "mean": lambda x: F.avg_pool2d(x, 2),
    "global maximum": F.global_max_pool2d,
    "global mean": F.global_avg_pool2d,
}


@pytest.mark.parametrize("name", POOLS)
def test_empty_batches_and_views(name: str) -> None:
    x = Tensor(np.zeros((0, 3, 4, 4)), True)
    y = POOLS[name](x)
    assert y.shape[:2] == (0, 3)
    y.sum().backward()
    assert gradient(x).shape == x.shape
    view = normal(4, 3, 9, 8)[::2, ::-1, 1:, ::-2]
    closeness.products(POOLS[name](view), POOLS[name](view.copy()), POOLS[name](np.abs(view)))


@pytest.mark.parametrize("function", [F.max_pool2d, F.avg_pool2d])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"kernel_size": 0}, "kernel_size: got 0; takes an int of at least 1"),
        ({"kernel_size": (2, 2, 2)}, "kernel_size: got (2, 2, 2); takes an int of at least 1, or a pair"),
        ({"kernel_size": 2, "stride": 0}, "stride: got 0; takes an int of at least 1"),
        ({"kernel_size": 2, "padding": 2}, "padding: got (2, 2); takes at most 1 on a side of a window that spans 2"),
        ({"kernel_size": 3, "padding": (2, 0)}, "padding: got (2, 2); takes at most 1 on a side of a window that"),
        ({"kernel_size": 3, "padding": ((3, 0), (0, 0))}, "padding: got (3, 0); takes at most 2 on a side of a"),
        ({"kernel_size": 2, "padding": -1}, "padding: got -1; takes an int of at least 0"),
        ({"kernel_size": 6}, "kernel_size: got a window that spans 6; takes at most the padded size 0 + 5 + 0"),
        ({"kernel_size": 3, "dilation": 3}, "kernel_size: got a window that spans 7; takes at most the padded size"),
        ({"kernel_size": 2, "layout": "HWC"}, "layout: got 'HWC'; takes 'NCHW' or 'NHWC'"),
    ],
)
def test_what_it_cannot_take_it_says(function: Any, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(EngineError) as caught:
        function(np.zeros((1, 2, 5, 5)), **arguments)
    assert str(caught.value).startswith(f"{function.__name__}: {said}")


@pytest.mark.parametrize("function", [F.global_avg_pool2d, F.global_max_pool2d])
def test_what_global_pooling_cannot_take_it_says(function: Any) -> None:
    with pytest.raises(EngineError, match=r": x: got shape \(2, 5, 5\); takes four axes"):
        function(np.zeros((2, 5, 5)))
    with pytest.raises(EngineError, match=r": x: got shape \(2, 3, 0, 5\); takes \(n, c, h, w\) with at least one"):
        function(np.zeros((2, 3, 0, 5)))
