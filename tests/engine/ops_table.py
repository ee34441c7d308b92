"""Every operation of `ops`, by a name that says how it is called, for the golden figures and the oracle."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.engine import Tensor, ops
from quiz.engine.tape import unbroadcast
from quiz.engine.tensor import Array

Function = Callable[..., Any]


def alternating(shape: tuple[int, ...]) -> Array:
    """True, False, True, … in this shape."""
    found: Array = np.arange(math.prod(shape)).reshape(shape) % 2 == 0
    return found


BINARY: dict[str, Function] = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "pow": lambda x, y: x**y,
    "maximum": ops.maximum,
    "minimum": ops.minimum,
    "where": lambda x, y: ops.where(alternating(x.shape), x, y),
}
UNARY: dict[str, Function] = {
    "neg": lambda x: -x,
    "abs": abs,
    "exp": lambda x: x.exp(),
    "log": lambda x: x.log(),
    "sqrt": lambda x: x.sqrt(),
    "clip(-1, 1)": lambda x: x.clip(-1, 1),
    "clip(low=0)": lambda x: x.clip(low=0),
    "clip(high=1)": lambda x: x.clip(high=1),
    "x ** 0": lambda x: x**0,
    "x ** 1": lambda x: x**1,
    "x ** 2": lambda x: x**2,
    "x ** 3.0": lambda x: x**3.0,
    "x ** 0.5": lambda x: x**0.5,
    "x ** -1": lambda x: x**-1,
    "2 ** x": lambda x: 2**x,
    "2 * x - 1": lambda x: 2 * x - 1,
    "1 - x / 3": lambda x: 1 - x / 3,
    "1 / x": lambda x: 1 / x,
    "x * x": lambda x: x * x,
}
POSITIVE = {"pow", "log", "sqrt", "x ** 0.5"}  # of what lies below 0 they have no value
NOT_ZERO = {"div", "1 / x", "x ** -1"} | POSITIVE
SHAPING: dict[str, Function] = {  # of an x of shape (3, 4)
    "x[1]": lambda x: x[1],
    "x[-1, 2]": lambda x: x[-1, 2],
    "x[1:, ::2]": lambda x: x[1:, ::2],
    "x[..., None, 0]": lambda x: x[..., None, 0],
    "x[[0, 0, 2]]": lambda x: x[[0, 0, 2]],
    "x[[0, 0, 2], [1, 1, 3]]": lambda x: x[[0, 0, 2], [1, 1, 3]],
    "x[:, [3, 3]]": lambda x: x[:, [3, 3]],
    "x[array([[0, 1], [2, 1]])]": lambda x: x[np.array([[0, 1], [2, 1]])],
    "x[x > 0]": lambda x: x[x > 0],
    "x[x.sum(1) > 0]": lambda x: x[x.sum(1) > 0],
    "x.reshape(2, -1)": lambda x: x.reshape(2, -1),
    "x.T": lambda x: x.T,
    "x[None].transpose(2, 0, 1)": lambda x: x[None].transpose(2, 0, 1),
    "concatenate (x, x) axis 1": lambda x: ops.concatenate((x, x), 1),
    "stack (x, 2x) axis 1": lambda x: ops.stack((x, 2 * x), 1),
}


def reduction(name: str, axis: int | tuple[int, ...] | None, keepdims: bool) -> Function:
    """One of sum, mean, var, max and min with these arguments."""
    return lambda x: getattr(x, name)(axis=axis, keepdims=keepdims)


@dataclass(frozen=True)
class Result:
    value: Array
    gradients: list[Array]


def run(function: Function, inputs: list[Array], weights: Array | None = None) -> Result:
    """The value of an operation on Tensors, and its gradients where the output's gradient is `weights` (or 1)."""
    tensors = [Tensor(x, requires_grad=True) for x in inputs]
    y = function(*tensors)
    y.backward(np.ones(y.shape, y.dtype) if weights is None else weights)
    return Result(y.data, [t.grad.data for t in tensors if t.grad is not None])


def repeated(function: Function, inputs: list[Array], weights: Array) -> list[Array]:
    """The sums of absolute values that the gradients of broadcast operands are made of."""
    shape = np.broadcast_shapes(*(x.shape for x in inputs))
    whole = run(function, [np.broadcast_to(x, shape) for x in inputs], weights)
    return [unbroadcast(np.abs(g), x.shape) for g, x in zip(whole.gradients, inputs, strict=True)]


def magnitude(name: str, x: Array, axis: Any, weights: Array) -> Result:
    """What rounding in a reduction is measured by: of absolute values, the mean's own error added in a variance."""
    x = np.abs(x).astype(np.float64)
    if name == "var":
        x = x + x.mean(axis=axis, keepdims=True)
        return run(lambda t: (t * t).mean(axis=axis, keepdims=True), [x], np.abs(weights).astype(np.float64))
    return run(reduction(name, axis, True), [x], np.abs(weights).astype(np.float64))
