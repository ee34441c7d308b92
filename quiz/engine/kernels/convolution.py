"""Convolution of images and its two gradients.

Indices: n image, c channel, f filter, i and j row and column of the kernel, p and q row and column of the output.
"""

from __future__ import annotations

import numpy as np

from quiz.engine.kernels import products
from quiz.engine.kernels.strips import block_size, blocks
from quiz.engine.kernels.windows import Array, Windows
from quiz.engine.tape import product

FEW = 2  # kernel rows times filters, times this, up to which channels are many enough for products of single elements
MANY = 96  # channels times kernel columns from which on products are made for each kernel row
WIDE = 64  # pixels in a row of the output from which on products for single rows pay


def correlate(x: Array, weight: Array, windows: Windows, groups: int = 1) -> Array:
    """y[n, f, p, q] = Σ over c, i, j of weight[f, c, i, j] · padded[n, c, s·p + d·i, s·q + d·j].

    x (n, c, h, w), weight (f, c/groups, kh, kw), of one dtype → (n, f, p, q).
    """
    filters, c, kh, kw = weight.shape
    f = filters // groups
    if windows.stride == (1, 1) and FEW * kh * f <= c:
        way = products.by_kernel_element
    elif windows.stride[0] == 1 and c * kw >= min(2 * f, MANY):
        way = products.by_kernel_row
    elif windows.output[1] < WIDE:
        way = products.by_image
    else:
        way = products.by_window_row
    out = np.empty((len(x), groups, f, *windows.output), x.dtype)
    way(x.reshape(len(x), groups, c, *windows.size), weight.reshape(groups, f, c, kh, kw), windows, out)
    return out.reshape(len(x), filters, *windows.output)


def input_gradient(g: Array, weight: Array, windows: Windows, groups: int = 1) -> Array:
    """The gradient for x of `correlate`: Σ over f, i, j of weight[f, c, i, j] · g[n, f, p, q] where p and q meet it.

    For stride 1 a convolution of g with the kernel turned round, filters and channels exchanged; for a stride s one
    such for each of the s² places modulo the stride (`Windows.phase`). It is what a transposed convolution computes.
    """
    filters, c, kh, kw = weight.shape
    exchanged = weight.reshape(groups, filters // groups, c, kh, kw).swapaxes(1, 2)
    exchanged = exchanged.reshape(groups * c, filters // groups, kh, kw)
    gradient = np.zeros((len(g), groups * c, *windows.size), g.dtype)
    for vertical in range(windows.stride[0]):
        for horizontal in range(windows.stride[1]):
            down, across = windows.phase(0, vertical), windows.phase(1, horizontal)
            if down is None or across is None:
                continue
            part = exchanged[:, :, down[1], across[1]]
            size = (g.shape[2], g.shape[3])
            back = Windows(size, part.shape[2:], (1, 1), (down[3], across[3]), (down[2], across[2]))
            met = correlate(g, part, back, groups)
            if windows.stride == (1, 1):
                return met
            gradient[:, :, down[0], across[0]] = met
    return gradient


def weight_gradient(x: Array, g: Array, windows: Windows, groups: int = 1) -> Array:
    """The gradient for the weight of `correlate`: Σ over n, p, q of g[n, f, p, q] · padded[n, c, s·p + d·i, s·q + d·j].

    For each kernel row one product, (f, p·q) by (p·q, c·kw).
    """
    n, filters = g.shape[:2]
    c, f = x.shape[1] // groups, filters // groups
    (kh, kw), width = windows.kernel, windows.output[1]
    rows, images = block_size(windows, n, groups * c * kw * width * x.itemsize)
    memory = np.zeros((images, groups, c, kw, windows.span(0, rows), width), x.dtype)
    exact = np.dtype(np.float64) if x.dtype == np.float32 else x.dtype  # for the sum over images
    total = np.zeros((kh, groups, f, c * kw), exact)
    for block in blocks(x.reshape(n, groups, c, *windows.size), windows, rows, images, memory):
        part = g[block.images, :, block.rows]
        part = part.reshape(len(part), groups, f, block.count * width)
        for i in range(kh):
            met = block.strips[..., windows.taps(0, i, block.count), :]
            met = met.reshape(len(part), groups, c * kw, block.count * width)
            total[i] += product(part, met.swapaxes(2, 3)).sum(axis=0, dtype=exact)
    return np.ascontiguousarray(total.reshape(kh, filters, c, kw).transpose(1, 2, 0, 3), x.dtype)
