"""Shapes and counts."""

from __future__ import annotations

from quiz.exercises.families import Row

ROWS: tuple[Row, ...] = (
    Row("conv-output-size", f"{__name__}.conv_output_size", settings=("padding", "stride")),
    Row("pool-output-size", f"{__name__}.pool_output_size"),
    Row("same-padding-amounts", f"{__name__}.same_padding_amounts"),
    Row("flatten-size", f"{__name__}.flatten_size"),
)
