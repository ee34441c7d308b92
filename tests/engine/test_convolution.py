"""Convolution and its transpose: PyTorch's figures, the sum written as loops, and what holds whatever the input."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import Tensor, gradcheck, no_grad
from quiz.engine import functional as F
from quiz.engine.kernels import products, strips
from quiz.engine.kernels.windows import Windows
from quiz.engine.shapes import conv_output_size, two_pairs
from quiz.engine.tensor import Array
from tests.engine import closeness
from tests.engine.cases import agree, decoded, gradient, run
from tests.engine.image_magnitudes import magnitude

GOLDEN = json.loads((Path(__file__).parent / "golden" / "convolution.json").read_text(encoding="utf-8"))["cases"]
NHWC, BACK = (0, 2, 3, 1), (0, 3, 1, 2)


def normal(*shape: int, seed: int = 0, dtype: Any = np.float64) -> Array:
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def looped(x: Array, weight: Array, stride: Any, padding: Any, dilation: Any, groups: int) -> Array:
    """Convolution as its definition says it: for each output, add up each product."""
    n, _, *size = x.shape
    filters, c, *kernel = weight.shape
    pads = two_pairs("looped", padding, tuple(size), tuple(kernel), stride, dilation)
    x = np.pad(x, ((0, 0), (0, 0), *pads))
    rows, columns = (conv_output_size(size[i], kernel[i], stride[i], pads[i], dilation[i]) for i in (0, 1))
    y = np.zeros((n, filters, rows, columns), x.dtype)
    for image, f, p, q in itertools.product(range(n), range(filters), range(rows), range(columns)):
        first = f // (filters // groups) * c
        for channel, i, j in itertools.product(range(c), range(kernel[0]), range(kernel[1])):
            pixel = x[image, first + channel, stride[0] * p + dilation[0] * i, stride[1] * q + dilation[1] * j]
            y[image, f, p, q] += weight[f, channel, i, j] * pixel
    return y


@st.composite
def convolutions(draw: st.DrawFn) -> tuple[tuple[int, ...], tuple[int, ...], dict[str, Any]]:
    """Shapes of x and weight, and how, such that the kernel fits."""
    kernel, stride, dilation = (draw(st.tuples(st.integers(1, 3), st.integers(1, 3))) for _ in range(3))
    side = st.tuples(st.integers(0, 3), st.integers(0, 3))
    padding = draw(st.one_of(st.just("same"), side, st.tuples(side, side)))
    size = [draw(st.integers(dilation[i] * (kernel[i] - 1) + 1, 8)) for i in (0, 1)]
    groups, c, f = draw(st.integers(1, 2)), draw(st.integers(1, 2)), draw(st.integers(1, 3))
    how = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return (draw(st.integers(0, 2)), groups * c, *size), (groups * f, c, *kernel), how


@pytest.mark.parametrize("kept", GOLDEN, ids=lambda one: one["operation"])
def test_as_pytorch(kept: dict[str, Any]) -> None:
    case, theirs = decoded(kept)
    agree(case, run(getattr(F, case.operation), case), theirs, magnitude(case))


@given(convolutions(), st.integers(0, 10**6))
@settings(max_examples=60, deadline=None)
def test_is_the_sum_that_its_definition_says(drawn: Any, seed: int) -> None:
    shape, kernel, how = drawn
    x, weight = normal(*shape, seed=seed), normal(*kernel, seed=seed + 1)
    closeness.products(F.conv2d(x, weight, **how), looped(x, weight, **how), looped(np.abs(x), np.abs(weight), **how))
    last = F.conv2d(x.transpose(NHWC), weight.transpose(2, 3, 1, 0), **how, layout="NHWC")
    np.testing.assert_array_equal(last.transpose(BACK), F.conv2d(x, weight, **how))


@given(convolutions(), st.integers(0, 10**6), st.sampled_from([1, 700, 1 << 20]))
@settings(max_examples=100, deadline=None)
def test_all_ways_give_the_same(drawn: Any, seed: int, size: int) -> None:
    """Whatever is taken for the fastest, and however small the blocks are."""
    shape, kernel, how = drawn
    x, weight = normal(*shape, seed=seed), normal(*kernel, seed=seed + 1)
    expected, magnitudes = looped(x, weight, **how), looped(np.abs(x), np.abs(weight), **how)
    stride, dilation, groups = how["stride"], how["dilation"], how["groups"]
    padding = two_pairs("test", how["padding"], shape[2:], kernel[2:], stride, dilation)
    windows = Windows((shape[2], shape[3]), (kernel[2], kernel[3]), stride, padding, dilation)
    ways = [products.by_window_row, products.by_image]
    ways += [products.by_kernel_row] if stride[0] == 1 else []
    ways += [products.by_kernel_element] if stride == (1, 1) else []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strips, "CACHE", size)
        patch.setattr(products, "WHOLE", size)
        patch.setattr(products, "SMALL", 20)
        for way in ways:
            y = np.full((shape[0], groups, kernel[0] // groups, *windows.output), np.nan)
            way(x.reshape(shape[0], groups, kernel[1], *shape[2:]), weight.reshape(groups, -1, *kernel[1:]), windows, y)
            closeness.products(y.reshape(expected.shape), expected, magnitudes)


@given(convolutions(), st.integers(0, 10**6))
@settings(max_examples=100, deadline=None)
def test_its_gradients_are_its_adjoints(drawn: Any, seed: int) -> None:
    """⟨conv(x, w), g⟩ = ⟨x, ∂x⟩ = ⟨w, ∂w⟩: it is linear in each; and ∂x is the transposed convolution of g."""
    shape, kernel, how = drawn
    x, weight = Tensor(normal(*shape, seed=seed), True), Tensor(normal(*kernel, seed=seed + 1), True)
    y = F.conv2d(x, weight, **how)
    g = normal(*y.shape, seed=seed + 2)
    y.backward(g)
    size = float(np.sum(np.abs(F.conv2d(np.abs(x.data), np.abs(weight.data), **how) * g)))
    assert abs(np.sum(y.data * g) - np.sum(x.data * gradient(x))) <= 1e-12 * size
    assert abs(np.sum(y.data * g) - np.sum(weight.data * gradient(weight))) <= 1e-12 * size
    spans = [how["dilation"][i] * (kernel[2 + i] - 1) + 1 for i in (0, 1)]
    pads = two_pairs("test", how["padding"], shape[2:], kernel[2:], how["stride"], how["dilation"])
    pairs = [
        (pads[i][0], (y.shape[2 + i] - 1) * how["stride"][i] + spans[i] - shape[2 + i] - pads[i][0]) for i in (0, 1)
    ]
    if all(after >= 0 for _, after in pairs):
        rest: dict[str, Any] = {name: how[name] for name in ("stride", "dilation", "groups")}
        transposed = F.conv_transpose2d(g, weight.data, padding=tuple(pairs), **rest)
        np.testing.assert_array_equal(transposed, gradient(x))


@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
@pytest.mark.parametrize("transposed", [False, True])
def test_gradients_by_differences(layout: str, transposed: bool) -> None:
    x, weight, bias = normal(2, 4, 5, 6), normal(4, 2, 3, 2, seed=1), normal(4, seed=2)
    if layout == "NHWC":
        x, weight = x.transpose(NHWC), weight.transpose(2, 3, 1, 0)
    function = F.conv_transpose2d if transposed else F.conv2d
    how: dict[str, Any] = {"stride": (2, 1), "padding": ((1, 0), (0, 1)), "dilation": (1, 2)}
    how |= {"groups": 2, "layout": layout}
    gradcheck.check(lambda x, weight, bias: function(x, weight, bias, **how), x, weight, bias, tolerance=1e-7)


def test_no_kernel_is_flipped() -> None:
    """It is the cross-correlation of all frameworks."""
    y = F.conv2d([[[[1, 2, 3], [4, 5, 6]]]], [[[[1, 10], [100, 1000]]]])
    np.testing.assert_array_equal(y, [[[[1 + 20 + 400 + 5000, 2 + 30 + 500 + 6000]]]])


@pytest.mark.parametrize("number", [3, 4, 5, 6, 7])
def test_same_gives_n_over_s_rounded_up_with_the_odd_one_behind(number: int) -> None:
    x = np.arange(1.0, number + 1).reshape(1, 1, 1, number)
    y = F.conv2d(x, np.ones((1, 1, 1, 2)), stride=2, padding="same")
    expected = [sum(range(i, min(i + 2, number + 1))) for i in range(1, number + 1, 2)]
    np.testing.assert_array_equal(y[0, 0, 0], expected)


def test_transposed_same_is_the_size_times_the_stride() -> None:
    for stride, kernel in itertools.product((1, 2, 3, 4), (1, 2, 3, 5)):
        y = F.conv_transpose2d(normal(1, 2, 3, 5), normal(2, 1, kernel, kernel), stride=stride, padding="same")
        assert y.shape == (1, 1, 3 * stride, 5 * stride)


def test_dtypes() -> None:
    for x, weight, expected in itertools.product((np.float32, np.float64, np.int32), repeat=2 + 1):
        if expected == np.result_type(x, weight):
            for function in (F.conv2d, F.conv_transpose2d):
                assert function(np.ones((1, 2, 3, 3), x), np.ones((2, 2, 2, 2), weight)).dtype == expected
    bias = np.ones(2, np.float64)
    assert F.conv2d(np.ones((1, 2, 3, 3), np.float32), np.ones((2, 2, 2, 2), np.float32), bias).dtype == np.float64
    mixed = Tensor(np.ones((1, 1, 3, 3), np.float32), True), Tensor(np.ones((1, 1, 2, 2)), True)
    F.conv2d(*mixed).sum().backward()
    assert [gradient(operand).dtype for operand in mixed] == [np.float32, np.float64]


def test_integers_stay_integers() -> None:
    x, weight = np.arange(32).reshape(1, 2, 4, 4), np.arange(36).reshape(2, 2, 3, 3)
    how: dict[str, Any] = {"stride": (1, 1), "padding": 1, "dilation": (1, 1), "groups": 1}
    np.testing.assert_array_equal(F.conv2d(x, weight, **how), looped(x, weight, **how))


def test_empty_batches() -> None:
    x, weight = Tensor(np.zeros((0, 3, 5, 5)), True), Tensor(normal(4, 3, 3, 3), True)
    y = F.conv2d(x, weight, np.ones(4), stride=2)
    assert y.shape == (0, 4, 2, 2)
    y.sum().backward()
    assert gradient(x).shape == x.shape
    np.testing.assert_array_equal(gradient(weight), np.zeros(weight.shape))
    assert F.conv_transpose2d(np.zeros((0, 2, 5, 4)), normal(2, 3, 3, 3), layout="NCHW").shape == (0, 3, 7, 6)


def test_arrays_that_do_not_lie_in_order_in_memory() -> None:
    x, weight = normal(4, 6, 8, 10), normal(8, 6, 6, 6, seed=1)
    views = x[::2, ::-1, 1::2, ::-2], weight[::2, :, ::2, ::-2]
    copies = views[0].copy(), views[1].copy()
    np.testing.assert_array_equal(F.conv2d(*views), F.conv2d(*copies))
    np.testing.assert_array_equal(
        F.conv_transpose2d(views[0][:, :4], views[1]), F.conv_transpose2d(copies[0][:, :4], copies[1])
    )
    x_tensor = Tensor(views[0], True)
    F.conv2d(x_tensor, views[1]).sum().backward()  # whose gradient is one number, read everywhere
    ones = F.conv_transpose2d(np.ones((2, 4, 2, 3)), views[1])
    closeness.products(gradient(x_tensor), ones, np.abs(ones) + 1)


def test_nothing_is_recorded_without_need() -> None:
    weight = Tensor(normal(2, 1, 2, 2), True)
    with no_grad():
        assert not F.conv2d(normal(1, 1, 3, 3), weight).requires_grad
    assert isinstance(F.conv2d(normal(1, 1, 3, 3), weight.data), np.ndarray)


def test_a_weight_changed_between_is_noticed() -> None:
    x, weight = Tensor(normal(1, 1, 3, 3), True), Tensor(normal(2, 1, 2, 2), True)
    y = F.conv2d(x, weight).sum()
    with no_grad():
        weight += 1
    with pytest.raises(ValueError, match="conv2d"):
        y.backward()
