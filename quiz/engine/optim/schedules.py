"""Schedules: they move an optimiser's learning rate as training goes on."""

from __future__ import annotations

import bisect
import math
from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.optim.rules import Optimizer, at_least_0
from quiz.engine.shapes.axes import whole
from quiz.engine.tensor import Tensor


class Schedule(ABC):
    """A learning rate as a function of the epoch, counted from what `optimizer.lr` was before its first schedule.

    Epoch 0's rate is set at once; `step()`, called after each epoch (or batch), goes on to the next. The formulas are
    those of torch.optim.lr_scheduler, in closed form.
    """

    def __init__(self, optimizer: Optimizer) -> None:
        self.optimizer = _checked(type(self).__name__, optimizer)
        if optimizer.initial_lr is None:
            optimizer.initial_lr = optimizer.lr
        self.base = optimizer.initial_lr
        self.epoch = 0
        optimizer.lr = self.rate(0)

    @abstractmethod
    def rate(self, epoch: int) -> float:
        """The learning rate in that epoch."""

    def step(self) -> None:
        """Go on to the next epoch."""
        self.epoch += 1
        self.optimizer.lr = self.rate(self.epoch)


class StepLR(Schedule):
    """lr = base · gamma^⌊epoch / step_size⌋."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        self.step_size = whole("StepLR", "step_size", step_size)
        self.gamma = at_least_0("StepLR", "gamma", gamma)
        super().__init__(optimizer)

    def rate(self, epoch: int) -> float:
        return self.base * self.gamma ** (epoch // self.step_size)


class MultiStepLR(Schedule):
    """lr = base · gamma^(how many of the `milestones` the epoch has reached)."""

    def __init__(self, optimizer: Optimizer, milestones: Sequence[int], gamma: float = 0.1) -> None:
        self.milestones = sorted(_epochs("MultiStepLR", milestones))
        self.gamma = at_least_0("MultiStepLR", "gamma", gamma)
        super().__init__(optimizer)

    def rate(self, epoch: int) -> float:
        return self.base * self.gamma ** bisect.bisect_right(self.milestones, epoch)


class ExponentialLR(Schedule):
    """lr = base · gamma^epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float) -> None:
        self.gamma = at_least_0("ExponentialLR", "gamma", gamma)
        super().__init__(optimizer)

    def rate(self, epoch: int) -> float:
        return self.base * self.gamma**epoch


class CosineAnnealingLR(Schedule):
    """lr = eta_min + (base − eta_min) · (1 + cos(π · epoch / T_max)) / 2: down over T_max epochs, then up again.

    Source: Loshchilov & Hutter 2017 (SGDR), without restarts.
    """

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0) -> None:
        self.T_max = whole("CosineAnnealingLR", "T_max", T_max)
        self.eta_min = at_least_0("CosineAnnealingLR", "eta_min", eta_min)
        super().__init__(optimizer)

    def rate(self, epoch: int) -> float:
        return self.eta_min + (self.base - self.eta_min) * (1 + math.cos(math.pi * epoch / self.T_max)) / 2


class LinearLR(Schedule):
    """lr = base · factor, which goes in a straight line from start_factor to end_factor over total_iters epochs.

    With start_factor below 1: a warm-up. Raises EngineError for a start_factor outside (0, 1] or an end_factor
    outside [0, 1].
    """

    def __init__(
        self, optimizer: Optimizer, start_factor: float = 1 / 3, end_factor: float = 1.0, total_iters: int = 5
    ) -> None:
        if not 0 < at_least_0("LinearLR", "start_factor", start_factor) <= 1:
            raise bad("LinearLR", "start_factor", start_factor, "above 0, at most 1")
        if not at_least_0("LinearLR", "end_factor", end_factor) <= 1:
            raise bad("LinearLR", "end_factor", end_factor, "0 to 1")
        self.start_factor, self.end_factor = start_factor, end_factor
        self.total_iters = whole("LinearLR", "total_iters", total_iters)
        super().__init__(optimizer)

    def rate(self, epoch: int) -> float:
        share = min(epoch, self.total_iters) / self.total_iters
        return self.base * (self.start_factor + (self.end_factor - self.start_factor) * share)


class SequentialLR(Schedule):
    """One schedule after another: at each milestone the next begins, at its own epoch 0.

    A warm-up, then a cosine: SequentialLR(o, [LinearLR(o, 0.1, total_iters=5), CosineAnnealingLR(o, 95)], [5]).
    Raises EngineError unless there is one milestone fewer than schedules, in rising order.
    """

    def __init__(self, optimizer: Optimizer, schedules: Sequence[Schedule], milestones: Sequence[int]) -> None:
        if not isinstance(schedules, Sequence) or not all(isinstance(one, Schedule) for one in schedules):
            raise bad("SequentialLR", "schedules", repr(schedules), "a list of schedules")
        milestones = _epochs("SequentialLR", milestones)
        rising = all(one < other for one, other in zip([0, *milestones], milestones, strict=False))
        if not schedules or len(milestones) != len(schedules) - 1 or not rising:
            got = f"{milestones} for {len(schedules)} schedules"
            raise bad("SequentialLR", "milestones", got, "rising epochs above 0, one fewer than schedules")
        if any(schedule.optimizer is not optimizer for schedule in schedules):
            raise bad("SequentialLR", "schedules", "one of another optimiser", "schedules of this optimiser")
        self.schedules, self.milestones = list(schedules), milestones
        super().__init__(optimizer)

    def rate(self, epoch: int) -> float:
        number = bisect.bisect_right(self.milestones, epoch)
        return self.schedules[number].rate(epoch - [0, *self.milestones][number])


class ReduceLROnPlateau:
    """lr ← max(factor · lr, min_lr) once a figure has not improved for more than `patience` epochs in a row.

    Better is: below best · (1 − threshold) for mode "min", above best · (1 + threshold) for "max"; with
    threshold_mode "abs", best ∓ threshold. After a reduction `cooldown` epochs are not counted; a change of no more
    than `eps` is not made. Raises EngineError for a factor of 1 or more, or an unknown mode. Source:
    torch.optim.lr_scheduler.ReduceLROnPlateau.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float = 0.0,
        eps: float = 1e-8,
    ) -> None:
        name = "ReduceLROnPlateau"
        if not at_least_0(name, "factor", factor) < 1:
            raise bad(name, "factor", factor, "below 1")
        if mode not in ("min", "max"):
            raise bad(name, "mode", repr(mode), "'min' or 'max'")
        if threshold_mode not in ("rel", "abs"):
            raise bad(name, "threshold_mode", repr(threshold_mode), "'rel' or 'abs'")
        self.optimizer = _checked(name, optimizer)
        self.sign = 1.0 if mode == "min" else -1.0
        self.factor, self.relative = factor, threshold_mode == "rel"
        self.patience, self.cooldown = whole(name, "patience", patience, 0), whole(name, "cooldown", cooldown, 0)
        self.threshold = at_least_0(name, "threshold", threshold)
        self.min_lr, self.eps = at_least_0(name, "min_lr", min_lr), at_least_0(name, "eps", eps)
        self.best = math.inf * self.sign
        self.waited = self.cooling = 0

    def step(self, figure: float | Tensor) -> None:
        """Take the figure of one epoch (a validation loss, say)."""
        given = figure.item() if isinstance(figure, Tensor) else figure
        if not isinstance(given, int | float | np.number):
            raise bad("ReduceLROnPlateau.step", "figure", repr(given), "a number")
        current = float(given)
        change = -self.sign * self.threshold
        bar = self.best * (1 + change) if self.relative else self.best + change
        if self.sign * current < self.sign * bar:
            self.best, self.waited = current, 0
        else:
            self.waited += 1
        if self.cooling > 0:
            self.cooling -= 1
            self.waited = 0
        if self.waited > self.patience:
            lower = max(self.optimizer.lr * self.factor, self.min_lr)
            if self.optimizer.lr - lower > self.eps:
                self.optimizer.lr = lower
            self.cooling, self.waited = self.cooldown, 0


def _checked(operation: str, optimizer: Optimizer) -> Optimizer:
    if not isinstance(optimizer, Optimizer):
        raise bad(operation, "optimizer", f"a {type(optimizer).__name__}", "an optimiser, such as SGD(…)")
    return optimizer


def _epochs(operation: str, milestones: Sequence[int]) -> list[int]:
    if isinstance(milestones, str) or not isinstance(milestones, Sequence | np.ndarray):
        raise bad(operation, "milestones", repr(milestones), "a list of epochs")
    return [whole(operation, f"milestones[{place}]", epoch, 0) for place, epoch in enumerate(milestones)]
