"""One case of an operation: run with the engine, kept as JSON, compared with what another library says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from quiz.engine.tensor import Array, Tensor
from tests.engine.closeness import bound, products

Arrays = Mapping[str, Array]


@dataclass(frozen=True)
class Case:
    """Operands and arguments by name, and the gradient of the output. `plain` operands get no gradient."""

    operation: str
    operands: Arrays
    arguments: Mapping[str, Any]
    gradient: Array
    plain: tuple[str, ...] = ()

    @property
    def differentiable(self) -> list[str]:
        return [n for n, a in self.operands.items() if a.dtype.kind == "f" and n not in self.plain]


@dataclass(frozen=True)
class Outcome:
    """The value, the gradient of each differentiable operand, and the plain operands as they are afterwards."""

    value: Array
    gradients: Arrays
    plain: Arrays = field(default_factory=dict)


def run(function: Callable[..., Any], case: Case) -> Outcome:
    """What the engine says. Arrays alone must give the same value, as an array."""
    arrays = {name: a.copy() for name, a in case.operands.items()}
    value = function(**arrays, **case.arguments)
    assert not isinstance(value, Tensor)
    operands: dict[str, Any] = {name: a.copy() for name, a in case.operands.items()}
    for name in case.differentiable:
        operands[name] = Tensor(operands[name], requires_grad=True)
    result = function(**operands, **case.arguments)
    assert isinstance(result, Tensor) == bool(case.differentiable)
    if not case.differentiable:
        return Outcome(np.asarray(result), {})
    np.testing.assert_array_equal(result.data, value)
    assert result.dtype == np.asarray(value).dtype
    result.backward(case.gradient)
    gradients = {name: gradient(operands[name]) for name in case.differentiable}
    for name, found in gradients.items():
        assert found.dtype == case.operands[name].dtype
    return Outcome(result.data, gradients, {name: operands[name] for name in case.plain})


def gradient(operand: Tensor) -> Array:
    """What backward left there."""
    assert operand.grad is not None
    return operand.grad.data


def agree(case: Case, ours: Outcome, theirs: Outcome, magnitude: Outcome) -> None:
    """Both say the same, within rounding: `magnitude` is the outcome with every sum taken of absolute values."""
    _close(ours.value, theirs.value, magnitude.value)
    assert ours.gradients.keys() == theirs.gradients.keys() == set(case.differentiable)
    for name, found in ours.gradients.items():
        _close(found, theirs.gradients[name], magnitude.gradients[name])
    for name, changed in theirs.plain.items():
        _close(ours.plain[name], changed, magnitude.plain.get(name, changed))


def _close(ours: Array, theirs: Array, magnitude: Array) -> None:
    """Numbers below the smallest normal one may come out as 0."""
    if ours.dtype.kind == "f":
        magnitude = np.abs(magnitude, dtype=np.float64) + np.finfo(ours.dtype).tiny / bound(ours, theirs)
        products(ours, theirs, magnitude)
    else:
        np.testing.assert_array_equal(ours, theirs)


def encoded(case: Case, outcome: Outcome) -> dict[str, Any]:
    return {
        "operation": case.operation,
        "operands": {name: _encoded(a) for name, a in case.operands.items()},
        "arguments": dict(case.arguments),
        "gradient": _encoded(case.gradient),
        "plain": list(case.plain),
        "value": _encoded(outcome.value),
        "gradients": {name: _encoded(a) for name, a in outcome.gradients.items()},
        "afterwards": {name: _encoded(a) for name, a in outcome.plain.items()},
    }


def decoded(kept: Mapping[str, Any]) -> tuple[Case, Outcome]:
    case = Case(
        kept["operation"],
        {name: _decoded(a) for name, a in kept["operands"].items()},
        kept["arguments"],
        _decoded(kept["gradient"]),
        tuple(kept["plain"]),
    )
    gradients = {name: _decoded(a) for name, a in kept["gradients"].items()}
    return case, Outcome(_decoded(kept["value"]), gradients, {n: _decoded(a) for n, a in kept["afterwards"].items()})


def _encoded(a: Array) -> dict[str, Any]:
    """Nine digits tell float32 exactly; fifteen of float64 are a thousand times closer than what is asked."""
    digits = 9 if a.dtype == np.float32 else 15
    numbers = [float(f"{x:.{digits}g}") for x in a.ravel()] if a.dtype.kind == "f" else a.ravel().tolist()
    return {"dtype": a.dtype.name, "shape": list(a.shape), "data": numbers}


def _decoded(kept: Mapping[str, Any]) -> Array:
    return np.array(kept["data"], kept["dtype"]).reshape(kept["shape"])
