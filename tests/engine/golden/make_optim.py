"""Writes optim.json: weights after each step of PyTorch's optimisers, and the rates of its schedules.

python tests/engine/golden/make_optim.py        needs torch
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

STEPS = 6
SETTINGS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.05}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.4, "weight_decay": 0.01}),
    ("SGD", {"lr": 0.05, "momentum": 0.8, "nesterov": True, "weight_decay": 0.01}),
    ("Adam", {"lr": 0.01}),
    ("Adam", {"lr": 0.1, "betas": [0.8, 0.95], "eps": 0.001}),
    ("Adam", {"lr": 0.1, "weight_decay": 0.1}),
    ("AdamW", {"lr": 0.1}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.3, "eps": 1e-4}),
]
SCHEDULES: list[tuple[str, dict[str, Any]]] = [
    ("StepLR", {"step_size": 3, "gamma": 0.5}),
    ("MultiStepLR", {"milestones": [2, 5, 6], "gamma": 0.3}),
    ("ExponentialLR", {"gamma": 0.9}),
    ("CosineAnnealingLR", {"T_max": 5, "eta_min": 0.02}),
    ("LinearLR", {"start_factor": 0.25, "end_factor": 0.75, "total_iters": 4}),
]
FIGURES = [5.0, 4.0, 4.0, 4.1, 3.9996, 4.2, 3.0, 3.1, 3.2, 3.3, 3.4, 3.5]
PLATEAUS: list[dict[str, Any]] = [
    {"factor": 0.5, "patience": 1},
    {"factor": 0.5, "patience": 0, "cooldown": 2, "min_lr": 0.2},
    {"factor": 0.1, "patience": 2, "mode": "max"},
    {"factor": 0.5, "patience": 1, "threshold": 0.5, "threshold_mode": "abs"},
    {"factor": 0.5, "patience": 1, "threshold": 0.5, "threshold_mode": "abs", "mode": "max"},
]


def optimised(name: str, settings: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
    """Two parameters, the second of which has no gradient at the first and third step."""
    begin = [rng.normal(size=(2, 3)), rng.normal(size=4)]
    params = [torch.tensor(one, requires_grad=True) for one in begin]
    optimizer = getattr(torch.optim, name)(params, **settings)
    gradients, after = [], []
    for step in range(STEPS):
        given = [rng.normal(size=(2, 3)).tolist(), None if step in (0, 2) else rng.normal(size=4).tolist()]
        for param, one in zip(params, given, strict=True):
            param.grad = None if one is None else torch.tensor(one, dtype=torch.float64)
        optimizer.step()
        gradients.append(given)
        after.append([param.tolist() for param in params])
    return {
        "name": name,
        "settings": settings,
        "begin": [one.tolist() for one in begin],
        "gradients": gradients,
        "after": after,
    }


def optimizer() -> torch.optim.Optimizer:
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.8)


def rates(name: str, settings: dict[str, Any]) -> list[float]:
    over = optimizer()
    schedule = getattr(torch.optim.lr_scheduler, name)(over, **settings)
    found = []
    for _ in range(12):
        found.append(over.param_groups[0]["lr"])
        over.step()
        schedule.step()
    return found


def plateau(settings: dict[str, Any]) -> list[float]:
    over = optimizer()
    schedule = torch.optim.lr_scheduler.ReduceLROnPlateau(over, **settings)
    found = []
    for figure in FIGURES:
        schedule.step(figure)
        found.append(over.param_groups[0]["lr"])
    return found


def warm_up() -> list[float]:
    over = optimizer()
    parts = [
        torch.optim.lr_scheduler.LinearLR(over, start_factor=0.1, total_iters=4),
        torch.optim.lr_scheduler.CosineAnnealingLR(over, T_max=8),
    ]
    schedule = torch.optim.lr_scheduler.SequentialLR(over, parts, milestones=[4])
    found = []
    for _ in range(12):
        found.append(over.param_groups[0]["lr"])
        over.step()
        schedule.step()
    return found


def main() -> None:
    rng = np.random.default_rng(3)
    golden = {
        "source": f"torch {torch.__version__}",
        "optimizers": [optimised(name, settings, rng) for name, settings in SETTINGS],
        "schedules": [
            {"name": name, "settings": settings, "rates": rates(name, settings)} for name, settings in SCHEDULES
        ],
        "plateaus": [{"settings": settings, "figures": FIGURES, "rates": plateau(settings)} for settings in PLATEAUS],
        "warm-up": warm_up(),
    }
    (Path(__file__).parent / "optim.json").write_text(json.dumps(golden) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
