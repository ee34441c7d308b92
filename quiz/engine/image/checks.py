"""What every image operation asks of its pictures, and the two divisions by 255 that they share."""

from __future__ import annotations

import math
import operator
from typing import Any, TypeAlias

import numpy as np

from quiz.engine.errors import bad

Pixels: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
FAR = 2**31 - 1  # as far as a coordinate goes
MOST_PIXELS = 178_956_970  # the size from which on Pillow refuses to make a picture
TAKES = "a uint8 array (height, width), (height, width, 3) or (height, width, 4) with at least one pixel"


def described(value: object) -> str:
    """How an error names what it got: dtype and shape of an array, the value itself if short."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape}"
    text = repr(value)
    return text if len(text) <= 60 else type(value).__name__


def pixels(operation: str, image: object, argument: str = "image") -> Pixels:
    """`image` as an array of uint8 pixels. Raises EngineError for any other dtype, number of axes or channels."""
    try:
        array = np.asarray(image)
    except ValueError:
        raise bad(operation, argument, "rows of different lengths", TAKES) from None
    right = array.ndim == 2 or (array.ndim == 3 and array.shape[2] in (3, 4))
    if array.dtype != np.uint8 or not right or array.size == 0:
        raise bad(operation, argument, described(array), TAKES)
    return array


def with_axis(image: Pixels) -> Pixels:
    """A view with a channel axis: (h, w) becomes (h, w, 1)."""
    return image[:, :, None] if image.ndim == 2 else image


def channels(image: Pixels) -> int:
    return 1 if image.ndim == 2 else int(image.shape[2])


def alike(operation: str, one: Pixels, other: Pixels, argument: str) -> None:
    """Raises EngineError unless both have the same size and channels."""
    if one.shape != other.shape:
        raise bad(operation, argument, f"shape {other.shape}", f"the shape of the first image, {one.shape}")


def mask_of(operation: str, mask: object, size: tuple[int, int], argument: str = "mask") -> Pixels:
    """A mask as (h, w) uint8: a bool array as 0 and 255, a gray one as it is, of RGBA the alpha channel."""
    array = np.asarray(mask)
    if array.dtype == np.bool_ and array.ndim == 2:
        array = np.where(array, np.uint8(255), np.uint8(0))
    usable = array.ndim == 2 or (array.ndim == 3 and array.shape[2] == 4)
    if array.dtype != np.uint8 or not usable or array.shape[:2] != size:
        takes = f"a bool or uint8 array {size}, or an RGBA one {(*size, 4)} whose alpha is used"
        raise bad(operation, argument, described(array), takes)
    return array if array.ndim == 2 else array[:, :, 3]


def number(operation: str, argument: str, value: Any, takes: str = "a finite number") -> float:
    """A finite number that a float32 can hold, which is what Pillow computes with."""
    if isinstance(value, (bool, str)) or np.ndim(value) != 0:
        raise bad(operation, argument, described(value), takes)
    try:
        exact = float(value)
    except (TypeError, ValueError):
        raise bad(operation, argument, described(value), takes) from None
    if not math.isfinite(exact) or abs(exact) > float(np.finfo(np.float32).max):
        raise bad(operation, argument, described(value), takes)
    return exact


def whole(operation: str, argument: str, value: Any, low: int, high: int) -> int:
    """An integer from `low` to `high`. Raises EngineError for a fraction or a value outside."""
    takes = f"an integer from {low} to {high}"
    if isinstance(value, (bool, np.bool_)):
        raise bad(operation, argument, described(value), takes)
    try:
        exact = operator.index(value)
    except TypeError:
        raise bad(operation, argument, described(value), takes) from None
    if not low <= exact <= high:
        raise bad(operation, argument, described(value), takes)
    return exact


def wholes(operation: str, argument: str, values: Any, count: int, low: int, high: int) -> tuple[int, ...]:
    """`count` integers, each from `low` to `high`."""
    if not isinstance(values, (tuple, list, np.ndarray)) or len(values) != count:
        raise bad(operation, argument, described(values), f"{count} integers")
    return tuple(whole(operation, argument, value, low, high) for value in values)


def room(operation: str, argument: str, width: int, height: int) -> None:
    """Raises EngineError for a result of more pixels than anyone means."""
    if width * height > MOST_PIXELS:
        raise bad(operation, argument, f"{width} × {height} pixels", f"at most {MOST_PIXELS:,} pixels")


def over_255(value: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """round(value / 255) for 0 to 65,025 in a uint16 or for products of two bytes in a uint32, without dividing.

    t = value + 128; ((t >> 8) + t) >> 8, exact over that whole range.
    """
    t: np.ndarray[Any, Any] = value + value.dtype.type(128)
    t += t >> 8
    t >>= 8
    return t


def clipped(value: np.ndarray[Any, Any]) -> Pixels:
    """Cut to 0–255, then the fraction is dropped: float to uint8 as Pillow does it."""
    low, high = value.dtype.type(0), value.dtype.type(255)
    cut: Pixels = np.minimum(np.maximum(value, low), high).astype(np.uint8)
    return cut
