"""Batch norm: each channel of a batch brought to mean 0 and variance 1, then scaled and shifted."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.functional.operands import channelwise, number, whole_axis
from quiz.engine.tensor import Array, Tensor, array, floats, no_grad, record, tracked


def batch_norm(
    x: Any,
    running_mean: Any = None,
    running_variance: Any = None,
    weight: Any = None,
    bias: Any = None,
    *,
    training: bool = False,
    momentum: float = 0.1,
    epsilon: float = 1e-5,
    axis: int = 1,
    correction: int = 1,
) -> Any:
    """y = w · x̂ + b with x̂ = (x − μ) / √(σ² + ε), for each channel along `axis`: 1 in (n, c, …), −1 in Keras' habit.

    In training μ and σ² are the batch's own, over all other axes, σ² divided by their number m (biased); the running
    statistics, where given, change in place: r ← (1 − momentum) · r + momentum · s, the variance's s divided by
    m − correction. (In Keras and ONNX the correction is 0, and the momentum 1 minus this one.) Otherwise μ and σ² are
    the running statistics, which must be given. The four per-channel operands have shape (c,); the running ones are
    read in x's dtype.

    With h = w · g / √(σ² + ε): ∂L/∂x = h in evaluation; in training, where μ and σ² depend on x too,
    ∂L/∂x = h − mean(h) − x̂ · mean(h · x̂). ∂L/∂w = Σ g · x̂, ∂L/∂b = Σ g. Statistics are summed in float64.

    Raises EngineError for a wrong shape, one value a channel in training, and statistics that are not given or cannot
    be changed in place. Source: Ioffe and Szegedy 2015; PyTorch, `torch.nn.functional.batch_norm`.
    """
    values = floats(x, "batch_norm", "x")
    axis = whole_axis("batch_norm", axis, values.ndim)
    channels = values.shape[axis]
    momentum = number("batch_norm", "momentum", momentum, 0, 1, "a number from 0 to 1")
    epsilon = number("batch_norm", "epsilon", epsilon, 0, np.inf, "a number of at least 0")
    w, b = (
        None if operand is None else channelwise("batch_norm", name, operand, channels)
        for name, operand in (("weight", weight), ("bias", bias))
    )
    others = tuple(i for i in range(values.ndim) if i != axis)
    along = tuple(channels if i == axis else 1 for i in range(values.ndim))
    if training:
        mean, variance, count = _of_batch(values, others, along)
        if correction not in (0, 1):
            raise bad("batch_norm", "correction", repr(correction), "0 or 1")
        _check_changeable("running_mean", running_mean, channels)
        _check_changeable("running_variance", running_variance, channels)
        _move(running_mean, mean, momentum)
        _move(running_variance, variance * (count / (count - correction)), momentum)
    else:
        mean, variance = (
            channelwise("batch_norm", name, operand, channels)
            for name, operand in (("running_mean", running_mean), ("running_variance", running_variance))
        )
    with np.errstate(divide="ignore", invalid="ignore"):  # a constant channel with ε = 0
        slope = (1 / np.sqrt(variance + epsilon)).astype(values.dtype).reshape(along)
        y = normal = (values - mean.astype(values.dtype).reshape(along)) * slope

    def backward(g: Array) -> Array:
        h: Array = g * slope if w is None else g * slope * w.reshape(along)
        if not training:
            return h
        mean_h, mean_both = (_mean(v, others, keepdims=True).astype(v.dtype) for v in (h, h * normal))
        gradient: Array = h - mean_h - normal * mean_both
        return gradient

    inputs: list[Any] = [(x, backward)]
    if w is not None:
        y = y * w.reshape(along)
        inputs.append((weight, lambda g: (g * normal).sum(axis=others, dtype=np.float64)))
    if b is not None:
        y = y + b.reshape(along)
        inputs.append((bias, lambda g: g.sum(axis=others, dtype=np.float64)))
    saved = [weight] if tracked(x) and w is not None else []
    return record("batch_norm", y, *inputs, saved=[*saved, y] if y is normal else saved)


def _of_batch(values: Array, others: tuple[int, ...], along: tuple[int, ...]) -> tuple[Array, Array, int]:
    """The batch's mean and biased variance a channel, and over how many values."""
    count = values.size // max(along) if values.size else 0
    if count < 2:
        raise bad("batch_norm", "x", f"shape {values.shape}", "more than one value a channel in training")
    mean = _mean(values, others)
    return mean, _mean(np.square(values - mean.astype(values.dtype).reshape(along)), others), count


def _move(statistic: Any, towards: Array, share: float) -> None:
    if statistic is not None:
        with no_grad():
            statistic[...] = (1 - share) * array(statistic) + share * towards


def _mean(values: Array, axes: tuple[int, ...], keepdims: bool = False) -> Array:
    """Summed in float64, as PyTorch does: a sum of many float32 would lose its last digits."""
    mean: Array = values.mean(axis=axes, dtype=np.float64, keepdims=keepdims)
    return mean


def _check_changeable(name: str, statistic: Any, channels: int) -> None:
    """In training a running statistic, where there is one, is an array of floats that can be written."""
    if statistic is None:
        return
    takes = f"in training an array of {channels} floats that can be changed in place"
    if not isinstance(statistic, (Tensor, np.ndarray)):
        raise bad("batch_norm", name, f"a {type(statistic).__name__}", takes)
    values = array(statistic)
    if values.shape != (channels,) or values.dtype.kind != "f" or not values.flags.writeable:
        read_only = "" if values.flags.writeable else ", read-only"
        raise bad("batch_norm", name, f"shape {values.shape}, dtype {values.dtype}{read_only}", takes)
