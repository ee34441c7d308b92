"""Losses: how far a prediction lies from its target, as a number to make small; each with its gradient beside it.

What all have in common. `prediction` and `target` have the same shape (or labels take the class axis' place): shapes
that differ are refused, never broadcast. `reduction` is "mean" (the default), "sum", or "none" (a loss an element, or
a sample). Predictions and targets may be lists, arrays or Tensors; integers among them are read in the other's float
dtype, and float16 is refused. A mean over nothing is NaN, as in PyTorch.
"""

from __future__ import annotations

from quiz.engine.losses.binary import binary_cross_entropy, hinge
from quiz.engine.losses.classes import cross_entropy, nll
from quiz.engine.losses.regression import huber, mae, mse, rmse

__all__ = ["binary_cross_entropy", "cross_entropy", "hinge", "huber", "mae", "mse", "nll", "rmse"]
