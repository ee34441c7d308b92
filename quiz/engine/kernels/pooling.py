"""Maximum and average over windows, and their gradients.

Padding is never made: kernel elements that lie in it are left out. A window is a rectangle, so its maximum or sum is
the one down each of its columns, then across: kh + kw steps in place of kh·kw, each over all windows at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from quiz.engine.kernels.windows import Array, Pair, Windows

CACHE = 1 << 19  # bytes of images that are worked on at a time, so that they stay in a core's second cache
VERTICAL, HORIZONTAL = 0, 1

Meeting = tuple[tuple[Any, ...], tuple[Any, ...]]  # indices: the windows in which an element meets the image; where


def maximum(x: Array, windows: Windows) -> Array:
    """The largest of each window, x (n, c, h, w) → (n, c, p, q); NaN where there is one."""
    planes = x.reshape(-1, *windows.size)
    out = np.empty((len(planes), *windows.output), x.dtype)
    for part in _parts(planes):
        _largest(_largest(planes[part], windows, VERTICAL), windows, HORIZONTAL, out[part])
    return out.reshape(*x.shape[:2], *windows.output)


def maximum_gradient(x: Array, y: Array, g: Array, windows: Windows) -> Array:
    """The gradient for x of `y = maximum(x)`: all of g to each window's first largest, row by row, or its last NaN."""
    planes = x.reshape(-1, *windows.size)
    best, gradients = y.reshape(-1, *windows.output), g.reshape(-1, *windows.output)
    out = np.zeros(planes.shape, g.dtype)
    meetings = [
        ((..., down[0], across[0]), (..., down[1], across[1]))
        for down in (windows.inside(VERTICAL, i) for i in range(windows.kernel[0]))
        for across in (windows.inside(HORIZONTAL, j) for j in range(windows.kernel[1]))
    ]
    apart = all(windows.stride[axis] >= windows.span(axis) for axis in (VERTICAL, HORIZONTAL))
    for part in _parts(planes):
        _to_largest(planes[part], best[part], gradients[part], out[part], meetings, apart)
    return out.reshape(x.shape)


def average(x: Array, windows: Windows, counts: Array) -> Array:
    """The sum of each window divided by `counts` (p, q), x (n, c, h, w) → (n, c, p, q)."""
    planes = x.reshape(-1, *windows.size)
    out = np.empty((len(planes), *windows.output), x.dtype)
    for part in _parts(planes):
        sums = _sums(_sums(planes[part], windows, VERTICAL), windows, HORIZONTAL)
        np.divide(sums, counts, out=out[part])
    return out.reshape(*x.shape[:2], *windows.output)


def average_gradient(g: Array, windows: Windows, counts: Array) -> Array:
    """The gradient for x of `average`: a pixel gets g / counts of each window that it lies in."""
    gradients = g.reshape(-1, *windows.output)
    out = np.empty((len(gradients), *windows.size), g.dtype)
    for part in _parts(out):
        shares = gradients[part] / counts
        out[part] = _spread(_spread(shares, windows, HORIZONTAL), windows, VERTICAL)
    return out.reshape(*g.shape[:2], *windows.size)


def counted(windows: Windows, padding: tuple[Pair, Pair]) -> Array:
    """How many places of each window count, (p, q): those in the image with so much padding round it."""
    along = []
    for axis in (VERTICAL, HORIZONTAL):
        first = windows.stride[axis] * np.arange(windows.output[axis]) - windows.padding[axis][0]
        places = first[:, None] + windows.dilation[axis] * np.arange(windows.kernel[axis])
        before, after = padding[axis]
        along.append(np.sum((places >= -before) & (places < windows.size[axis] + after), axis=1))
    counts: Array = np.multiply.outer(along[0], along[1])
    return counts


def _parts(planes: Array) -> Iterator[slice]:
    most = max(1, CACHE // (planes[0].nbytes if planes.size else 1))
    return (slice(n, n + most) for n in range(0, len(planes), most))


def _meetings(windows: Windows, axis: int) -> list[Meeting]:
    """For each kernel element along one axis of (…, h, w): the windows in which it meets the image, and where."""
    found = (windows.inside(axis, offset) for offset in range(windows.kernel[axis]))
    after = (slice(None),) * (1 - axis)
    return [((..., there, *after), (..., here, *after)) for there, here in found]


def _with(shape: Sequence[int], axis: int, count: int) -> tuple[int, ...]:
    """A shape (n, h, w) with its height or width changed."""
    return (shape[0], count, shape[2]) if axis == VERTICAL else (shape[0], shape[1], count)


def _largest(x: Array, windows: Windows, axis: int, out: Array | None = None) -> Array:
    """The largest along one axis of each window."""
    shape = _with(x.shape, axis, windows.output[axis])
    meetings = _meetings(windows, axis)
    if len(meetings) > 1 and all(x[here].shape == shape for _, here in meetings[:2]):
        best = np.maximum(x[meetings[0][1]], x[meetings[1][1]], out=out)
        meetings = meetings[2:]
    else:
        best = np.empty(shape, x.dtype) if out is None else out
        best[...] = _lowest(x.dtype)
    for there, here in meetings:
        np.maximum(best[there], x[here], out=best[there])
    return best


def _lowest(dtype: np.dtype[Any]) -> Any:
    """What no number of a dtype is below: the padding of a maximum."""
    if dtype.kind == "f":
        return -np.inf
    return np.iinfo(dtype).min if dtype.kind in "iu" else False


def _to_largest(x: Array, best: Array, g: Array, gradient: Array, meetings: Sequence[Meeting], apart: bool) -> None:
    """Add each window's g to the gradient of its first element that is the largest; where it is NaN, to its last NaN.

    `apart`: no two windows meet, so there is nothing yet to add to.
    Source: PyTorch's loop, in which an element takes over if it is larger than those before it, or NaN.
    """
    waiting = np.ones(g.shape, np.bool_)
    for there, here in meetings:
        _hand_over(gradient[here], g[there], x[here] == best[there], waiting[there], apart)
    if waiting.any():  # NaN is not equal to itself
        for there, here in reversed(meetings):
            _hand_over(gradient[here], g[there], np.isnan(x[here]), waiting[there], False)


def _hand_over(gradient: Array, g: Array, taking: Array, waiting: Array, apart: bool) -> None:
    """Add g where it is taken and was still waiting to be."""
    taking &= waiting
    waiting ^= taking
    # The bits of g times 1 or 0: as fast as a product of floats, and 0 even where g is infinite or NaN.
    bits = f"i{g.itemsize}"
    if apart:
        np.multiply(g.view(bits), taking, out=gradient.view(bits))
    else:
        gradient += (g.view(bits) * taking).view(g.dtype)


def _sums(x: Array, windows: Windows, axis: int) -> Array:
    """The sum along one axis of each window."""
    total = np.zeros(_with(x.shape, axis, windows.output[axis]), x.dtype)
    for there, here in _meetings(windows, axis):
        total[there] += x[here]
    return total


def _spread(g: Array, windows: Windows, axis: int) -> Array:
    """The gradient of `_sums`: each place gets g of every window that it lies in."""
    gradient = np.zeros(_with(g.shape, axis, windows.size[axis]), g.dtype)
    for there, here in _meetings(windows, axis):
        gradient[here] += g[there]
    return gradient
