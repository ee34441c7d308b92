"""Losses of numbers: mse, mae, rmse, huber. e = prediction − target throughout; a target's gradient is the opposite."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.functional.operands import number
from quiz.engine.losses.reduction import both, reduced
from quiz.engine.tensor import record


def mse(prediction: Any, target: Any, *, reduction: str = "mean") -> Any:
    """Mean squared error: Σ e² / n; its gradient is 2e / n, which grows with the error and fades near 0.

    Raises EngineError for shapes that differ. Source: PyTorch, `torch.nn.MSELoss`; scikit-learn,
    `mean_squared_error`.
    """
    p, t = both("mse", prediction, target)
    e = p - t
    return reduced("mse", e * e, reduction, (prediction, lambda g: g * 2 * e), (target, lambda g: g * -2 * e))


def mae(prediction: Any, target: Any, *, reduction: str = "mean") -> Any:
    """Mean absolute error: Σ |e| / n; its gradient is sign(e) / n, and 0 at e = 0, where there is no derivative.

    Raises EngineError for shapes that differ. Source: PyTorch, `torch.nn.L1Loss`; scikit-learn,
    `mean_absolute_error`.
    """
    p, t = both("mae", prediction, target)
    e = p - t
    return reduced(
        "mae", np.abs(e), reduction, (prediction, lambda g: g * np.sign(e)), (target, lambda g: -g * np.sign(e))
    )


def rmse(prediction: Any, target: Any) -> Any:
    """Root mean squared error: √(Σ e² / n), in the target's own unit; its gradient is e / (n · rmse).

    There is no reduction: the root is of the mean, and a mean of the batches' roots is another number. Where every
    error is 0 the gradient is 0/0 = NaN, as through PyTorch's `sqrt`. Raises EngineError for shapes that differ.
    Source: scikit-learn, `root_mean_squared_error`.
    """
    p, t = both("rmse", prediction, target)
    e = p - t
    with np.errstate(invalid="ignore", divide="ignore"):
        n = e.dtype.type(e.size)
        y = np.sqrt((e * e).sum() / n)

    def backward(g: Any) -> Any:
        with np.errstate(invalid="ignore", divide="ignore"):
            return g * e / (n * y)

    return record("rmse", y, (prediction, backward), (target, lambda g: -backward(g)))


def huber(prediction: Any, target: Any, *, delta: float = 1.0, reduction: str = "mean") -> Any:
    """e² / 2 where |e| ≤ delta, else delta · (|e| − delta / 2); the derivative is e cut off at ±delta.

    Squared near 0, so that steps settle; straight beyond, so that an outlier's gradient stays at delta. Raises
    EngineError for shapes that differ and a delta that is not above 0. Source: Huber 1964; PyTorch,
    `torch.nn.HuberLoss`; SciPy, `scipy.special.huber`.
    """
    delta = number("huber", "delta", delta, np.nextafter(0, 1), np.finfo(np.float64).max, "a number above 0")
    p, t = both("huber", prediction, target)
    e = p - t
    size = np.abs(e)
    within = np.minimum(size, delta)
    losses = within * (size - within / 2)

    def backward(g: Any) -> Any:
        return g * np.clip(e, -delta, delta)

    return reduced("huber", losses, reduction, (prediction, backward), (target, lambda g: -backward(g)))
