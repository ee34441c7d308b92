"""Convolution and pooling under PyTorch's names: paddings that it does not have are made with its `pad`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch.nn import functional as F

from quiz.engine.shapes import conv_transpose_output_size, two_pairs


def both(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else tuple(value)


def _in_layout(function: Callable[..., Any]) -> Callable[..., Any]:
    """Written for NCHW; NHWC goes there and back."""

    def called(x: Any, *others: Any, layout: str = "NCHW", **arguments: Any) -> Any:
        if layout == "NHWC":
            if "weight" in arguments:
                arguments["weight"] = arguments["weight"].permute(3, 2, 0, 1)
            y = function(x.permute(0, 3, 1, 2), *others, **arguments)
            return y.permute(0, 2, 3, 1) if y.ndim == 4 else y
        return function(x, *others, **arguments)

    return called


def _padded(x: Any, padding: Any, kernel: tuple[int, int], stride: Any, dilation: Any, value: float = 0) -> Any:
    (top, bottom), (left, right) = two_pairs("pad", padding, tuple(x.shape[2:]), kernel, both(stride), both(dilation))
    return F.pad(x, (left, right, top, bottom), value=value)


def conv2d(
    x: Any, weight: Any, bias: Any = None, stride: Any = 1, padding: Any = 0, dilation: Any = 1, groups: int = 1
) -> Any:
    kernel = tuple(weight.shape[2:])
    return F.conv2d(_padded(x, padding, kernel, stride, dilation), weight, bias, stride, 0, dilation, groups)


def conv_transpose2d(
    x: Any,
    weight: Any,
    bias: Any = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Any:
    """The padding is cut from what comes without it; output padding beyond it is rows and columns of the bias alone."""
    full = F.conv_transpose2d(x, weight, None, stride, 0, 0, groups, dilation)
    kernel, strides, dilations, extra = tuple(weight.shape[2:]), both(stride), both(dilation), both(output_padding)
    if padding == "same":
        sizes = tuple(n * s for n, s in zip(x.shape[2:], strides, strict=True))
        amounts = two_pairs("pad", padding, sizes, kernel, strides, dilations)
    else:
        amounts = two_pairs("pad", padding, tuple(x.shape[2:]), kernel, strides, dilations)
        sizes = tuple(
            conv_transpose_output_size(x.shape[2 + i], kernel[i], strides[i], amounts[i], extra[i], dilations[i])
            for i in (0, 1)
        )
    full = F.pad(full, (0, full.shape[3] + 8, 0, full.shape[2] + 8))
    (top, _), (left, _) = amounts
    y = full[:, :, top : top + sizes[0], left : left + sizes[1]]
    return y if bias is None else y + bias[:, None, None]


def max_pool2d(
    x: Any, kernel_size: Any, stride: Any = None, padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False
) -> Any:
    if not isinstance(padding, int) and not isinstance(padding[0], int):
        kernel, steps = both(kernel_size), both(kernel_size if stride is None else stride)
        x, padding = _padded(x, padding, kernel, steps, dilation, float("-inf")), 0
    return F.max_pool2d(x, kernel_size, stride, padding, dilation, ceil_mode)


def avg_pool2d(
    x: Any,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Any:
    return F.avg_pool2d(x, kernel_size, stride, padding, ceil_mode, count_include_pad)


def global_avg_pool2d(x: Any, keepdims: bool = False) -> Any:
    y = F.adaptive_avg_pool2d(x, 1)
    return y if keepdims else y[:, :, 0, 0]


def global_max_pool2d(x: Any, keepdims: bool = False) -> Any:
    y = F.adaptive_max_pool2d(x, 1)
    return y if keepdims else y[:, :, 0, 0]


OPERATIONS: dict[str, Callable[..., Any]] = {
    function.__name__: _in_layout(function)
    for function in (conv2d, conv_transpose2d, max_pool2d, avg_pool2d, global_avg_pool2d, global_max_pool2d)
}
