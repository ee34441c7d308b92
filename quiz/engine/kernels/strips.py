"""Strips: what each column of a kernel meets as it slides along the rows of an image.

    strips[n, c, j, y, q] = padded[n, c, y, s·q + d·j]

with n the image, c the channel, j the kernel's column, y the row in the padded image and q the column of the output.
The row i of the kernel then meets, in row p of the output, the rows y = s·p + d·i of every strip. They are made for as
many images, or for as many rows of one image, as stay in the processor's cache.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.engine.kernels.windows import Array, Windows

CACHE = 3 << 18  # bytes that are worked on at a time, so that they stay in a core's second cache
LINE = 64  # bytes of a cache line


@dataclass(frozen=True, slots=True)
class Block:
    """So many images and so many rows of windows, and the strips that they read, (n, groups, c, kw, y, q).

    `real` are those rows y of the strips that lie in the image; the others are padding.
    """

    images: slice
    rows: slice
    strips: Array
    real: slice

    @property
    def count(self) -> int:
        return int(self.rows.stop - self.rows.start)


def block_size(windows: Windows, images: int, row: int, whole: int = 0) -> tuple[int, int]:
    """How many rows of windows, and how many images, are worked on at a time; a padded row takes `row` bytes.

    Whole images as far as they fit into CACHE together; one larger than that, and than `whole`, is cut into like parts.
    """
    whole = max(whole, CACHE)
    down = windows.output[0]
    image = row * windows.span(0, down)
    if image <= whole:
        return down, max(1, min(images, CACHE // image))
    most = max(1, (whole // row - windows.span(0)) // windows.stride[0] + 1)
    return -(-down // -(-down // most)), 1


def blocks(x: Array, windows: Windows, rows: int, images: int, memory: Array) -> Iterator[Block]:
    """x (n, groups, c, h, w) in blocks of so many rows of windows and images.

    Each block's strips overwrite the last one's in `memory`, which is zero at first: at the sides they stay so.
    """
    height, down = windows.size[0], windows.output[0]
    across = [windows.inside(1, j) for j in range(windows.kernel[1])]
    for p in range(0, down, rows):
        count = min(rows, down - p)
        begin = p * windows.stride[0] - windows.padding[0][0]  # where in the image the first row of the strips lies
        strips = memory[..., : windows.span(0, count), :]
        first = min(max(begin, 0), height)
        last = max(min(begin + windows.span(0, count), height), first)
        real = slice(max(first - begin, 0), max(last - begin, 0))
        strips[..., : real.start, :] = 0
        strips[..., real.stop :, :] = 0
        for n in range(0, len(x), images):
            part = x[n : n + images, ..., first:last, :]
            for j, (there, here) in enumerate(across):
                strips[: len(part), :, :, j, real, there] = part[..., here]
            yield Block(slice(n, n + len(part)), slice(p, p + count), strips[: len(part)], real)


def aligned(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """An array, not yet filled, that begins with a cache line: what lies across two is read a tenth more slowly."""
    size = math.prod(shape) * dtype.itemsize
    memory = np.empty(size + LINE, np.uint8)
    start = -memory.__array_interface__["data"][0] % LINE
    return memory[start : start + size].view(dtype).reshape(shape)
