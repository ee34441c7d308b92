"""How large the terms are that each loss adds up: what the rounding of its result is measured by.

Errors, their squares and absolute values are their own magnitude: a rounded difference is the same everywhere.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import functional, losses
from quiz.engine.tensor import Array
from tests.engine.cases import Case, Outcome, run


def magnitude(case: Case, ours: Outcome) -> Outcome:
    """`ours` is what the engine says of the case."""
    if case.operation == "nll":
        absolute = {name: np.abs(a) if a.dtype.kind == "f" else a for name, a in case.operands.items()}
        return run(losses.nll, Case("nll", absolute, case.arguments, np.abs(case.gradient), case.plain))
    operands = {name: a.astype(np.float64) for name, a in case.operands.items() if a.dtype.kind == "f"}
    if case.operation == "cross_entropy":
        return _cross_entropy(case, operands)
    if case.operation == "hinge":
        terms = 1 + np.abs(operands["prediction"])
        return Outcome(_reduced(terms, case, terms.size), ours.gradients)
    if case.operation == "binary_cross_entropy" and case.arguments.get("from_logits"):
        return _from_logits(case, ours, **operands)
    return ours


def _from_logits(case: Case, ours: Outcome, prediction: Array, target: Array, weight: Any = 1) -> Outcome:
    """The terms of PyTorch's form, (1 − t) x − ln σ(x), which are the larger ones."""
    size = np.abs(prediction)
    terms = weight * ((1 - target) * size + size + np.log1p(np.exp(-size)))
    slope = weight * (functional.sigmoid(prediction) + target)
    g = _of_each(case, terms.shape, terms.size)
    return Outcome(_reduced(terms, case, terms.size), {**ours.gradients, "prediction": g * slope})


def _cross_entropy(case: Case, operands: dict[str, Array]) -> Outcome:
    """Terms are q · ((m − x) + ln Σ) for each class; in the gradient the softmax of rounded ones, times Σ q, and q."""
    x, target = operands["prediction"], case.operands["target"]
    axis = min(x.ndim - 1, 1)
    c, smoothing = x.shape[axis], case.arguments.get("label_smoothing", 0.0)
    w = operands.get("weight", np.ones(c)).reshape(c, *(1,) * (x.ndim - axis - 1))
    below = x.max(axis=axis, keepdims=True) - x
    terms = below + 1 + np.log(np.exp(-below).sum(axis=axis, keepdims=True))  # 1 as in log_softmax
    if target.dtype.kind == "f":
        p, kept = operands["target"], np.ones_like(x)
        total = float(x.size // c)
    else:
        kept = np.expand_dims(target != case.arguments.get("ignore_index"), axis)
        p = np.moveaxis(np.eye(c)[np.where(kept.reshape(target.shape), target, 0)], -1, axis)
        total = float((w * p * kept).sum())
    of_label = w if target.dtype.kind == "f" else 1
    q = kept * ((1 - smoothing) * p * w + smoothing / c * w)
    g = np.expand_dims(_of_each(case, (q * terms).sum(axis=axis).shape, total), axis)
    back = g * (terms * functional.softmax(x, axis) * q.sum(axis=axis, keepdims=True) + q)
    gradients = {"prediction": back, "target": g * (1 - smoothing) * of_label * terms}
    return Outcome(_reduced((q * terms).sum(axis=axis), case, total), gradients)


def _reduced(terms: Array, case: Case, total: float) -> Array:
    reduction = case.arguments.get("reduction", "mean")
    return terms if reduction == "none" else np.asarray(terms.sum() / (total if reduction == "mean" else 1))


def _of_each(case: Case, shape: tuple[int, ...], total: float) -> Array:
    """The size of each loss' gradient."""
    g = np.abs(case.gradient.astype(np.float64))
    return np.broadcast_to(g / (total if case.arguments.get("reduction", "mean") == "mean" else 1), shape)
