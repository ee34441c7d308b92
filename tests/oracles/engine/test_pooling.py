"""Pooling against PyTorch, forward and backward, over random shapes; ONNX Runtime's SAME_UPPER and ceil_mode."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from hypothesis import given, settings
from hypothesis import strategies as st
from onnx import helper
from onnxruntime import InferenceSession

from quiz.engine import functional as F
from quiz.engine.tensor import Array
from tests.engine import closeness
from tests.engine.cases import Case, agree, run
from tests.engine.golden.pytorch import case, outcome
from tests.engine.image_magnitudes import magnitude

DTYPES = st.sampled_from(["float32", "float64"])
SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def cases(draw: st.DrawFn, operation: str) -> Case:
    """Numbers that are often equal, and now and then −∞ or NaN for a maximum."""
    rng = np.random.default_rng(draw(SEEDS))
    kernel, stride = (draw(st.tuples(st.integers(1, 4), st.integers(1, 4))) for _ in range(2))
    dilation = draw(st.tuples(st.integers(1, 3), st.integers(1, 3))) if operation == "max_pool2d" else (1, 1)
    spans = [dilation[i] * (kernel[i] - 1) + 1 for i in (0, 1)]
    # PyTorch allows half of the kernel for two-sided padding, however wide it is dilated.
    padding = draw(st.tuples(st.integers(0, kernel[0] // 2), st.integers(0, kernel[1] // 2)))
    size = [draw(st.integers(max(spans[i] - padding[i], 1), 12)) for i in (0, 1)]
    how: dict[str, Any] = {"kernel_size": kernel, "stride": stride, "padding": padding}
    how["ceil_mode"] = draw(st.booleans())
    x = rng.integers(-3, 4, (draw(st.integers(1, 3)), draw(st.integers(1, 3)), *size)).astype(draw(DTYPES))
    if operation == "max_pool2d":
        how["dilation"] = dilation
        strange = draw(st.sampled_from([0, 0, 0.05, 0.5]))
        x[rng.random(x.shape) < strange] = draw(st.sampled_from([-np.inf, np.nan]))
    else:
        how["count_include_pad"] = draw(st.booleans())
        x *= rng.random(x.shape).astype(x.dtype)
    if draw(st.booleans()):
        x = x.transpose(0, 2, 3, 1)
        how["layout"] = "NHWC"
    return case(operation, rng, {"x": x}, **how)


@given(cases("max_pool2d"))
@settings(max_examples=600, deadline=None)
def test_max_pool2d(drawn: Case) -> None:
    ours, theirs = run(F.max_pool2d, drawn), outcome(drawn)
    np.testing.assert_array_equal(ours.value, theirs.value)
    closeness.products(ours.gradients["x"], theirs.gradients["x"], magnitude(drawn).gradients["x"])


@given(cases("avg_pool2d"))
@settings(max_examples=600, deadline=None)
def test_avg_pool2d(drawn: Case) -> None:
    agree(drawn, run(F.avg_pool2d, drawn), outcome(drawn), magnitude(drawn))


@given(SEEDS, st.tuples(*[st.integers(1, 9)] * 4), DTYPES, st.booleans(), st.booleans(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_global_pooling(seed: int, shape: Any, dtype: str, keepdims: bool, last: bool, strange: bool) -> None:
    rng = np.random.default_rng(seed)
    x = rng.integers(-5, 6, shape).astype(dtype)
    layout = "NHWC" if last else "NCHW"
    drawn = case("global_avg_pool2d", rng, {"x": x}, keepdims=keepdims, layout=layout)
    agree(drawn, run(F.global_avg_pool2d, drawn), outcome(drawn), magnitude(drawn))
    if strange:
        x[rng.random(x.shape) < 0.1] = np.nan
    drawn = case("global_max_pool2d", rng, {"x": x}, keepdims=keepdims, layout=layout)
    ours, theirs = run(F.global_max_pool2d, drawn), outcome(drawn)
    np.testing.assert_array_equal(ours.value, theirs.value)
    np.testing.assert_array_equal(ours.gradients["x"], theirs.gradients["x"])


@given(
    SEEDS,
    *[st.tuples(st.integers(1, 4), st.integers(1, 4)) for _ in range(2)],
    st.tuples(st.integers(4, 9), st.integers(4, 9)),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_same_and_ceil_mode_as_onnx_runtime(
    seed: int, kernel: Any, stride: Any, size: Any, same: bool, counted: bool
) -> None:
    """SAME_UPPER is TensorFlow's rule, but where the stride is above the kernel's size: there ONNX Runtime refuses."""
    x = np.random.default_rng(seed).standard_normal((2, 2, *size)).astype(np.float32)
    stride = tuple(min(s, k) for s, k in zip(stride, kernel, strict=True)) if same else stride
    how: dict[str, Any] = {"padding": "same"} if same else {"ceil_mode": True}
    theirs: dict[str, Any] = {"auto_pad": "SAME_UPPER"} if same else {"ceil_mode": 1}
    theirs |= {"kernel_shape": kernel, "strides": stride}
    np.testing.assert_array_equal(F.max_pool2d(x, kernel, stride=stride, **how), onnx_pool("MaxPool", x, **theirs))
    how["count_include_pad"] = counted
    means = onnx_pool("AveragePool", x, **theirs, count_include_pad=int(counted))
    magnitudes = F.avg_pool2d(np.abs(x), kernel, stride=stride, **how)
    closeness.products(F.avg_pool2d(x, kernel, stride=stride, **how), means, magnitudes)


def onnx_pool(operation: str, x: Array, **attributes: Any) -> Array:
    kinds = [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in ("x", "y")]
    graph = helper.make_graph(
        [helper.make_node(operation, ["x"], ["y"], **attributes)], "pooling", kinds[:1], kinds[1:]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=9)
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (y,) = session.run(None, {"x": x})
    return np.asarray(y)
