"""Images in either order of axes: NCHW, PyTorch's (image, channel, row, column), and NHWC, Keras'."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.tensor import Array, array

LAYOUTS = ("NCHW", "NHWC")


def channels_first(operation: str, x: Any, layout: Any) -> Array:
    """The images as a view (n, c, h, w). The batch may be empty, an image may not."""
    if layout not in LAYOUTS:
        raise bad(operation, "layout", repr(layout), " or ".join(map(repr, LAYOUTS)))
    values = array(x, operation, "x")
    axes = "(n, c, h, w)" if layout == "NCHW" else "(n, h, w, c)"
    if values.ndim != 4:
        raise bad(operation, "x", f"shape {values.shape}", f"four axes, {axes} in {layout}")
    if 0 in values.shape[1:]:
        raise bad(operation, "x", f"shape {values.shape}", f"{axes} with at least one channel, row and column")
    return first(values, layout)


def first(values: Array, layout: str) -> Array:
    """An output or its gradient, in the caller's layout, as a view (n, c, h, w)."""
    return values if layout == "NCHW" else values.transpose(0, 3, 1, 2)


def back(values: Array, layout: str) -> Array:
    """What was computed as (n, c, h, w), in the caller's layout."""
    return values if layout == "NCHW" else np.ascontiguousarray(values.transpose(0, 2, 3, 1))
