"""Output sizes of one axis: convolution, pooling, transposed convolution, and how much "same" pads."""

from __future__ import annotations

from typing import Any

from quiz.engine.errors import bad
from quiz.engine.shapes.axes import Pair, sides, whole


def pad_amounts(n: int, kernel: int, stride: int = 1, padding: Any = "same", dilation: int = 1) -> Pair:
    """(before, after): how many positions are put in front of an axis of `n` and behind it.

    "same": total = max((⌈n/s⌉ − 1)·s + d·(k − 1) + 1 − n, 0), half of it before, the odd one after (at the bottom
    and right). "valid": none. An int: that many on both sides. A pair: as it is.

    Source: TensorFlow, `tf.nn`, "Notes on padding". Raises EngineError for any other padding.
    """
    n, kernel, stride, dilation = _whole("pad_amounts", n, kernel, stride, dilation)
    return sides("pad_amounts", padding, n, kernel, stride, dilation)


def conv_output_size(n: int, kernel: int, stride: int = 1, padding: Any = "valid", dilation: int = 1) -> int:
    """How long an axis of `n` is after a convolution: ⌊(n + before + after − d·(k − 1) − 1) / s⌋ + 1.

    `padding` is "valid" (none), "same" (then the size is ⌈n/s⌉), an int, or a pair (before, after).

    Source: PyTorch, `torch.nn.Conv2d`, "Shape"; TensorFlow, `tf.nn.convolution`. Raises EngineError where the
    kernel does not fit into the padded axis.
    """
    n, kernel, stride, dilation = _whole("conv_output_size", n, kernel, stride, dilation)
    before, after = sides("conv_output_size", padding, n, kernel, stride, dilation)
    span = dilation * (kernel - 1) + 1
    if span > n + before + after:
        raise _no_room("conv_output_size", n, before, after, span)
    return (n + before + after - span) // stride + 1


def pool_output_size(
    n: int,
    kernel: int,
    stride: int | None = None,
    padding: Any = "valid",
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """How long an axis of `n` is after pooling; `stride` None is the kernel's own size.

    Without ceil mode as a convolution: ⌊(n + before + after − d·(k − 1) − 1) / s⌋ + 1. With it ⌈…⌉ for ⌊…⌋, but a
    last window that would start behind the input and the padding before it is left out.

    Source: PyTorch, `torch.nn.MaxPool2d`, "Shape" and its note on ceil_mode. Raises EngineError where no window fits,
    and for padding so wide that a window would lie in nothing else.
    """
    stride = kernel if stride is None else stride
    n, kernel, stride, dilation = _whole("pool_output_size", n, kernel, stride, dilation)
    before, after = sides("pool_output_size", padding, n, kernel, stride, dilation)
    span = dilation * (kernel - 1) + 1
    if max(before, after) >= span:
        raise bad("pool_output_size", "padding", (before, after), f"less than the window's {span} on either side")
    room = n + before + after - span
    size = (room + (stride - 1 if ceil_mode else 0)) // stride + 1
    if ceil_mode and (size - 1) * stride >= n + before:
        size -= 1
    if size < 1:
        raise _no_room("pool_output_size", n, before, after, span)
    return size


def conv_transpose_output_size(
    n: int, kernel: int, stride: int = 1, padding: Any = 0, output_padding: int = 0, dilation: int = 1
) -> int:
    """How long an axis of `n` is after a transposed convolution: (n − 1)·s − before − after + d·(k − 1) + p_out + 1.

    `padding` is taken away: "valid" (none), an int or a pair (before, after); `output_padding` is added behind, and
    tells apart the sizes that a convolution of stride s makes equal.

    Source: PyTorch, `torch.nn.ConvTranspose2d`, "Shape". Raises EngineError where nothing is left, and for an output
    padding that is neither less than the stride nor less than the dilation.
    """
    name = "conv_transpose_output_size"
    n, kernel, stride, dilation = _whole(name, n, kernel, stride, dilation)
    output_padding = whole(name, "output_padding", output_padding, 0)
    if output_padding >= max(stride, dilation):
        raise bad(name, "output_padding", output_padding, f"less than the stride {stride} or the dilation {dilation}")
    if padding == "same":
        raise bad(name, "padding", repr(padding), '"valid", an int of at least 0, or a pair (before, after)')
    before, after = sides(name, padding, n, kernel, stride, dilation)
    size = (n - 1) * stride - before - after + dilation * (kernel - 1) + output_padding + 1
    if size < 1:
        raise bad(name, "padding", (before, after), f"less than the {size + before + after} that it is taken from")
    return size


def _whole(operation: str, n: Any, kernel: Any, stride: Any, dilation: Any) -> tuple[int, int, int, int]:
    return (
        whole(operation, "n", n),
        whole(operation, "kernel", kernel),
        whole(operation, "stride", stride),
        whole(operation, "dilation", dilation),
    )


def _no_room(operation: str, n: int, before: int, after: int, span: int) -> Exception:
    return bad(operation, "kernel", f"one that spans {span}", f"at most the padded size {before} + {n} + {after}")
