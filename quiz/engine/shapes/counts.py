"""Counts that follow from a layer's numbers: parameters, multiply-adds, bytes, batches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from quiz.engine.errors import bad
from quiz.engine.shapes.axes import pair, two_pairs, whole
from quiz.engine.shapes.sizes import conv_output_size

BYTES = {
    "bool": 1, "int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "float16": 2, "bfloat16": 2,
    "int32": 4, "uint32": 4, "float32": 4, "int64": 8, "uint64": 8, "float64": 8, "complex64": 8, "complex128": 16,
}  # fmt: skip


def dense_parameters(inputs: int, outputs: int, bias: bool = True) -> int:
    """Weights and biases of a dense (linear) layer: inputs·outputs + outputs."""
    inputs = whole("dense_parameters", "inputs", inputs)
    outputs = whole("dense_parameters", "outputs", outputs)
    return inputs * outputs + (outputs if bias else 0)


def conv_parameters(channels: int, filters: int, kernel: Any, groups: int = 1, bias: bool = True) -> int:
    """Weights and biases of a convolution: (kh·kw·c/g + 1)·filters; a filter has one bias, not one a position.

    `kernel` is an int (both) or (height, width). Raises EngineError where `groups` does not divide both numbers of
    channels. Source: PyTorch, `torch.nn.Conv2d`, "Variables".
    """
    (height, width), group = _layer("conv_parameters", channels, filters, kernel, groups)
    return (height * width * group + (1 if bias else 0)) * filters


def batch_norm_parameters(channels: int, running: bool = False) -> int:
    """What batch norm learns, γ and β of each channel: 2·c. With `running` also the mean and the variance that it
    keeps: 4·c, which is what Keras' summary counts."""
    return (4 if running else 2) * whole("batch_norm_parameters", "channels", channels)


def multiply_adds(
    channels: int,
    filters: int,
    kernel: Any = 1,
    size: Any = 1,
    *,
    stride: Any = 1,
    padding: Any = "valid",
    dilation: Any = 1,
    groups: int = 1,
) -> int:
    """Multiply-adds for one sample, the biases not counted: h_out·w_out · filters · kh·kw·c/g.

    `size` is the picture's (height, width) before the convolution. A dense layer is the case of one position and a
    1×1 kernel: `multiply_adds(784, 128)`. Raises EngineError as `conv_output_size` and `conv_parameters` do.
    """
    (height, width), group = _layer("multiply_adds", channels, filters, kernel, groups)
    rows, columns = conv_output_shape(size, kernel, stride, padding, dilation)
    return rows * columns * filters * height * width * group


def conv_output_shape(
    size: Any, kernel: Any, stride: Any = 1, padding: Any = "valid", dilation: Any = 1
) -> tuple[int, int]:
    """(height, width) after a convolution; each argument an int for both axes, or a pair. See `conv_output_size`."""
    name = "conv_output_shape"
    sizes, kernels = pair(name, "size", size), pair(name, "kernel", kernel)
    strides, dilations = pair(name, "stride", stride), pair(name, "dilation", dilation)
    amounts = two_pairs(name, padding, sizes, kernels, strides, dilations)
    height, width = (conv_output_size(sizes[i], kernels[i], strides[i], amounts[i], dilations[i]) for i in (0, 1))
    return height, width


def memory(shape: Any, dtype: Any = "float32") -> int:
    """Bytes that the numbers themselves take: their count times the bytes of one (float32: 4).

    `shape` is a shape or a count, of activations or of parameters; `dtype` a name, or a NumPy dtype.
    """
    sizes = shape if isinstance(shape, Sequence) and not isinstance(shape, str) else (shape,)
    count = math.prod(whole("memory", "shape", size, 0) for size in sizes)
    return count * bytes_of(dtype)


def bytes_of(dtype: Any) -> int:
    """How many bytes one number of this dtype takes."""
    name = dtype if isinstance(dtype, str) else getattr(dtype, "name", getattr(dtype, "__name__", ""))
    if name not in BYTES:
        raise bad("memory", "dtype", repr(dtype), "one of " + ", ".join(BYTES))
    return BYTES[name]


def batches_per_epoch(samples: int, batch_size: int, drop_last: bool = False) -> int:
    """How many batches, so steps of the optimiser, an epoch has: ⌈n/b⌉; ⌊n/b⌋ where a last, smaller one is dropped."""
    samples = whole("batches_per_epoch", "samples", samples, 0)
    batch_size = whole("batches_per_epoch", "batch_size", batch_size)
    return samples // batch_size if drop_last else -(-samples // batch_size)


def _layer(operation: str, channels: Any, filters: Any, kernel: Any, groups: Any) -> tuple[tuple[int, int], int]:
    """The kernel's (height, width), and how many input channels one filter sees."""
    channels, filters = whole(operation, "channels", channels), whole(operation, "filters", filters)
    groups = whole(operation, "groups", groups)
    if channels % groups or filters % groups:
        raise bad(operation, "groups", groups, f"a divisor of {channels} channels and of {filters} filters")
    return pair(operation, "kernel", kernel), channels // groups
