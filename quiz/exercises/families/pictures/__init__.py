"""Pictures."""

from __future__ import annotations

from quiz.exercises.families import Row

ROWS: tuple[Row, ...] = ()
