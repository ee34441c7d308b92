"""Filters that pick one of the pixels in a window: the smallest, the middle, the largest, the most frequent.

For all but the mode, what lies beyond an edge counts as the edge's pixel. Channels are handled apart, alpha too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.image.checks import Pixels, described, pixels, whole, with_axis

LARGEST = 99
OUTSIDE = -1  # what lies beyond an edge, for the mode


def rank_filter(image: object, size: int, rank: int) -> Pixels:
    """The pixel at place `rank` (0 the smallest, size² − 1 the largest) of the sorted size × size window; `size` odd.

    Source: `ImageFilter.RankFilter`.
    """
    array, size = _odd("rank_filter", image, size)
    return _ranked(array, size, whole("rank_filter", "rank", rank, 0, size * size - 1))


def median_filter(image: object, size: int = 3) -> Pixels:
    """The middle one of the sorted size × size window: removes single outliers, keeps edges. `size` odd.

    Source: `ImageFilter.MedianFilter`.
    """
    array, size = _odd("median_filter", image, size)
    return _ranked(array, size, size * size // 2)


def min_filter(image: object, size: int = 3) -> Pixels:
    """The smallest value of the size × size window, `size` odd (erosion). Source: `ImageFilter.MinFilter`."""
    return _extreme(*_odd("min_filter", image, size), np.minimum)


def max_filter(image: object, size: int = 3) -> Pixels:
    """The largest value of the size × size window, `size` odd (dilation). Source: `ImageFilter.MaxFilter`."""
    return _extreme(*_odd("max_filter", image, size), np.maximum)


def mode_filter(image: object, size: int = 3) -> Pixels:
    """The most frequent value of the window, the smallest of them if several; only what lies in the picture counts.

    A value that occurs less than three times does not count, the pixel then stays. An even `size` works as size + 1.
    Source: `ImageFilter.ModeFilter`.
    """
    array = pixels("mode_filter", image)
    margin = whole("mode_filter", "size", size, 1, LARGEST) // 2
    padded = np.pad(with_axis(array).astype(np.int16), _margins(margin), constant_values=OUTSIDE)
    return _in_strips(padded, 2 * margin + 1, _most_frequent).reshape(array.shape)


def _odd(operation: str, image: object, size: int) -> tuple[Pixels, int]:
    array = pixels(operation, image)
    if whole(operation, "size", size, 1, LARGEST) % 2 == 0:
        raise bad(operation, "size", described(size), f"an odd integer from 1 to {LARGEST}")
    return array, int(size)


def _margins(margin: int) -> tuple[tuple[int, int], ...]:
    return ((margin, margin), (margin, margin), (0, 0))


def _windows(padded: np.ndarray[Any, Any], size: int) -> Iterator[np.ndarray[Any, Any]]:
    """For each place of the window the whole picture shifted there."""
    height, width = padded.shape[0] - size + 1, padded.shape[1] - size + 1
    for y in range(size):
        for x in range(size):
            yield padded[y : y + height, x : x + width]


def _extreme(array: Pixels, size: int, better: np.ufunc) -> Pixels:
    """The extreme of each row's stretch, then of each column's: the same as of the square."""
    margin = size // 2
    padded = np.pad(with_axis(array), _margins(margin), mode="edge")
    height, width = array.shape[:2]
    rows = padded[:, :width].copy()
    for x in range(1, size):
        better(rows, padded[:, x : x + width], out=rows)
    result = rows[:height].copy()
    for y in range(1, size):
        better(result, rows[y : y + height], out=result)
    return result.reshape(array.shape)


def _in_strips(
    padded: np.ndarray[Any, Any], size: int, picked: Callable[[np.ndarray[Any, Any], int], np.ndarray[Any, Any]]
) -> Pixels:
    """`picked` for some rows at a time, so that what it works on stays in the cache."""
    height, width, depth = padded.shape[0] - size + 1, padded.shape[1] - size + 1, padded.shape[2]
    result = np.empty((height, width, depth), np.uint8)
    step = max(1, (1 << 16) // (width * depth))
    for top in range(0, height, step):
        result[top : top + step] = picked(padded[top : top + step + size - 1], size)
    return result


def _ranked(array: Pixels, size: int, rank: int) -> Pixels:
    """The value bit by bit from the highest: it has a bit if at most `rank` pixels of the window lie below that.

    Eight rounds of comparing whole pictures take less time than sorting every window.
    """

    def picked(padded: Pixels, size: int) -> Pixels:
        shape = next(_windows(padded, size)).shape
        result = np.zeros(shape, np.uint8)
        smaller = np.empty(shape, np.bool_)
        for bit in (128, 64, 32, 16, 8, 4, 2, 1):
            candidate = result | np.uint8(bit)
            below = np.zeros(shape, np.uint8 if size * size < 256 else np.uint16)
            for values in _windows(padded, size):
                np.less(values, candidate, out=smaller)
                below += smaller.view(np.uint8)
            result |= (below <= rank).view(np.uint8) * np.uint8(bit)
        return result

    padded = np.pad(with_axis(array), _margins(size // 2), mode="edge")
    return _in_strips(padded, size, picked).reshape(array.shape)


def _most_frequent(padded: np.ndarray[Any, np.dtype[np.int16]], size: int) -> np.ndarray[Any, np.dtype[np.int16]]:
    """For each place of the window how often its value occurs there; the best so far is kept, at first the middle."""
    windows = list(_windows(padded, size))
    best = windows[len(windows) // 2]
    best_count = np.full(best.shape, 2, np.int16)
    equal = np.empty(best.shape, np.bool_)
    for values in windows:
        count = np.zeros(best.shape, np.int16)
        for others in windows:
            np.equal(values, others, out=equal)
            count += equal.view(np.uint8)
        better = (count > best_count) | ((count == best_count) & (count > 2) & (values < best))
        better &= values != OUTSIDE
        best, best_count = np.where(better, values, best), np.where(better, count, best_count)
    return best
