"""How large the terms are that each operation adds up: what the rounding of its result is measured by.

A value that is computed without subtraction is its own magnitude.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import functional
from quiz.engine.tensor import Array
from tests.engine.cases import Case, Outcome, run


def magnitude(case: Case, ours: Outcome) -> Outcome:
    """`ours` is what the engine says of the case; the figures it needs are taken from there."""
    operands = {name: a.astype(np.float64) for name, a in case.operands.items() if a.dtype.kind == "f"}
    g = np.abs(case.gradient.astype(np.float64))
    made: dict[str, Any] = {
        "sigmoid": lambda x: (ours.value, 2 * g * ours.value),
        "tanh": lambda x: (ours.value, 2 * g),
        "softmax": lambda x: _softmax(case, x, ours.value.astype(np.float64), g),
        "log_softmax": lambda x: _log_softmax(case, x, ours.value.astype(np.float64), g),
    }
    if case.operation in made:
        value, gradient = made[case.operation](**operands)
        return Outcome(value, {"x": gradient})
    if case.operation == "batch_norm":
        return _batch_norm(case, operands, g)
    if case.operation in ("linear", "embedding", "pad"):
        absolute = {n: np.abs(a) if a.dtype.kind == "f" else a for n, a in case.operands.items()}
        return run(
            getattr(functional, case.operation), Case(case.operation, absolute, case.arguments, np.abs(g), case.plain)
        )
    return ours


def _softmax(case: Case, x: Array, y: Array, g: Array) -> tuple[Array, Array]:
    """y has the rounding of its exponent m − x times its size."""
    axis = case.arguments.get("axis", -1)
    rounded = y * (1 + x.max(axis=axis, keepdims=True) - x)
    return rounded, rounded * g + rounded * (g * rounded).sum(axis=axis, keepdims=True)


def _log_softmax(case: Case, x: Array, y: Array, g: Array) -> tuple[Array, Array]:
    axis = case.arguments.get("axis", -1)
    """The rounding of the sum, relative, is that of its logarithm, absolute; e^y has y's rounding times |y|."""
    below = x.max(axis=axis, keepdims=True) - x
    return 1 + below + np.abs(below + y), g + (1 + np.abs(y)) * np.exp(y) * g.sum(axis=axis, keepdims=True)


def _batch_norm(case: Case, operands: dict[str, Array], g: Array) -> Outcome:
    """x − μ is a difference: its terms are |x| and |μ|; σ is measured by the same."""
    x, arguments = operands["x"], case.arguments
    axis = arguments.get("axis", 1) % x.ndim
    others = tuple(i for i in range(x.ndim) if i != axis)
    along = [-1 if i == axis else 1 for i in range(x.ndim)]
    mean, variance = x.mean(axis=others), x.var(axis=others)
    if not arguments.get("training", False):
        mean, variance = operands["running_mean"], operands["running_variance"]
    slope = 1 / np.sqrt(variance + arguments.get("epsilon", 1e-5)).reshape(along)
    normal = slope * (np.abs(x) + np.abs(mean).reshape(along))
    normal = normal * (1 + normal)
    w = np.abs(operands.get("weight", np.ones(x.shape[axis])))
    b = np.abs(operands.get("bias", np.zeros(x.shape[axis])))
    h = g * slope * w.reshape(along)
    back = h
    if arguments.get("training", False):
        back = h * (1 + normal) + (
            h.mean(axis=others, keepdims=True) + normal * (h * normal).mean(axis=others, keepdims=True)
        )
    gradients = {"x": back, "weight": (g * normal).sum(axis=others), "bias": g.sum(axis=others)}
    # The square of a difference: the difference's own rounding, that of its terms, counts twice its size.
    count = x.size // x.shape[axis]
    terms, apart = np.abs(x) + np.abs(x.mean(axis=others)).reshape(along), x - x.mean(axis=others).reshape(along)
    squares = (2 * terms * np.abs(apart)).sum(axis=others) / max(1, count - arguments.get("correction", 1))
    moved = {
        "running_mean": np.abs(x).mean(axis=others) + np.abs(operands.get("running_mean", 0)),
        "running_variance": squares + np.abs(operands.get("running_variance", 0)),
    }
    return Outcome(normal * w.reshape(along) + b.reshape(along), gradients, moved)
