"""Four ways to a convolution by matrix products; which is the fastest depends on the sizes.

All take x (n, groups, c, h, w), weight (groups, f, c, kh, kw) and the windows, and fill out (n, groups, f, p, q). The
longer the sums of a product, the less often its results are written; the fewer copies of a pixel, the less is read:

    by_window_row      sums over kh·kw·c    kw copies     one product for each row of windows, so for wide images
    by_image           sums over kh·kw·c    kh·kw copies  one product for each image
    by_kernel_row      sums over kw·c       kw copies     adds up kh products; stride 1 down, many channels
    by_kernel_element  sums over c          none          adds up kh·kw products; stride 1, few filters
"""

from __future__ import annotations

import numpy as np

from quiz.engine.kernels import strips
from quiz.engine.kernels.strips import aligned, block_size, blocks
from quiz.engine.kernels.windows import Array, Windows

WHOLE = 1 << 22  # bytes up to which one image stays whole where parts of it would share rows that are multiplied twice
SMALL = 10**6  # multiply-adds up to which OpenBLAS does without packing its operands: halves of a product just above
SHORT = 160  # are faster than the whole, if its sums are no longer than this


def by_window_row(x: Array, weight: Array, windows: Windows, out: Array) -> None:
    """One product for each row of windows: (f, kh·c·kw) by (kh·c·kw, q).

    The strips lie in memory with the rows outermost, so the rows that a window row meets are, without dilation, one
    matrix that need not be copied.
    """
    groups, f, c, kh, kw = weight.shape
    width = out.shape[-1]
    pieces = 2 if f % 2 == 0 and SMALL < f * kh * c * kw * width <= 2 * SMALL and kh * c * kw <= SHORT else 1
    stored = np.ascontiguousarray(weight.transpose(0, 3, 2, 4, 1)).reshape(groups, 1, kh * c * kw, pieces, f // pieces)
    matrix = np.ascontiguousarray(stored.swapaxes(2, 3)).mT  # filters side by side: read as BLAS packs them
    out = out.reshape(len(x), groups, pieces, f // pieces, *out.shape[3:])
    rows, images = block_size(windows, len(x), groups * c * kw * width * x.itemsize)
    memory = aligned((images, groups, windows.span(0, rows), c, kw, width), x.dtype)
    memory[...] = 0
    for block in blocks(x, windows, rows, images, memory.transpose(0, 1, 3, 4, 2, 5)):
        by_row = block.strips.transpose(0, 1, 4, 2, 3, 5)
        met = np.lib.stride_tricks.sliding_window_view(by_row, windows.span(0), axis=2)
        met = np.moveaxis(met[:, :, :: windows.stride[0], ..., :: windows.dilation[0]], -1, 3)
        columns = met.reshape(*met.shape[:3], 1, kh * c * kw, width)
        np.matmul(matrix, columns, out=out[block.images, ..., block.rows, :].transpose(0, 1, 4, 2, 3, 5))


def by_image(x: Array, weight: Array, windows: Windows, out: Array) -> None:
    """One product for each image, (f, kh·c·kw) by (kh·c·kw, p·q): each kernel row's pixels are copied, kh times in all.

    For images so narrow that products for single rows would cost more than the copies.
    """
    groups, f, c, kh, kw = weight.shape
    width, sums = out.shape[-1], kh * c * kw
    matrix = np.ascontiguousarray(weight.transpose(0, 3, 2, 4, 1)).reshape(groups, sums, f).mT
    rows, images = block_size(windows, len(x), groups * sums * width * x.itemsize)
    memory = np.zeros((images, groups, c, kw, windows.span(0, rows), width), x.dtype)
    copies = aligned((images, groups, kh, c, kw, rows, width), x.dtype)
    for block in blocks(x, windows, rows, images, memory):
        n, pixels = len(block.strips), block.count * width
        columns = copies[:n, ..., : block.count, :]
        for i in range(kh):
            columns[:, :, i] = block.strips[..., windows.taps(0, i, block.count), :]
        target = out[block.images, :, :, block.rows].reshape(n, groups, f, pixels)
        np.matmul(matrix, columns.reshape(n, groups, sums, pixels), out=target)


def by_kernel_row(x: Array, weight: Array, windows: Windows, out: Array) -> None:
    """One product for all kernel rows and all rows of the block, (kh·f, c·kw) by (c·kw, y·q); then Σ over i. s = 1."""
    groups, f, c, kh, kw = weight.shape
    width = out.shape[-1]
    matrix = np.ascontiguousarray(weight.transpose(0, 3, 1, 2, 4)).reshape(groups, kh * f, c * kw)
    rows, images = block_size(windows, len(x), groups * max(c * kw, kh * f) * width * x.itemsize, WHOLE)
    memory = np.zeros((images, groups, c, kw, windows.span(0, rows), width), x.dtype)
    products = np.empty((images, groups, kh, f, windows.span(0, rows), width), x.dtype)
    for block in blocks(x, windows, rows, images, memory):
        met = block.strips[..., block.real, :]
        n, height = len(met), met.shape[-2]
        target = out[block.images, :, :, block.rows]
        alone = kh == 1 and height == block.count  # then there is nothing to add up
        parts = target[:, :, None] if alone else products[:n, ..., :height, :]
        met = met.reshape(n, groups, c * kw, height * width)
        np.matmul(matrix, met, out=parts.reshape(n, groups, kh * f, height * width))
        if not alone:
            starts = [windows.dilation[0] * i - block.real.start for i in range(kh)]
            _add_shifted(target, parts, starts)


def by_kernel_element(x: Array, weight: Array, windows: Windows, out: Array) -> None:
    """One product for all elements of the kernel, (kh·kw·f, c) by (c, y·x), without strips; then Σ over i, j. s = 1.

    For few filters: it makes kh·kw·f numbers of each pixel, where strips would have kw·c.
    """
    groups, f, c, kh, kw = weight.shape
    height, width = windows.size
    matrix = np.ascontiguousarray(weight.transpose(0, 3, 4, 1, 2)).reshape(groups, kh * kw * f, c)
    images = max(1, strips.CACHE // (groups * kh * kw * f * height * width * x.itemsize))
    out[...] = 0
    for n in range(0, len(x), images):
        pixels = x[n : n + images].reshape(-1, groups, c, height * width)
        parts = np.matmul(matrix, pixels).reshape(-1, groups, kh, kw, f, height, width)
        for i in range(kh):
            down, rows = windows.inside(0, i)
            for j in range(kw):
                across, columns = windows.inside(1, j)
                out[n : n + images, ..., down, across] += parts[:, :, i, j, :, rows, columns]


def _add_shifted(target: Array, parts: Array, starts: list[int]) -> None:
    """target[n, groups, f, p, q] = Σ over i of parts[n, groups, i, f, starts[i] + p, q], where there is such a row."""
    count, height = target.shape[-2], parts.shape[-2]
    met = [(max(0, -start), min(count, height - start), i) for i, start in enumerate(starts)]
    met = sorted((one for one in met if one[1] > one[0]), key=lambda one: one[0] - one[1])  # the longest first
    if not met or met[0][1] - met[0][0] < count:
        target[...] = 0
    for number, (first, last, i) in enumerate(met):
        part, rows = parts[:, :, i, :, starts[i] + first : starts[i] + last], target[:, :, :, first:last]
        if number:
            rows += part
        else:
            rows[...] = part
