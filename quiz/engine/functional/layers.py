"""What layers compute: linear, dropout, one-hot labels and their embedding. Batch norm: see `normalization`."""

from __future__ import annotations

from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.functional.operands import class_labels, number
from quiz.engine.randomness import generator
from quiz.engine.shapes.axes import whole
from quiz.engine.tape import added_at, product, total
from quiz.engine.tensor import Array, Tensor, array, floats, record, tracked


def linear(x: Any, weight: Any, bias: Any = None) -> Any:
    """y = x Wᵀ + b: x (…, in), weight (out, in), bias (out,) → y (…, out).

    ∂L/∂x = g W; ∂L/∂W = Σ gᵀ x and ∂L/∂b = Σ g over all samples. (Keras keeps its kernel as (in, out).) The dtype is
    NumPy's for the operands. Raises EngineError for shapes that do not fit. Source: PyTorch, `torch.nn.Linear`.
    """
    values, w = array(x, "linear", "x"), array(weight, "linear", "weight")
    if w.ndim != 2:
        raise bad("linear", "weight", f"shape {w.shape}", "shape (out, in)")
    if not values.ndim or values.shape[-1] != w.shape[1]:
        takes = f"shape (…, {w.shape[1]}), since the weight has the shape {w.shape}, (out, in)"
        raise bad("linear", "x", f"shape {values.shape}", takes)
    y = product(values, w.T)

    def weight_gradient(g: Array) -> Array:
        return product(g.reshape(-1, w.shape[0]).T, values.reshape(-1, w.shape[1]))

    inputs: list[Any] = [(x, lambda g: product(g, w)), (weight, weight_gradient)]
    if bias is not None:
        b = array(bias, "linear", "bias")
        if b.shape != w.shape[:1]:
            raise bad("linear", "bias", f"shape {b.shape}", f"shape ({w.shape[0]},)")
        y = y + b
        inputs.append((bias, lambda g: total(g.reshape(-1, w.shape[0]), (0,))))
    saved = [operand for operand, other in ((weight, x), (x, weight)) if tracked(other)]
    return record("linear", y, *inputs, saved=saved)


def dropout(x: Any, p: float = 0.5, *, training: bool = True, rng: np.random.Generator | None = None) -> Any:
    """Each value becomes 0 with probability p and x / (1 − p) otherwise, so that its expectation stays x ("inverted").

    The gradient is g / (1 − p) where the value was kept and 0 elsewhere. Without training, or with p = 0, x itself is
    returned; with p = 1 all is 0. `rng` draws what is kept: one float32 a value, the same for every dtype. Raises
    EngineError for p outside 0–1 and where a draw has no `rng`. Source: Srivastava et al. 2014; PyTorch,
    `torch.nn.Dropout`.
    """
    values = floats(x, "dropout", "x")
    p = number("dropout", "p", p, 0, 1, "a probability from 0 to 1")
    if not training or p == 0:
        return x if isinstance(x, Tensor) else values
    kept = generator("dropout", rng).random(values.shape, dtype=np.float32) >= p
    scale = kept * values.dtype.type(1 / (1 - p) if p < 1 else 0)
    return record("dropout", values * scale, (x, lambda g: g * scale))


def one_hot(labels: Any, classes: int, *, dtype: Any = np.float32) -> Any:
    """Labels (…) → (…, classes): 1 at the label's place, 0 elsewhere; no gradient passes.

    `classes` is asked for, since a batch may lack the last one. Raises EngineError for a label outside
    0 … classes − 1, and for labels that are not integers. Source: Keras, `keras.ops.one_hot`.
    """
    classes = whole("one_hot", "classes", classes)
    indices = class_labels("one_hot", "labels", labels, classes)
    try:
        y = array(np.zeros((*indices.shape, classes), dtype), "one_hot", "dtype")
    except TypeError:
        raise bad("one_hot", "dtype", repr(dtype), "a dtype of numbers") from None
    np.put_along_axis(y, indices[..., None], 1, axis=-1)
    return record("one_hot", y, (labels, None))


def embedding(labels: Any, table: Any) -> Any:
    """Rows of a table: labels (…), table (classes, width) → (…, width); the same as one_hot(labels) @ table.

    Each row's gradient is the sum over all places where its label stands. Raises EngineError for a label outside
    the table, and for labels that are not integers. Source: PyTorch, `torch.nn.functional.embedding`.
    """
    rows = array(table, "embedding", "table")
    if rows.ndim != 2:
        raise bad("embedding", "table", f"shape {rows.shape}", "shape (classes, width)")
    indices = class_labels("embedding", "labels", labels, rows.shape[0])

    def backward(g: Array) -> Array:
        return added_at(rows.shape, indices, g)

    return record("embedding", rows[indices], (labels, None), (table, backward))
