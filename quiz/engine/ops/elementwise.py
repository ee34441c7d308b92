"""Element by element, with broadcasting: arithmetic, exp, log, sqrt, maximum, minimum, clip, where, comparisons.

g is the gradient of the output. Where an operand was broadcast, `record` sums its gradient over the repeated axes.
At kinks the derivatives are PyTorch's. NumPy's dtype rules hold (see `tensor`); a Python number does not widen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.history import DTYPES
from quiz.engine.tensor import Array, Value, array, floats, record, tracked

NUMBERS = frozenset((bool, int, float))


def _operand(x: Any, operation: str) -> Any:
    """What NumPy computes with: a Python number stays one, so that it does not widen the other operand."""
    return x if type(x) in NUMBERS else array(x, operation, "operand")


def _compute(operation: str, function: Callable[..., Any], *operands: Any) -> Any:
    """`function` of the operands; NumPy's complaint about shapes or dtypes as ours."""
    try:
        return function(*operands)
    except (ValueError, TypeError, OverflowError) as error:
        got = " and ".join(f"shape {np.shape(x)} of {getattr(x, 'dtype', type(x).__name__)}" for x in operands)
        takes = "shapes that broadcast to one, and dtypes for which it is defined"
        raise bad(operation, "operands", got, f"{takes} (NumPy: {error})") from None


def add(x: Any, y: Any) -> Any:
    """x + y; dx = g, dy = g."""
    a, b = _operand(x, "add"), _operand(y, "add")
    return record("add", _compute("add", np.add, a, b), (x, lambda g: g), (y, lambda g: g))


def sub(x: Any, y: Any) -> Any:
    """x − y; dx = g, dy = −g."""
    a, b = _operand(x, "sub"), _operand(y, "sub")
    return record("sub", _compute("sub", np.subtract, a, b), (x, lambda g: g), (y, np.negative))


def mul(x: Any, y: Any) -> Any:
    """x · y; dx = g·y, dy = g·x."""
    a, b = _operand(x, "mul"), _operand(y, "mul")
    value = _compute("mul", np.multiply, a, b)
    return record("mul", value, (x, lambda g: g * b), (y, lambda g: g * a), saved=reads(x, y, by_x=(y,), by_y=(x,)))


def div(x: Any, y: Any) -> Any:
    """x / y; dx = g / y, dy = −g·x / y². Of integers: a float64."""
    a, b = _operand(x, "div"), _operand(y, "div")
    value = _compute("div", np.true_divide, a, b)
    saved = reads(x, y, by_x=(y,), by_y=(x, y))
    return record("div", value, (x, lambda g: g / b), (y, lambda g: -g * (a / b) / b), saved=saved)


def pow(x: Any, y: Any) -> Any:
    """xʸ; dx = g·y·xʸ⁻¹ (0 where y = 0), dy = g·xʸ·ln x (0 where x = 0 and y ≥ 0)."""
    a, b = _operand(x, "pow"), _operand(y, "pow")
    value = _compute("pow", np.power, a, b)

    def to_x(g: Array) -> Array:
        if type(b) in NUMBERS:
            return g * (b * a ** (b - 1)) if b else np.zeros_like(g)
        power = np.asarray(b, g.dtype)
        return np.where(power == 0, 0, g * (power * a ** (power - 1)))

    def to_y(g: Array) -> Array:
        flat = np.logical_and(np.equal(a, 0), np.greater_equal(b, 0))
        return np.where(flat, 0, g * (value * np.log(a, dtype=g.dtype)))

    return record("pow", value, (x, to_x), (y, to_y), saved=reads(x, y, by_x=(x, y), by_y=(x, y, value)))


def reads(x: object, y: object, by_x: tuple[object, ...], by_y: tuple[object, ...]) -> tuple[object, ...]:
    """What the gradient functions of two operands read, of those operands that require a gradient."""
    if tracked(x):
        return (*by_x, *by_y) if tracked(y) else by_x
    return by_y


def neg(x: Value) -> Value:
    """−x; dx = −g."""
    return record("neg", _compute("neg", np.negative, array(x, "neg")), (x, np.negative))


def abs(x: Value) -> Value:
    """|x|; dx = g·sign(x), so 0 at 0."""
    a = array(x, "abs")
    return record("abs", np.abs(a), (x, lambda g: np.where(a > 0, g, np.where(a < 0, -g, 0))), saved=(x,))


def exp(x: Value) -> Value:
    """eˣ; dx = g·eˣ. Of integers: a float64."""
    y = np.exp(floats(x, "exp"))
    return record("exp", y, (x, lambda g: g * y), saved=(y,))


def log(x: Value) -> Value:
    """ln x; dx = g / x. Of integers: a float64. −∞ at 0, NaN below (NumPy warns)."""
    a = floats(x, "log")
    return record("log", np.log(a), (x, lambda g: g / a), saved=(x,))


def sqrt(x: Value) -> Value:
    """√x; dx = g / 2√x, so ∞ at 0 (NaN where g = 0 too). Of integers: a float64. NaN below 0 (NumPy warns)."""
    y = np.sqrt(floats(x, "sqrt"))
    return record("sqrt", y, (x, lambda g: g / (2 * y)), saved=(y,))


def maximum(x: Any, y: Any) -> Any:
    """The larger of each pair (NaN if either is); g goes to the larger, half to each in a tie."""
    a, b = _operand(x, "maximum"), _operand(y, "maximum")
    value = _compute("maximum", np.maximum, a, b)
    to_x, to_y = (lambda g: _won(g, np.less(a, b), a, b)), (lambda g: _won(g, np.greater(a, b), a, b))
    return record("maximum", value, (x, to_x), (y, to_y), saved=(x, y))


def minimum(x: Any, y: Any) -> Any:
    """The smaller of each pair (NaN if either is); g goes to the smaller, half to each in a tie."""
    a, b = _operand(x, "minimum"), _operand(y, "minimum")
    value = _compute("minimum", np.minimum, a, b)
    to_x, to_y = (lambda g: _won(g, np.greater(a, b), a, b)), (lambda g: _won(g, np.less(a, b), a, b))
    return record("minimum", value, (x, to_x), (y, to_y), saved=(x, y))


def _won(g: Array, lost: Any, a: Any, b: Any) -> Array:
    return np.where(lost, 0, np.where(np.equal(a, b), g / 2, g))


def clip(x: Value, low: float | Array | None = None, high: float | Array | None = None) -> Value:
    """min(max(x, low), high), None for no limit; dx = g where low ≤ x ≤ high, else 0. No gradient to the limits."""
    a = array(x, "clip")
    if low is None and high is None:
        raise bad("clip", "low, high", "None for both", "at least one limit")
    lowest = -np.inf if low is None else _operand(low, "clip")
    highest = np.inf if high is None else _operand(high, "clip")
    value = a if low is None else _compute("clip", np.maximum, a, lowest)
    value = value if high is None else _compute("clip", np.minimum, value, highest)
    inside = np.logical_and(np.greater_equal(a, lowest), np.less_equal(a, highest)) if tracked(x) else None
    return record("clip", value, (x, lambda g: g * inside))


def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition holds, y elsewhere; g goes to the one that was taken."""
    chosen = array(condition, "where", "condition")
    a, b = _operand(x, "where"), _operand(y, "where")
    value = _compute("where", np.where, chosen, a, b)
    inputs = (x, lambda g: np.where(chosen, g, 0)), (y, lambda g: np.where(chosen, 0, g))
    return record("where", value, *inputs, (condition, None), saved=(condition,))


def astype(x: Value, dtype: Any) -> Value:
    """x in another dtype; dx = g in the dtype of x. To integers, no gradient flows."""
    try:
        wanted = np.dtype(dtype)
    except TypeError:
        raise bad("astype", "dtype", repr(dtype), "a dtype of NumPy") from None
    if wanted.char not in DTYPES:
        raise bad("astype", "dtype", wanted, "float32, float64, integers or booleans")
    value = array(x, "astype").astype(wanted)
    return record("astype", value, (x, (lambda g: g) if wanted.kind == "f" else None))


COMPARISONS: dict[str, Callable[..., Any]] = {
    "==": np.equal, "!=": np.not_equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal,
}  # fmt: skip


def compare(sign: str, x: Any, y: Any) -> Any:
    """Whether x == y, x < y, …, element by element; no gradient flows."""
    if sign not in COMPARISONS:
        raise bad("compare", "sign", repr(sign), ", ".join(COMPARISONS))
    value = _compute(sign, COMPARISONS[sign], _operand(x, sign), _operand(y, sign))
    return record(sign, value, (x, None), (y, None))
