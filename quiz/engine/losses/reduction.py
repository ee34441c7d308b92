"""What the losses share: a prediction beside its target, and how losses become one number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.tensor import Array, array, floats, record

REDUCTIONS = ("mean", "sum", "none")


def both(operation: str, prediction: Any, target: Any) -> tuple[Array, Array]:
    """The prediction's and the target's arrays, of one shape; an integer target is read in the prediction's dtype."""
    p, t = floats(prediction, operation, "prediction"), array(target, operation, "target")
    if p.shape != t.shape:
        takes = f"the prediction's shape {p.shape}; never broadcast: (n, 1) against (n,) would pair each with all"
        raise bad(operation, "target", f"shape {t.shape}", takes)
    return p, t if t.dtype.kind == "f" else t.astype(p.dtype)


def reduced(
    operation: str,
    losses: Array,
    reduction: str,
    *inputs: tuple[Any, Callable[[Array], Array] | None],
    total: Any = None,
    saved: Sequence[object] = (),
) -> Any:
    """ "none": the losses; "sum": Σ losses; "mean": Σ losses / total, which is their number unless given.

    `inputs` are as `record`'s, their functions written for the losses one by one: from the gradient of each loss,
    in the losses' shape, to the operand's. Here it is made from the gradient of what is returned.
    """
    if reduction not in REDUCTIONS:
        raise bad(operation, "reduction", repr(reduction), ", ".join(map(repr, REDUCTIONS)))
    value, divisor = losses, losses.dtype.type(1)
    if reduction != "none":
        value = losses.sum()
    if reduction == "mean":
        divisor = losses.dtype.type(losses.size if total is None else total)
        with np.errstate(invalid="ignore", divide="ignore"):
            value = value / divisor

    def each(backward: Callable[[Array], Array] | None) -> Callable[[Array], Array] | None:
        if backward is None:
            return None

        def from_reduced(g: Array) -> Array:
            with np.errstate(invalid="ignore", divide="ignore"):
                return backward(np.broadcast_to(g / divisor, losses.shape))

        return from_reduced

    return record(operation, value, *((operand, each(backward)) for operand, backward in inputs), saved=saved)
