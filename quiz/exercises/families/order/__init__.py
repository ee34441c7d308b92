"""Order and repair."""

from __future__ import annotations

from quiz.exercises.families import Row

ROWS: tuple[Row, ...] = (Row("training-loop-order", f"{__name__}.training_loop_order"),)
