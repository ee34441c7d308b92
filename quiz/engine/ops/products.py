"""The matrix product."""

from __future__ import annotations

import math
from typing import Any

from quiz.engine.errors import bad
from quiz.engine.tape import product
from quiz.engine.tensor import Array, array, record

from .elementwise import reads


def matmul(x: Any, y: Any) -> Any:
    """x @ y: (…, n, k) @ (…, k, m) → (…, n, m), the axes before them broadcast; a vector counts as a row or a column.

    With matrices dX = G Yᵀ and dY = Xᵀ G. Raises EngineError for an operand without axes, or unequal k.
    """
    a, b = array(x, "matmul", "x"), array(y, "matmul", "y")
    if not a.ndim or not b.ndim or a.shape[-1] != b.shape[-2 if b.ndim > 1 else 0]:
        raise bad("matmul", "operands", f"shapes {a.shape} and {b.shape}", "(…, n, k) and (…, k, m)")
    try:
        value = product(a, b)
    except ValueError:
        takes = "(…, n, k) and (…, k, m), where … broadcast to one shape"
        raise bad("matmul", "operands", f"shapes {a.shape} and {b.shape}", takes) from None

    def to_x(g: Array) -> Array:
        if b.ndim == 1:
            return g[..., None] * b
        rows = product(g[..., None, :] if a.ndim == 1 else g, b.mT)
        return rows[..., 0, :] if a.ndim == 1 else rows

    def to_y(g: Array) -> Array:
        if a.ndim == 1:
            return a * g if b.ndim == 1 else a[:, None] * g[..., None, :]
        columns = g[..., None] if b.ndim == 1 else g
        if b.ndim <= 2:  # one matrix for all: a single product over every row, rather than one each and a sum
            n = math.prod(a.shape[:-1])
            found = product(a.reshape(n, a.shape[-1]).T, columns.reshape(n, columns.shape[-1]))
        else:
            found = product(a.mT, columns)
        return found[..., 0] if b.ndim == 1 else found

    return record("matmul", value, (x, to_x), (y, to_y), saved=reads(x, y, by_x=(y,), by_y=(x,)))
