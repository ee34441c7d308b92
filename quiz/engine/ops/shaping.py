"""Which element where: indexing, writing at an index, reshape, transpose, concatenate, stack."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.history import check_history
from quiz.engine.tape import added_at
from quiz.engine.tensor import Array, Tensor, Value, array, record

from .elementwise import NUMBERS


def _plain(index: Any) -> Any:
    """The index with arrays in place of Tensors and lists."""
    if isinstance(index, tuple):
        return tuple(_plain(part) for part in index)
    if isinstance(index, list):
        return array(index, "index", "index") if index else np.zeros(0, np.intp)
    return index._data if isinstance(index, Tensor) else index


def _arrays(index: Any) -> list[Array]:
    return [part for part in (index if isinstance(index, tuple) else (index,)) if isinstance(part, np.ndarray)]


def _taken(operation: str, a: Array, index: Any) -> Any:
    try:
        return a[index]
    except (IndexError, TypeError, ValueError) as error:
        raise bad(operation, "index", repr(index), f"an index into shape {a.shape} (NumPy: {error})") from None


def getitem(x: Value, index: Any) -> Value:
    """x[index], as NumPy indexes; dx is 0 but at the index, where g is added as often as an element was taken."""
    a, places = array(x, "index"), _plain(index)
    value = _taken("index", a, places)
    arrays = _arrays(places)

    def to_x(g: Array) -> Array:
        if any(part.dtype.kind != "b" for part in arrays):  # whole numbers in an array may repeat
            return added_at(a.shape, places, g)
        dx = np.zeros(a.shape, g.dtype)
        dx[places] = g
        return dx

    return record("index", value, (x, to_x), saved=arrays)


def assign(x: Tensor, index: Any, value: Any) -> None:
    """x[index] = value, in place; the value gets g[index], what was there before gets g elsewhere and 0 at the index.

    Raises EngineError for a leaf that requires a gradient, and for a value that fits neither shape nor dtype.
    """
    places = _plain(index)
    new = value if type(value) in NUMBERS else array(value, "assign", "value")
    x._check_writable("assign")
    part = _taken("assign", x._data, places)
    if not np.can_cast(np.result_type(x._data, new), x.dtype, "same_kind"):
        raise bad("assign", "value", f"dtype {np.result_type(new)}", f"what fits into {x.dtype}")
    if isinstance(value, Tensor):
        if value._memory is x._memory and _same_place(part, value._data):
            value._hand_over(x)
        check_history("assign", value)
    check_history("assign", x)
    try:
        x._data[places] = new.reshape(()) if np.size(new) == 1 and np.ndim(new) else new
    except ValueError:
        raise bad("assign", "value", f"shape {np.shape(new)}", f"what broadcasts to {np.shape(part)}") from None

    def to_x(g: Array) -> Array:
        g = g.copy()
        g[places] = 0
        return g

    saved = _arrays(places)
    x._write("assign", record("assign", x._data, (x, to_x), (value, lambda g: g[places]), saved=saved))


def _same_place(a: Any, b: Array) -> bool:
    return (
        isinstance(a, np.ndarray)
        and (a.shape, a.strides) == (b.shape, b.strides)
        and a.__array_interface__["data"] == b.__array_interface__["data"]
    )


def reshape(x: Value, shape: int | Sequence[int]) -> Value:
    """The same elements in another shape, one size of which may be −1: what is left; dx = g in the shape of x."""
    a = array(x, "reshape")
    try:
        value = a.reshape(shape)
    except (ValueError, TypeError):
        raise bad("reshape", "shape", repr(shape), f"one of {a.size} elements, as {a.shape} has") from None
    return record("reshape", value, (x, lambda g: g.reshape(a.shape)))


def transpose(x: Value, axes: Sequence[int] | None = None) -> Value:
    """The axes in another order, reversed by default: y.shape[i] = x.shape[axes[i]]; dx = g in the old order."""
    a = array(x, "transpose")
    try:
        value = a.transpose(axes)
    except (ValueError, TypeError):
        raise bad("transpose", "axes", repr(axes), f"each axis of {a.ndim} once") from None
    back = None if axes is None else np.argsort([axis % a.ndim for axis in axes])
    return record("transpose", value, (x, lambda g: g.transpose(back)))


def concatenate(tensors: Sequence[Any], axis: int = 0) -> Any:
    """One after the other along an axis that they have; each gets its slice of g."""
    arrays = _several("concatenate", tensors)
    try:
        value = np.concatenate(arrays, axis)
    except (ValueError, TypeError):
        shapes = ", ".join(str(part.shape) for part in arrays)
        takes = "one shape or more, equal but along the axis"
        raise bad("concatenate", "tensors, axis", f"shapes {shapes}; axis {axis}", takes) from None
    ends = np.cumsum([part.shape[axis] for part in arrays]).tolist()
    before = (slice(None),) * (axis % value.ndim)
    slices = [(*before, slice(end - part.shape[axis], end)) for part, end in zip(arrays, ends, strict=True)]
    inputs = [(x, _taker(where)) for x, where in zip(tensors, slices, strict=True)]
    return record("concatenate", value, *inputs)


def stack(tensors: Sequence[Any], axis: int = 0) -> Any:
    """One after the other along a new axis; each gets its part of g."""
    arrays = _several("stack", tensors)
    try:
        value = np.stack(arrays, axis)
    except (ValueError, TypeError):
        shapes = ", ".join(str(part.shape) for part in arrays)
        raise bad("stack", "tensors, axis", f"shapes {shapes}; axis {axis}", "equal shapes, one or more") from None
    before = (slice(None),) * (axis % value.ndim)
    return record("stack", value, *((x, _taker((*before, i))) for i, x in enumerate(tensors)))


def _several(operation: str, tensors: Any) -> list[Array]:
    if not isinstance(tensors, Sequence | np.ndarray | Tensor):
        raise bad(operation, "tensors", f"a {type(tensors).__name__}", "a sequence of arrays or Tensors")
    return [array(part, operation, "tensors") for part in tensors]


def _taker(index: Any) -> Callable[[Array], Array]:
    return lambda g: g[index]
