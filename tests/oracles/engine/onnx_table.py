"""Which of ONNX's operations the engine has, under which name, and why others, or some cases of these, are left out.

Every case of the suite with one operation is either run or has its reason here; test_onnx.py sees to it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.engine import functional as F
from quiz.engine import ops
from tests.oracles.engine import onnx_layers as layers
from tests.oracles.engine import onnx_plain as plain
from tests.oracles.engine.onnx_cases import Case


@dataclass(frozen=True)
class Operation:
    """How a case is run, and how near to the expected values ours have to be.

    "exact": equal; "elementwise": relative to each value; "products": relative to `magnitude`, the same sum of absolute
    values, by default the operation on absolute inputs.
    """

    run: Callable[[Case], Any]
    closeness: str
    magnitude: Callable[[Case], Any]


def absolute(case: Case) -> Case:
    """The case with |x| for every x, and floats in double precision."""
    inputs = (np.abs(x).astype(np.float64) if getattr(x, "dtype", None) == np.float32 else x for x in case.inputs)
    return dataclasses.replace(case, inputs=tuple(inputs))


def exact(run: Callable[[Case], Any]) -> Operation:
    return Operation(run, "exact", run)


def elementwise(run: Callable[[Case], Any]) -> Operation:
    return Operation(run, "elementwise", run)


def products(run: Callable[[Case], Any], magnitude: Callable[[Case], Any] | None = None) -> Operation:
    return Operation(run, "products", magnitude or (lambda case: run(absolute(case))))


OPERATIONS: Mapping[str, Operation] = {
    "Abs": exact(plain.of(ops.abs)),
    "Adam": elementwise(layers.adam),
    "Add": elementwise(plain.of(ops.add)),
    "ArgMax": exact(plain.place(ops.argmax)),
    "ArgMin": exact(plain.place(ops.argmin)),
    "AveragePool": products(layers.average_pool),
    "BatchNormalization": products(layers.batch_norm, layers.batch_norm_magnitude),
    "Cast": exact(plain.cast),
    "CastLike": exact(plain.cast_like),
    "Clip": exact(plain.clip),
    "Compress": exact(plain.compress),
    "Concat": exact(plain.concatenate),
    "Conv": products(layers.conv),
    "ConvTranspose": products(layers.conv_transpose),
    "Div": elementwise(plain.of(ops.div)),
    "Dropout": elementwise(layers.dropout),
    "Equal": exact(plain.compared("==")),
    "Exp": elementwise(plain.of(ops.exp)),
    "Flatten": exact(plain.flatten),
    "Gather": exact(plain.gather),
    "GatherElements": exact(plain.gather_elements),
    "GatherND": exact(plain.gather_nd),
    "Gemm": products(plain.gemm),
    "GlobalAveragePool": products(layers.over_image(F.global_avg_pool2d)),
    "GlobalMaxPool": exact(layers.over_image(F.global_max_pool2d)),
    "Greater": exact(plain.compared(">")),
    "GreaterOrEqual": exact(plain.compared(">=")),
    "LeakyRelu": elementwise(plain.leaky_relu),
    "Less": exact(plain.compared("<")),
    "LessOrEqual": exact(plain.compared("<=")),
    "Log": elementwise(plain.of(ops.log)),
    "LogSoftmax": elementwise(plain.along(F.log_softmax)),
    "MatMul": products(plain.of(ops.matmul)),
    "Max": exact(plain.joined(ops.maximum)),
    "MaxPool": exact(layers.max_pool),
    "Mean": products(plain.mean),
    "Min": exact(plain.joined(ops.minimum)),
    "Momentum": elementwise(layers.momentum),
    "Mul": elementwise(plain.of(ops.mul)),
    "Neg": exact(plain.of(ops.neg)),
    "NegativeLogLikelihoodLoss": products(layers.nll),
    "OneHot": exact(layers.one_hot),
    "Pad": exact(layers.pad),
    "Pow": elementwise(plain.of(ops.pow)),
    "Reciprocal": elementwise(plain.reciprocal),
    "ReduceMax": exact(plain.reduction(ops.max)),
    "ReduceMean": products(plain.reduction(ops.mean)),
    "ReduceMin": exact(plain.reduction(ops.min)),
    "ReduceSum": products(plain.reduction(ops.sum)),
    "Relu": exact(plain.of(F.relu)),
    "Reshape": exact(plain.reshape),
    "Scatter": exact(plain.scatter_elements),
    "ScatterElements": exact(plain.scatter_elements),
    "ScatterND": exact(plain.scatter_nd),
    "Shape": exact(plain.shape),
    "Sigmoid": elementwise(plain.of(F.sigmoid)),
    "Size": exact(plain.size),
    "Slice": exact(plain.slices),
    "Softmax": elementwise(plain.along(F.softmax)),
    "SoftmaxCrossEntropyLoss": elementwise(layers.cross_entropy),
    "Softplus": elementwise(plain.of(F.softplus)),
    "Split": exact(plain.split),
    "Sqrt": elementwise(plain.of(ops.sqrt)),
    "Squeeze": exact(plain.squeeze),
    "Sub": elementwise(plain.of(ops.sub)),
    "Sum": products(plain.joined(ops.add)),
    "Tanh": elementwise(plain.of(F.tanh)),
    "Transpose": exact(plain.transpose),
    "Unsqueeze": exact(plain.unsqueeze),
    "Where": exact(plain.of(ops.where)),
}

# Operations that the engine has not; a name that it came to have would be noticed.
ABSENT: Mapping[str, str] = {
    "recurrent and attention layers": "Attention CausalConvWithState FlexAttention GRU LSTM LinearAttention RNN "
    "RotaryEmbedding TensorScatter",
    "other normalisations": "GroupNormalization InstanceNormalization LRN LayerNormalization LpNormalization "
    "MeanVarianceNormalization RMSNormalization",
    "other activations": "Celu Elu Erf Gelu HardSigmoid HardSwish Hardmax Mish PRelu Selu Shrink Softsign SwiGLU Swish "
    "ThresholdedRelu",
    "other convolutions and poolings": "Col2Im DeformConv LpPool MaxUnpool RoiAlign",
    "other optimisers": "Adagrad",
    "other reductions and sums": "CumProd CumSum ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceProd "
    "ReduceSumSquare",
    "trigonometry, rounding and other functions of numbers": "Acos Acosh Asin Asinh Atan Atanh Ceil Cos Cosh Floor "
    "IsInf IsNaN Mod Round Sign Sin Sinh Tan",
    "linear algebra and signals": "BlackmanWindow DFT Det Einsum HammingWindow HannWindow MelWeightMatrix STFT Trilu",
    "logic and bits": "And BitCast BitShift BitwiseAnd BitwiseNot BitwiseOr BitwiseXor Not Or Xor",
    "other ways to make, move, repeat or pick values": "CenterCropPad Constant ConstantOfShape DepthToSpace Expand "
    "EyeLike Identity NonZero Range ReverseSequence SpaceToDepth Tile TopK Unique",
    "resampling with ONNX's rules (quiz.engine.image has Pillow's)": "AffineGrid GridSample Resize Upsample",
    "random draws from ONNX's generator": "Bernoulli",
    "quantised numbers": "ConvInteger DequantizeLinear DynamicQuantizeLinear MatMulInteger QLinearConv QLinearMatMul "
    "QuantizeLinear",
    "sequences, options and control flow": "If Loop OptionalGetElement OptionalHasElement Scan SequenceInsert "
    "SequenceMap SplitToSequence",
    "texts, trees and image files": "ArrayFeatureExtractor Binarizer ImageDecoder LabelEncoder NonMaxSuppression "
    "RegexFullMatch StringConcat StringNormalizer StringSplit TfIdfVectorizer TreeEnsemble",
}


@dataclass(frozen=True)
class Reason:
    """Why some cases of operations that the engine has are left out, and how many they are."""

    why: str
    applies: Callable[[Case], bool]
    cases: int


def other_dtypes(case: Case) -> bool:
    kinds = {np.asarray(x).dtype.char for x in (*case.inputs, *case.outputs) if x is not None}
    return not kinds <= set("?bBhHiIlLqQfd")


def other_result(case: Case) -> bool:
    functions: dict[str, Callable[..., Any]] = {"Div": np.true_divide, "Pow": np.power}
    if case.operation not in functions:
        return False
    ones = (np.ones((), x.dtype) for x in case.inputs)
    return bool(functions[case.operation](*ones).dtype != case.outputs[0].dtype)


def volumes(case: Case) -> bool:
    return case.operation in ("AveragePool", "Conv", "ConvTranspose", "MaxPool") and case.inputs[0].ndim == 5


def nothing_largest(case: Case) -> bool:
    return case.operation in ("ReduceMax", "ReduceMin") and case.inputs[0].size == 0


def no_limit(case: Case) -> bool:
    return case.operation == "Clip" and len(case.attributes) == 0 and set(case.inputs[1:]) <= {None}


def no_class(case: Case) -> bool:
    if case.operation != "OneHot":
        return False
    labels, classes, _ = case.inputs
    return bool(np.any((labels < -classes) | (labels >= classes)))


def meeting(case: Case) -> bool:
    return case.operation in ("ScatterElements", "ScatterND") and case.attribute("reduction", "none") != "none"


LEFT_OUT = (
    Reason("float16, narrower numbers and texts are refused", other_dtypes, 118),
    Reason("the result's dtype is NumPy's: integers divide into floats, mixed powers widen", other_result, 13),
    Reason("convolution and pooling are of images only (one spatial axis is run as height 1)", volumes, 24),
    Reason("the largest of nothing is refused; ONNX has the dtype's lowest", nothing_largest, 3),
    Reason("clip without a limit is refused", no_limit, 2),
    Reason("a label outside the classes is refused; ONNX has a row of zeros", no_class, 1),
    Reason("x[i] = v writes; it does not add, multiply or compare values that meet", meeting, 10),
)

# Of these only the first output is compared, since the engine has none of the others.
ONLY_FIRST: Mapping[str, str] = {
    "test_maxpool_with_argmax_2d_precomputed_pads": "the places of the maxima are no output of ours",
    "test_maxpool_with_argmax_2d_precomputed_strides": "the places of the maxima are no output of ours",
}

# Of these the expected values are written with few digits: they have to agree within the suite's tolerance only.
ROUNDED = ("test_averagepool_2d_ceil_last_window_starts_on_pad",)
