"""Operations that move values or put some round them: pad, flatten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.functional.operands import number, whole_axis
from quiz.engine.shapes.axes import whole
from quiz.engine.tape import added_at
from quiz.engine.tensor import Array, Value, array, record

IMAGE_AXES = {"NCHW": (-2, -1), "NHWC": (-3, -2)}
MODES = ("constant", "edge", "reflect", "wrap")


def flatten(x: Any, start_axis: int = 1) -> Any:
    """(n, h, w, c) → (n, h·w·c): all axes from `start_axis` on become one; its gradient takes the old shape again.

    One vector a sample: start_axis = 0 would mix the samples. Values keep their order (the last axis runs fastest),
    and nothing is lost: a reshape undoes it. Raises EngineError for an axis that the array has not. Source: PyTorch,
    `torch.flatten`.
    """
    values = array(x, "flatten", "x")
    start = whole_axis("flatten", start_axis, values.ndim, "start_axis")
    shape = values.shape
    y = values.reshape(*shape[:start], math.prod(shape[start:]))
    return record("flatten", y, (x, lambda g: g.reshape(shape)))


def pad(
    x: Value,
    padding: Any,
    *,
    mode: str = "constant",
    value: float = 0,
    layout: str = "NCHW",
    axes: Sequence[int] | None = None,
) -> Value:
    """An image with a border: (…, h, w) → (…, top + h + bottom, left + w + right) in "NCHW", rows and columns first.

    `padding`: an int for all sides; or an entry an axis, each an int or a pair (before, after): (h, w),
    ((top, bottom), (left, right)). `layout` "NHWC" pads the two axes before the last; `axes` names any others
    instead, in the order of the entries. "valid" is no padding; "same" depends on a kernel: `shapes.pad_amounts`
    tells how much it is.

    `mode`: "constant" (`value`), "edge" (the border's value), "reflect" (mirrored, the border not repeated), "wrap"
    (from the other side). The gradient of a value is the sum over all places that it was copied to; a constant passes
    none. Keeps the dtype. Raises EngineError for a negative amount (crop by indexing), an unknown mode or layout, and
    an axis that the array has not. Source: NumPy, `numpy.pad`; PyTorch, `torch.nn.functional.pad`.
    """
    values = array(x, "pad", "x")
    if mode not in MODES:
        raise bad("pad", "mode", repr(mode), ", ".join(map(repr, MODES)))
    amounts = _amounts(values, padding, layout, axes)
    if mode == "constant":
        inner = tuple(slice(before, before + n) for (before, _), n in zip(amounts, values.shape, strict=True))
        y = np.empty([b + n + a for (b, a), n in zip(amounts, values.shape, strict=True)], values.dtype)
        y[...] = _constant(value, values.dtype)
        y[inner] = values
        return record("pad", y, (x, lambda g: g[inner]))

    sources = _sources(values, amounts, mode)
    y = values
    for axis, source in sources:
        y = y.take(source, axis)

    def backward(g: Array) -> Array:
        for axis, source in sources:
            g = _put_back(g, axis, source, values.shape[axis])
        return g

    return record("pad", y if sources else values.copy(), (x, backward))


def _constant(value: Any, dtype: np.dtype[Any]) -> Array:
    given = number("pad", "value", value, -np.inf, np.inf, "a number")
    with np.errstate(invalid="ignore", over="ignore"):
        held = np.asarray(given).astype(dtype)
    if dtype.kind != "f" and held != given:
        raise bad("pad", "value", repr(value), f"a value that {dtype} holds")
    return held


def _amounts(values: Array, padding: Any, layout: str, axes: Sequence[int] | None) -> list[tuple[int, int]]:
    """(before, after) for every axis of the array."""
    if axes is None:
        if layout not in IMAGE_AXES:
            raise bad("pad", "layout", repr(layout), '"NCHW" or "NHWC"')
        axes = IMAGE_AXES[layout]
        if values.ndim < -min(axes):
            raise bad("pad", "x", f"shape {values.shape}", f"at least {-min(axes)} axes in {layout}")
    counted = [whole_axis("pad", axis, values.ndim, "axes") for axis in axes]
    if len(set(counted)) < len(counted):
        raise bad("pad", "axes", tuple(axes), "each axis once")
    takes = f"an int of at least 0, or {len(counted)} entries, each such an int or a pair (before, after) of them"
    entries = _entries(0 if isinstance(padding, str) and padding == "valid" else padding, len(counted), takes)
    amounts = [(0, 0)] * values.ndim
    for axis, entry in zip(counted, entries, strict=True):
        before, after = _entries(entry, 2, takes)
        amounts[axis] = (whole("pad", "padding", before, 0), whole("pad", "padding", after, 0))
    return amounts


def _entries(given: Any, count: int, takes: str) -> Sequence[Any]:
    if isinstance(given, np.ndarray):
        given = given.tolist()
    if not isinstance(given, (str, Sequence)):
        return (given,) * count
    if isinstance(given, str) or len(given) != count:
        raise bad("pad", "padding", repr(given), takes)
    return given


def _sources(values: Array, amounts: list[tuple[int, int]], mode: Any) -> list[tuple[int, Array]]:
    """For each padded axis, which old position each new one is copied from."""
    padded = [axis for axis, amount in enumerate(amounts) if amount != (0, 0)]
    for axis in padded:
        if not values.shape[axis]:
            raise bad("pad", "x", f"shape {values.shape}", f"a value to copy along axis {axis} in mode {mode!r}")
    return [(axis, np.pad(np.arange(values.shape[axis]), amounts[axis], mode=mode)) for axis in padded]


def _put_back(g: Array, axis: int, source: Array, size: int) -> Array:
    """The gradients of copies along `axis` added up at the positions that they were copied from."""
    rows = np.moveaxis(g, axis, 0)
    return np.moveaxis(added_at((size, *rows.shape[1:]), source, rows), 0, axis)
