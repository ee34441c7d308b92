"""Over one axis, several or all: sum, mean, variance, maximum, minimum, and where they are.

`axis` is None (all axes), one axis or several; `keepdims` leaves each reduced axis with size 1. n is the number of
elements that one result is made of.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.tape import total
from quiz.engine.tensor import Array, Value, array, record

Axis = int | Sequence[int] | None


def _axes(operation: str, axis: Axis, ndim: int) -> tuple[int, ...]:
    """The axes as a tuple of numbers from 0. Raises EngineError for one that is not there, or is there twice."""
    if axis is None:
        return tuple(range(ndim))
    try:
        given = tuple(map(operator.index, axis)) if isinstance(axis, Sequence) else (operator.index(axis),)
    except TypeError:
        raise bad(operation, "axis", repr(axis), "an integer, several, or None") from None
    axes = tuple(one + ndim if one < 0 else one for one in given)
    if len(set(axes)) < len(axes) or any(not 0 <= one < ndim for one in axes):
        raise bad(operation, "axis", axis, f"different axes of {ndim}, from {-ndim} to {ndim - 1}")
    return axes


def _kept(result: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    """The result, or its gradient, with size 1 along each reduced axis."""
    return result if keepdims else np.expand_dims(result, axes)


def sum(x: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Σ x; dx = g, repeated. Of no elements: 0."""
    a = array(x, "sum")
    axes = _axes("sum", axis, a.ndim)
    value = total(a, axes, keepdims)
    return record("sum", value, (x, lambda g: _kept(g, axes, keepdims)))


def mean(x: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """Σ x / n; dx = g / n, repeated. Of no elements: NaN."""
    a = array(x, "mean")
    axes = _axes("mean", axis, a.ndim)
    n = math.prod(a.shape[one] for one in axes)
    value = np.true_divide(total(a, axes, keepdims), n) if n else _empty(a, axes, keepdims)
    return record("mean", value, (x, lambda g: _kept(g, axes, keepdims) / n))


def var(x: Value, axis: Axis = None, keepdims: bool = False, correction: float = 0) -> Value:
    """Σ (x − mean)² / (n − correction); dx = 2g·(x − mean) / (n − correction).

    `correction` 0 is NumPy's default, 1 (Bessel's) PyTorch's. NaN where n is not above it.
    """
    a = array(x, "var")
    axes = _axes("var", axis, a.ndim)
    n = math.prod(a.shape[one] for one in axes)
    left = a - (np.true_divide(total(a, axes, True), n) if n else _empty(a, axes, True))
    if isinstance(correction, bool) or not isinstance(correction, int | float | np.number):
        raise bad("var", "correction", repr(correction), "a number, such as 0 or 1")
    free = n - correction
    squares = total(left * left, axes, keepdims)
    value = np.true_divide(squares, free) if free > 0 else np.full_like(squares, np.nan)
    return record("var", value, (x, lambda g: _kept(g, axes, keepdims) * (left * 2 / free)))


def _empty(a: Array, axes: tuple[int, ...], keepdims: bool) -> Array:
    """NaN in the shape of a reduction."""
    nothing = a.sum(axis=axes, keepdims=keepdims)
    return np.full(nothing.shape, np.nan, a.dtype if a.dtype.kind == "f" else np.float64)


def max(x: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """The largest; g goes to it. Ties: along one axis the first has it, over all or several each an equal share."""
    return _extreme("max", np.max, np.argmax, x, axis, keepdims)


def min(x: Value, axis: Axis = None, keepdims: bool = False) -> Value:
    """The smallest; g goes to it. Ties: along one axis the first has it, over all or several each an equal share."""
    return _extreme("min", np.min, np.argmin, x, axis, keepdims)


def _extreme(
    operation: str,
    function: Callable[..., Any],
    place: Callable[..., Any],
    x: Value,
    axis: Axis,
    keepdims: bool,
) -> Value:
    a = array(x, operation)
    axes = _axes(operation, axis, a.ndim)
    if any(not a.shape[one] for one in axes):
        raise bad(operation, "x", f"shape {a.shape}, of which axes {axes} have no elements", "one element or more")
    value = function(a, axis=axes, keepdims=keepdims)

    def first(g: Array) -> Array:
        dx = np.zeros(a.shape, g.dtype)
        np.put_along_axis(dx, np.expand_dims(place(a, axis=axes[0]), axes), _kept(g, axes, keepdims), axes[0])
        return dx

    def share(g: Array) -> Array:
        best = _kept(value, axes, keepdims)
        equal = (a == best) | ((a != a) & (best != best))  # a NaN is the largest and the smallest
        dx: Array = _kept(g, axes, keepdims) * equal / equal.sum(axis=axes, keepdims=True)
        return dx

    one = axis is not None and not isinstance(axis, Sequence)
    return record(operation, value, (x, first if one else share), saved=(x, value))


def argmax(x: Value, axis: int | None = None) -> Value:
    """Where the largest is, the first of ties: its place along the axis, or in the flattened array. No gradient."""
    return _place("argmax", np.argmax, x, axis)


def argmin(x: Value, axis: int | None = None) -> Value:
    """Where the smallest is, the first of ties: its place along the axis, or in the flattened array. No gradient."""
    return _place("argmin", np.argmin, x, axis)


def _place(operation: str, place: Callable[..., Any], x: Value, axis: int | None) -> Value:
    a = array(x, operation)
    if isinstance(axis, Sequence):
        raise bad(operation, "axis", repr(axis), "one axis, or None")
    axes = _axes(operation, axis, a.ndim)
    if any(not a.shape[one] for one in axes):
        raise bad(operation, "x", f"shape {a.shape}", "one element or more")
    return record(operation, place(a, axis=axis), (x, None))
