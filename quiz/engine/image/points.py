"""Point operations: every pixel is replaced by what a table says of its value; and the counts of those values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.image.checks import Pixels, channels, described, mask_of, number, pixels, whole, with_axis

Counts = np.ndarray[Any, np.dtype[np.int64]]
MODES = {"L": 1, "RGB": 3, "RGBA": 4}


def convert(image: object, mode: str) -> Pixels:
    """The picture as "L" (gray), "RGB" or "RGBA".

    To L: L = (19595·R + 38470·G + 7471·B + 32768) >> 16, alpha dropped (ITU-R 601-2 luma in 16-bit fixed point).
    From L: R = G = B = L. A new alpha is 255; from RGBA to RGB it is dropped. Returns a new array.
    Source: Pillow, `Image.convert`.
    """
    array = pixels("convert", image)
    if mode not in tuple(MODES):
        raise bad("convert", "mode", described(mode), '"L", "RGB" or "RGBA"')
    return converted(array, MODES[mode])


def converted(array: Pixels, wanted: int) -> Pixels:
    """`convert` by the number of channels."""
    have = channels(array)
    if have == wanted:
        return array.copy()
    if wanted == 1:
        red, green, blue = (array[:, :, c].astype(np.uint32) for c in range(3))
        return ((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16).astype(np.uint8)
    result = np.full((*array.shape[:2], wanted), 255, np.uint8)
    result[:, :, :3] = with_axis(array)[:, :, :3]
    return result


def grayscale(image: object) -> Pixels:
    """The luma of each pixel, (h, w): `convert(image, "L")`, where the formula stands. `ImageOps.grayscale`."""
    return converted(pixels("grayscale", image), 1)


def point(image: object, table: Callable[[int], float] | Sequence[float] | np.ndarray[Any, Any]) -> Pixels:
    """out = table[in], the same table for every channel (alpha too), or one table a channel: (channels, 256).

    `table` may be a function of 0–255. Values are rounded half to even and cut to 0–255. Source: `Image.point`.
    """
    array = pixels("point", image)
    rows = channels(array)
    values = np.asarray([table(value) for value in range(256)] if callable(table) else table)
    if values.dtype.kind not in "uifb" or values.shape not in {(256,), (rows, 256)}:
        takes = f"256 numbers, or ({rows}, 256), one table a channel, or a function of 0 to 255"
        raise bad("point", "table", described(values), takes)
    if not np.all(np.isfinite(values)):
        raise bad("point", "table", "a value that is not finite", "finite numbers")
    return looked_up(array, np.clip(np.rint(values.astype(np.float64)), 0, 255).astype(np.uint8))


def looked_up(array: Pixels, table: Pixels) -> Pixels:
    """One table for all channels, or as many tables as channels; channels beyond the tables are kept (alpha)."""
    if table.ndim == 1:
        return np.take(table, array)
    result = array.copy()
    planes = with_axis(result)
    for channel, row in enumerate(table):
        planes[:, :, channel] = np.take(row, planes[:, :, channel])
    return result


def _colors(array: Pixels, table: np.ndarray[Any, Any]) -> Pixels:
    """One table for gray, red, green and blue; alpha is kept."""
    return looked_up(array, np.tile(table.astype(np.uint8), (min(channels(array), 3), 1)))


def invert(image: object) -> Pixels:
    """255 − value; alpha is kept. Source: `ImageOps.invert` (which takes no alpha)."""
    return _colors(pixels("invert", image), 255 - np.arange(256))


def threshold(image: object, level: float = 127) -> Pixels:
    """255 where value > `level`, else 0, in each channel; alpha is kept. Give it `grayscale(image)` for one answer.

    Sources: `image.point(lambda value: 255 if value > level else 0)`; OpenCV, `THRESH_BINARY`.
    """
    array = pixels("threshold", image)
    return _colors(array, np.where(np.arange(256) > number("threshold", "level", level), 255, 0))


def posterize(image: object, bits: int) -> Pixels:
    """Keeps the first `bits` (1–8) bits of each value; alpha is kept. Source: `ImageOps.posterize`."""
    array = pixels("posterize", image)
    dropped = 8 - whole("posterize", "bits", bits, 1, 8)
    return _colors(array, np.arange(256) >> dropped << dropped)


def solarize(image: object, threshold: float = 128) -> Pixels:
    """255 − value where value ≥ `threshold`, the others stay; alpha is kept. Source: `ImageOps.solarize`."""
    array = pixels("solarize", image)
    values = np.arange(256)
    return _colors(array, np.where(values < number("solarize", "threshold", threshold), values, 255 - values))


def histogram(image: object, mask: object = None) -> Counts:
    """How often each value occurs: (256,), or (channels, 256). With a mask, only where the mask is not 0.

    Source: `Image.histogram`, which returns the channels one after another.
    """
    array = pixels("histogram", image)
    planes = with_axis(array)
    chosen = None if mask is None else mask_of("histogram", mask, array.shape[:2]) != 0
    counts = [np.bincount(planes[:, :, c][chosen].ravel(), minlength=256) for c in range(planes.shape[2])]
    return counts[0] if array.ndim == 2 else np.stack(counts)


def autocontrast(image: object, cutoff: float | tuple[float, float] = 0) -> Pixels:
    """Stretches each channel so that its darkest value becomes 0 and its lightest 255; alpha is kept.

    out = ⌊(in − low) · 255 / (high − low)⌋, computed as in · scale − low · scale. `cutoff`: this percentage of the
    pixels is left out at each end (or (low end, high end)) before low and high are looked for. A channel of one
    value is left as it is. Source: `ImageOps.autocontrast`.
    """
    array = pixels("autocontrast", image)
    pair = cutoff if isinstance(cutoff, tuple) else (cutoff, cutoff)
    if len(pair) != 2 or not all(0 <= number("autocontrast", "cutoff", share) <= 100 for share in pair):
        raise bad("autocontrast", "cutoff", described(cutoff), "a percentage from 0 to 100, or two of them")
    return looked_up(array, np.stack([_stretched(counts, pair) for counts in _color_counts(array)]))


def _color_counts(array: Pixels) -> Counts:
    return np.atleast_2d(histogram(array))[:3]


def _stretched(counts: Counts, cutoff: tuple[float, float]) -> Pixels:
    left = _cut(counts, cutoff[0], counts.sum())
    left = _cut(left[::-1], cutoff[1], counts.sum())[::-1]
    found = np.flatnonzero(left)
    values = np.arange(256)
    if len(found) < 2:
        return values.astype(np.uint8)
    low, high = int(found[0]), int(found[-1])
    scale = 255.0 / (high - low)
    # int() cuts towards zero, as astype does.
    return np.clip((values * scale + -low * scale).astype(np.int64), 0, 255).astype(np.uint8)


def _cut(counts: Counts, percent: float, total: int) -> Counts:
    """The counts without the first `percent` of `total` pixels."""
    removed = np.minimum(np.cumsum(counts), int(int(total) * percent // 100))
    return counts - np.diff(removed, prepend=0)


def equalize(image: object) -> Pixels:
    """Spreads the values of each channel so that each range of them is about equally frequent; alpha is kept.

    step = ⌊(pixels − pixels of the lightest value) / 255⌋; out(v) = ⌊(⌊step/2⌋ + pixels darker than v) / step⌋, cut
    to 255. A channel whose step is 0 is left as it is. Source: `ImageOps.equalize`.
    """
    array = pixels("equalize", image)
    return looked_up(array, np.stack([_equalized(counts) for counts in _color_counts(array)]))


def _equalized(counts: Counts) -> Pixels:
    lightest = counts[np.flatnonzero(counts)[-1]]
    step = (counts.sum() - lightest) // 255
    if step == 0:
        return np.arange(256).astype(np.uint8)
    darker = np.cumsum(counts) - counts
    table: Pixels = np.minimum((step // 2 + darker) // step, 255).astype(np.uint8)
    return table
