"""Convolution of images, and its transpose: each with its gradients beside it.

As in all frameworks it is a cross-correlation: the kernel is not flipped. dtypes are NumPy's for the operands; integers
stay integers, booleans are refused.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.functional.layouts import back, channels_first, first
from quiz.engine.kernels.convolution import correlate, input_gradient, weight_gradient
from quiz.engine.kernels.windows import Pair, Windows
from quiz.engine.shapes.axes import pair, two_pairs, whole
from quiz.engine.tape import total
from quiz.engine.tensor import Array, array, record, tracked


def conv2d(
    x: Any,
    weight: Any,
    bias: Any = None,
    *,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
    layout: str = "NCHW",
) -> Any:
    """y[n, f, p, q] = b[f] + Σ over c, i, j of w[f, c, i, j] · x[n, c, s·p + d·i − top, s·q + d·j − left].

    With the output's gradient g:
    ∂L/∂x[n, c, a, b] = Σ of w[f, c, i, j] · g[n, f, p, q] over all f, i, j, p, q with s·p + d·i − top = a and
    s·q + d·j − left = b; ∂L/∂w[f, c, i, j] = Σ over n, p, q of g[n, f, p, q] · x[n, c, s·p + d·i − top, …];
    ∂L/∂b[f] = Σ over n, p, q of g[n, f, p, q].

    NCHW: x (n, c, h, w), weight (filters, c/groups, kh, kw) → (n, filters, p, q).
    NHWC: x (n, h, w, c), weight (kh, kw, c/groups, filters) → (n, p, q, filters). bias (filters,).
    p = ⌊(h + top + bottom − d·(kh − 1) − 1) / s⌋ + 1, q likewise. Outside the image x counts as 0.

    padding: "valid" (none), "same" (TensorFlow's rule, at any stride: ⌈h/s⌉ rows), an int, (h, w), or
    ((top, bottom), (left, right)); stride and dilation: an int or (vertical, horizontal). Filter f sees only the
    channels of its group, the f·groups/filters-th. Raises EngineError for shapes that do not fit.
    Source: PyTorch, `torch.nn.Conv2d`; TensorFlow, `tf.nn`, "Notes on padding".
    """
    images = channels_first("conv2d", x, layout)
    kernels, stored = _kernels("conv2d", weight, layout, "(filters, channels/groups, kh, kw)")
    channels, filters = images.shape[1], kernels.shape[0]
    groups = _groups("conv2d", groups, channels, filters)
    if kernels.shape[1] * groups != channels:
        takes = f"channels/groups = {channels}/{groups} where it has {kernels.shape[1]}"
        raise bad("conv2d", "weight", f"shape {stored}", takes)
    windows = _windows("conv2d", (images.shape[2], images.shape[3]), kernels, stride, padding, dilation)
    offsets = _bias("conv2d", bias, filters)
    images, kernels = _alike("conv2d", images, kernels, offsets)
    y = correlate(images, kernels, windows, groups)
    if offsets is not None:
        y += offsets[:, None, None]

    def x_gradient(g: Array) -> Array:
        return back(input_gradient(first(g, layout), kernels, windows, groups), layout)

    def kernel_gradient(g: Array) -> Array:
        return _stored(weight_gradient(images, first(g, layout), windows, groups), layout)

    inputs: list[Any] = [(x, x_gradient), (weight, kernel_gradient)]
    if bias is not None:
        inputs.append((bias, lambda g: total(first(g, layout), (0, 2, 3))))
    saved = [operand for operand, other in ((weight, x), (x, weight)) if tracked(other)]
    return record("conv2d", back(y, layout), *inputs, saved=saved)


def conv_transpose2d(
    x: Any,
    weight: Any,
    bias: Any = None,
    *,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
    layout: str = "NCHW",
) -> Any:
    """y[n, f, a, b] = bias[f] + Σ of w[c, f, i, j] · x[n, c, p, q] over all with s·p + d·i − top = a and likewise b.

    It is what `conv2d` does to a gradient: each pixel of x lays a kernel's worth of itself onto y. So its gradients
    are, with the output's gradient g: ∂L/∂x = conv2d(g, w), ∂L/∂w = that of conv2d's weight with g as its image and x
    as its gradient, ∂L/∂bias[f] = Σ over n, a, b of g[n, f, a, b].

    NCHW: x (n, c, h, w), weight (c, filters/groups, kh, kw) → (n, filters, a, b).
    NHWC: x (n, h, w, c), weight (kh, kw, filters/groups, c) → (n, a, b, filters). bias (filters,).
    Rows: (h − 1)·s − top − bottom + d·(kh − 1) + 1 + output_padding; with padding "same" h·s, as in Keras.

    padding as in `conv2d`, but taken away from y; output_padding, an int or a pair, adds rows below and columns at the
    right, since a convolution of stride s makes s sizes the same: less than the stride or the dilation, and none for
    "same". Raises EngineError for shapes that do not fit. Source: PyTorch, `torch.nn.ConvTranspose2d`; Keras,
    `Conv2DTranspose`.
    """
    operation = "conv_transpose2d"
    images = channels_first(operation, x, layout)
    kernels, stored = _kernels(operation, weight, layout, "(channels, filters/groups, kh, kw)")
    channels = images.shape[1]
    if kernels.shape[0] != channels:
        raise bad(operation, "weight", f"shape {stored}", f"{channels} channels where it has {kernels.shape[0]}")
    groups = _groups(operation, groups, channels, None)
    filters = kernels.shape[1] * groups
    windows = _transposed((images.shape[2], images.shape[3]), kernels, stride, padding, output_padding, dilation)
    offsets = _bias(operation, bias, filters)
    images, kernels = _alike(operation, images, kernels, offsets)
    y = input_gradient(images, kernels, windows, groups)
    if offsets is not None:
        y += offsets[:, None, None]

    def x_gradient(g: Array) -> Array:
        return back(correlate(first(g, layout), kernels, windows, groups), layout)

    def kernel_gradient(g: Array) -> Array:
        return _stored(weight_gradient(first(g, layout), images, windows, groups), layout)

    inputs: list[Any] = [(x, x_gradient), (weight, kernel_gradient)]
    if bias is not None:
        inputs.append((bias, lambda g: total(first(g, layout), (0, 2, 3))))
    saved = [operand for operand, other in ((weight, x), (x, weight)) if tracked(other)]
    return record(operation, back(y, layout), *inputs, saved=saved)


def _kernels(operation: str, weight: Any, layout: str, axes: str) -> tuple[Array, tuple[int, ...]]:
    """The weight as a view with its axes as NCHW has them, and the shape that the caller gave."""
    values = array(weight, operation, "weight")
    if layout == "NHWC":
        parts = axes[1:-1].split(", ")
        axes = f"({', '.join(parts[i] for i in (2, 3, 1, 0))})"
    if values.ndim != 4 or 0 in values.shape:
        raise bad(operation, "weight", f"shape {values.shape}", f"{axes} in {layout}, none of them 0")
    return (values if layout == "NCHW" else values.transpose(3, 2, 0, 1)), values.shape


def _stored(gradient: Array, layout: str) -> Array:
    """A gradient for the weight, with its axes as the caller has them."""
    return gradient if layout == "NCHW" else gradient.transpose(2, 3, 1, 0)


def _groups(operation: str, groups: Any, channels: int, filters: int | None) -> int:
    count = whole(operation, "groups", groups)
    if channels % count or (filters or 0) % count:
        takes = f"a divisor of {channels} channels" + ("" if filters is None else f" and of {filters} filters")
        raise bad(operation, "groups", count, takes)
    return count


def _bias(operation: str, bias: Any, filters: int) -> Array | None:
    if bias is None:
        return None
    values = array(bias, operation, "bias")
    if values.shape != (filters,):
        raise bad(operation, "bias", f"shape {values.shape}", f"shape ({filters},), one for each filter")
    return values


def _alike(operation: str, images: Array, kernels: Array, offsets: Array | None) -> tuple[Array, Array]:
    """Both operands in the dtype of the result."""
    dtype = np.result_type(images, kernels) if offsets is None else np.result_type(images, kernels, offsets)
    if dtype.kind == "b":
        raise bad(operation, "x", "booleans, as all operands", "numbers")
    return images.astype(dtype, copy=False), kernels.astype(dtype, copy=False)


def _windows(operation: str, size: Pair, kernels: Array, stride: Any, padding: Any, dilation: Any) -> Windows:
    kernel = (kernels.shape[2], kernels.shape[3])
    strides, dilations = pair(operation, "stride", stride), pair(operation, "dilation", dilation)
    windows = Windows(size, kernel, strides, two_pairs(operation, padding, size, kernel, strides, dilations), dilations)
    for axis in (0, 1):
        before, after = windows.padding[axis]
        if windows.span(axis) > before + size[axis] + after:
            got = f"a kernel of {kernel[0]}×{kernel[1]} that spans {windows.span(0)}×{windows.span(1)}"
            padded = "×".join(str(size[i] + sum(windows.padding[i])) for i in (0, 1))
            raise bad(operation, "weight", got, f"at most the padded image, {padded}")
    return windows


def _transposed(size: Pair, kernels: Array, stride: Any, padding: Any, output_padding: Any, dilation: Any) -> Windows:
    """The windows of the convolution that this is the transpose of: they lie in the output, as many as x has pixels."""
    operation = "conv_transpose2d"
    kernel = (kernels.shape[2], kernels.shape[3])
    strides, dilations = pair(operation, "stride", stride), pair(operation, "dilation", dilation)
    added = pair(operation, "output_padding", output_padding, 0)
    grown = (size[0] * strides[0], size[1] * strides[1])
    asked = two_pairs(operation, padding, grown, kernel, strides, dilations)
    sizes, amounts = [], []
    for axis, (before, after) in enumerate(asked):
        reach = (size[axis] - 1) * strides[axis] + dilations[axis] * (kernel[axis] - 1) + 1
        if added[axis] and (padding == "same" or added[axis] >= max(strides[axis], dilations[axis])):
            raise bad(operation, "output_padding", added, 'less than the stride or the dilation, and 0 for "same"')
        length = grown[axis] if padding == "same" else reach - before - after + added[axis]
        if length < 1:
            raise bad(operation, "padding", (before, after), f"less than the {reach} that it is taken away from")
        sizes.append(length)
        amounts.append((before, reach - before - length))
    return Windows((sizes[0], sizes[1]), kernel, strides, (amounts[0], amounts[1]), dilations)
