"""Box and Gaussian blur by running sums, whatever the radius, and the unsharp mask.

The sums are integers, the same everywhere. Only the radius that a Gaussian's deviation gives is computed in float32;
where a compiler fuses multiplication and addition (Pillow's builds for ARM) its last bit may differ, and with it the
result by 1.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.image.checks import Pixels, described, number, pixels, whole

Radius = float | tuple[float, float]
LARGEST = 1 << 20
ONE = 1 << 24
PASSES = 3


def box_blur(image: object, radius: Radius) -> Pixels:
    """The mean of the (2r + 1)² window round each pixel, all channels alike (alpha too); edges are repeated outward.

    `radius`: ≥ 0, or (across, down). A fraction f of it weighs the two next pixels on either side:
    out = (Σ_{|i| ≤ ⌊r⌋} p_i · w + (p_{−⌊r⌋−1} + p_{⌊r⌋+1}) · v + 2²³) >> 24, w = ⌊2²⁴ / (2r + 1)⌋,
    v = ⌊(2²⁴ − (2⌊r⌋ + 1) · w) / 2⌋. Across first, then down, each rounded. Source: `ImageFilter.BoxBlur`.
    """
    array = pixels("box_blur", image)
    return _blurred(array, *_radii("box_blur", radius), passes=1)


def gaussian_blur(image: object, radius: Radius = 2) -> Pixels:
    """Three box blurs in a row that together have nearly the standard deviation `radius` (or (across, down)).

    Each has L = √(12 σ²/3 + 1), l = ⌊(L − 1)/2⌋, a = (2l + 1)(l(l + 1) − σ²) / (6 (σ²/3 − (l + 1)²)) and radius
    l + a. Sources: `ImageFilter.GaussianBlur`; Gwosdek et al., "Theoretical foundations of Gaussian convolution by
    extended box filtering" (2011).
    """
    array = pixels("gaussian_blur", image)
    across, down = _radii("gaussian_blur", radius)
    return _blurred(array, _extended(across), _extended(down), passes=PASSES)


def unsharp_mask(image: object, radius: float = 2, percent: int = 150, threshold: int = 3) -> Pixels:
    """value + d · percent / 100 where |d| > threshold, d = value − blurred value (`gaussian_blur(image, radius)`).

    The quotient is cut towards 0, the result to 0–255; all channels alike (alpha too). Source:
    `ImageFilter.UnsharpMask`.
    """
    array = pixels("unsharp_mask", image)
    across, down = _radii("unsharp_mask", (radius, radius))
    amount = whole("unsharp_mask", "percent", percent, -1_000_000, 1_000_000)
    least = whole("unsharp_mask", "threshold", threshold, -255, 255)
    values = array.astype(np.int32)
    difference = values - _blurred(array, _extended(across), _extended(down), passes=PASSES)
    change = np.abs(difference) * abs(amount) // 100 * np.sign(difference) * (1 if amount >= 0 else -1)
    sharper = np.clip(values + change, 0, 255).astype(np.uint8)
    return np.where(np.abs(difference) > least, sharper, array)


def _radii(operation: str, radius: Any) -> tuple[np.float32, np.float32]:
    takes = f"a number from 0 to {LARGEST}, or two of them: (across, down)"
    pair = radius if isinstance(radius, (tuple, list, np.ndarray)) and np.ndim(radius) == 1 else (radius, radius)
    if len(pair) != 2:
        raise bad(operation, "radius", described(radius), takes)
    across, down = (np.float32(number(operation, "radius", value, takes)) for value in pair)
    if not (0 <= across <= LARGEST and 0 <= down <= LARGEST):
        raise bad(operation, "radius", described(radius), takes)
    return across, down


def _extended(deviation: np.float32) -> np.float32:
    """The fractional radius of one of the boxes, in float32 step by step as Pillow computes it."""
    f = np.float32
    square = deviation * deviation / f(PASSES)
    length = f(math.sqrt(12.0 * float(square) + 1.0))
    floor = f(math.floor((float(length) - 1.0) / 2.0))
    part = (f(2) * floor + f(1)) * (floor * (floor + f(1)) - f(3) * square)
    return floor + part / (f(6) * (square - (floor + f(1)) * (floor + f(1))))


def _blurred(array: Pixels, across: np.float32, down: np.float32, passes: int) -> Pixels:
    if across:
        array = _along_rows(array.swapaxes(0, 1), across, passes).swapaxes(0, 1)
    if down:
        array = _along_rows(array, down, passes)
    return np.array(array, order="C")


def _along_rows(array: Pixels, radius: np.float32, passes: int) -> Pixels:
    """`passes` box blurs down the first axis. Sums wrap at 2³², where Pillow's unsigned integers wrap."""
    reach = int(radius)
    full = np.uint32(np.float32(ONE) / (radius * np.float32(2) + np.float32(1)))
    partial = np.uint32(((ONE - (2 * reach + 1) * int(full)) % 2**32) // 2)
    lines = array.reshape(len(array), -1)
    result = np.empty(lines.shape, np.uint8)
    step = max(32, (1 << 15) // len(lines))  # columns at a time, so that the sums stay in the cache
    for left in range(0, lines.shape[1], step):
        block = lines[:, left : left + step]
        for _ in range(passes):
            block = _box(block, reach, full, partial)
        result[:, left : left + step] = block
    return result.reshape(array.shape)


def _box(lines: Pixels, reach: int, full: np.uint32, partial: np.uint32) -> Pixels:
    """One pass. The sum from row a to b is sums[b + 1] − sums[a]; rows beyond an edge count as the edge's."""
    count = len(lines)
    place = np.arange(count)
    low, high = place - reach, place + reach
    sums = np.zeros((count + 1, lines.shape[1]), np.uint32)
    np.cumsum(lines, axis=0, dtype=np.uint32, out=sums[1:])
    total = np.take(sums, np.minimum(high, count - 1) + 1, axis=0)
    total -= np.take(sums, np.maximum(low, 0), axis=0)
    before, after = min(reach, count), max(0, count - reach)
    total[:before] += lines[0] * (reach - place[:before, None]).astype(np.uint32)
    total[after:] += lines[-1] * (high[after:, None] - (count - 1)).astype(np.uint32)
    total *= full
    beyond = np.take(lines, np.maximum(low - 1, 0), axis=0).astype(np.uint32)
    beyond += np.take(lines, np.minimum(high + 1, count - 1), axis=0)
    beyond *= partial
    total += beyond
    total += np.uint32(1 << 23)
    total >>= np.uint32(24)
    return total.astype(np.uint8)
