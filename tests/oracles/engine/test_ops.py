"""Every operation of `ops`, forward and backward, against PyTorch: random shapes, layouts, broadcasting, dtypes."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, basic_indices, integer_array_indices, mutually_broadcastable_shapes

from quiz.engine import Tensor, ops
from quiz.engine.tensor import Array
from tests.engine import ops_table
from tests.engine.closeness import elementwise, products
from tests.engine.golden import make_ops

dtypes = st.sampled_from(["float32", "float64"])
shapes = array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5)
seeds = st.integers(0, 2**32 - 1)
layouts = st.sampled_from(["C", "F", "strided", "reversed"])


def laid_out(x: Array, layout: str) -> Array:
    """The same numbers in another order in memory."""
    if not x.ndim or layout == "C":
        return x
    if layout == "F":
        return np.asfortranarray(x)
    if layout == "reversed":
        return x[::-1].copy()[::-1]
    wide = np.zeros((*x.shape[:-1], 3 * x.shape[-1]), x.dtype)
    wide[..., ::3] = x
    return wide[..., ::3]


def numbers(rng: np.random.Generator, name: str, shape: Any, dtype: str, layout: str) -> Array:
    """Half the time ties and kinks, half the time anything."""
    if rng.random() < 0.5:
        x = make_ops.numbers(rng, name, shape, dtype)
    else:
        x = rng.uniform(0.25, 3, shape) * (1 if name in ops_table.POSITIVE else rng.choice([-1, 1], shape))
    return laid_out(np.asarray(x, dtype), layout)


def weights(rng: np.random.Generator, like: Any) -> Array:
    return np.asarray(rng.uniform(-2, 2, like.shape), like.dtype)


def dtype_of(*inputs: Array) -> Any:
    return np.result_type(*inputs)


@given(seeds, mutually_broadcastable_shapes(num_shapes=2, min_side=0, max_side=4), dtypes, dtypes, layouts, layouts)
@settings(max_examples=300)
def test_two_operands(seed: int, pair: Any, one: str, other: str, this: str, that: str) -> None:
    for name, function in ops_table.BINARY.items():
        rng = np.random.default_rng(seed)
        x, y = (
            numbers(rng, name, shape, dtype, layout)
            for shape, dtype, layout in zip(pair.input_shapes, (one, other), (this, that), strict=True)
        )
        value, _ = make_ops.run(make_ops.theirs(name), [x, y])
        w = weights(rng, value)
        value, gradients = make_ops.run(make_ops.theirs(name), [x, y], w)
        with np.errstate(all="ignore"):
            ours = ops_table.run(function, [x, y], w)
            sizes = ops_table.repeated(function, [x, y], w)
        assert ours.value.dtype == dtype_of(x, y)
        elementwise(ours.value, value)
        for actual, expected, size, operand in zip(ours.gradients, gradients, sizes, (x, y), strict=True):
            assert actual.dtype == operand.dtype
            products(actual, expected, size + np.finfo(operand.dtype).tiny)


@given(seeds, shapes, dtypes, layouts)
@settings(max_examples=300)
def test_one_operand(seed: int, shape: Any, dtype: str, layout: str) -> None:
    for name, function in ops_table.UNARY.items():
        rng = np.random.default_rng(seed)
        x = numbers(rng, name, shape, dtype, layout)
        w = weights(rng, x)
        value, gradients = make_ops.run(make_ops.theirs(name), [x], w)
        ours = ops_table.run(function, [x], w)
        assert ours.value.dtype == ours.gradients[0].dtype == x.dtype
        products(ours.value, value, np.abs(value) + (np.abs(x) + 1 if name in ("2 * x - 1", "1 - x / 3") else 0))
        elementwise(ours.gradients[0], gradients[0])


@given(seeds, shapes, dtypes, layouts, st.booleans(), st.data())
@settings(max_examples=500)
def test_reductions(seed: int, shape: Any, dtype: str, layout: str, keepdims: bool, data: st.DataObject) -> None:
    every = st.lists(st.integers(0, len(shape) - 1), min_size=1, unique=True).map(tuple) if shape else st.none()
    axis = data.draw(st.one_of(st.none(), every, st.integers(-len(shape), len(shape) - 1) if shape else st.none()))
    for name in ("sum", "mean", "var", "max", "min"):
        rng = np.random.default_rng(seed)
        x = numbers(rng, name, shape, dtype, layout)
        if name != "sum" and not x.size:
            continue  # NaN by both for a mean; PyTorch warns of a variance and refuses an extreme
        theirs = make_ops.their_reduction(name, axis, keepdims)
        w = weights(rng, make_ops.run(theirs, [x])[0])
        value, gradients = make_ops.run(theirs, [x], w)
        ours = ops_table.run(ops_table.reduction(name, axis, keepdims), [x], w)
        assert ours.value.dtype == ours.gradients[0].dtype == x.dtype
        if name in ("max", "min"):
            np.testing.assert_array_equal(ours.value, value)
            elementwise(ours.gradients[0], gradients[0])
        else:
            size = ops_table.magnitude(name, x, axis, w.reshape(x.sum(axis=axis, keepdims=True).shape))
            products(ours.value, value, size.value.reshape(value.shape))
            products(ours.gradients[0], gradients[0], size.gradients[0])


@given(seeds, shapes.filter(len), dtypes, dtypes, layouts, st.data())
@settings(max_examples=500)
def test_the_matrix_product(seed: int, shape: Any, one: str, other: str, layout: str, data: st.DataObject) -> None:
    k, batch = shape[-1], shape[:-2]
    right: Any = data.draw(
        st.one_of(
            st.just((k,)),
            st.tuples(st.just(k), st.integers(0, 4)),
            st.integers(1, 4).map(lambda m: (*(1 if i % 2 else n for i, n in enumerate(batch)), k, m)),
            st.integers(1, 4).map(lambda m: (2, *batch, k, m)),
        )
    )
    rng = np.random.default_rng(seed)
    pair = [numbers(rng, "matmul", s, dtype, layout) for s, dtype in ((shape, one), (right, other))]
    w = weights(rng, make_ops.run(torch.matmul, pair)[0])
    value, gradients = make_ops.run(torch.matmul, pair, w)
    ours = ops_table.run(ops.matmul, pair, w)
    size = ops_table.run(ops.matmul, [np.abs(x) for x in pair], np.abs(w))
    assert ours.value.dtype == dtype_of(*pair)
    products(ours.value, value, size.value)
    for actual, expected, limit, operand in zip(ours.gradients, gradients, size.gradients, pair, strict=True):
        assert actual.dtype == operand.dtype
        products(actual, expected, limit)


def indices(shape: Any) -> st.SearchStrategy[Any]:
    """Slices with steps forward, integers, …, None; lists of integers that repeat; masks."""
    basic = basic_indices(shape, allow_newaxis=True).filter(
        lambda index: all(
            (part.step or 1) > 0
            for part in (index if isinstance(index, tuple) else (index,))
            if isinstance(part, slice)
        )
    )
    if not shape or 0 in shape:
        return basic
    mask = seeds.map(lambda seed: np.random.default_rng(seed).random(shape[:1]) < 0.5)
    return st.one_of(basic, integer_array_indices(shape), mask)


@given(seeds, shapes, layouts, st.data())
@settings(max_examples=500)
def test_indexing(seed: int, shape: Any, layout: str, data: st.DataObject) -> None:
    index = data.draw(indices(shape))
    rng = np.random.default_rng(seed)
    x = numbers(rng, "index", shape, "float64", layout)
    w = weights(rng, x[index])
    value, gradients = make_ops.run(lambda t: t[index], [x], w)
    ours = ops_table.run(lambda t: t[index], [x], w)
    np.testing.assert_array_equal(ours.value, value)
    products(ours.gradients[0], gradients[0], np.abs(gradients[0]) + 4)


@given(seeds, shapes, layouts, st.data())
@settings(max_examples=300)
def test_writing_at_an_index(seed: int, shape: Any, layout: str, data: st.DataObject) -> None:
    index = data.draw(indices(shape))
    rng = np.random.default_rng(seed)
    x, v = numbers(rng, "index", shape, "float64", layout), numbers(rng, "index", (), "float64", "C")

    def write(x: Any, v: Any) -> Any:
        y = x * 2
        y[index] = v
        y[index] *= 3
        return y * y

    w = weights(rng, x)
    value, gradients = make_ops.run(write, [x, v], w)
    ours = ops_table.run(write, [x, v], w)
    np.testing.assert_array_equal(ours.value, value)
    for actual, expected in zip(ours.gradients, gradients, strict=True):
        products(actual, expected, np.abs(expected) + 100 * max(1, x.size))


def joined(function: Any, axis: int) -> Any:
    return lambda a, b: function([a, b], axis)


@given(seeds, shapes, layouts, st.data())
@settings(max_examples=300)
def test_shapes(seed: int, shape: Any, layout: str, data: st.DataObject) -> None:
    axes = data.draw(st.permutations(range(len(shape))))
    rng = np.random.default_rng(seed)
    x, y = (numbers(rng, "shape", shape, "float64", layout) for _ in range(2))
    pairs: list[tuple[Any, Any, list[Array]]] = [
        (lambda t: t.transpose(axes), lambda t: t.permute(axes), [x]),
        (lambda t: t.reshape(x.size), lambda t: t.reshape(x.size), [x]),
        (lambda t: t.reshape((1, *shape[::-1])), lambda t: t.reshape((1, *shape[::-1])), [x]),
    ]
    for axis in range(len(shape)):
        pairs.append((joined(ops.concatenate, axis), joined(torch.cat, axis), [x, y]))
    for axis in range(len(shape) + 1):
        pairs.append((joined(ops.stack, axis), joined(torch.stack, axis), [x, y]))
    for ours_of, theirs_of, inputs in pairs:
        w = weights(rng, make_ops.run(theirs_of, inputs)[0])
        value, gradients = make_ops.run(theirs_of, inputs, w)
        ours = ops_table.run(ours_of, inputs, w)
        np.testing.assert_array_equal(ours.value, value)
        for actual, expected in zip(ours.gradients, gradients, strict=True):
            np.testing.assert_array_equal(actual, expected)


@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
@settings(max_examples=200)
def test_a_random_graph(seed: int, length: int) -> None:
    """A net of operations that use each other's results again, run by both: the same gradients on every leaf."""
    found = []
    for kind in ("ours", "theirs"):
        rng = np.random.default_rng(seed)
        data = rng.uniform(0.5, 1.5, (3, 2, 3))
        leaves: Any = (
            [Tensor(x, requires_grad=True) for x in data]
            if kind == "ours"
            else [torch.tensor(x, requires_grad=True) for x in data]
        )
        pool = list(leaves)
        for _ in range(length):
            a, b = (pool[i] for i in rng.integers(0, len(pool), 2))
            act = rng.integers(0, 7)
            new: Any = (
                a + b, a * b * 0.5, a / (b * b + 1), (a - b) * 0.5, abs(a) * 0.5, a[[1, 0, 1]][:2], a * 1,
            )[act]  # fmt: skip
            if act == 6:
                new[0] += b[1]
                new *= 0.5
            pool.append(new)
        total = sum((part.sum() for part in pool), start=pool[-1].sum())
        total.backward()
        found.append([np.asarray(x.grad.data if kind == "ours" else x.grad) for x in leaves if x.grad is not None])
    for ours, theirs in zip(*found, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


def test_kinks_and_what_is_not_finite() -> None:
    special = np.array([-np.inf, -2, -1, -0.0, 0, 0.5, 1, 2, np.inf, np.nan])
    w = np.arange(1.0, 11)
    for name, function in ops_table.UNARY.items():
        if name == "x ** 0.5":
            continue  # below
        value, gradients = make_ops.run(make_ops.theirs(name), [special], w)
        with np.errstate(all="ignore"):
            ours = ops_table.run(function, [special], w)
        elementwise(ours.value, value)
        elementwise(ours.gradients[0], gradients[0])
    # Here NumPy follows C, in which pow(-0.0, -0.5) is ∞ and pow(−∞, 0.5) is ∞; PyTorch has 1 / √x and √x: −∞ and NaN.
    half = special[4:]
    for actual, expected in zip(
        ops_table.run(lambda t: t**0.5, [half]).gradients, make_ops.run(lambda t: t**0.5, [half])[1], strict=True
    ):
        elementwise(actual, expected)
    x, y = (a.ravel() for a in np.meshgrid(special, special))
    w = np.arange(1.0, x.size + 1)
    for name, function in ops_table.BINARY.items():
        value, gradients = make_ops.run(make_ops.theirs(name), [x, y], w)
        with np.errstate(all="ignore"):
            ours = ops_table.run(function, [x, y], w)
        elementwise(ours.value, value)
        for actual, expected in zip(ours.gradients, gradients, strict=True):
            elementwise(actual, expected)
    for name in ("max", "min"):
        for axis in (None, 0):
            theirs = make_ops.their_reduction(name, axis, False)
            value, gradients = make_ops.run(theirs, [special])
            ours = ops_table.run(ops_table.reduction(name, axis, False), [special])
            elementwise(ours.value, value)
            elementwise(ours.gradients[0], gradients[0])
