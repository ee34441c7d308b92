"""Values."""

from __future__ import annotations

from quiz.exercises.families import Row

ROWS: tuple[Row, ...] = (Row("mse", f"{__name__}.mse"),)
