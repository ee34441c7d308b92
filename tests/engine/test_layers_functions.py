"""What layers compute, and pad and flatten: PyTorch's figures, and what holds whatever the input."""

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
HERE = ("flatten", "pad", "linear", "batch_norm", "embedding", "one_hot")
SEEDS = st.integers(0, 10**6)


def normal(*shape: int, seed: int = 0, dtype: Any = np.float64) -> Array:
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


@pytest.mark.parametrize("kept", [one for one in GOLDEN if one["operation"] in HERE], ids=lambda one: one["operation"])
def test_as_pytorch(kept: dict[str, Any]) -> None:
    case, theirs = decoded(kept)
    ours = run(getattr(F, case.operation), case)
    agree(case, ours, theirs, magnitude(case, ours))


def test_every_golden_case_is_read_somewhere() -> None:
    from tests.engine.test_activations import ALL

    assert {one["operation"] for one in GOLDEN} == {*HERE, *ALL}


# flatten

# flatten


def test_flatten_makes_one_vector_a_sample() -> None:
    x = normal(5, 28, 28, 1)
    y = F.flatten(x)
    assert y.shape == (5, 28 * 28)
    np.testing.assert_array_equal(y.reshape(x.shape), x)
    assert F.flatten(x, 0).shape == (5 * 784,)
    assert F.flatten(x, start_axis=-2).shape == (5, 28, 28)
    assert F.flatten(np.zeros((0, 2, 3))).shape == (0, 6)
    gradcheck.check(F.flatten, normal(2, 3, 2))


@pytest.mark.parametrize(("shape", "axis"), [((3,), 1), ((3, 2), 2), ((3, 2), -3), ((), 0), ((3, 2), 1.0)])
def test_flatten_from_an_axis_that_is_none(shape: tuple[int, ...], axis: Any) -> None:
    with pytest.raises(EngineError, match=f"flatten: start_axis: got {axis}; takes"):
        F.flatten(np.zeros(shape), axis)


# pad


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect", "wrap"])
@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
@pytest.mark.parametrize("padding", [1, (1, 2), ((1, 0), (2, 1)), [1, (0, 2)], np.array([[1, 0], [2, 1]]), "valid", 0])
def test_every_form_of_padding(mode: Any, layout: str, padding: Any) -> None:
    x = normal(2, 3, 4, 3)
    both = {"valid": 0}.get(padding, padding) if isinstance(padding, str) else padding
    pairs = [p if np.iterable(p) else (p, p) for p in (both if np.iterable(both) else (both, both))]
    every: Any = [(0, 0), (0, 0), *pairs] if layout == "NCHW" else [(0, 0), *pairs, (0, 0)]
    y = F.pad(x, padding, mode=mode, layout=layout)
    np.testing.assert_array_equal(y, np.pad(x, every, mode))
    assert not np.shares_memory(y, x)
    gradcheck.check(lambda x: F.pad(x, padding, mode=mode, layout=layout), x[:1, :, :, :])


def test_padding_a_single_image_or_other_axes() -> None:
    np.testing.assert_array_equal(F.pad(np.ones((1, 1)), 1), np.pad(np.ones((1, 1)), 1))
    x = normal(2, 3, 4)
    y = F.pad(x, (1, (0, 2)), axes=(0, -1), value=3)
    np.testing.assert_array_equal(y, np.pad(x, [(1, 1), (0, 0), (0, 2)], constant_values=3))
    np.testing.assert_array_equal(F.pad(x, 1, axes=(1,)), np.pad(x, [(0, 0), (1, 1), (0, 0)]))


def test_reflection_may_be_wider_than_the_image() -> None:
    x = normal(1, 2, 3)
    np.testing.assert_array_equal(F.pad(x, 7, mode="reflect"), np.pad(x, [(0, 0), (7, 7), (7, 7)], "reflect"))
    gradcheck.check(lambda x: F.pad(x, 7, mode="reflect"), x)


def test_padding_keeps_the_dtype() -> None:
    for dtype in (np.float32, np.float64, np.uint8, np.bool_):
        y = F.pad(np.ones((2, 2), dtype), 1, value=1)
        assert y.dtype == dtype
        assert y.all()
    assert F.pad(np.zeros((1, 1)), 1, value=-np.inf)[0, 0] == -np.inf


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"padding": -1}, "padding: got -1; takes an int of at least 0"),
        ({"padding": 1.5}, "padding: got 1.5; takes an int"),
        ({"padding": "same"}, "padding: got 'same'; takes an int"),
        ({"padding": (1, 2, 3)}, r"padding: got \(1, 2, 3\); takes an int of at least 0, or 2 entries"),
        ({"padding": ((1, 2, 3), 1)}, r"padding: got \(1, 2, 3\)"),
        ({"padding": 1, "mode": "mirror"}, "mode: got 'mirror'; takes 'constant', 'edge'"),
        ({"padding": 1, "layout": "CHW"}, "layout: got 'CHW'"),
        ({"padding": 1, "layout": "NHWC"}, r"x: got shape \(2, 3\); takes at least 3 axes"),
        ({"padding": 1, "axes": (0, 2)}, "axes: got 2; takes an int from -2 to 1"),
        ({"padding": 1, "axes": (0, -2)}, r"axes: got \(0, -2\); takes each axis once"),
        ({"padding": 1, "value": "0"}, "value: got '0'; takes a number"),
    ],
)
def test_padding_that_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(EngineError, match=f"pad: {message}"):
        F.pad(np.zeros((2, 3)), **arguments)


def test_padding_with_what_does_not_fit() -> None:
    for value in (256, -1, 0.5, np.inf):
        with pytest.raises(EngineError, match=f"pad: value: got {value}; takes a value that uint8 holds"):
            F.pad(np.zeros((2, 2), np.uint8), 1, value=value)
    with pytest.raises(EngineError, match=r"pad: x: got shape \(0, 2\); takes a value to copy along axis 0"):
        F.pad(np.zeros((0, 2)), 1, mode="edge")


# linear


@given(SEEDS, st.sampled_from([(), (3,), (2, 4)]), st.booleans())
@settings(max_examples=25, deadline=None)
def test_linear_is_a_matrix_product(seed: int, samples: tuple[int, ...], biased: bool) -> None:
    x, weight, bias = normal(*samples, 5, seed=seed), normal(2, 5, seed=seed + 1), normal(2, seed=seed + 2)
    y = F.linear(x, weight, bias if biased else None)
    expected = np.einsum("...i,oi->...o", x, weight) + (bias if biased else 0)
    closeness.products(y, expected, np.einsum("...i,oi->...o", abs(x), abs(weight)) + 1)
    gradcheck.check(F.linear, x, weight, *([bias] if biased else []))


def test_linear_of_integers_and_mixed_floats() -> None:
    assert F.linear([1, 2], [[3, 4]]).tolist() == [11]
    assert F.linear(np.ones(2, np.float32), np.ones((1, 2), np.float32), np.ones(1, np.float32)).dtype == np.float32
    assert F.linear(np.ones(2, np.float32), np.ones((1, 2))).dtype == np.float64


def test_linear_needs_only_what_its_gradients_read() -> None:
    """A weight may change before backward if no input asks for a gradient: only x is read then."""
    x, weight = normal(3, 2), Tensor(normal(1, 2), requires_grad=True)
    y = F.linear(x, weight)
    weight.data[...] = 0
    y.sum().backward()
    closeness.products(gradient(weight), x.sum(axis=0, keepdims=True), abs(x).sum(axis=0, keepdims=True))
    inner = Tensor(x, requires_grad=True)
    y = F.linear(inner, weight)
    weight.data[...] = 1
    with pytest.raises(EngineError, match=r"backward of linear: an array of shape \(1, 2\)"):
        y.sum().backward()


@pytest.mark.parametrize(
    ("x", "weight", "bias", "message"),
    [
        ((4, 3), (3, 2), None, r"x: got shape \(4, 3\); takes shape \(…, 2\), since the weight has the shape \(3, 2\)"),
        ((), (3, 2), None, r"x: got shape \(\)"),
        ((4, 3), (3,), None, r"weight: got shape \(3,\); takes shape \(out, in\)"),
        ((4, 3), (2, 3), (3,), r"bias: got shape \(3,\); takes shape \(2,\)"),
        ((4, 3), (2, 3), (1, 2), r"bias: got shape \(1, 2\)"),
    ],
)
def test_linear_shapes_that_do_not_fit(x: Any, weight: Any, bias: Any, message: str) -> None:
    with pytest.raises(EngineError, match=f"linear: {message}"):
        F.linear(np.zeros(x), np.zeros(weight), None if bias is None else np.zeros(bias))


# batch norm


@given(SEEDS, st.sampled_from([((6, 3), 1), ((2, 3, 2, 2), 1), ((2, 2, 3), -1), ((4, 2), 0)]))
@settings(max_examples=25, deadline=None)
def test_batch_norm_in_training_has_mean_0_and_variance_1(seed: int, shape: tuple[tuple[int, ...], int]) -> None:
    x = normal(*shape[0], seed=seed) * 3 + 5
    axis = shape[1]
    y = F.batch_norm(x, training=True, epsilon=0, axis=axis)
    others = tuple(i for i in range(x.ndim) if i != axis % x.ndim)
    np.testing.assert_allclose(y.mean(axis=others), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=others), 1, rtol=1e-12)
    np.testing.assert_allclose(F.batch_norm(x * 7 - 2, training=True, epsilon=0, axis=axis), y, rtol=1e-9, atol=1e-12)


def test_running_statistics() -> None:
    """The mean moves by a tenth towards the batch's; the variance to the unbiased one, which divides by n − 1."""
    x = np.array([[1.0], [3.0]])
    mean, variance = np.zeros(1), np.ones(1)
    closeness.elementwise(F.batch_norm(x, mean, variance, training=True, epsilon=0), np.array([[-1.0], [1.0]]))
    closeness.elementwise(mean, np.array([0.2]))
    closeness.elementwise(variance, np.array([0.9 + 0.1 * 2]))
    before = mean.copy(), variance.copy()
    closeness.elementwise(F.batch_norm(x, mean, variance, epsilon=0), (x - 0.2) / np.sqrt(1.1))
    assert (mean, variance) == before
    F.batch_norm(x, mean, training=True, momentum=1)
    assert mean == 2
    F.batch_norm(x, running_variance=variance, training=True, momentum=0)
    assert variance == before[1]


def test_the_running_variance_may_be_the_biased_one() -> None:
    """As in Keras and ONNX."""
    variance = np.zeros(1)
    F.batch_norm(np.array([[1.0], [3.0]]), running_variance=variance, training=True, momentum=1, correction=0)
    assert variance == 1


def test_a_change_of_the_normalised_values_is_noticed() -> None:
    """Without weight and bias they are the result itself."""
    x = Tensor(normal(4, 2), requires_grad=True)
    y = F.batch_norm(x, training=True)
    y.data[...] = 0
    with pytest.raises(EngineError, match=r"backward of batch_norm: .*changed"):
        y.sum().backward()


def test_running_statistics_may_be_tensors() -> None:
    mean, variance = Tensor(np.zeros(2, np.float32)), Tensor(np.ones(2, np.float32))
    y = F.batch_norm(normal(5, 2, dtype=np.float32), mean, variance, training=True)
    assert y.dtype == mean.dtype == np.float32
    assert mean.data.all()


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("affine", [True, False])
def test_batch_norm_gradients_by_differences(training: bool, affine: bool) -> None:
    operands = [normal(3, 2, 2, seed=1), *([normal(2, seed=2), normal(2, seed=3)] if affine else [])]
    mean, variance = normal(2, seed=4), normal(2, seed=5) ** 2 + 0.5

    def norm(x: Any, weight: Any = None, bias: Any = None) -> Any:
        return F.batch_norm(x, mean.copy(), variance.copy(), weight, bias, training=training)

    gradcheck.check(norm, *operands)


def test_batch_norm_sums_in_float64() -> None:
    """A running sum of a million float32 would be off by more than this mean's last digits."""
    x = np.full((2**20, 1), 0.1, np.float32)
    mean = np.zeros(1, np.float32)
    y = F.batch_norm(x, mean, training=True, momentum=1)
    assert mean == np.float32(0.1)
    assert not y.any()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, r"running_mean: got None; takes shape \(3,\)"),
        ({"running_mean": np.zeros(3)}, r"running_variance: got None; takes shape \(3,\)"),
        ({"running_mean": np.zeros(2), "running_variance": np.ones(3)}, r"running_mean: got shape \(2,\)"),
        ({"training": True, "weight": np.ones((1, 3))}, r"weight: got shape \(1, 3\); takes shape \(3,\)"),
        ({"training": True, "bias": np.ones(2)}, r"bias: got shape \(2,\)"),
        ({"training": True, "running_mean": [0.0, 0.0, 0.0]}, "running_mean: got a list; takes in training an array"),
        ({"training": True, "running_mean": np.zeros(3, int)}, "running_mean: got .*int64"),
        ({"training": True, "running_variance": np.broadcast_to(1.0, 3)}, "running_variance: got .*read-only"),
        ({"training": True, "momentum": 1.5}, "momentum: got 1.5; takes a number from 0 to 1"),
        ({"training": True, "momentum": None}, "momentum: got None"),
        ({"training": True, "correction": 2}, "correction: got 2; takes 0 or 1"),
        ({"training": True, "epsilon": -1}, "epsilon: got -1; takes a number of at least 0"),
        ({"training": True, "axis": 2}, "axis: got 2; takes an int from -2 to 1"),
    ],
)
def test_batch_norm_that_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(EngineError, match=f"batch_norm: {message}"):
        F.batch_norm(normal(4, 3), **arguments)


def test_one_value_a_channel_has_no_variance() -> None:
    mean = np.zeros(3)
    with pytest.raises(EngineError, match=r"batch_norm: x: got shape \(1, 3\); takes more than one value a channel"):
        F.batch_norm(normal(1, 3), mean, training=True)
    assert not mean.any()


# dropout


def test_dropout_keeps_the_expectation() -> None:
    y = F.dropout(np.ones(100_000), 0.25, rng=np.random.default_rng(0))
    assert set(np.unique(y)) == {0, 1 / 0.75}
    assert abs((y == 0).mean() - 0.25) < 0.01
    assert abs(y.mean() - 1) < 0.01


def test_dropout_drops_the_same_forward_and_backward() -> None:
    x = Tensor(normal(50, dtype=np.float32) + 10, requires_grad=True)
    y = F.dropout(x, 0.5, rng=np.random.default_rng(1))
    y.sum().backward()
    np.testing.assert_array_equal(gradient(x), np.where(y.data == 0, np.float32(0), np.float32(2)))
    assert y.dtype == gradient(x).dtype == np.float32
    again = F.dropout(x.data.astype(np.float64), 0.5, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(again == 0, y.data == 0)


def test_dropout_without_training_or_chance_is_nothing() -> None:
    x = Tensor(normal(4), requires_grad=True)
    assert F.dropout(x, 0.5, training=False) is x
    assert F.dropout(x, 0) is x
    np.testing.assert_array_equal(F.dropout([1.0, 2.0], 0.5, training=False), [1, 2])


def test_dropout_of_everything() -> None:
    x = Tensor(normal(4), requires_grad=True)
    y = F.dropout(x, 1, rng=np.random.default_rng(0))
    y.sum().backward()
    assert not y.data.any()
    assert not gradient(x).any()


@pytest.mark.parametrize("p", [-0.1, 1.1, np.nan, "half", None, True])
def test_dropout_with_no_probability(p: Any) -> None:
    with pytest.raises(EngineError, match=f"dropout: p: got {p!r}; takes a probability from 0 to 1"):
        F.dropout(np.ones(2), p, rng=np.random.default_rng(0))


def test_dropout_without_chance_to_draw() -> None:
    for rng in (None, 7):
        with pytest.raises(EngineError, match=r"dropout: rng: got a (NoneType|int); takes a numpy.random.Generator"):
            F.dropout(np.ones(2), 0.5, rng=rng)  # type: ignore[arg-type]


# one-hot and embedding


def test_one_hot() -> None:
    y = F.one_hot(np.array([[0, 2], [1, 1]]), 3)
    assert y.dtype == np.float32
    np.testing.assert_array_equal(y, [[[1, 0, 0], [0, 0, 1]], [[0, 1, 0], [0, 1, 0]]])
    assert isinstance(F.one_hot(Tensor([1]), 2), Tensor)
    assert F.one_hot(np.array(1), 2, dtype=np.int64).tolist() == [0, 1]
    assert F.one_hot(np.zeros(0, np.int64), 2).shape == (0, 2)


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_embedding_is_the_product_with_one_hot_labels(seed: int) -> None:
    table, labels = normal(4, 3, seed=seed), np.random.default_rng(seed).integers(0, 4, (2, 5))
    by_row = Tensor(table, requires_grad=True)
    by_product = Tensor(table, requires_grad=True)
    y = F.embedding(labels, by_row)
    np.testing.assert_array_equal(y.data, F.one_hot(labels, 4, dtype=np.float64) @ table)
    g = normal(2, 5, 3, seed=seed + 1)
    y.backward(g)
    F.linear(F.one_hot(labels, 4, dtype=np.float64), by_product.T).backward(g)
    closeness.products(gradient(by_row), gradient(by_product), np.full((4, 3), abs(g).sum()))


def test_embedding_keeps_its_own_labels() -> None:
    table, labels = Tensor(np.eye(2), requires_grad=True), np.array([0, 0])
    y = F.embedding(labels, table)
    labels[:] = 1
    y.sum().backward()
    np.testing.assert_array_equal(gradient(table), [[2, 2], [0, 0]])


@pytest.mark.parametrize("labels", [[0, 3], [0, -1], np.array([0, 255], np.uint8)])
def test_a_label_outside(labels: Any) -> None:
    wrong = int(np.asarray(labels)[1])
    message = rf"labels: got label {wrong} at \(1,\); takes labels from 0 to 2"
    with pytest.raises(EngineError, match=f"one_hot: {message}"):
        F.one_hot(labels, 3)
    with pytest.raises(EngineError, match=f"embedding: {message}"):
        F.embedding(labels, np.zeros((3, 2)))


def test_labels_and_tables_of_the_wrong_kind() -> None:
    for labels in ([0.0, 1.0], [True, False]):
        with pytest.raises(
            EngineError, match=r"one_hot: labels: got dtype (float64|bool); takes class labels: integers"
        ):
            F.one_hot(labels, 2)
    with pytest.raises(EngineError, match="one_hot: classes: got 0; takes an int of at least 1"):
        F.one_hot(np.array([0]), 0)
    for dtype in ("number", np.float16):
        with pytest.raises(EngineError, match="one_hot: dtype: got"):
            F.one_hot(np.array([0]), 1, dtype=dtype)
    with pytest.raises(EngineError, match=r"embedding: table: got shape \(3,\); takes shape \(classes, width\)"):
        F.embedding([0], np.zeros(3))
