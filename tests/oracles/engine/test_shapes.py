"""Sizes and counts against torch, and against ONNX Runtime's auto_pad SAME_UPPER."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import TensorProto, helper

from quiz.engine import shapes
from quiz.engine.errors import EngineError

SMALL = st.integers(1, 4)


def size_by_torch(operation: str, n: int, *arguments: Any) -> int | None:
    """What torch makes of an axis of n; None where it refuses."""
    x = torch.zeros(1, 1, n)
    try:
        if operation == "conv":
            kernel, stride, padding, dilation = arguments
            y = torch.nn.functional.conv1d(x, torch.zeros(1, 1, kernel), None, stride, padding, dilation)
        elif operation == "pool":
            kernel, stride, padding, dilation, ceil_mode = arguments
            y = torch.nn.functional.max_pool1d(x, kernel, stride, padding, dilation, ceil_mode)
        else:
            kernel, stride, padding, output_padding, dilation = arguments
            weight = torch.zeros(1, 1, kernel)
            y = torch.nn.functional.conv_transpose1d(x, weight, None, stride, padding, output_padding, 1, dilation)
    except RuntimeError:
        return None
    return int(y.shape[-1])


def same_by_onnx(n: int, kernel: int, stride: int, dilation: int) -> list[int]:
    """How many pixels each window reads under SAME_UPPER: the convolution of ones with ones.

    ONNX Runtime takes no dilation there, so the kernel is written out with its holes.
    """
    span = dilation * (kernel - 1) + 1
    weight = np.zeros((1, 1, span), np.float32)
    weight[..., ::dilation] = 1
    node = helper.make_node("Conv", ["x", "w"], ["y"], auto_pad="SAME_UPPER", kernel_shape=[span], strides=[stride])
    graph = helper.make_graph(
        [node],
        "same",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 1, n]),
            helper.make_tensor_value_info("w", TensorProto.FLOAT, [1, 1, span]),
        ],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 1, None])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    ones = {"x": np.ones((1, 1, n), np.float32), "w": weight}
    return [round(float(count)) for count in np.asarray(session.run(None, ones)[0]).ravel()]


def ours(function: Any, *arguments: Any) -> int | None:
    try:
        return int(function(*arguments))
    except EngineError:
        return None


@given(st.integers(1, 200), st.integers(1, 9), SMALL, st.integers(0, 9), SMALL)
@settings(max_examples=1000, deadline=None)
def test_convolution(n: int, kernel: int, stride: int, padding: int, dilation: int) -> None:
    arguments = (n, kernel, stride, padding, dilation)
    assert ours(shapes.conv_output_size, *arguments) == size_by_torch("conv", *arguments)


@given(st.integers(1, 200), st.integers(1, 9), st.integers(1, 12), st.integers(0, 4), SMALL, st.booleans())
@settings(max_examples=1000, deadline=None)
def test_pooling(n: int, kernel: int, stride: int, padding: int, dilation: int, ceil_mode: bool) -> None:
    arguments = (n, kernel, stride, min(padding, kernel // 2), dilation, ceil_mode)
    assert ours(shapes.pool_output_size, *arguments) == size_by_torch("pool", *arguments)


@given(st.integers(1, 60), st.integers(1, 9), SMALL, st.integers(0, 5), st.integers(0, 4), SMALL)
@settings(max_examples=1000, deadline=None)
def test_transposed_convolution(
    n: int, kernel: int, stride: int, padding: int, output_padding: int, dilation: int
) -> None:
    arguments = (n, kernel, stride, padding, output_padding, dilation)
    assert ours(shapes.conv_transpose_output_size, *arguments) == size_by_torch("transposed", *arguments)


@given(st.integers(1, 60), st.integers(1, 7), SMALL, SMALL)
@settings(max_examples=300, deadline=None)
def test_same(n: int, kernel: int, stride: int, dilation: int) -> None:
    reads = [0] * shapes.conv_output_size(n, kernel, stride, "same", dilation)
    before, _ = shapes.pad_amounts(n, kernel, stride, "same", dilation)
    for window in range(len(reads)):
        reads[window] = sum(0 <= window * stride - before + j * dilation < n for j in range(kernel))
    assert reads == same_by_onnx(n, kernel, stride, dilation)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 5), st.integers(1, 5), st.integers(1, 3), st.booleans())
@settings(max_examples=100, deadline=None)
def test_parameters(channels: int, filters: int, height: int, width: int, groups: int, bias: bool) -> None:
    conv = torch.nn.Conv2d(
        channels * groups, filters * groups, (height, width), groups=groups, bias=bias, device="meta"
    )
    count = sum(p.numel() for p in conv.parameters())
    assert shapes.conv_parameters(channels * groups, filters * groups, (height, width), groups, bias) == count
    dense = torch.nn.Linear(channels, filters, bias=bias, device="meta")
    assert shapes.dense_parameters(channels, filters, bias) == sum(p.numel() for p in dense.parameters())
    norm = torch.nn.BatchNorm2d(channels, device="meta")
    assert shapes.batch_norm_parameters(channels) == sum(p.numel() for p in norm.parameters())
    kept = sum(t.numel() for t in (*norm.parameters(), *norm.buffers()) if t.ndim)
    assert shapes.batch_norm_parameters(channels, running=True) == kept


@given(st.integers(1, 3), st.integers(1, 4), st.integers(3, 9), st.integers(1, 3), st.integers(1, 2), st.integers(1, 2))
@settings(max_examples=60, deadline=None)
def test_multiply_adds(channels: int, filters: int, size: int, kernel: int, stride: int, groups: int) -> None:
    from torch.utils.flop_counter import FlopCounterMode

    x = torch.empty(1, channels * groups, size, size, device="meta")
    conv = torch.nn.Conv2d(
        channels * groups, filters * groups, kernel, stride, groups=groups, bias=False, device="meta"
    )
    with FlopCounterMode(display=False) as counter:
        conv(x)
    expected = counter.get_total_flops() // 2
    assert (
        shapes.multiply_adds(channels * groups, filters * groups, kernel, size, stride=stride, groups=groups)
        == expected
    )


@given(st.integers(1, 100), st.integers(1, 30), st.booleans())
@settings(max_examples=100, deadline=None)
def test_batches(samples: int, size: int, drop_last: bool) -> None:
    loader: Any = torch.utils.data.DataLoader(range(samples), batch_size=size, drop_last=drop_last)
    assert shapes.batches_per_epoch(samples, size, drop_last) == len(loader)


@given(st.integers(5, 12), st.integers(1, 3), st.integers(1, 2), st.integers(0, 2), st.integers(1, 2))
@settings(max_examples=100, deadline=None)
def test_windows(n: int, kernel: int, stride: int, padding: int, dilation: int) -> None:
    """The gradient of the sum of a convolution with ones counts the windows at each pixel."""
    x = torch.zeros(1, 1, n, n, requires_grad=True)
    y = torch.nn.functional.conv2d(x, torch.ones(1, 1, kernel, kernel), None, stride, padding, dilation)
    y.sum().backward()
    assert x.grad is not None
    for row in range(n):
        for column in range(n):
            count = shapes.windows_at((row, column), n, kernel, stride, padding, dilation)
            assert count == float(x.grad[0, 0, row, column])
