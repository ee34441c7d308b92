"""What a user writes for a size, a stride or a padding, checked and made plain: ints for each axis."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

from quiz.engine.errors import bad

Pair = tuple[int, int]
Pairs = tuple[Pair, Pair]

PADDING = '"valid", "same", an int of at least 0, or a pair (before, after)'
PADDING_2D = '"valid", "same", an int of at least 0, (h, w), or ((top, bottom), (left, right))'


def whole(operation: str, argument: str, value: Any, least: int = 1) -> int:
    """A whole number of at least `least`, as an int; NumPy's integers count, bools and floats do not."""
    takes = f"an int of at least {least}"
    if isinstance(value, bool):
        raise bad(operation, argument, repr(value), takes)
    try:
        number = operator.index(value)
    except TypeError:
        raise bad(operation, argument, repr(value), takes) from None
    if number < least:
        raise bad(operation, argument, repr(number), takes)
    return number


def pair(operation: str, argument: str, value: Any, least: int = 1) -> Pair:
    """(height, width): an int means both. NumPy's order, and every framework's: rows first."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        if len(value) != 2:
            raise bad(operation, argument, repr(value), f"an int of at least {least}, or a pair (height, width)")
        return whole(operation, argument, value[0], least), whole(operation, argument, value[1], least)
    number = whole(operation, argument, value, least)
    return number, number


def same_total(n: int, kernel: int, stride: int, dilation: int) -> int:
    """The padding that "same" needs in all: max((⌈n/s⌉ − 1)·s + d·(k − 1) + 1 − n, 0)."""
    return max((-(-n // stride) - 1) * stride + dilation * (kernel - 1) + 1 - n, 0)


def sides(operation: str, padding: Any, n: int, kernel: int, stride: int, dilation: int) -> Pair:
    """(before, after) of one axis, from "valid", "same", an int or a pair; the numbers are already checked."""
    if isinstance(padding, str):
        if padding == "valid":
            return 0, 0
        if padding == "same":
            total = same_total(n, kernel, stride, dilation)
            return total // 2, total - total // 2
        raise bad(operation, "padding", repr(padding), PADDING)
    if isinstance(padding, Sequence):
        if len(padding) != 2:
            raise bad(operation, "padding", repr(padding), PADDING)
        return whole(operation, "padding", padding[0], 0), whole(operation, "padding", padding[1], 0)
    number = whole(operation, "padding", padding, 0)
    return number, number


def two_pairs(operation: str, padding: Any, size: Any, kernel: Any, stride: Any = 1, dilation: Any = 1) -> Pairs:
    """((top, bottom), (left, right)) for an image of `size` (h, w), from any padding that the engine takes.

    "valid" is none; "same" follows TensorFlow's rule (see `pad_amounts`); an int is that much on all four sides;
    (h, w) is h above and below, w left and right; ((top, bottom), (left, right)) is returned as it is.
    Raises EngineError in the name of `operation`.
    """
    sizes, kernels = pair(operation, "size", size), pair(operation, "kernel_size", kernel)
    strides, dilations = pair(operation, "stride", stride), pair(operation, "dilation", dilation)
    each: tuple[Any, Any] = (padding, padding)
    if isinstance(padding, Sequence) and not isinstance(padding, str):
        if len(padding) != 2 or any(isinstance(p, str) for p in padding):
            raise bad(operation, "padding", repr(padding), PADDING_2D)
        each = (padding[0], padding[1])
    elif isinstance(padding, str) and padding not in ("valid", "same"):
        raise bad(operation, "padding", repr(padding), PADDING_2D)
    vertical, horizontal = (sides(operation, each[i], sizes[i], kernels[i], strides[i], dilations[i]) for i in (0, 1))
    return vertical, horizontal
