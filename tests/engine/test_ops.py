"""The operations: PyTorch's figures, gradients against differences, dtypes, kinks, layouts and bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from quiz.engine import EngineError, Tensor, gradcheck, ops
from quiz.engine.tensor import Array
from tests.engine import ops_table
from tests.engine.closeness import elementwise, products

GOLDEN: list[dict[str, Any]] = json.loads((Path(__file__).parent / "golden" / "ops.json").read_text(encoding="utf-8"))[
    "cases"
]
seeds = st.integers(0, 2**32 - 1)


def golden(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", [c for c in GOLDEN if c["kind"] == kind], ids=lambda case: case["name"])


def arrays(case: dict[str, Any]) -> tuple[list[Array], Array, Array, list[Array]]:
    inputs = [np.array(x["data"], x["dtype"]) for x in case["inputs"]]
    gradients = [np.array(g, x.dtype) for g, x in zip(case["gradients"], inputs, strict=True)]
    return inputs, np.array(case["weights"], inputs[0].dtype), np.array(case["value"], inputs[0].dtype), gradients


@golden("binary")
def test_golden_of_two_operands(case: dict[str, Any]) -> None:
    inputs, weights, value, gradients = arrays(case)
    ours = ops_table.run(ops_table.BINARY[case["name"]], inputs, weights)
    elementwise(ours.value, value)
    for actual, expected, size in zip(
        ours.gradients, gradients, ops_table.repeated(ops_table.BINARY[case["name"]], inputs, weights), strict=True
    ):
        products(actual, expected, size)


@golden("unary")
def test_golden_of_one_operand(case: dict[str, Any]) -> None:
    inputs, weights, value, gradients = arrays(case)
    ours = ops_table.run(ops_table.UNARY[case["name"]], inputs, weights)
    elementwise(ours.value, value)
    elementwise(ours.gradients[0], gradients[0])


@golden("shaping")
def test_golden_of_indexing_and_shapes(case: dict[str, Any]) -> None:
    inputs, weights, value, gradients = arrays(case)
    ours = ops_table.run(ops_table.SHAPING[case["name"]], inputs, weights)
    np.testing.assert_array_equal(ours.value, value)
    np.testing.assert_array_equal(ours.gradients[0], gradients[0])


@golden("matmul")
def test_golden_of_the_matrix_product(case: dict[str, Any]) -> None:
    inputs, weights, value, gradients = arrays(case)
    ours = ops_table.run(ops.matmul, inputs, weights)
    size = ops_table.run(ops.matmul, [np.abs(x) for x in inputs], np.abs(weights))
    products(ours.value, value, size.value)
    for actual, expected, limit in zip(ours.gradients, gradients, size.gradients, strict=True):
        products(actual, expected, limit)


@golden("reduction")
def test_golden_of_reductions(case: dict[str, Any]) -> None:
    inputs, weights, value, gradients = arrays(case)
    axis = tuple(case["axis"]) if isinstance(case["axis"], list) else case["axis"]
    ours = ops_table.run(ops_table.reduction(case["name"], axis, case["keepdims"]), inputs, weights)
    if case["name"] in ("max", "min"):
        np.testing.assert_array_equal(ours.value, value)
        elementwise(ours.gradients[0], gradients[0])
    else:
        size = ops_table.magnitude(case["name"], inputs[0], axis, weights.reshape(kept(inputs[0], axis)))
        products(ours.value, value, size.value.reshape(value.shape))
        products(ours.gradients[0], gradients[0], size.gradients[0])


def kept(x: Array, axis: Any) -> tuple[int, ...]:
    shape: tuple[int, ...] = x.sum(axis=axis, keepdims=True).shape
    return shape


# Gradients against differences


def away_from_kinks(seed: int, shape: tuple[int, ...]) -> Array:
    """Numbers of which no two are equal and none is near 0, 1 or −1, where some operation has a kink."""
    rng = np.random.default_rng(seed)
    size = int(np.prod(shape))
    return (rng.permutation(size) + 1.3 + 0.4 * rng.random(size)).reshape(shape) / (size + 1)


@given(seeds, mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3))
@settings(max_examples=40)
def test_gradients_of_two_operands(seed: int, shapes: Any) -> None:
    x, y = (away_from_kinks(seed + i, shape) + 0.01 * i for i, shape in enumerate(shapes.input_shapes))
    for function in ops_table.BINARY.values():
        gradcheck.check(function, x, y)


@given(seeds)
@settings(max_examples=10)
def test_gradients_of_one_operand(seed: int) -> None:
    for shape in ((), (1,), (3, 4)):
        for function in ops_table.UNARY.values():
            gradcheck.check(function, away_from_kinks(seed, shape))
    x = away_from_kinks(seed, (3, 4)) * np.random.default_rng(seed).choice([-1, 1], (3, 4))
    for function in ops_table.SHAPING.values():
        gradcheck.check(function, x)
    gradcheck.check(lambda t: t[::-1, ::-2], x)
    gradcheck.check(lambda t: t.astype(np.float64), x)


@given(seeds, st.sampled_from(["sum", "mean", "var", "max", "min"]), st.booleans())
@settings(max_examples=30)
def test_gradients_of_reductions(seed: int, name: str, keepdims: bool) -> None:
    x = away_from_kinks(seed, (2, 3, 2))
    for axis in (None, 0, 1, -1, (0,), (0, 2), (-1, 0), (0, 1, 2), ()):
        gradcheck.check(ops_table.reduction(name, axis, keepdims), x)
    gradcheck.check(lambda t: t.var(axis=1, correction=1), x)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((2, 2, 3), (3, 2)), ((2, 3), (4, 3, 2)),
        ((2, 1, 2, 3), (2, 3, 2)), ((2, 2, 3), (3,)), ((3,), (2, 3, 2)), ((2, 3), (2, 1, 3, 1)),
    ],
)  # fmt: skip
def test_gradients_of_the_matrix_product(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    x, y = away_from_kinks(1, left), away_from_kinks(2, right)
    gradcheck.check(lambda a, b: a @ b, x, y)
    np.testing.assert_array_equal((Tensor(x) @ y).data, x @ y)


# Kinks: as PyTorch has them


def gradient(function: Callable[[Tensor], Tensor], x: Any) -> Any:
    t = Tensor(np.array(x, float), requires_grad=True)
    function(t).sum().backward()
    assert t.grad is not None
    return t.grad.data.tolist()


def test_kinks() -> None:
    assert gradient(abs, [-2, 0, 2]) == [-1, 0, 1]
    assert gradient(lambda x: x.clip(0, 1), [-0.5, 0, 0.5, 1, 1.5]) == [0, 1, 1, 1, 0]
    assert gradient(lambda x: ops.maximum(x, 0), [-1, 0, 1]) == [0, 0.5, 1]
    assert gradient(lambda x: ops.minimum(x, 0), [-1, 0, 1]) == [1, 0.5, 0]
    assert gradient(lambda x: ops.maximum(x, x), [3]) == [1]
    assert gradient(lambda x: x.sqrt(), [0, 4]) == [np.inf, 0.25]
    assert gradient(lambda x: x**0, [0, 2]) == [0, 0]
    assert gradient(lambda x: x**1, [0]) == [1]
    assert gradient(lambda x: x**2, [0, -3]) == [0, -6]
    assert gradient(lambda x: x**0.5, [0]) == [np.inf]
    assert gradient(lambda y: ops.pow(0.0, y), [0, 2]) == [0, 0]
    assert np.isnan(gradient(lambda x: x.sqrt() * 0, [0])).all()


def test_ties_go_to_the_first_along_one_axis_and_are_shared_otherwise() -> None:
    x = [[1, 3, 3], [3, 0, 3]]
    assert gradient(lambda t: t.max(axis=1), x) == [[0, 1, 0], [1, 0, 0]]
    assert gradient(lambda t: t.max(axis=0), x) == [[0, 1, 1], [1, 0, 0]]
    assert gradient(lambda t: t.max(), x) == [[0, 0.25, 0.25], [0.25, 0, 0.25]]
    assert gradient(lambda t: t.max(axis=(1,)), x) == [[0, 0.5, 0.5], [0.5, 0, 0.5]]
    assert gradient(lambda t: t.min(axis=0), [[2, 2], [2, 1]]) == [[1, 0], [0, 1]]
    assert gradient(lambda t: t.max(axis=0), [1, np.nan, 3, np.nan]) == [0, 1, 0, 0]
    assert gradient(lambda t: t.max(), [1, np.nan, 3, np.nan]) == [0, 0.5, 0, 0.5]


# dtypes


REDUCTIONS = {f"{name}(0)": ops_table.reduction(name, 0, False) for name in ("sum", "mean", "var", "max", "min")}
FLOATS = {**ops_table.UNARY, **REDUCTIONS}


def dtypes(*values: Any) -> list[str]:
    return [str(x.dtype) for x in values]


@pytest.mark.parametrize("name", FLOATS)
def test_float32_stays_float32(name: str) -> None:
    x = Tensor(np.array([0.25, 0.5], np.float32), requires_grad=True)
    y = FLOATS[name](x)
    y.sum().backward()
    assert x.grad is not None
    assert dtypes(y, x.grad) == ["float32", "float32"]


@pytest.mark.parametrize("name", [*ops_table.BINARY, "matmul"])
def test_float32_with_float64_is_float64_and_each_gradient_is_of_its_operand(name: str) -> None:
    function = {**ops_table.BINARY, "matmul": ops.matmul}[name]
    x = Tensor(np.array([1.0, 2.0], np.float32), requires_grad=True)
    y = Tensor(np.array([3.0, 0.5]), requires_grad=True)
    z = function(x, y)
    z.sum().backward()
    assert x.grad is not None
    assert y.grad is not None
    assert dtypes(z, x.grad, y.grad) == ["float64", "float32", "float64"]
    same = function(x, Tensor(y.data.astype(np.float32)))
    assert same.dtype == np.float32


def test_python_numbers_do_not_widen_but_scalars_of_numpy_do() -> None:
    x = Tensor(np.ones(2, np.float32))
    for y in (x + 1, x * 2.5, 1 / x, x**2, x - True, ops.maximum(x, 0.5), ops.where(x > 0, 1.0, x), x.clip(0.5)):
        assert y.dtype == np.float32
    assert (x + np.float64(1)).dtype == np.float64
    assert (np.float64(2) * x).dtype == np.float64
    assert (np.ones(2) * x).dtype == np.float64


def test_integers_are_computed_with_as_numpy_does() -> None:
    x = Tensor([1, 2, 3])
    assert (x + 1).dtype == (x * x).dtype == x.sum().dtype == (x**2).dtype == x.max().dtype == np.int64
    assert (x / 2).dtype == x.mean().dtype == x.var().dtype == (x * 0.5).dtype == np.float64
    small = np.array([0, 1], np.uint8)
    assert ops.exp(small).dtype == ops.sqrt(small).dtype == np.float64  # NumPy's own exp would be of float16
    assert Tensor([True, False]).sum().data == 1
    with pytest.raises(EngineError, match="pow: operands"):
        x**-1


def test_what_is_compared_is_a_tensor_without_gradient() -> None:
    x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    for y, wanted in (
        (x == 2, [False, True, False]), (x != 2, [True, False, True]), (x < 2, [True, False, False]),
        (x <= 2, [True, True, False]), (x > 2, [False, False, True]), (x >= 2, [False, True, True]),
    ):  # fmt: skip
        assert (y.data.tolist(), y.requires_grad) == (wanted, False)
    assert x.argmax().item() == 2
    assert Tensor([[1.0, 5.0], [7.0, 5.0]]).argmin(axis=1).data.tolist() == [0, 1]
    assert not x.argmax().requires_grad
    assert not x.astype(np.int64).requires_grad


def test_astype_carries_the_gradient_back_in_the_dtype_it_had() -> None:
    x = Tensor(np.array([1.0, 2.0], np.float32), requires_grad=True)
    (x.astype("float64") * 3).sum().backward()
    assert x.grad is not None
    assert dtypes(x.grad) == ["float32"]
    assert x.grad.data.tolist() == [3, 3]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda x: ops.concatenate(4), "concatenate: tensors: got a int"),  # type: ignore[arg-type]
        (lambda x: ops.stack(4), "stack: tensors: got a int"),  # type: ignore[arg-type]
        (lambda x: ops.compare("~", x, x), "compare: sign: got '~'"),
        (lambda x: x.var(correction="a"), "var: correction: got 'a'"),
        (lambda x: x.argmax(axis=(0,)), r"argmax: axis: got \(0,\)"),
    ],
)
def test_refused(call: Any, says: str) -> None:
    with pytest.raises(EngineError, match=says):
        call(Tensor([1.0, 2.0]))


# Arrays, empty arrays, layouts


def test_arrays_in_arrays_out() -> None:
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    for y in (ops.add(x, 1), ops.exp(x), ops.matmul(x, [1, 2]), ops.getitem(x, 0), ops.stack([x, x]), ops.max(x, 0)):
        assert type(y) is np.ndarray
    assert ops.matmul([1, 2, 3], [1, 1, 1]) == 6
    assert isinstance(ops.add(x, Tensor(1.0)), Tensor)
    assert isinstance(x + Tensor(1.0), Tensor)
    assert isinstance(ops.where(Tensor([True, False]), x, x), Tensor)


def test_empty_arrays() -> None:
    x = Tensor(np.zeros((0, 3)), requires_grad=True)
    assert x.sum().item() == 0
    assert x.sum(axis=0).data.tolist() == [0, 0, 0]
    assert np.isnan(x.mean(axis=0).data).all()
    assert np.isnan(x.var().item())
    assert x.mean(axis=1).shape == (0,)
    assert (x @ np.zeros((3, 2))).shape == (0, 2)
    assert (Tensor(np.zeros((2, 0))) @ np.zeros((0, 3))).data.tolist() == [[0] * 3] * 2
    for y in (x.exp() * 2, x.mean(axis=1), x.max(axis=1), x[:, 1], x.reshape(3, 0), x.sum(axis=0), x.mean(axis=0)):
        y.sum().backward()
    assert x.grad is not None
    assert x.grad.shape == (0, 3)
    with pytest.raises(EngineError, match=r"max: x: got shape \(0, 3\)"):
        x.max(axis=0)
    with pytest.raises(EngineError, match=r"argmin: x: got shape \(0, 3\)"):
        x.argmin()


def layouts(x: Array) -> list[Array]:
    """The same numbers laid out in other ways."""
    wide = np.zeros((*x.shape[:-1], 2 * x.shape[-1]))
    wide[..., ::2] = x
    turned = np.moveaxis(np.moveaxis(x, 0, -1).copy(), -1, 0)
    return [np.asfortranarray(x), wide[..., ::2], x[::-1].copy()[::-1], turned]


@given(seeds)
@settings(max_examples=5)
def test_the_layout_changes_no_result(seed: int) -> None:
    x = np.random.default_rng(seed).uniform(0.5, 2, (3, 4, 2))
    everything = [*ops_table.UNARY.values(), lambda t: t.max(axis=1), lambda t: t.sum((0, 2)), lambda t: t[[0, 0], 1:]]
    for function in [*everything, lambda t: t @ t.transpose(0, 2, 1), lambda t: t.reshape(2, -1) * 2]:
        plain = ops_table.run(function, [x])
        for other in layouts(x):
            again = ops_table.run(function, [other], np.ones(plain.value.shape)[..., ::1])
            np.testing.assert_allclose(again.value, plain.value, rtol=1e-12)
            np.testing.assert_allclose(again.gradients[0], plain.gradients[0], rtol=1e-12)


def test_float32_is_added_up_well_along_any_axis() -> None:
    x = np.random.default_rng(3).random((20_000, 8), np.float32)
    exact = x.astype(np.float64).sum(axis=0)
    products(Tensor(x).sum(axis=0).data, exact, exact)
    products(Tensor(x.T).sum(axis=1).data, exact, exact)
    products(Tensor(x).mean(axis=0).data, exact / len(x), exact / len(x))
    bias = Tensor(np.zeros(8, np.float32), requires_grad=True)
    (bias + np.zeros((20_000, 8), np.float32)).backward(x)
    assert bias.grad is not None
    products(bias.grad.data, exact, exact)


# Bad input


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda x: x + np.ones(4), ["add: operands", "(2, 3)", "(4,)", "broadcast"]),
        (lambda x: ops.where(x > 0, x, np.ones(4)), ["where: operands", "(2, 3)", "(4,)"]),
        (lambda x: x + "a", ["add: operand", "<U1", "float32, float64"]),
        (lambda x: x * None, ["mul: operand", "object"]),
        (lambda x: x + np.ones(3, np.float16), ["add: operand", "float16"]),
        (lambda x: x + 1j, ["add: operand", "complex128"]),
        (lambda x: ops.add(x, [[1.0], [1.0, 2.0]]), ["add: operand", "rows of different lengths"]),
        (lambda x: x @ np.ones((2, 3)), ["matmul: operands", "(2, 3) and (2, 3)", "(…, n, k) and (…, k, m)"]),
        (lambda x: x @ 2, ["matmul", "(2, 3) and ()"]),
        (lambda x: np.ones((2, 2, 3)) @ Tensor(np.ones((3, 3, 2))), ["matmul", "(2, 2, 3) and (3, 3, 2)"]),
        (lambda x: x.sum(axis=2), ["sum: axis: got 2", "-2 to 1"]),
        (lambda x: x.mean(axis=(0, -2)), ["mean: axis: got (0, -2)", "different axes"]),
        (lambda x: x.max(axis="rows"), ["max: axis: got 'rows'"]),
        (lambda x: x.var(axis=0.5), ["var: axis: got 0.5"]),
        (lambda x: x[5], ["index: index: got 5", "(2, 3)"]),
        (lambda x: x[0, 0, 0], ["index: index: got (0, 0, 0)", "(2, 3)"]),
        (lambda x: x["a"], ["index: index: got 'a'"]),
        (lambda x: x[1.5], ["index: index: got 1.5"]),
        (lambda x: x[np.array([True, False, True])], ["index: index", "(2, 3)"]),
        (lambda x: x.reshape(4, 2), ["reshape: shape: got (4, 2)", "6 elements", "(2, 3)"]),
        (lambda x: x.transpose(0, 0), ["transpose: axes: got (0, 0)", "each axis of 2 once"]),
        (lambda x: ops.concatenate([x, np.ones((3, 2))]), ["concatenate", "(2, 3), (3, 2)", "axis 0"]),
        (lambda x: ops.concatenate([]), ["concatenate"]),
        (lambda x: ops.stack([x, np.ones(3)]), ["stack", "(2, 3), (3,)"]),
        (lambda x: ops.stack([x, x], axis=5), ["stack", "axis 5"]),
        (lambda x: x.clip(), ["clip: low, high: got None"]),
        (lambda x: x.clip(np.ones(4)), ["clip: operands", "(4,)"]),
        (lambda x: x.astype("complex64"), ["astype: dtype: got complex64"]),
        (lambda x: x.astype("words"), ["astype: dtype: got 'words'"]),
        (lambda x: ops.add([x, x], 1), ["add: operand: got a sequence of Tensors", "stack"]),
        (lambda x: Tensor([True]) - Tensor([True]), ["sub: operands", "bool"]),
        (lambda x: -Tensor([True]), ["neg: operands", "bool"]),
    ],
)  # fmt: skip
def test_bad_input(act: Callable[[Tensor], object], words: list[str]) -> None:
    with pytest.raises(EngineError) as raised:
        act(Tensor(np.ones((2, 3)), requires_grad=True))
    for word in words:
        assert word in str(raised.value)
