"""Learning-rate schedules against PyTorch's golden figures, and what must hold for any of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quiz.engine import EngineError, Tensor, optim

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "golden" / "optim.json").read_text(encoding="utf-8"))


def optimizer(lr: float = 0.8) -> optim.Optimizer:
    return optim.SGD([Tensor(np.zeros(1), requires_grad=True)], lr)


def rates(over: optim.Optimizer, schedule: optim.Schedule, epochs: int = 12) -> list[float]:
    found = []
    for _ in range(epochs):
        found.append(over.lr)
        schedule.step()
    return found


@pytest.mark.parametrize("case", GOLDEN["schedules"], ids=lambda case: case["name"])
def test_golden_rates(case: dict[str, Any]) -> None:
    over = optimizer()
    assert rates(over, getattr(optim, case["name"])(over, **case["settings"])) == pytest.approx(
        case["rates"], rel=1e-12
    )


@pytest.mark.parametrize("case", GOLDEN["plateaus"], ids=lambda case: str(case["settings"]))
def test_golden_plateaus(case: dict[str, Any]) -> None:
    over = optimizer()
    schedule = optim.ReduceLROnPlateau(over, **case["settings"])
    found = []
    for figure in case["figures"]:
        schedule.step(figure)
        found.append(over.lr)
    assert found == pytest.approx(case["rates"], rel=1e-12)


def test_golden_warm_up() -> None:
    over = optimizer()
    parts = [optim.LinearLR(over, 0.1, total_iters=4), optim.CosineAnnealingLR(over, 8)]
    assert rates(over, optim.SequentialLR(over, parts, [4])) == pytest.approx(GOLDEN["warm-up"], rel=1e-12)


def test_a_plateau_takes_a_loss_as_it_is() -> None:
    over = optimizer(1.0)
    schedule = optim.ReduceLROnPlateau(over, patience=0)
    for _ in range(2):
        schedule.step(Tensor(2.0))
    assert over.lr == pytest.approx(0.1)


def test_a_schedule_counts_from_the_rate_before_the_first_one() -> None:
    over = optimizer(0.4)
    optim.LinearLR(over, 0.5)
    assert over.lr == pytest.approx(0.2)
    assert optim.ExponentialLR(over, 0.5).base == 0.4


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda over: optim.StepLR(over, 0), "StepLR: step_size: got 0"),
        (lambda over: optim.CosineAnnealingLR(over, 0), "CosineAnnealingLR: T_max"),
        (lambda over: optim.LinearLR(over, 0.0), "LinearLR: start_factor"),
        (lambda over: optim.LinearLR(over, 0.5, 1.5), "LinearLR: end_factor"),
        (lambda over: optim.LinearLR(over, total_iters=0), "LinearLR: total_iters"),
        (lambda over: optim.SequentialLR(over, [optim.StepLR(over, 1)], [3]), "SequentialLR: milestones"),
        (lambda over: optim.SequentialLR(over, [optim.StepLR(over, 1)] * 3, [3, 3]), "SequentialLR: milestones"),
        (lambda over: optim.SequentialLR(over, [optim.StepLR(optimizer(), 1)], []), "SequentialLR: schedules"),
        (lambda over: optim.SequentialLR(over, [1], []), r"SequentialLR: schedules: got \[1\]"),  # type: ignore[list-item]
        (lambda over: optim.SequentialLR(over, [], 3), "SequentialLR: milestones: got 3"),  # type: ignore[arg-type]
        (lambda over: optim.MultiStepLR(over, 3), "MultiStepLR: milestones: got 3"),  # type: ignore[arg-type]
        (lambda over: optim.MultiStepLR(over, [1, "a"]), r"milestones\[1\]: got 'a'"),  # type: ignore[list-item]
        (lambda over: optim.ExponentialLR(over, "a"), "ExponentialLR: gamma: got 'a'"),  # type: ignore[arg-type]
        (lambda over: optim.StepLR(None, 1), "StepLR: optimizer: got a NoneType"),  # type: ignore[arg-type]
        (lambda over: optim.ReduceLROnPlateau(None), "ReduceLROnPlateau: optimizer"),  # type: ignore[arg-type]
        (lambda over: optim.ReduceLROnPlateau(over).step("a"), "step: figure: got 'a'"),  # type: ignore[arg-type]
        (lambda over: optim.ReduceLROnPlateau(over, factor=1.0), "ReduceLROnPlateau: factor"),
        (lambda over: optim.ReduceLROnPlateau(over, mode="low"), "ReduceLROnPlateau: mode: got 'low'"),
        (lambda over: optim.ReduceLROnPlateau(over, threshold_mode="x"), "ReduceLROnPlateau: threshold_mode"),
    ],
)
def test_refused(make: Callable[[optim.Optimizer], object], says: str) -> None:
    with pytest.raises(EngineError, match=says):
        make(optimizer())
