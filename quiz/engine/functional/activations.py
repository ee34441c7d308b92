"""Activations: each with its derivative beside it. All take arrays of any shape.

float32 stays float32; integers and booleans are computed as float64 (`relu` keeps integers); float16 is refused.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from quiz.engine.functional.operands import number, whole_axis
from quiz.engine.tensor import Array, Value, array, floats, record

BLOCK = 1 << 18  # bytes of rows that are worked on at a time: they stay in a core's second cache
STRAIGHT = 1024  # terms up to which a product with ones is as exact as `sum`


def sigmoid(x: Value) -> Value:
    """σ(x) = 1 / (1 + e⁻ˣ); dσ/dx = σ (1 − σ), at most 0.25.

    Where e⁻ˣ overflows (below −88 in float32, −709 in float64) 1/∞ = 0 is right to the smallest normal number. In
    float32 σ is exactly 1 from about 17 on, and its gradient 0. Source: PyTorch, `torch.sigmoid`.
    """
    values = floats(x, "sigmoid", "x")
    with np.errstate(over="ignore"):
        y = 1 / (1 + np.exp(-values))
    return record("sigmoid", y, (x, lambda g: g * y * (1 - y)), saved=(y,))


def tanh(x: Value) -> Value:
    """tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ); its derivative is 1 − tanh². Source: PyTorch, `torch.tanh`."""
    y = np.tanh(floats(x, "tanh", "x"))
    return record("tanh", y, (x, lambda g: g * (1 - y * y)), saved=(y,))


def relu(x: Value) -> Value:
    """max(x, 0); its derivative is 1 above 0 and 0 below, and 0 at 0. Source: PyTorch, `torch.nn.ReLU`."""
    y = np.maximum(array(x, "relu", "x"), 0)
    return record("relu", y, (x, lambda g: _only(g, y != 0)), saved=(y,))


def leaky_relu(x: Value, negative_slope: float = 0.01) -> Value:
    """x above 0, negative_slope · x below; the derivative is 1 or negative_slope, which it also is at 0.

    Source: PyTorch, `torch.nn.LeakyReLU`; Keras has the slope 0.3 by default.
    """
    slope = number("leaky_relu", "negative_slope", negative_slope, -np.inf, np.inf, "a number")
    values = floats(x, "leaky_relu", "x")
    y = np.maximum(values, 0) + slope * np.minimum(values, 0)
    return record("leaky_relu", y, (x, lambda g: g * np.where(values > 0, g.dtype.type(1), slope)), saved=(x,))


def softplus(x: Value) -> Value:
    """ln(1 + eˣ), computed as max(x, 0) + ln(1 + e^−|x|), which cannot overflow; its derivative is σ(x).

    Source: PyTorch, `torch.nn.Softplus`, which returns x itself above 20; this one is exact there.
    """
    values = floats(x, "softplus", "x")
    y = np.maximum(values, 0) + np.log1p(np.exp(-np.abs(values)))
    return record("softplus", y, (x, lambda g: g * sigmoid(values)), saved=(x,))


def softmax(x: Value, axis: int = -1) -> Value:
    """yᵢ = e^(xᵢ − m) / Σⱼ e^(xⱼ − m) along `axis`, m the maximum; ∂L/∂xᵢ = yᵢ (gᵢ − Σⱼ gⱼ yⱼ).

    Subtracting m changes nothing in the quotient and keeps every exponent at most 0: the plain form gives NaN for
    [1000, 1001]. A logit of −∞ has the probability 0; one of +∞, or −∞ alone, gives NaN, as in PyTorch. The sum is 1
    up to rounding. Raises EngineError for an axis that the array has not. Source: PyTorch, `torch.softmax`.
    """
    values = floats(x, "softmax", "x")
    axis = whole_axis("softmax", axis, values.ndim)
    y = _by_rows(_softmax, axis, values)
    return record("softmax", y, (x, lambda g: _by_rows(_softmax_backward, axis, g, y)), saved=(y,))


def log_softmax(x: Value, axis: int = -1) -> Value:
    """yᵢ = (xᵢ − m) − ln Σⱼ e^(xⱼ − m) along `axis`, m the maximum; ∂L/∂xᵢ = gᵢ − e^yᵢ Σⱼ gⱼ.

    m is subtracted first, since x − (m + ln Σ) would lose the logarithm beside a large m; ln(softmax(x)) would be −∞
    where the softmax underflows. ±∞ as in `softmax`. Raises EngineError for an axis that the array has not. Source:
    PyTorch, `torch.log_softmax`.
    """
    values = floats(x, "log_softmax", "x")
    axis = whole_axis("log_softmax", axis, values.ndim)
    y = _by_rows(_log_softmax, axis, values)
    return record("log_softmax", y, (x, lambda g: _by_rows(_log_softmax_backward, axis, g, y)), saved=(y,))


def _only(g: Array, where: Array) -> Array:
    """`g` where it is true and 0 elsewhere, even for an infinite g; several times faster than `np.where`.

    True as an int8 is 1, and −1 has every bit set.
    """
    all_or_none = np.negative(where.view(np.int8))
    masked: Array = np.bitwise_and(g.view(np.int32 if g.dtype == np.float32 else np.int64), all_or_none)
    return masked.view(g.dtype)


def _softmax(out: Array, x: Array) -> None:
    _subtract_maximum(out, x)
    np.exp(out, out=out)
    out /= _sums(out)


def _softmax_backward(out: Array, g: Array, y: Array) -> None:
    np.multiply(g, y, out=out)
    out -= y * _sums(out)


def _log_softmax(out: Array, x: Array) -> None:
    _subtract_maximum(out, x)
    out -= np.log(_sums(np.exp(out)))


def _log_softmax_backward(out: Array, g: Array, y: Array) -> None:
    np.exp(y, out=out)
    out *= _sums(g)
    np.subtract(g, out, out=out)


def _subtract_maximum(out: Array, x: Array) -> None:
    """x − m. Filling `out` with m first takes less time than a subtraction that broadcasts row by row."""
    np.copyto(out, x.max(axis=-1, keepdims=True))
    np.subtract(x, out, out=out)


def _sums(rows: Array) -> Array:
    """Row by row. A product with ones takes a quarter of `sum`'s time; `sum` keeps the digits of many terms."""
    n = rows.shape[1]
    sums: Array = rows.sum(axis=1) if n > STRAIGHT else rows @ np.ones(n, rows.dtype)
    return sums[:, None]


def _by_rows(work: Callable[..., None], axis: int, *operands: Array) -> Array:
    """What `work(out, *rows)` writes, in the operands' shape: the rows lie along `axis`, a cacheful at a time.

    Infinite logits give NaN or −∞ without a warning: they are the result that is documented.
    """
    first = operands[0]
    if not first.size:
        return np.empty_like(first)
    moved = [np.moveaxis(operand, axis, -1) for operand in operands]
    rows = [operand.reshape(-1, first.shape[axis]) for operand in moved]
    out = np.empty(rows[0].shape, first.dtype)
    step = max(1, BLOCK // rows[0][0].nbytes)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        for start in range(0, len(out), step):
            block = slice(start, start + step)
            work(out[block], *(operand[block] for operand in rows))
    return np.moveaxis(out.reshape(moved[0].shape), -1, axis)
