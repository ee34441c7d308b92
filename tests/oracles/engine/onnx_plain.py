"""ONNX's elementwise operations, reductions, and those that only move values, each as the engine's."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
from onnx import helper

from quiz.engine import Tensor, ops
from quiz.engine import functional as F
from tests.oracles.engine.onnx_cases import Case

Run = Callable[[Case], Any]


def of(function: Callable[..., Any]) -> Run:
    """An operation whose inputs are the function's arguments and that has no attributes."""
    return lambda case: function(*case.inputs)


def joined(function: Callable[[Any, Any], Any]) -> Run:
    """An operation of any number of inputs, as the function of two."""
    return lambda case: functools.reduce(function, case.inputs)


def mean(case: Case) -> Any:
    return ops.div(joined(ops.add)(case), len(case.inputs))


def clip(case: Case) -> Any:
    """Bounds are inputs since opset 11, attributes before."""
    low = case.attribute("min", case.input(1))
    high = case.attribute("max", case.input(2))
    return ops.clip(case.inputs[0], low, high)


def leaky_relu(case: Case) -> Any:
    return F.leaky_relu(case.inputs[0], case.attribute("alpha", 0.01))


def along(function: Callable[..., Any]) -> Run:
    """Softmax and its logarithm: along one axis; before opset 13 along that and all that follow, as if flattened."""

    def run(case: Case) -> Any:
        x = case.inputs[0]
        if case.opset >= 13:
            return function(x, axis=case.attribute("axis", -1))
        rows = F.flatten(x, start_axis=case.attribute("axis", 1))
        return ops.reshape(function(rows, axis=-1), x.shape)

    return run


def reduction(function: Callable[..., Any]) -> Run:
    """Axes are an input or, in earlier opsets, an attribute; none, or an empty list, means all."""

    def run(case: Case) -> Any:
        given = case.attribute("axes", case.input(1))
        axes = None if given is None or len(given) == 0 else tuple(int(axis) for axis in given)
        if axes is None and case.attribute("noop_with_empty_axes", 0):
            axes = ()
        return function(case.inputs[0], axis=axes, keepdims=bool(case.attribute("keepdims", 1)))

    return run


def place(function: Callable[..., Any]) -> Run:
    """Where the largest or smallest is, the first of equals, or the last: the first from the other end."""

    def run(case: Case) -> Any:
        x, axis = case.inputs[0], case.attribute("axis", 0)
        last = case.attribute("select_last_index", 0)
        found = function(np.flip(x, axis) if last else x, axis)
        found = ops.sub(x.shape[axis] - 1, found) if last else found
        return np.expand_dims(found, axis) if case.attribute("keepdims", 1) else found

    return run


def gemm(case: Case) -> Any:
    """α·A·B + β·C, either matrix transposed if so said."""
    a, b = case.inputs[:2]
    a = ops.transpose(a) if case.attribute("transA", 0) else a
    b = ops.transpose(b) if case.attribute("transB", 0) else b
    product = ops.mul(ops.matmul(a, b), case.attribute("alpha", 1.0))
    c = case.input(2)
    return product if c is None else ops.add(product, ops.mul(c, case.attribute("beta", 1.0)))


def reshape(case: Case) -> Any:
    """0 copies the input's size there, unless `allowzero`; -1 is what is left."""
    x, sizes = case.inputs
    kept = not case.attribute("allowzero", 0)
    return ops.reshape(x, tuple(x.shape[i] if size == 0 and kept else int(size) for i, size in enumerate(sizes)))


def transpose(case: Case) -> Any:
    return ops.transpose(case.inputs[0], case.attribute("perm"))


def concatenate(case: Case) -> Any:
    return ops.concatenate(case.inputs, axis=case.attribute("axis"))


def flatten(case: Case) -> Any:
    """Always to a matrix: what is before the axis makes the rows, which ours keeps apart. Our axis is one there is."""
    x, axis = case.inputs[0], case.attribute("axis", 1)
    rows = int(np.prod(x.shape[:axis]))
    return ops.reshape(x if axis == x.ndim else F.flatten(x, start_axis=axis), (rows, -1))


def squeeze(case: Case) -> Any:
    x = case.inputs[0]
    gone = {int(axis) % x.ndim for axis in case.inputs[1]}
    return ops.reshape(x, tuple(size for axis, size in enumerate(x.shape) if axis not in gone))


def unsqueeze(case: Case) -> Any:
    x, axes = case.inputs
    rank = x.ndim + len(axes)
    new = {int(axis) % rank for axis in axes}
    sizes = iter(x.shape)
    return ops.reshape(x, tuple(1 if axis in new else next(sizes) for axis in range(rank)))


def gather(case: Case) -> Any:
    x, indices = case.inputs
    return ops.getitem(x, (slice(None),) * case.attribute("axis", 0) + (indices,))


def gather_elements(case: Case) -> Any:
    x, indices = case.inputs
    places = list(np.indices(indices.shape))
    places[case.attribute("axis", 0)] = indices
    return ops.getitem(x, tuple(places))


def gather_nd(case: Case) -> Any:
    x, indices = case.inputs
    batch = np.indices(indices.shape[:-1])[: case.attribute("batch_dims", 0)]
    return ops.getitem(x, (*batch, *np.moveaxis(indices, -1, 0)))


def slices(case: Case) -> Any:
    x, starts, ends = case.inputs[:3]
    axes = range(len(starts)) if case.input(3) is None else case.inputs[3]
    steps = [1] * len(starts) if case.input(4) is None else case.inputs[4]
    key = [slice(None)] * x.ndim
    for axis, start, end, step in zip(axes, starts, ends, steps, strict=True):
        key[int(axis)] = slice(int(start), int(end), int(step))
    return ops.getitem(x, tuple(key))


def split(case: Case) -> Any:
    """Parts of the sizes given, or as many equal ones as there are outputs, the last the smaller."""
    x, axis = case.inputs[0], case.attribute("axis", 0)
    count = len(case.outputs)
    sizes = case.attribute("split", case.input(1))
    if sizes is None:
        sizes = [-(-x.shape[axis] // count)] * count
    ends = np.cumsum(sizes)
    lead = (slice(None),) * axis
    return tuple(
        ops.getitem(x, (*lead, slice(int(end - size), int(end)))) for size, end in zip(sizes, ends, strict=True)
    )


def compared(sign: str) -> Run:
    return lambda case: ops.compare(sign, *case.inputs)


def cast(case: Case) -> Any:
    """To the type that is named; saturation is of 8-bit floats only."""
    return ops.astype(case.inputs[0], helper.tensor_dtype_to_np_dtype(case.attributes["to"]))


def cast_like(case: Case) -> Any:
    return ops.astype(case.inputs[0], case.inputs[1].dtype)


def reciprocal(case: Case) -> Any:
    return ops.div(1, case.inputs[0])


def compress(case: Case) -> Any:
    """The slices that a condition names, which may be shorter than the axis; of the flattened array without an axis."""
    x, condition = case.inputs
    axis = case.attribute("axis")
    x, axis = (ops.reshape(x, (-1,)), 0) if axis is None else (x, axis)
    return ops.getitem(x, (slice(None),) * (axis % x.ndim) + (np.flatnonzero(condition),))


def scattered(case: Case, places: tuple[Any, ...]) -> Any:
    """A copy, written to at the places: our `x[i] = v`, and no other way to put together what meets."""
    assert case.attribute("reduction", "none") == "none"
    written = Tensor(case.inputs[0].copy())
    written[places] = case.inputs[2]
    return written.data


def scatter_elements(case: Case) -> Any:
    places = list(np.indices(case.inputs[1].shape))
    places[case.attribute("axis", 0)] = case.inputs[1]
    return scattered(case, tuple(places))


def scatter_nd(case: Case) -> Any:
    return scattered(case, tuple(np.moveaxis(case.inputs[1], -1, 0)))


def shape(case: Case) -> Any:
    sizes = Tensor(case.inputs[0]).shape[case.attribute("start", 0) : case.attribute("end")]
    return np.array(sizes, np.int64)


def size(case: Case) -> Any:
    return np.array(Tensor(case.inputs[0]).size, np.int64)
