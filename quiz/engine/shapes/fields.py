"""Which pixels a unit sees, and which units a pixel is seen by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quiz.engine.errors import bad
from quiz.engine.shapes.axes import pair, sides, two_pairs, whole
from quiz.engine.shapes.sizes import conv_output_size


@dataclass(frozen=True, slots=True)
class Window:
    """What a convolution or pooling does along one axis."""

    kernel: int
    stride: int = 1
    padding: Any = "valid"
    dilation: int = 1


@dataclass(frozen=True, slots=True)
class Field:
    """The receptive field of a stack along one axis: unit i sees the `size` pixels from `start + i·jump` on.

    `start` is negative where a first unit looks into the padding.
    """

    size: int
    jump: int
    start: int


def receptive_field(layers: Sequence[Any], n: int | None = None) -> Field:
    """The receptive field after the last of `layers`, each a `Window` or a tuple (kernel, stride, padding, dilation).

    Layer by layer: size + d·(k − 1)·jump, start − before·jump, jump·s, from size 1, jump 1, start 0.
    "same" padding depends on the size, so it needs `n`, the input's.

    Source: Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
    """
    return receptive_fields(layers, n)[-1]


def receptive_fields(layers: Sequence[Any], n: int | None = None) -> tuple[Field, ...]:
    """The receptive field of the input itself (1, 1, 0) and after each layer."""
    size = None if n is None else whole("receptive_field", "n", n)
    if isinstance(layers, str) or not isinstance(layers, Sequence):
        takes = "a sequence of Window or (kernel, stride, padding, dilation)"
        raise bad("receptive_field", "layers", repr(layers), takes)
    fields = [Field(1, 1, 0)]
    for layer in layers:
        window = as_window(layer)
        before, after = amounts(window, size)
        last = fields[-1]
        fields.append(
            Field(
                last.size + window.dilation * (window.kernel - 1) * last.jump,
                last.jump * window.stride,
                last.start - before * last.jump,
            )
        )
        if size is not None:
            size = conv_output_size(size, window.kernel, window.stride, (before, after), window.dilation)
    return tuple(fields)


def amounts(window: Window, n: int | None) -> tuple[int, int]:
    """What a window pads before and behind an axis of `n`; None stands for a size not known."""
    if n is None and window.padding == "same":
        raise bad("receptive_field", "padding", repr("same"), "that only with n, the size of the input")
    return sides("receptive_field", window.padding, n or 1, window.kernel, window.stride, window.dilation)


def as_window(layer: Any) -> Window:
    takes = "a Window, or a tuple (kernel, stride, padding, dilation) of which all but the kernel may be left out"
    if not isinstance(layer, Window):
        if not isinstance(layer, Sequence) or isinstance(layer, str) or not 1 <= len(layer) <= 4:
            raise bad("receptive_field", "layers", repr(layer), takes)
        layer = Window(*layer)
    return Window(
        whole("receptive_field", "kernel", layer.kernel),
        whole("receptive_field", "stride", layer.stride),
        layer.padding,
        whole("receptive_field", "dilation", layer.dilation),
    )


def windows_with(
    pixel: int, n: int, kernel: int, stride: int = 1, padding: Any = "valid", dilation: int = 1
) -> tuple[int, ...]:
    """Which windows of one axis read the pixel, as indices of the output: all i with i·s − before + j·d = pixel for
    some 0 ≤ j < k."""
    size = conv_output_size(n, kernel, stride, padding, dilation)
    before, _ = sides("windows_at", padding, n, kernel, stride, dilation)
    pixel = whole("windows_at", "pixel", pixel, 0)
    if pixel >= n:
        raise bad("windows_at", "pixel", pixel, f"0 to {n - 1}")
    places = (pixel + before - j * dilation for j in range(kernel))
    return tuple(sorted(place // stride for place in places if place % stride == 0 and 0 <= place // stride < size))


def windows_at(pixel: Any, n: Any, kernel: Any, stride: Any = 1, padding: Any = "valid", dilation: Any = 1) -> int:
    """In how many windows a pixel lies, that is how often a kernel reads it.

    `pixel` an int: along one axis of `n`, everything else as in `conv_output_size`. `pixel` (row, column): in an
    image, everything else an int for both axes or a pair, `padding` as `conv2d` takes it; the axes multiply.
    """
    count = 1
    for axis in by_axis(pixel, n, kernel, stride, padding, dilation):
        count *= len(windows_with(*axis))
    return count


def by_axis(pixel: Any, n: Any, kernel: Any, stride: Any, padding: Any, dilation: Any) -> tuple[tuple[Any, ...], ...]:
    """The arguments of `windows_with` for each axis that `windows_at` is asked about."""
    if not isinstance(pixel, Sequence):
        return ((pixel, n, kernel, stride, padding, dilation),)
    pixels, sizes = pair("windows_at", "pixel", pixel, 0), pair("windows_at", "n", n)
    kernels, strides = pair("windows_at", "kernel", kernel), pair("windows_at", "stride", stride)
    dilations = pair("windows_at", "dilation", dilation)
    paddings = two_pairs("windows_at", padding, sizes, kernels, strides, dilations)
    return tuple((pixels[i], sizes[i], kernels[i], strides[i], paddings[i], dilations[i]) for i in (0, 1))
