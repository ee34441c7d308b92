"""ONNX's layers, losses and optimisers, each as the engine's."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np

from quiz.engine import Tensor, losses, optim, shapes
from quiz.engine import functional as F
from quiz.engine.optim.rules import State
from tests.oracles.engine.onnx_cases import Case

Pair = tuple[int, int]
_SIZES = {"kernel_shape": 1, "strides": 1, "dilations": 1, "output_padding": 0, "output_shape": 1}  # with a unit axis


def as_image(run: Callable[[Case], Any]) -> Callable[[Case], Any]:
    """One spatial axis is run as images of height 1; nothing of the operation is lost by that."""

    def widened(case: Case) -> Any:
        if case.inputs[0].ndim != 3:
            return run(case)
        inputs = tuple(x[:, :, None] if getattr(x, "ndim", 0) == 3 else x for x in case.inputs)
        attributes = dict(case.attributes)
        for name, unit in _SIZES.items():
            if name in attributes:
                attributes[name] = [unit, *attributes[name]]
        if "pads" in attributes:
            left, right = attributes["pads"]
            attributes["pads"] = [0, left, 0, right]
        return run(dataclasses.replace(case, inputs=inputs, attributes=attributes))[:, :, 0]

    return widened


def padding(case: Case, kernel: tuple[int, ...]) -> Any:
    """`pads` (top, left, bottom, right), or one of the rules in `auto_pad`; SAME_LOWER has the odd one in front."""
    rule = case.attribute("auto_pad", "NOTSET")
    if rule == "SAME_UPPER":
        return "same"
    if rule == "SAME_LOWER":
        sizes, strides = case.inputs[0].shape[2:], pair(case, "strides")
        upper = [shapes.pad_amounts(n, k, s) for n, k, s in zip(sizes, kernel, strides, strict=True)]
        return tuple((after, before) for before, after in upper)
    pads = case.attribute("pads", [0] * 2 * len(kernel))
    return tuple(zip(pads[: len(kernel)], pads[len(kernel) :], strict=True))


def pair(case: Case, name: str, default: int = 1) -> tuple[int, ...]:
    return tuple(case.attribute(name, [default] * (case.inputs[0].ndim - 2)))


@as_image
def conv(case: Case) -> Any:
    x, weight = case.inputs[:2]
    return F.conv2d(
        x,
        weight,
        case.input(2),
        stride=pair(case, "strides"),
        padding=padding(case, weight.shape[2:]),
        dilation=pair(case, "dilations"),
        groups=case.attribute("group", 1),
    )


@as_image
def conv_transpose(case: Case) -> Any:
    """With an output shape, padding is what is too much: half of it in front, the odd one in front or (upper) behind.

    What is too little is put behind, as output padding.
    """
    x, weight = case.inputs[:2]
    strides, dilations = pair(case, "strides"), pair(case, "dilations")
    extra = pair(case, "output_padding", 0)
    rule = case.attribute("auto_pad", "NOTSET")
    target = case.attribute("output_shape")
    if target is None and rule != "NOTSET":
        target = [n * s for n, s in zip(x.shape[2:], strides, strict=True)]
    pads = padding(dataclasses.replace(case, attributes={**case.attributes, "auto_pad": "NOTSET"}), weight.shape[2:])
    if target is not None:
        whole = zip(x.shape[2:], weight.shape[2:], strides, dilations, strict=True)
        sizes = [(n - 1) * s + d * (k - 1) + 1 for n, k, s, d in whole]
        gaps = [size - wanted for size, wanted in zip(sizes, target, strict=True)]
        halves = [max(gap, 0) // 2 for gap in gaps]
        pads = tuple((half, max(gap, 0) - half) for half, gap in zip(halves, gaps, strict=True))
        pads = pads if rule == "SAME_UPPER" else tuple((after, before) for before, after in pads)
        extra = tuple(max(-gap, 0) for gap in gaps)
    return F.conv_transpose2d(
        x,
        weight,
        case.input(2),
        stride=strides,
        padding=pads,
        output_padding=extra,
        dilation=dilations,
        groups=case.attribute("group", 1),
    )


def _pool(function: Callable[..., Any], case: Case, **more: Any) -> Any:
    kernel = tuple(case.attribute("kernel_shape"))
    return function(
        case.inputs[0],
        kernel,
        stride=pair(case, "strides"),
        padding=padding(case, kernel),
        dilation=pair(case, "dilations"),
        ceil_mode=bool(case.attribute("ceil_mode", 0)),
        **more,
    )


@as_image
def max_pool(case: Case) -> Any:
    return _pool(F.max_pool2d, case)


@as_image
def average_pool(case: Case) -> Any:
    return _pool(F.avg_pool2d, case, count_include_pad=bool(case.attribute("count_include_pad", 0)))


def over_image(function: Callable[..., Any]) -> Callable[[Case], Any]:
    """Global pooling keeps the spatial axes as 1 × 1."""
    return lambda case: function(case.inputs[0], keepdims=True)


def pad(case: Case) -> Any:
    """Amounts are an input since opset 11, an attribute before: all in front, then all behind."""
    x = case.inputs[0]
    amounts = [int(amount) for amount in case.attribute("pads", case.input(1))]
    half = len(amounts) // 2
    axes = range(x.ndim) if case.input(3) is None else [int(axis) for axis in case.inputs[3]]
    value = case.attribute("value", case.input(2))
    return F.pad(
        x,
        tuple(zip(amounts[:half], amounts[half:], strict=True)),
        axes=tuple(axes),
        mode=case.attribute("mode", "constant"),
        value=0 if value is None else float(value),
    )


def batch_norm(case: Case) -> Any:
    """ONNX keeps the share of the old statistics, and the biased variance: ours is told to keep nothing, and scaled."""
    x, weight, bias, mean, variance = case.inputs
    epsilon = case.attribute("epsilon", 1e-5)
    if not case.attribute("training_mode", 0):
        return F.batch_norm(x, mean, variance, weight, bias, epsilon=epsilon)
    batch_mean, batch_variance = np.zeros_like(mean), np.zeros_like(variance)
    y = F.batch_norm(x, batch_mean, batch_variance, weight, bias, training=True, momentum=1.0, epsilon=epsilon)
    count = x.size // x.shape[1]
    old = np.float32(case.attribute("momentum", 0.9))
    batch_variance *= (count - 1) / count
    return y, old * mean + (1 - old) * batch_mean, old * variance + (1 - old) * batch_variance


def batch_norm_magnitude(case: Case) -> Any:
    """(|x| + |mean|) / √(variance + ε) · |weight| + |bias|, and the new statistics of absolute values."""
    x, weight, bias, mean, variance = (np.abs(value).astype(np.float64) for value in case.inputs)
    training, old = case.attribute("training_mode", 0), case.attribute("momentum", 0.9)
    used_mean, used_variance = mean, variance
    if training:
        others = (0, *range(2, x.ndim))
        used_mean, used_variance = x.mean(axis=others), case.inputs[0].astype(np.float64).var(axis=others)
    along = (-1, *(1,) * (x.ndim - 2))
    slope = weight / np.sqrt(used_variance + case.attribute("epsilon", 1e-5))
    y = (x + used_mean.reshape(along)) * slope.reshape(along) + bias.reshape(along)
    new = [old * before + (1 - old) * now for before, now in ((mean, used_mean), (variance, used_variance))]
    return (y, *new) if training else y


class Draws(np.random.Generator):
    """A generator that hands out draws that were made before."""

    def __init__(self, draws: np.ndarray[Any, Any]) -> None:
        super().__init__(np.random.PCG64())
        self.draws = draws

    def random(self, size: Any = None, dtype: Any = None, out: Any = None) -> Any:
        assert size == self.draws.shape
        return self.draws


def dropout(case: Case) -> Any:
    """The suite draws from NumPy's old global generator; its draws are handed to ours. The mask is where we keep."""
    x, ratio, training = case.inputs[0], case.input(1), bool(case.input(2))
    draws = np.random.RandomState(case.attribute("seed", 0)).uniform(0, 1, x.shape)
    p = case.attribute("ratio", 0.5) if ratio is None else float(ratio)
    y = F.dropout(x, p, training=training, rng=Draws(draws))
    kept = F.dropout(np.ones_like(x), p, training=training, rng=Draws(draws)) != 0
    return (y, kept)[: len(case.outputs)]


def one_hot(case: Case) -> Any:
    """ONNX counts negative labels from the end, takes labels as floats, and puts two values in place of 0 and 1."""
    labels, depth, values = case.inputs
    classes = int(depth)
    counted = np.where(labels < 0, labels + classes, labels).astype(np.int64)
    off, on = values
    y = F.one_hot(counted, classes, dtype=values.dtype) * (on - off) + off
    return np.moveaxis(y, -1, case.attribute("axis", -1))


def _loss(function: Callable[..., Any], case: Case) -> Any:
    return function(
        *case.inputs[:2],
        weight=case.input(2),
        ignore_index=case.attribute("ignore_index"),
        reduction=case.attribute("reduction", "mean"),
    )


def nll(case: Case) -> Any:
    return _loss(losses.nll, case)


def cross_entropy(case: Case) -> Any:
    """The second output, where there is one, is the logarithms of the probabilities."""
    return (_loss(losses.cross_entropy, case), F.log_softmax(case.inputs[0], axis=1))[: len(case.outputs)]


def _steps(case: Case, moments: int, make: Callable[[list[Tensor], float], optim.Optimizer], steps: int) -> Any:
    """One step from a given state: the parameters, then each kind of moment, for all parameters together."""
    rate, count = float(case.inputs[0]), (len(case.inputs) - 2) // (2 + moments)
    parts = [[x.copy() for x in case.inputs[2 + count * i : 2 + count * (i + 1)]] for i in range(2 + moments)]
    params = [Tensor(x, requires_grad=True) for x in parts[0]]
    for param, gradient in zip(params, parts[1], strict=True):
        param.grad = Tensor(gradient)
    optimizer = make(params, rate)
    optimizer.state = [State(steps, list(means)) for means in zip(*parts[2:], strict=True)]
    optimizer.step()
    moved = [state.means[i] for i in range(moments) for state in optimizer.state]
    return (*(param.data for param in params), *moved)


def adam(case: Case) -> Any:
    """At T = 0 ONNX makes no bias correction, which ours no longer makes either after so many steps."""
    betas = (case.attributes["alpha"], case.attributes["beta"])
    eps, decay = case.attributes["epsilon"], case.attributes["norm_coefficient"]

    def make(params: list[Tensor], rate: float) -> optim.Optimizer:
        return optim.Adam(params, rate, betas, eps, decay, epsilon_hat=True)

    return _steps(case, 2, make, 10**9 if case.inputs[1] == 0 else int(case.inputs[1]) - 1)


def momentum(case: Case) -> Any:
    """At T = 0 the gradient is not dampened."""
    dampening = 0.0 if case.inputs[1] == 0 else 1 - case.attributes["beta"]
    nesterov = case.attributes["mode"] == "nesterov"

    def make(params: list[Tensor], rate: float) -> optim.Optimizer:
        decay = case.attributes["norm_coefficient"]
        return optim.SGD(params, rate, case.attributes["alpha"], dampening, nesterov, decay)

    return _steps(case, 1, make, int(case.inputs[1]))
