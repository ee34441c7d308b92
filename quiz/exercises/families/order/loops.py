"""Small training loops that the engine really runs, line by line, with one line missing or wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine import losses, optim
from quiz.engine.demonstrations.values import Curve, Text
from quiz.engine.tensor import Tensor
from quiz.exercises.chance import distinct, pick
from quiz.exercises.families.gradients.tape import remembered
from quiz.exercises.problem import Params

ROUNDS = 8


def data(rng: np.random.Generator) -> dict[str, Any]:
    """Inputs, the slope of their targets, and a learning rate at which the sound loop converges."""
    return {"x": sorted(distinct(rng, 3, 1, 4)), "slope": pick(rng, (2, 3, 4)), "lr": pick(rng, (0.02, 0.03))}


def errors(params: Params, *, fault: str) -> tuple[float, ...]:
    """The MSE over the data after each round of the loop, the first before any; `fault` is the line that fails."""
    return ran(params, fault=fault)[0]


@remembered
def ran(params: Params, *, fault: str) -> tuple[tuple[float, ...], float]:
    """The errors, and the weight in the end."""
    x = np.array(params["x"], np.float64)
    target = params["slope"] * x
    w = Tensor(np.zeros(()), requires_grad=True)
    optimizer = optim.SGD([w], lr=params["lr"])
    found = [_error(w, x, target)]
    for _ in range(ROUNDS):
        if fault == "zeroed-weights":
            w.data[...] = 0
        elif fault != "no-zero":
            optimizer.zero_grad()
        y = w + x if fault == "added" else w * x
        wanted = x if fault == "from-inputs" else target
        loss = (y - wanted).mean() if fault == "no-square" else losses.mse(y, wanted)
        if fault == "from-outputs":
            y.sum().backward()
        elif fault != "no-backward":
            loss.backward()
        if fault == "uphill" and w.grad is not None:
            w.grad = Tensor(-w.grad.data)
        if fault == "no-rate":
            optimizer.lr = 1.0
        if fault != "no-step":
            optimizer.step()
        found.append(_error(w, x, target))
    return tuple(round(min(one, 1e6), 4) for one in found), float(w.data)


def _error(w: Tensor, x: Any, target: Any) -> float:
    return float(((w.data * x - target) ** 2).mean())


def curve(params: Params, fault: str) -> Curve:
    """How the error goes, from round to round."""
    values = errors(params, fault=fault)
    return Curve(
        tuple(map(float, range(len(values)))), (values,), ("MSE",), Text("rounds", "바퀴"), "MSE",
        Text("what this very loop does", "바로 이 루프를 실행한 결과"),
    )  # fmt: skip
