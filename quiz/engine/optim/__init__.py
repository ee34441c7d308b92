"""Optimisers (`rules`) and learning-rate schedules (`schedules`)."""

from __future__ import annotations

from quiz.engine.optim.rules import SGD, Adam, AdamW, Optimizer
from quiz.engine.optim.schedules import (
    CosineAnnealingLR,
    ExponentialLR,
    LinearLR,
    MultiStepLR,
    ReduceLROnPlateau,
    Schedule,
    SequentialLR,
    StepLR,
)

__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "CosineAnnealingLR",
    "ExponentialLR",
    "LinearLR",
    "MultiStepLR",
    "Optimizer",
    "ReduceLROnPlateau",
    "Schedule",
    "SequentialLR",
    "StepLR",
]
