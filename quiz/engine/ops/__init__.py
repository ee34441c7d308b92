"""The operations on arrays and Tensors, each with its gradient beside it: what the operators and methods call."""

from __future__ import annotations

from .elementwise import (
    abs,
    add,
    astype,
    clip,
    compare,
    div,
    exp,
    log,
    maximum,
    minimum,
    mul,
    neg,
    pow,
    sqrt,
    sub,
    where,
)
from .products import matmul
from .reductions import argmax, argmin, max, mean, min, sum, var
from .shaping import assign, concatenate, getitem, reshape, stack, transpose

__all__ = [
    "abs",
    "add",
    "argmax",
    "argmin",
    "assign",
    "astype",
    "clip",
    "compare",
    "concatenate",
    "div",
    "exp",
    "getitem",
    "log",
    "matmul",
    "max",
    "maximum",
    "mean",
    "min",
    "minimum",
    "mul",
    "neg",
    "pow",
    "reshape",
    "sqrt",
    "stack",
    "sub",
    "sum",
    "transpose",
    "var",
    "where",
]
