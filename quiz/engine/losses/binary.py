"""Losses of two classes: binary cross-entropy with and without logits, hinge."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.functional.activations import sigmoid
from quiz.engine.losses.reduction import both, reduced
from quiz.engine.tensor import Array, floats

LEAST_LOG = -100  # what the logarithm of a probability is cut off at, so that a wrong 0 or 1 costs 100 and not ∞
LEAST_SLOPE = 1e-12  # what p (1 − p) is cut off at in the gradient


def binary_cross_entropy(
    prediction: Any, target: Any, *, from_logits: bool = False, weight: Any = None, reduction: str = "mean"
) -> Any:
    """−w [t ln p + (1 − t) ln(1 − p)] for probabilities p; with `from_logits` for p = σ(x), computed from x.

    Logits: w [(1 − t) max(x, 0) − t min(x, 0) + ln(1 + e^−|x|)], which neither overflows nor loses a small p; the
    gradient is w (σ(x) − t). Probabilities: logarithms are cut off at −100, and the gradient
    w (p − t) / (p (1 − p)) has a divisor of at least 1e-12, as in PyTorch. `weight` is one number a loss, or
    broadcasts to the losses' shape; the mean is over their number, not over the weights.

    Raises EngineError for shapes that differ, and for targets or probabilities outside 0–1. Source: PyTorch,
    `torch.nn.BCELoss`, `torch.nn.BCEWithLogitsLoss`; scikit-learn, `log_loss`.
    """
    name = "binary_cross_entropy"
    p, t = both(name, prediction, target)
    w = _weight(weight, p)
    _between_0_and_1(name, "target", t, "probabilities from 0 to 1")
    if from_logits:
        with np.errstate(invalid="ignore"):  # an infinite logit
            losses = w * ((1 - t) * np.maximum(p, 0) - t * np.minimum(p, 0) + np.log1p(np.exp(-np.abs(p))))
        return reduced(
            name,
            losses,
            reduction,
            (prediction, lambda g: g * w * (sigmoid(p) - t)),
            (target, lambda g: -g * w * p),
            saved=(prediction, target),
        )
    _between_0_and_1(name, "prediction", p, "probabilities from 0 to 1; for logits, from_logits=True")
    with np.errstate(divide="ignore"):
        log_p, log_q = np.maximum(np.log(p), LEAST_LOG), np.maximum(np.log1p(-p), LEAST_LOG)
    return reduced(
        name,
        -w * (t * log_p + (1 - t) * log_q),
        reduction,
        (prediction, lambda g: g * w * (p - t) / np.maximum(p * (1 - p), LEAST_SLOPE)),
        (target, lambda g: g * w * (log_q - log_p)),
        saved=(prediction, target),
    )


def hinge(prediction: Any, target: Any, *, reduction: str = "mean") -> Any:
    """max(0, 1 − t s) for a score s and a label t of −1 or 1; the derivative is −t inside the margin (t s < 1), else 0.

    At the margin itself it is 0, as `relu`'s. Raises EngineError for shapes that differ and for other labels. Source:
    Cortes and Vapnik 1995; scikit-learn, `hinge_loss`.
    """
    s, t = both("hinge", prediction, target)
    if not (np.abs(t) == 1).all():
        wrong = t[np.abs(t) != 1].flat[0]
        raise bad("hinge", "target", f"label {wrong:g}", "labels −1 and 1; 0 and 1 become so by 2 · label − 1")
    room = 1 - t * s
    return reduced(
        "hinge",
        np.maximum(room, 0),
        reduction,
        (prediction, lambda g: -g * t * (room > 0)),
        (target, None),
        saved=(target,),
    )


def _weight(weight: Any, p: Array) -> Array:
    """The weights in the prediction's dtype, each for one loss."""
    if weight is None:
        return np.ones((), p.dtype)
    w = floats(weight, "binary_cross_entropy", "weight")
    try:
        return np.broadcast_to(w, p.shape).astype(p.dtype)
    except ValueError:
        takes = f"a shape that broadcasts to {p.shape}"
        raise bad("binary_cross_entropy", "weight", f"shape {w.shape}", takes) from None


def _between_0_and_1(operation: str, argument: str, values: Array, takes: str) -> None:
    inside = (values >= 0) & (values <= 1)
    if not inside.all():
        raise bad(operation, argument, f"{values[~inside].flat[0]:g}", takes)
