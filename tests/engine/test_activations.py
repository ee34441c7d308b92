"""Activations: PyTorch's figures, the figures of the cards, and what holds whatever the input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.engine import EngineError, Tensor, gradcheck
from quiz.engine import functional as F
from quiz.engine.tensor import Array
from tests.engine import closeness
from tests.engine.cases import agree, decoded, gradient, run
from tests.engine.functional_magnitudes import magnitude

GOLDEN = json.loads((Path(__file__).parent / "golden" / "functional.json").read_text(encoding="utf-8"))["cases"]
ELEMENTWISE = ("sigmoid", "tanh", "relu", "leaky_relu", "softplus")
ALONG_AN_AXIS = ("softmax", "log_softmax")
ALL = (*ELEMENTWISE, *ALONG_AN_AXIS)


def single(values: Any) -> Array:
    return np.array(values, np.float32)


def double(values: Any) -> Array:
    return np.array(values, np.float64)


def derivative(function: Any, x: Any) -> Array:
    """At each x, of an elementwise function."""
    t = Tensor(np.asarray(x), requires_grad=True)
    function(t).backward(np.ones(t.shape))
    return gradient(t)


@pytest.mark.parametrize("kept", [one for one in GOLDEN if one["operation"] in ALL], ids=lambda one: one["operation"])
def test_as_pytorch(kept: dict[str, Any]) -> None:
    case, theirs = decoded(kept)
    ours = run(getattr(F, case.operation), case)
    agree(case, ours, theirs, magnitude(case, ours))


# The figures of the cards.


def test_the_slope_of_sigmoid_is_a_quarter_at_most() -> None:
    slopes = derivative(F.sigmoid, np.linspace(-6, 6, 1201))
    assert slopes.max() == slopes[600] == 0.25
    x = y = Tensor(0.0, requires_grad=True)
    for _ in range(10):
        y = F.sigmoid(y)
    y.backward()
    assert 0 < gradient(x).item() < 0.25**10 < 9.54e-7
    assert f"{0.25**10:.3g}" == "9.54e-07"


def test_sigmoid_of_20_is_exactly_1_in_float32() -> None:
    assert F.sigmoid(single([20]))[0] == 1
    assert F.sigmoid(double([20]))[0] < 1
    assert derivative(F.sigmoid, single([20]))[0] == 0


def test_softmax_is_stable_where_the_plain_form_is_not() -> None:
    logits = np.array([1000.0, 1001.0])
    with np.errstate(over="ignore", invalid="ignore"):
        plain = np.exp(logits) / np.exp(logits).sum()
    assert np.isnan(plain).all()
    closeness.elementwise(F.softmax(logits), np.array([1, np.e]) / (1 + np.e))
    closeness.elementwise(F.log_softmax(logits), np.array([-1, 0]) - np.log1p(np.exp(-1)))


@given(st.integers(0, 10**6), st.sampled_from([np.float32, np.float64]), st.integers(1, 40))
@settings(max_examples=50, deadline=None)
def test_probabilities_sum_to_1_and_keep_the_largest(seed: int, dtype: Any, classes: int) -> None:
    logits = (np.random.default_rng(seed).standard_normal((3, classes)) * 20).astype(dtype)
    p = F.softmax(logits)
    closeness.elementwise(p.sum(axis=1), np.ones(3, dtype))
    assert ((p >= 0) & (p <= 1)).all()
    np.testing.assert_array_equal(p.argmax(axis=1), logits.argmax(axis=1))


@given(st.integers(0, 10**6), st.integers(-1000, 1000))
@settings(max_examples=50, deadline=None)
def test_a_shift_of_all_logits_changes_nothing(seed: int, shift: int) -> None:
    """Multiples of 1/1024 below 2048 can be added in float64 without rounding, so nothing may change at all."""
    logits = np.random.default_rng(seed).integers(-4096, 4096, (2, 5)) / 1024
    np.testing.assert_array_equal(F.softmax(logits), F.softmax(logits + shift))
    np.testing.assert_array_equal(F.log_softmax(logits), F.log_softmax(logits + shift))


# Large, infinite and kinked.


def test_log_softmax_keeps_its_digits_beside_large_logits() -> None:
    """x − (m + ln Σ) would give −ln 2 rounded to a multiple of 8 here."""
    y = F.log_softmax(single([1e8, 1e8]))
    closeness.elementwise(y, np.full(2, -np.log(2), np.float32))
    np.testing.assert_array_equal(F.log_softmax(single([0, -200])), single([0, -200]))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_infinite_logits(dtype: Any) -> None:
    x = np.array([[-np.inf, 0, 0], [-np.inf, -np.inf, -np.inf], [np.inf, 0, 1], [np.nan, 0, 1]], dtype)
    half = np.log(np.array(2, dtype))
    np.testing.assert_array_equal(F.softmax(x), np.array([[0, 0.5, 0.5], *[[np.nan] * 3] * 3], dtype))
    np.testing.assert_array_equal(F.log_softmax(x), np.array([[-np.inf, -half, -half], *[[np.nan] * 3] * 3], dtype))
    largest = np.finfo(dtype).max
    np.testing.assert_array_equal(F.softmax(np.array([largest, -largest], dtype)), [1, 0])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_limits_of_the_elementwise_ones(dtype: Any) -> None:
    x = np.array([-np.inf, -1e4, 1e4, np.inf, np.nan], dtype)
    expected = {
        "sigmoid": [0, 0, 1, 1, np.nan],
        "tanh": [-1, -1, 1, 1, np.nan],
        "relu": [0, 0, 1e4, np.inf, np.nan],
        "leaky_relu": [-np.inf, -100, 1e4, np.inf, np.nan],
        "softplus": [0, 0, 1e4, np.inf, np.nan],
    }
    for name, values in expected.items():
        np.testing.assert_allclose(getattr(F, name)(x), np.array(values, dtype), rtol=1e-6)


def test_the_kinks_are_pytorchs() -> None:
    np.testing.assert_array_equal(derivative(F.relu, [-1.0, -0.0, 0.0, 1.0, np.nan]), [0, 0, 0, 1, 1])
    np.testing.assert_array_equal(derivative(F.leaky_relu, [-1.0, -0.0, 0.0, 1.0]), [0.01, 0.01, 0.01, 1])


def test_relu_stops_an_infinite_gradient() -> None:
    """√ has an infinite slope at 0, where relu has none."""
    x = Tensor([-1.0, 4.0], requires_grad=True)
    F.relu(x).sqrt().sum().backward()
    np.testing.assert_array_equal(gradient(x), [0, 0.25])


def test_softplus_of_very_negative_numbers_is_not_0() -> None:
    closeness.elementwise(F.softplus(double([-50, -700])), np.exp([-50.0, -700.0]))
    closeness.elementwise(F.softplus(single([-50])), np.exp(single([-50])))


# Gradients, shapes, dtypes, errors.


@pytest.mark.parametrize("name", ALL)
def test_gradients_by_differences(name: str) -> None:
    x = np.random.default_rng(3).standard_normal((2, 3, 4)) * 2
    gradcheck.check(getattr(F, name), x)


@pytest.mark.parametrize("name", ALONG_AN_AXIS)
@pytest.mark.parametrize("axis", [0, 1, 2, -1, -3])
def test_any_axis(name: str, axis: int) -> None:
    function = getattr(F, name)
    x = np.random.default_rng(5).standard_normal((3, 4, 2))
    by_hand = np.apply_along_axis(function, axis, x)
    np.testing.assert_array_equal(function(x, axis), by_hand)
    np.testing.assert_array_equal(function(np.asfortranarray(x), axis=axis), by_hand)
    gradcheck.check(lambda x: function(x, axis), x)


@pytest.mark.parametrize("name", ALONG_AN_AXIS)
def test_many_rows_are_worked_on_in_blocks(name: str) -> None:
    """More bytes than a block holds, in a number of rows that it does not divide; the order of a sum may differ."""
    x = np.random.default_rng(7).standard_normal((1001, 301), dtype=np.float32)
    whole, part = Tensor(x, requires_grad=True), Tensor(x[990:], requires_grad=True)
    of_whole, of_part = getattr(F, name)(whole), getattr(F, name)(part)
    closeness.elementwise(of_whole.data[990:], of_part.data)
    of_whole.backward(x)
    of_part.backward(x[990:])
    closeness.products(gradient(whole)[990:], gradient(part), 1 + np.abs(x[990:]))


@pytest.mark.parametrize("classes", [2, 100, 1024, 1025, 50_000])
def test_softmax_in_float32_loses_no_more_than_its_exponents_do(classes: int) -> None:
    """x − m is rounded, as everywhere; given that, each probability is right to 1e-6 of itself, however many."""
    x = (np.random.default_rng(classes).standard_normal((20, classes)) * 3).astype(np.float32)
    powers = np.exp((x - x.max(axis=1, keepdims=True)).astype(np.float64))
    closeness.elementwise(F.softmax(x), powers / powers.sum(axis=1, keepdims=True))


@pytest.mark.parametrize("name", ALL)
def test_dtypes(name: str) -> None:
    function = getattr(F, name)
    assert function(single([1, 2])).dtype == np.float32
    assert function(double([1, 2])).dtype == np.float64
    integers = function(np.array([-1, 0, 2], np.int8))
    assert integers.dtype == (np.int8 if name == "relu" else np.float64)
    closeness.elementwise(integers.astype(float), function(double([-1, 0, 2])))
    closeness.elementwise(function([1.5, -2.0]), function(np.array([1.5, -2.0])))
    assert isinstance(function(Tensor([1.0])), Tensor)
    for dtype in (np.float16, np.complex128):
        with pytest.raises(EngineError, match=f"{name}: x: got dtype {np.dtype(dtype)}; takes float32"):
            function(np.zeros(2, dtype))


@pytest.mark.parametrize("name", ALL)
def test_empty(name: str) -> None:
    for shape in ((0, 3), (3, 0)):
        assert getattr(F, name)(np.zeros(shape, np.float32)).shape == shape


@pytest.mark.parametrize("name", ALL)
def test_a_change_in_place_is_noticed(name: str) -> None:
    x = Tensor(np.arange(6.0).reshape(2, 3) - 2, requires_grad=True)
    y = getattr(F, name)(x)
    (x if name in ("leaky_relu", "softplus") else y).data[...] = 7
    with pytest.raises(EngineError, match=f"backward of {name}: .*changed"):
        y.sum().backward()


@pytest.mark.parametrize("name", ALONG_AN_AXIS)
@pytest.mark.parametrize("axis", [2, -3, 1.0, True, None])
def test_an_axis_that_is_none(name: str, axis: Any) -> None:
    with pytest.raises(EngineError, match=f"{name}: axis: got {axis}; takes an int from -2 to 1"):
        getattr(F, name)(np.zeros((2, 2)), axis)
    with pytest.raises(EngineError, match=f"{name}: axis: got -1; takes no axis"):
        getattr(F, name)(np.float64(1))


@pytest.mark.parametrize("slope", ["steep", np.nan, None, True])
def test_a_slope_that_is_none(slope: Any) -> None:
    with pytest.raises(EngineError, match="leaky_relu: negative_slope: got"):
        F.leaky_relu(np.zeros(2), slope)
