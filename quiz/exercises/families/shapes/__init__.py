"""Shapes and counts."""

from __future__ import annotations

from quiz.exercises.families import Row

ROWS: tuple[Row, ...] = (Row("conv-output-size", f"{__name__}.conv_output_size", settings=("padding", "stride")),)
