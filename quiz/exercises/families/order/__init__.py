"""Order and repair."""

from __future__ import annotations

from quiz.exercises.families import Row

ROWS: tuple[Row, ...] = (
    Row("training-loop-order", f"{__name__}.training_loop_order"),
    Row("which-padding", f"{__name__}.which_padding"),
    Row("missing-line", f"{__name__}.missing_line"),
    Row("wrong-line", f"{__name__}.wrong_line"),
)
