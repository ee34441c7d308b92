"""Write ops.json: values and gradients of every operation, by PyTorch. Run it with the oracle packages installed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from tests.engine import ops_table

# Where PyTorch's call is another one; the rest of the table is written so that it runs with both.
OTHERS: dict[str, Callable[..., Any]] = {
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "where": lambda x, y: torch.where(torch.tensor(ops_table.alternating(tuple(x.shape))), x, y),
    "x[None].transpose(2, 0, 1)": lambda x: x[None].permute(2, 0, 1),
    "clip(low=0)": lambda x: x.clip(min=0),
    "clip(high=1)": lambda x: x.clip(max=1),
    "concatenate (x, x) axis 1": lambda x: torch.concatenate((x, x), 1),
    "stack (x, 2x) axis 1": lambda x: torch.stack((x, 2 * x), 1),
}
AXES: list[tuple[Any, bool]] = [(None, False), (0, False), (-1, True), ((0, 2), False), ((1, 2), True)]
PRODUCTS = [
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 4)),
    ((2, 2, 3), (3, 2)),
    ((2, 1, 2, 3), (2, 3, 2)),
]


def theirs(name: str) -> Callable[..., Any]:
    """The same operation in PyTorch."""
    return OTHERS.get(name) or {**ops_table.BINARY, **ops_table.UNARY, **ops_table.SHAPING}[name]


def their_reduction(name: str, axis: Any, keepdims: bool) -> Callable[..., Any]:
    """The same reduction in PyTorch: `amax` over several axes, since `max` there takes one only."""

    def reduced(x: Any) -> Any:
        if name == "var":
            return x.var(dim=tuple(range(x.ndim)) if axis is None else axis, correction=0, keepdim=keepdims)
        if name in ("max", "min") and axis is not None:
            if isinstance(axis, int):
                return getattr(x, name)(dim=axis, keepdim=keepdims).values
            return getattr(x, f"a{name}")(dim=axis, keepdim=keepdims)
        if axis is None:
            y = getattr(x, name)()
            return y.reshape((1,) * x.ndim) if keepdims else y
        return getattr(x, name)(dim=axis, keepdim=keepdims)

    return reduced


def run(function: Callable[..., Any], inputs: list[Any], weights: Any = None) -> tuple[Any, list[Any]]:
    """The value by PyTorch, and the gradients where the output's gradient is `weights` (or 1)."""
    tensors = [torch.tensor(np.array(x, order="C"), requires_grad=True) for x in inputs]
    dtype = torch.promote_types(tensors[0].dtype, tensors[-1].dtype)  # also where PyTorch lets a 0-d one give way
    y = function(*(t.to(dtype) for t in tensors))
    y.backward(torch.ones_like(y) if weights is None else torch.tensor(np.array(weights, order="C")))
    return y.detach().numpy(), [t.grad.numpy() for t in tensors if t.grad is not None]


def numbers(rng: np.random.Generator, name: str, shape: tuple[int, ...], dtype: str) -> Any:
    """Numbers with ties and zeros among them where the operation takes them."""
    x = rng.choice([-2, -1, 0, 0.5, 1, 1.5, 2.25], shape)
    x = np.where(x == 0, 0.75, x) if name in ops_table.NOT_ZERO else x
    return (np.abs(x) if name in ops_table.POSITIVE else x).astype(dtype)


def main() -> None:
    rng = np.random.default_rng(20240229)
    cases = []

    def add(name: str, function: Callable[..., Any], inputs: list[Any], **more: Any) -> None:
        value, _ = run(function, inputs)
        weights = rng.integers(-3, 4, value.shape).astype(value.dtype)
        value, gradients = run(function, inputs, weights)
        kept = [{"dtype": str(x.dtype), "data": x.tolist()} for x in inputs]
        answer = {"weights": weights.tolist(), "value": value.tolist(), "gradients": [g.tolist() for g in gradients]}
        cases.append({"name": name, "inputs": kept, **answer, **more})

    for dtype in ("float32", "float64"):
        for name in ops_table.BINARY:
            add(name, theirs(name), [numbers(rng, name, shape, dtype) for shape in ((2, 3), (3,))], kind="binary")
        for name in ops_table.UNARY:
            add(name, theirs(name), [numbers(rng, name, (5,), dtype)], kind="unary")
        for left, right in PRODUCTS:
            pair = [rng.integers(-8, 9, shape).astype(dtype) / 4 for shape in (left, right)]
            add("matmul", torch.matmul, pair, kind="matmul")
    for name in ops_table.SHAPING:
        add(name, theirs(name), [numbers(rng, name, (3, 4), "float64")], kind="shaping")
    for name in ("sum", "mean", "var", "max", "min"):
        for axis, keepdims in AXES:
            x = numbers(rng, name, (2, 3, 2), "float64")
            add(name, their_reduction(name, axis, keepdims), [x], kind="reduction", axis=axis, keepdims=keepdims)
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    text = f'{{"torch": "{torch.__version__}", "cases": [\n{lines}\n]}}\n'
    Path(__file__).with_name("ops.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
