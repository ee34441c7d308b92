"""Pooling of images: the largest or the mean of each window, or of the whole image. No parameters are learnt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from quiz.engine.errors import EngineError, bad
from quiz.engine.functional.layouts import back, channels_first, first
from quiz.engine.kernels.pooling import average, average_gradient, counted, maximum, maximum_gradient
from quiz.engine.kernels.windows import Pair, Windows
from quiz.engine.shapes.axes import Pairs, pair, two_pairs
from quiz.engine.shapes.sizes import pool_output_size
from quiz.engine.tape import total
from quiz.engine.tensor import Array, Value, record


def max_pool2d(
    x: Value,
    kernel_size: Any,
    *,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    layout: str = "NCHW",
) -> Value:
    """y[n, c, p, q] = the largest x[n, c, s·p + d·i − top, s·q + d·j − left] over i < kh, j < kw.

    A window's gradient goes to its largest element; of equal ones to the first, row by row. NaN is the largest of all,
    and the last NaN gets the gradient. Padding is −∞ (of integers the lowest), so it never wins.

    x (n, c, h, w), in NHWC (n, h, w, c) → the same with p rows and q columns: `shapes.pool_output_size`. kernel_size,
    stride (None: the kernel's size) and dilation are an int or a pair. padding as in `conv2d`: an int or (h, w), as in
    PyTorch, at most half of what the window spans; ((top, bottom), (left, right)), as in ONNX, less than all of it.
    ceil_mode: a last window may hang over the edge, if it starts inside the image or the padding before it. Integers
    and booleans are taken. Raises EngineError for what does not fit. Source: PyTorch, `torch.nn.MaxPool2d`.
    """
    images = channels_first("max_pool2d", x, layout)
    windows, _ = _windows("max_pool2d", images, kernel_size, stride, padding, dilation, ceil_mode)
    y = maximum(images, windows)
    value = back(y, layout)

    def gradient(g: Array) -> Array:
        return back(maximum_gradient(images, first(value, layout), first(g, layout), windows), layout)

    return record("max_pool2d", value, (x, gradient), saved=(x, value))


def avg_pool2d(
    x: Value,
    kernel_size: Any,
    *,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    layout: str = "NCHW",
) -> Value:
    """y[n, c, p, q] = Σ over i, j of x[n, c, s·p + d·i − top, s·q + d·j − left] / m[p, q]; outside the image x is 0.

    m counts the window's places in the image and, with count_include_pad, in the padding; never those by which a last
    window in ceil_mode hangs over it. ∂L/∂x[n, c, a, b] = Σ of g[n, c, p, q] / m[p, q] over the windows that a, b lies
    in. PyTorch counts the padding by default; Keras, TensorFlow and ONNX do not.

    Shapes and arguments as in `max_pool2d`; float32 stays float32, integers give float64. Raises EngineError for what
    does not fit. Source: PyTorch, `torch.nn.AvgPool2d`; ONNX, `AveragePool`.
    """
    images = channels_first("avg_pool2d", x, layout)
    images = images if images.dtype.kind == "f" else images.astype(np.float64)
    windows, asked = _windows("avg_pool2d", images, kernel_size, stride, padding, dilation, ceil_mode)
    counts = counted(windows, asked if count_include_pad else ((0, 0), (0, 0)))
    if not counts.all():
        raise bad("avg_pool2d", "padding", asked, "so little that no window lies in the padding alone")
    divisors = counts.astype(images.dtype)

    def gradient(g: Array) -> Array:
        return back(average_gradient(first(g, layout), windows, divisors), layout)

    return record("avg_pool2d", back(average(images, windows, divisors), layout), (x, gradient))


def global_avg_pool2d(x: Value, *, keepdims: bool = False, layout: str = "NCHW") -> Value:
    """y[n, c] = Σ over a, b of x[n, c, a, b] / (h·w); ∂L/∂x[n, c, a, b] = g[n, c] / (h·w).

    x (n, c, h, w), in NHWC (n, h, w, c) → (n, c); with keepdims (n, c, 1, 1) or (n, 1, 1, c), as PyTorch's adaptive
    pooling and ONNX have it. Integers give float64. Source: Lin, Chen and Yan 2014; Keras, `GlobalAveragePooling2D`.
    """
    images = channels_first("global_avg_pool2d", x, layout)
    pixels = images.shape[2] * images.shape[3]
    y = np.true_divide(total(images, (2, 3), keepdims=True), pixels)
    shape = images.shape

    def gradient(g: Array) -> Array:
        spread = np.broadcast_to(g.reshape(*shape[:2], 1, 1) / pixels, shape)
        return spread if layout == "NCHW" else spread.transpose(0, 2, 3, 1)

    return record("global_avg_pool2d", _global(y, keepdims, layout), (x, gradient))


def global_max_pool2d(x: Value, *, keepdims: bool = False, layout: str = "NCHW") -> Value:
    """y[n, c] = the largest x[n, c, a, b] of the whole image; all of its gradient goes to the first such pixel.

    Shapes as in `global_avg_pool2d`; ties and NaN as in `max_pool2d`. Source: Keras, `GlobalMaxPooling2D`; PyTorch,
    `torch.nn.AdaptiveMaxPool2d(1)`.
    """
    images = channels_first("global_max_pool2d", x, layout)
    y = images.max(axis=(2, 3), keepdims=True)

    def gradient(g: Array) -> Array:
        n, c, h, w = images.shape
        flat = images.reshape(n, c, h * w)
        largest = flat.argmax(axis=2, keepdims=True)  # the first NaN, if there is one
        last = h * w - 1 - np.isnan(flat[:, :, ::-1]).argmax(axis=2, keepdims=True)
        spread = np.zeros(flat.shape, g.dtype)
        np.put_along_axis(spread, np.where(np.isnan(y[..., 0]), last, largest), g.reshape(n, c, 1), axis=2)
        return back(spread.reshape(images.shape), layout)

    return record("global_max_pool2d", _global(y, keepdims, layout), (x, gradient), saved=(x,))


def _global(y: Array, keepdims: bool, layout: str) -> Array:
    """(n, c, 1, 1) in the caller's layout, or without its last two axes."""
    return back(y, layout) if keepdims else y[:, :, 0, 0]


def _windows(
    operation: str, images: Array, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool
) -> tuple[Windows, Pairs]:
    """The windows of a pooling, and the padding that was asked for; windows in ceil mode may reach over it."""
    size = (images.shape[2], images.shape[3])
    kernel = pair(operation, "kernel_size", kernel_size)
    strides = kernel if stride is None else pair(operation, "stride", stride)
    dilations = pair(operation, "dilation", dilation)
    asked = two_pairs(operation, padding, size, kernel, strides, dilations)
    padded: list[Pair] = []
    for axis, (before, after) in enumerate(asked):
        n, k, s, d = size[axis], kernel[axis], strides[axis], dilations[axis]
        span = d * (k - 1) + 1
        pairs = not isinstance(padding, str) and isinstance(padding, Sequence) and isinstance(padding[axis], Sequence)
        most = span - 1 if pairs else span // 2
        if padding != "same" and max(before, after) > most:
            raise bad(operation, "padding", asked[axis], f"at most {most} on a side of a window that spans {span}")
        try:
            count = pool_output_size(n, k, s, (before, after), d, bool(ceil_mode))
        except EngineError:
            got = f"a window that spans {span}"
            raise bad(operation, "kernel_size", got, f"at most the padded size {before} + {n} + {after}") from None
        padded.append((before, (count - 1) * s + span - n - before))
    return Windows(size, kernel, strides, (padded[0], padded[1]), dilations), asked
