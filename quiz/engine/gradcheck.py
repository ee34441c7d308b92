"""Is a gradient right? Compare it with how much the result changes when an element does.

The central difference (f(x + h) − f(x − h)) / 2h is off by about h²·f‴/6 and by rounding, about ε·f/h: least together
near h = ∛ε ≈ 6e-6, where both are some 1e-10 of f. At a kink (relu at 0) it lies between the slopes of both sides,
so choose inputs away from kinks.

Source: Griewank and Walther, "Evaluating Derivatives" (2008), chapter 1; Nocedal and Wright, "Numerical Optimization"
(2006), section 8.1.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .errors import EngineError, bad
from .tensor import Array, Tensor, array, no_grad

STEP = float(np.finfo(np.float64).eps) ** (1 / 3)


@dataclass(frozen=True)
class Comparison:
    """One element of one argument's gradient: what backward says of it, and what the difference says."""

    operation: str
    argument: str
    index: tuple[int, ...]
    backward: float
    difference: float

    @property
    def error(self) -> float:
        """How far apart, relative to the larger if that is above 1; ∞ if either is not finite."""
        apart = abs(self.backward - self.difference) / max(1.0, abs(self.backward), abs(self.difference))
        return apart if np.isfinite(apart) else np.inf

    def __str__(self) -> str:
        return (
            f"gradient of {self.operation} for {self.argument} at {list(self.index)}: "
            f"backward says {self.backward:.12g}, the central difference {self.difference:.12g}"
        )


def check(function: Callable[..., Any], *inputs: Any, step: float = STEP, tolerance: float = 1e-6) -> Comparison:
    """Compare the gradients of `function` for every input of floats with central differences, in float64.

    Inputs that are not Tensors, arrays or lists of floats are handed on as they are. A result of several elements is
    weighted with fixed weights, no two equal. Returns the worst element; raises EngineError, naming the operation, the
    argument, the index and both figures, if its error is above `tolerance`.
    """
    if not callable(function):
        raise bad("gradcheck", "function", f"a {type(function).__name__}", "a function of Tensors by `record`")
    if not step > 0:
        raise bad("gradcheck", "step", step, "a number above 0")
    given = [_float64(x) for x in inputs]
    places = [i for i, x in enumerate(given) if isinstance(x, Tensor)]
    if not places:
        raise bad("gradcheck", "inputs", f"{len(inputs)}, none of floats", "at least one array of floats to vary")
    result = function(*given)
    if not isinstance(result, Tensor) or not result.requires_grad:
        raise bad("gradcheck", "function", "a result that requires no gradient", "a function of Tensors by `record`")
    names = _names(function, len(inputs))
    operation = _operation(function, result)
    weights = 1 + 0.5 * np.sin(np.arange(1, result.size + 1)).reshape(result.shape)
    result.backward(weights)
    comparisons = [
        Comparison(operation, names[i], index, float(_grad(given[i])[index]), difference)
        for i in places
        for index, difference in _differences(function, given, i, weights, step)
    ]
    if not comparisons:
        raise bad("gradcheck", "inputs", "no elements", "at least one element to vary")
    worst = max(comparisons, key=lambda one: one.error)
    if worst.error > tolerance:
        raise EngineError(f"{worst}, {worst.error:.3g} apart; at most {tolerance:g} is right")
    return worst


def _float64(x: Any) -> Any:
    """A Tensor of its own for an array of floats, everything else as it is."""
    if not isinstance(x, Tensor | np.ndarray | np.generic | list):
        return x
    data = array(x, "gradcheck", "inputs")
    return Tensor(data.astype(np.float64), requires_grad=True) if data.dtype.kind == "f" else x


def _grad(x: Tensor) -> Array:
    return np.zeros(x.shape) if x.grad is None else x.grad.data


def _differences(
    function: Callable[..., Any], given: list[Any], place: int, weights: Array, step: float
) -> list[tuple[tuple[int, ...], float]]:
    """The central difference of the weighted result for each element of one input."""
    x = given[place].data
    found = []
    for index in np.ndindex(x.shape):
        kept, h = x[index], step * max(1.0, abs(x[index]))
        ends = []
        for moved in (kept + h, kept - h):
            varied = x.copy()
            varied[index] = moved
            with no_grad():
                ends.append((moved, array(function(*given[:place], Tensor(varied), *given[place + 1 :]))))
        (high, above), (low, below) = ends
        found.append((index, float(np.sum(weights * (above - below)) / (high - low))))
    return found


def _names(function: Callable[..., Any], count: int) -> list[str]:
    """The names of the parameters that the inputs go to, where they can be told."""
    try:
        parameters = [
            one.name
            for one in inspect.signature(function).parameters.values()
            if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
        ]
    except (TypeError, ValueError):
        parameters = []
    return [parameters[i] if i < len(parameters) else f"argument {i}" for i in range(count)]


def _operation(function: Callable[..., Any], result: Tensor) -> str:
    name = getattr(function, "__name__", "<lambda>")
    return result.operation if name == "<lambda>" else name
