"""Resizing by convolution with a filter as wide as the step between samples, in 22-bit fixed point.

One axis at a time, each rounded to 8 bits: the width first, but the height first where it shrinks by more than twice
as many pixels as the width (Pillow 13; earlier versions always began with the width, so results differ by a few
units). The coefficients of hamming and lanczos come from a sine; if two machines' sines differ in the last bit, a
coefficient may round otherwise there, and a pixel that lies just at a half then differs by 1. So it may where a
compiler fuses multiplication and addition (Pillow's builds for ARM) and `box` does not begin at 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.image.checks import Pixels, channels, described, number, over_255, pixels, room, wholes

Real = np.ndarray[Any, np.dtype[np.float64]]
Box = tuple[np.float32, np.float32, np.float32, np.float32]
BITS = 22
LARGEST = 2**24  # sizes up to here are exact in float32


def _box(x: Real) -> Real:
    return np.where((x > -0.5) & (x <= 0.5), 1.0, 0.0)


def _bilinear(x: Real) -> Real:
    return np.maximum(1.0 - np.abs(x), 0.0)


def _sinc(x: Real) -> Real:
    turned = np.where(x == 0, 1.0, x) * math.pi
    return np.where(x == 0, 1.0, np.sin(turned) / turned)


def _hamming(x: Real) -> Real:
    # 0.54 and 0.46 are float32 in Pillow.
    window = float(np.float32(0.54)) + float(np.float32(0.46)) * np.cos(np.abs(x) * math.pi)
    return np.where(np.abs(x) < 1.0, np.where(x == 0, 1.0, _sinc(np.abs(x)) * window), 0.0)


def _bicubic(x: Real) -> Real:
    """Keys' cubic convolution with a = −0.5."""
    x = np.abs(x)
    near = (1.5 * x - 2.5) * x * x + 1
    far = (((x - 5) * x + 8) * x - 4) * -0.5
    return np.where(x < 1.0, near, np.where(x < 2.0, far, 0.0))


def _lanczos(x: Real) -> Real:
    return np.where((x >= -3.0) & (x < 3.0), _sinc(x) * _sinc(x / 3), 0.0)


# Name: the filter, and how far it reaches.
FILTERS: dict[str, tuple[Callable[[Real], Real], float]] = {
    "box": (_box, 0.5),
    "bilinear": (_bilinear, 1.0),
    "hamming": (_hamming, 1.0),
    "bicubic": (_bicubic, 2.0),
    "lanczos": (_lanczos, 3.0),
}


def resize(
    image: object,
    size: tuple[int, int],
    method: str = "bicubic",
    box: tuple[float, float, float, float] | None = None,
) -> Pixels:
    """The picture, or its part `box` = (left, upper, right, lower), at `size` = (width, height).

    `method`: "nearest", "box" (the mean of the pixels under each new one), "bilinear", "hamming", "bicubic" or
    "lanczos". Where the picture shrinks, the filter widens with the step, so no pixel is left out (but by nearest):
    weight of pixel i for output o = f((i + 0.5 − c) / s), c = left + (o + 0.5) · step, s = max(step, 1), normed to
    sum 1. RGBA is multiplied by its alpha before and divided by it after (but for nearest), so that the color of a
    transparent pixel does not leak. Source: `Image.resize`.
    """
    array = pixels("resize", image)
    width, height = wholes("resize", "size", size, 2, 1, LARGEST)
    room("resize", "size", width, height)
    if method not in ("nearest", *FILTERS):
        raise bad("resize", "method", described(method), f"nearest, {', '.join(FILTERS)}")
    corners = (0.0, 0.0, array.shape[1], array.shape[0]) if box is None else box
    part = _part(array, corners)
    if (height, width) == array.shape[:2] and tuple(corners) == (0, 0, width, height):
        return array.copy()
    if channels(array) == 4 and method != "nearest":
        return _divided(_resized(_multiplied(array), width, height, method, part))
    return _resized(array, width, height, method, part)


def _part(array: Pixels, box: tuple[float, float, float, float]) -> Box:
    height, width = array.shape[:2]
    takes = f"(left, upper, right, lower) within (0, 0, {width}, {height}), left < right, upper < lower"
    if not isinstance(box, (tuple, list, np.ndarray)) or len(box) != 4:
        raise bad("resize", "box", described(box), takes)
    left, upper, right, lower = (np.float32(number("resize", "box", edge, takes)) for edge in box)
    if not (0 <= left < right <= width and 0 <= upper < lower <= height):
        raise bad("resize", "box", described(box), takes)
    return left, upper, right, lower


def _resized(array: Pixels, width: int, height: int, method: str, box: Box) -> Pixels:
    left, upper, right, lower = box
    if left == int(left) and upper == int(upper) and right - left == width and lower - upper == height:
        return array[int(upper) : int(lower), int(left) : int(right)].copy()
    if method == "nearest":
        rows, columns = _nearest(upper, lower, height), _nearest(left, right, width)
        return np.take(np.take(array, rows, axis=0), columns, axis=1)
    passes = [(1, left, right, width), (0, upper, lower, height)]
    lost = array.shape[0] - height
    if lost > 0 and lost > (array.shape[1] - width) * 2:
        passes.reverse()
    for axis, start, end, count in passes:
        if array.shape[axis] != count or start != 0 or end != count:
            array = _resampled(array, axis, count, *_coefficients(array.shape[axis], start, end, count, method))
    return array


def _nearest(start: np.float32, end: np.float32, count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The pixel under the middle of each new one. The positions are added up one by one, as Pillow does."""
    step = float(end - start) / count
    return np.cumsum(np.concatenate([[float(start) + step * 0.5], np.full(count - 1, step)])).astype(np.int64)


def _coefficients(
    size: int, start: np.float32, end: np.float32, count: int, method: str
) -> tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.int32]]]:
    """For each new pixel the first old one that counts, and the weights (count, most) in units of 2⁻²²."""
    function, reach = FILTERS[method]
    step = float(end - start) / count
    stretch = max(step, 1.0)
    support = reach * stretch
    center = float(start) + (np.arange(count) + 0.5) * step
    first = np.maximum((center - support + 0.5).astype(np.int64), 0)
    last = np.minimum((center + support + 0.5).astype(np.int64), size)
    place = first[:, None] + np.arange(int((last - first).max()))
    weights = function((place - center[:, None] + 0.5) * (1.0 / stretch))
    weights[place >= last[:, None]] = 0.0
    total = np.cumsum(weights, axis=1)[:, -1:]  # one by one: np.sum adds in another order
    weights = np.divide(weights, total, out=weights, where=total != 0)
    return first, (weights * (1 << BITS) + np.copysign(0.5, weights)).astype(np.int32)


def _resampled(
    array: Pixels,
    axis: int,
    count: int,
    first: np.ndarray[Any, np.dtype[np.int64]],
    weights: np.ndarray[Any, np.dtype[np.int32]],
) -> Pixels:
    """Σ weight · pixel along one axis, rounded and cut to 8 bits. The axis is brought to the front: rows copy fast."""
    lines = np.ascontiguousarray(np.moveaxis(array, axis, 0))
    total = np.full((count, *lines.shape[1:]), 1 << (BITS - 1), np.int32)
    across = (slice(None), *(None,) * (lines.ndim - 1))
    for place in range(weights.shape[1]):
        rows = np.take(lines, np.minimum(first + place, len(lines) - 1), axis=0).astype(np.int32)
        rows *= weights[:, place][across]
        total += rows
    return np.ascontiguousarray(np.moveaxis(np.clip(total >> BITS, 0, 255).astype(np.uint8), 0, axis))


def _multiplied(array: Pixels) -> Pixels:
    """Colors times alpha: round(color · alpha / 255)."""
    result = array.copy()
    result[:, :, :3] = over_255(array[:, :, :3] * array[:, :, 3:].astype(np.uint16))
    return result


def _divided(array: Pixels) -> Pixels:
    """The way back: ⌊255 · color / alpha⌋, cut to 255; where alpha is 0 the color stays as it is."""
    result = array.copy()
    alpha = array[:, :, 3:].astype(np.uint16)
    color = np.minimum(array[:, :, :3] * np.uint16(255) // np.maximum(alpha, 1), 255)
    result[:, :, :3] = np.where(alpha == 0, array[:, :, :3], color)
    return result


def reduce(image: object, factor: int | tuple[int, int]) -> Pixels:
    """The mean of each block of `factor` × `factor` pixels (or (across, down)); blocks at the edge may be smaller.

    ((Σ + ⌊n/2⌋) · ⌊2²⁴ / n⌋) >> 24 for a block of n pixels; RGBA by its alpha as in `resize`. `resize(method="box")`
    rounds after each axis instead, so it may differ by 1. Source: `Image.reduce`.
    """
    array = pixels("reduce", image)
    pair = (factor, factor) if isinstance(factor, (int, np.integer)) else factor
    across, down = wholes("reduce", "factor", pair, 2, 1, LARGEST)
    if across == down == 1:
        return array.copy()
    return (
        _divided(_reduced(_multiplied(array), across, down)) if channels(array) == 4 else _reduced(array, across, down)
    )


def _reduced(array: Pixels, across: int, down: int) -> Pixels:
    height, width = array.shape[:2]
    tops, lefts = np.arange(0, height, down), np.arange(0, width, across)
    total = np.add.reduceat(np.add.reduceat(array.astype(np.uint32), tops, axis=0), lefts, axis=1)
    size = np.minimum(height - tops, down)[:, None] * np.minimum(width - lefts, across)[None, :]
    if array.ndim == 3:
        size = size[:, :, None]
    multiplier = (np.float32(2**32) / (size * 256).astype(np.float32)).astype(np.uint32)
    means: Pixels = (((total + (size // 2).astype(np.uint32)) * multiplier) >> 24).astype(np.uint8)
    return means
