"""What operations ask of their operands and arguments; every refusal names both."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.tensor import Array, array, floats


def whole_axis(operation: str, axis: Any, ndim: int, argument: str = "axis") -> int:
    """`axis` counted from the front: −ndim to ndim − 1 are taken."""
    if isinstance(axis, (bool, np.bool_)) or not isinstance(axis, (int, np.integer)) or not -ndim <= axis < ndim:
        takes = f"an int from {-ndim} to {ndim - 1}" if ndim else "no axis: the array has none"
        raise bad(operation, argument, repr(axis), takes)
    return int(axis) % ndim


def number(operation: str, argument: str, value: Any, low: float, high: float, takes: str) -> float:
    """A number from `low` to `high`, both taken; NaN is not."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        raise bad(operation, argument, repr(value), takes)
    if not low <= value <= high:
        raise bad(operation, argument, repr(value), takes)
    return float(value)


def channelwise(operation: str, argument: str, operand: Any, channels: int) -> Array:
    """An operand with one number a channel (or class)."""
    if operand is None:
        raise bad(operation, argument, "None", f"shape ({channels},)")
    values = floats(operand, operation, argument)
    if values.shape != (channels,):
        raise bad(operation, argument, f"shape {values.shape}", f"shape ({channels},)")
    return values


def class_labels(operation: str, argument: str, operand: Any, classes: int, ignored: int | None = None) -> Array:
    """Class labels as indices: integers from 0 to `classes` − 1, or `ignored`. A new array, never the caller's."""
    values = array(operand, operation, argument)
    if values.dtype.kind not in "iu":
        raise bad(operation, argument, f"dtype {values.dtype}", "class labels: integers")
    indices = values.astype(np.intp)
    outside = (values < 0) | (values >= classes)
    if ignored is not None:
        outside &= values != ignored
    if outside.any():
        where = tuple(int(i) for i in np.argwhere(outside)[0])
        takes = f"labels from 0 to {classes - 1}" + ("" if ignored is None else f", or the ignored {ignored}")
        raise bad(operation, argument, f"label {values[where]} at {where}", takes)
    return indices
