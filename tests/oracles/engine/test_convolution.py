"""Convolutions against PyTorch, forward and backward, over random shapes; ONNX Runtime's SAME_UPPER; SciPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper
from onnxruntime import InferenceSession
from scipy.signal import correlate2d

from quiz.engine import functional as F
from quiz.engine.kernels import strips
from quiz.engine.tensor import Array
from tests.engine import closeness
from tests.engine.cases import Case, agree, run
from tests.engine.golden.pytorch import case, outcome
from tests.engine.image_magnitudes import magnitude

SIDE = st.tuples(st.integers(0, 4), st.integers(0, 4))
DTYPES = st.sampled_from(["float32", "float64"])
SEEDS = st.integers(0, 2**32 - 1)


def normal(rng: np.random.Generator, shape: Any, dtype: str) -> Array:
    """Numbers of very different sizes, so that a small one taken for a large one shows."""
    numbers: Array = rng.standard_normal(shape) * 10.0 ** rng.integers(-3, 4, shape)
    return numbers.astype(dtype)


@st.composite
def cases(draw: st.DrawFn, operation: str) -> Case:
    rng = np.random.default_rng(draw(SEEDS))
    kernel = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    stride, dilation = (draw(st.tuples(st.integers(1, 4), st.integers(1, 3))) for _ in range(2))
    groups, c, f = draw(st.integers(1, 3)), draw(st.integers(1, 4)), draw(st.integers(1, 4))
    how: dict[str, Any] = {"stride": stride, "dilation": dilation, "groups": groups}
    spans = [dilation[i] * (kernel[i] - 1) + 1 for i in (0, 1)]
    batch = draw(st.integers(1, 3))
    if operation == "conv2d":
        how["padding"] = draw(st.one_of(st.just("same"), st.integers(0, 3), SIDE, st.tuples(SIDE, SIDE)))
        size = [draw(st.integers(span, span + 9)) for span in spans]
        shapes = {"x": (batch, groups * c, *size), "weight": (groups * f, c, *kernel)}
    else:
        size = [draw(st.integers(1, 9)) for _ in range(2)]
        most = [((size[i] - 1) * stride[i] + spans[i] - 1) // 2 for i in (0, 1)]  # half of what can be taken away
        sides = [st.tuples(*[st.integers(0, min(most[i], 4))] * 2) for i in (0, 1)]
        how["padding"] = draw(st.one_of(st.just("same"), st.integers(0, min(*most, 3)), st.tuples(*sides)))
        extra = [draw(st.integers(0, max(stride[i], dilation[i]) - 1)) for i in (0, 1)]
        how["output_padding"] = [0, 0] if how["padding"] == "same" else extra
        shapes = {"x": (batch, groups * c, *size), "weight": (groups * c, f, *kernel)}
    dtype = draw(DTYPES)
    operands = {name: normal(rng, shape, dtype) for name, shape in shapes.items()}
    if draw(st.booleans()):
        operands["bias"] = normal(rng, groups * f, dtype)
    if draw(st.booleans()):
        operands["x"] = operands["x"].transpose(0, 2, 3, 1)
        operands["weight"] = operands["weight"].transpose(2, 3, 1, 0)
        how["layout"] = "NHWC"
    return case(operation, rng, operands, **how)


@given(cases("conv2d"), st.sampled_from([64, strips.CACHE]))
@settings(max_examples=600, deadline=None)
def test_conv2d(drawn: Case, size: int) -> None:
    """Whatever the size of the blocks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strips, "CACHE", size)
        agree(drawn, run(F.conv2d, drawn), outcome(drawn), magnitude(drawn))


@given(cases("conv_transpose2d"))
@settings(max_examples=400, deadline=None)
def test_conv_transpose2d(drawn: Case) -> None:
    agree(drawn, run(F.conv_transpose2d, drawn), outcome(drawn), magnitude(drawn))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    ("shape", "kernel", "how"),
    [
        ((32, 3, 28, 28), (16, 3, 3, 3), {"padding": 1}),
        ((2, 64, 56, 56), (64, 64, 3, 3), {"padding": 1}),
        ((1, 3, 224, 224), (64, 3, 7, 7), {"padding": 3, "stride": 2}),
        ((4, 128, 14, 14), (256, 128, 3, 3), {"padding": "same", "stride": 2}),
        ((2, 32, 20, 20), (32, 1, 3, 3), {"padding": 1, "groups": 32}),
        ((2, 64, 15, 15), (64, 64, 1, 1), {}),
    ],
)
def test_layers_of_the_size_that_networks_have(dtype: str, shape: Any, kernel: Any, how: Any) -> None:
    rng = np.random.default_rng(1)
    drawn = case("conv2d", rng, {"x": normal(rng, shape, dtype), "weight": normal(rng, kernel, dtype)}, **how)
    agree(drawn, run(F.conv2d, drawn), outcome(drawn), magnitude(drawn))


@given(SEEDS, *[st.tuples(st.integers(1, 9), st.integers(1, 9)) for _ in range(2)], st.tuples(*[st.integers(1, 4)] * 2))
@settings(max_examples=150, deadline=None)
def test_same_as_onnx_runtime(seed: int, size: Any, kernel: Any, stride: Any) -> None:
    """Its SAME_UPPER is TensorFlow's rule, but where the stride is above the kernel's size: there it may crop."""
    rng = np.random.default_rng(seed)
    stride = tuple(min(s, k) for s, k in zip(stride, kernel, strict=True))
    x, weight = (rng.standard_normal(shape).astype(np.float32) for shape in ((2, 2, *size), (3, 2, *kernel)))
    theirs = onnx_conv(x, weight, strides=stride, auto_pad="SAME_UPPER")
    ours = F.conv2d(x, weight, stride=stride, padding="same")
    closeness.products(ours, theirs, F.conv2d(np.abs(x), np.abs(weight), stride=stride, padding="same"))


def onnx_conv(x: Array, weight: Array, **attributes: Any) -> Array:
    kinds = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in ("x", "weight", "y")]
    node = helper.make_node("Conv", ["x", "weight"], ["y"], **attributes)
    graph = helper.make_graph([node], "convolution", kinds[:2], kinds[2:])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (y,) = session.run(None, {"x": x, "weight": weight})
    return np.asarray(y)


@given(SEEDS, st.tuples(*[st.integers(1, 12)] * 4), DTYPES)
@settings(max_examples=150, deadline=None)
def test_one_channel_as_scipy(seed: int, sizes: Any, dtype: str) -> None:
    """Its "full" is padding by k − 1; its "valid" is ours where the kernel is the smaller one."""
    rng = np.random.default_rng(seed)
    x, weight = normal(rng, sizes[:2], dtype), normal(rng, sizes[2:], dtype)
    full = tuple((k - 1, k - 1) for k in weight.shape)
    how: list[tuple[str, Any]] = [("full", full)]
    if weight.shape[0] <= x.shape[0] and weight.shape[1] <= x.shape[1]:
        how.append(("valid", "valid"))
    for mode, padding in how:
        ours = F.conv2d(x[None, None], weight[None, None], padding=padding)[0, 0]
        magnitudes = correlate2d(np.abs(x), np.abs(weight), mode)
        closeness.products(ours, correlate2d(x, weight, mode).astype(dtype), magnitudes)
