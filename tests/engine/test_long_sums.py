"""Sums of many float32, in gradients and means: added up one after the other they would be off by more than 1e-6."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from quiz.engine import Tensor, ops
from quiz.engine import functional as F

LONG = 50_000


@pytest.mark.parametrize(
    ("summed", "shape"),
    [
        (lambda b: F.linear(np.zeros((LONG, 1), np.float32), np.zeros((3, 1), np.float32), b), (3,)),
        (lambda b: F.embedding(np.zeros(LONG, int), b), (1, 3)),
        (
            lambda b: F.conv2d(
                np.zeros((1, 250, 200, 1), np.float32), np.zeros((1, 1, 1, 3), np.float32), b, layout="NHWC"
            ),
            (3,),
        ),
        (
            lambda b: F.conv_transpose2d(
                np.zeros((1, 250, 200, 1), np.float32), np.zeros((1, 1, 3, 1), np.float32), b, layout="NHWC"
            ),
            (3,),
        ),
    ],
    ids=["linear", "embedding", "conv2d", "conv_transpose2d"],
)
def test_a_gradient_added_up_over_many_places_loses_no_digits(summed: Any, shape: tuple[int, ...]) -> None:
    b = Tensor(np.zeros(shape, np.float32), requires_grad=True)
    y = summed(b)
    g = np.random.default_rng(0).random(y.shape, dtype=np.float32)
    y.backward(g)
    assert b.grad is not None
    assert b.grad.dtype == np.float32
    np.testing.assert_allclose(b.grad.data.ravel(), g.reshape(-1, 3).sum(axis=0, dtype=np.float64), rtol=1e-6)


def test_an_element_taken_often_loses_no_digits_of_its_gradient() -> None:
    x = Tensor(np.zeros(1, np.float32), requires_grad=True)
    g = np.full(LONG, 0.1, np.float32)
    x[np.zeros(LONG, int)].backward(g)
    assert x.grad is not None
    assert x.grad.dtype == np.float32
    assert x.grad.item() == pytest.approx(g.sum(dtype=np.float64), rel=1e-6)


def test_the_mean_of_a_large_image_loses_no_digits_in_either_layout() -> None:
    x = np.random.default_rng(0).random((1, 224, 224, 3), dtype=np.float32)
    y = F.global_avg_pool2d(x, layout="NHWC")
    assert y.dtype == np.float32
    np.testing.assert_allclose(y, x.mean(axis=(1, 2), dtype=np.float64), rtol=1e-6)
    np.testing.assert_allclose(F.global_avg_pool2d(x.transpose(0, 3, 1, 2)), y, rtol=1e-6)


@pytest.mark.parametrize("shape", [(3, 2), (3,)], ids=["matrix", "vector"])
def test_a_long_matrix_product_loses_no_digits(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    a, b = rng.random((LONG, 3), dtype=np.float32), rng.random((LONG, *shape[1:]), dtype=np.float32)
    value = ops.matmul(a.T, b)
    assert (value.dtype, value.shape) == (np.float32, shape)
    np.testing.assert_allclose(value, a.T.astype(np.float64) @ b, rtol=1e-6)
    weight = Tensor(np.zeros((2, 3), np.float32), requires_grad=True)
    g = rng.random((LONG, 2), dtype=np.float32)
    F.linear(a, weight).backward(g)
    assert weight.grad is not None
    np.testing.assert_allclose(weight.grad.data, g.T.astype(np.float64) @ a, rtol=1e-6)


@pytest.mark.parametrize("shape", [(1, 224, 224, 2), (300, 20, 20, 2)], ids=["one large image", "many images"])
def test_the_gradient_of_a_kernel_that_met_many_pixels_loses_no_digits(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(0)
    x = rng.random(shape, dtype=np.float32)
    kernel = Tensor(np.zeros((1, 1, 2, 3), np.float32), requires_grad=True)
    y = F.conv2d(x, kernel, layout="NHWC")
    g = rng.random(y.shape, dtype=np.float32)
    y.backward(g)
    assert kernel.grad is not None
    expected = x.reshape(-1, 2).T.astype(np.float64) @ g.reshape(-1, 3)
    np.testing.assert_allclose(kernel.grad.data[0, 0], expected, rtol=1e-6)
