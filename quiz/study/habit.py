"""What has been kept in mind, and how regularly: numbers to begin a day with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quiz.scheduling import fsrs


@dataclass(frozen=True, slots=True)
class Remembered:
    """`today` of the `met` cards would be recalled today (the sum of their recall). `run` counts the study days in a
    row up to today or yesterday; `recent` the days studied of the last 14: a missed day takes nothing away."""

    today: float
    met: int
    run: int
    recent: int


def recall(rows: Iterable[tuple[float, int]], today: int, weights: tuple[float, ...]) -> float:
    """The expected number recalled today of parts given as (stability, last study day)."""
    return sum(fsrs.retrievability(stability, max(0, today - last), weights) for stability, last in rows)


def run(days: Iterable[int], today: int) -> int:
    """How many study days in a row, from today or, before today's session, from yesterday, back."""
    studied = set(days)
    day = today if today in studied else today - 1
    length = 0
    while day - length in studied:
        length += 1
    return length
