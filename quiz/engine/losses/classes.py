"""Losses of several classes: negative log-likelihood and cross-entropy.

The class axis is the second, (n, c) or (n, c, d…), or the only one, (c,); labels have the shape without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.functional.activations import log_softmax
from quiz.engine.functional.operands import channelwise, class_labels, number
from quiz.engine.losses.reduction import reduced
from quiz.engine.tensor import Array, array, floats


def nll(
    prediction: Any, target: Any, *, weight: Any = None, ignore_index: int | None = None, reduction: str = "mean"
) -> Any:
    """Negative log-likelihood: −w[t] · ℓ[t] for log-probabilities ℓ and the true class t.

    ℓ (n, c) or (n, c, d…), t (n,) or (n, d…) of integers. "mean" divides by Σ w[t], the weights of the labels that
    count (`weight`: one a class, all 1 by default); a label equal to `ignore_index` has no loss and no weight.
    ∂L/∂ℓ is −w[t] at t and 0 elsewhere.

    Raises EngineError for shapes that do not fit, labels that are not integers or not below c. Source: PyTorch,
    `torch.nn.NLLLoss`.
    """
    logs, axis = _predicted("nll", prediction)
    picks = _picks("nll", target, logs, axis, weight, ignore_index)
    losses = -picks.weighted(picks.taken(logs)).squeeze(axis)

    def backward(g: Array) -> Array:
        gradient = np.zeros(logs.shape, g.dtype)
        picks.put(gradient, -picks.weighted(np.expand_dims(g, axis)))
        return gradient

    return reduced("nll", losses, reduction, (prediction, backward), (target, None), total=picks.weights.sum())


def cross_entropy(
    prediction: Any,
    target: Any,
    *,
    weight: Any = None,
    ignore_index: int | None = None,
    label_smoothing: float = 0.0,
    reduction: str = "mean",
) -> Any:
    """−Σₖ qₖ ln softmax(x)ₖ for logits x and the wanted distribution q; its gradient is softmax(x) · Σ q − q.

    x (n, c), (n, c, d…) or (c,); `target` is one of
    - labels t of integers, (n,) or (n, d…): q is w[t] at t, and with label smoothing s,
      qₖ = (1 − s) · w[t] · [k = t] + s · wₖ / c. "mean" divides by Σ w[t]; a label equal to `ignore_index` has no loss
      and no weight.
    - probabilities p (floats) in x's shape: qₖ = wₖ · ((1 − s) · pₖ + s / c). "mean" divides by the number of samples
      (times d…). Their sum is not asked to be 1.

    `weight` has one number a class, all 1 by default. Logits, not probabilities: the softmax is inside, where it
    can be stable.

    Raises EngineError for shapes that do not fit, labels that are not integers or not below c, probabilities outside
    0–1 or with an `ignore_index`, a smoothing outside 0–1. Source: PyTorch, `torch.nn.CrossEntropyLoss`.
    """
    logits, axis = _predicted("cross_entropy", prediction)
    smoothing = number("cross_entropy", "label_smoothing", label_smoothing, 0, 1, "a number from 0 to 1")
    logs = log_softmax(logits, axis)
    wanted = array(target, "cross_entropy", "target")
    if wanted.shape == logits.shape and wanted.dtype.kind == "f":
        if ignore_index is not None:
            raise bad("cross_entropy", "ignore_index", ignore_index, "None where the target is probabilities")
        return _with_probabilities(prediction, target, logs, axis, weight, smoothing, reduction)
    picks = _picks("cross_entropy", target, logits, axis, weight, ignore_index)
    total = picks.weights.sum()
    if smoothing:
        q = np.broadcast_to(smoothing / logits.shape[axis] * picks.of_class, logs.shape).copy()
        picks.put(q, picks.taken(q) + (1 - smoothing) * picks.weights)
        return _with_distribution(logs, axis, q, picks.kept, reduction, prediction, (target, None), total)

    def backward(g: Array) -> Array:
        each = picks.weighted(np.expand_dims(g, axis))
        gradient = np.exp(logs) * each
        picks.put(gradient, picks.taken(gradient) - each)
        return gradient

    losses = -picks.weighted(picks.taken(logs)).squeeze(axis)
    return reduced("cross_entropy", losses, reduction, (prediction, backward), (target, None), total=total)


def _with_probabilities(
    prediction: Any, target: Any, logs: Array, axis: int, weight: Any, smoothing: float, reduction: str
) -> Any:
    p = array(target)
    inside = (p >= 0) & (p <= 1)
    if not inside.all():
        raise bad(
            "cross_entropy", "target", f"{p[~inside].flat[0]:g}", "probabilities from 0 to 1, or labels of integers"
        )
    classes = logs.shape[axis]
    of_class = _of_class("cross_entropy", weight, logs, axis)
    q = of_class * ((1 - smoothing) * p + smoothing / classes)
    slope = logs * of_class * (smoothing - 1)
    wanted = (target, lambda g: np.expand_dims(g, axis) * slope)
    return _with_distribution(logs, axis, q, True, reduction, prediction, wanted, None)


def _with_distribution(
    logs: Array,
    axis: int,
    q: Array,
    kept: Array | bool,
    reduction: str,
    prediction: Any,
    target: tuple[Any, Any],
    total: Any,
) -> Any:
    """−Σₖ qₖ ℓₖ over classes; with respect to the logits e^ℓ · Σ q − q. 0 · −∞ is NaN, as in PyTorch."""
    with np.errstate(invalid="ignore"):
        losses = -np.where(kept, q * logs, 0).sum(axis=axis)

    def backward(g: Array) -> Array:
        gradient = np.expand_dims(g, axis) * (np.exp(logs) * q.sum(axis=axis, keepdims=True) - q)
        return np.where(kept, gradient, 0)

    return reduced("cross_entropy", losses, reduction, (prediction, backward), target, total=total)


def _predicted(operation: str, prediction: Any) -> tuple[Array, int]:
    """The prediction's array and its class axis."""
    values = floats(prediction, operation, "prediction")
    axis = min(values.ndim - 1, 1)
    if axis < 0 or not values.shape[axis]:
        raise bad(
            operation, "prediction", f"shape {values.shape}", "shape (n, c), (n, c, d…) or (c,), one class or more"
        )
    return values, axis


def _of_class(operation: str, weight: Any, values: Array, axis: int) -> Array:
    """The weight of each class in the prediction's dtype, along the class axis."""
    classes = values.shape[axis]
    w = np.ones(classes) if weight is None else channelwise(operation, "weight", weight, classes)
    return w.astype(values.dtype).reshape(classes, *(1,) * (values.ndim - axis - 1))


@dataclass(frozen=True, slots=True)
class Picks:
    """One class of each sample, and what it weighs. All arrays keep the class axis, of size 1 (`of_class`: c)."""

    axis: int
    indices: Array
    kept: Array
    weights: Array
    of_class: Array

    def taken(self, values: Array) -> Array:
        return np.take_along_axis(values, self.indices, self.axis)

    def put(self, values: Array, new: Array) -> None:
        np.put_along_axis(values, self.indices, new, self.axis)

    def weighted(self, values: Array) -> Array:
        """`values` times the weights, and 0 at ignored labels whatever the value there."""
        with np.errstate(invalid="ignore"):
            return np.where(self.kept, values * self.weights, 0)


def _picks(operation: str, target: Any, values: Array, axis: int, weight: Any, ignored: int | None) -> Picks:
    labels = array(target, operation, "target")
    shape = (*values.shape[:axis], *values.shape[axis + 1 :])
    if labels.shape != shape:
        takes = f"labels of shape {shape} for a prediction of shape {values.shape}, never broadcast"
        if operation == "cross_entropy":
            takes += ", or probabilities (floats) of its shape"
        raise bad(operation, "target", f"shape {labels.shape}, dtype {labels.dtype}", takes)
    if ignored is not None and (isinstance(ignored, bool) or not isinstance(ignored, int | np.integer)):
        raise bad(operation, "ignore_index", repr(ignored), "an int, or None")
    indices = np.expand_dims(class_labels(operation, "target", labels, values.shape[axis], ignored), axis)
    kept = np.ones(indices.shape, bool) if ignored is None else indices != ignored
    indices = np.where(kept, indices, 0)
    of_class = _of_class(operation, weight, values, axis)
    weights = np.where(kept, of_class.ravel()[indices], values.dtype.type(0))
    return Picks(axis, indices, kept, weights, of_class)
