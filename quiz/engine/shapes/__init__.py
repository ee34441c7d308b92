"""Sizes and counts that follow from a layer's numbers alone: no array is touched.

`shapes.working` has a function of the same name and arguments for each, which also gives the way to the value:

    >>> print(shapes.working.conv_output_size(28, 3, padding=1))
    ⌊(28 + 1 + 1 − 1·(3 − 1) − 1) / 1⌋ + 1 = 28
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quiz.engine.shapes.axes import pair, two_pairs
from quiz.engine.shapes.counts import (
    batch_norm_parameters,
    batches_per_epoch,
    conv_output_shape,
    conv_parameters,
    dense_parameters,
    memory,
    multiply_adds,
)
from quiz.engine.shapes.fields import Field, Window, receptive_field, receptive_fields, windows_at
from quiz.engine.shapes.sizes import conv_output_size, conv_transpose_output_size, pad_amounts, pool_output_size

if TYPE_CHECKING:
    from quiz.engine.shapes import working
    from quiz.engine.shapes.working import Line, Term, Working

__all__ = [
    "Field",
    "Line",
    "Term",
    "Window",
    "Working",
    "batch_norm_parameters",
    "batches_per_epoch",
    "conv_output_shape",
    "conv_output_size",
    "conv_parameters",
    "conv_transpose_output_size",
    "dense_parameters",
    "memory",
    "multiply_adds",
    "pad_amounts",
    "pair",
    "pool_output_size",
    "receptive_field",
    "receptive_fields",
    "two_pairs",
    "windows_at",
    "working",
]

if not TYPE_CHECKING:  # explanations are loaded when they are first asked for: kernels need sizes only

    def __getattr__(name: str) -> object:
        if name not in ("working", "Line", "Term", "Working"):
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        module = import_module(f"{__name__}.working")
        return module if name == "working" else getattr(module, name)
