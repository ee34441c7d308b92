"""Drawing a variant, then grading and diagnosing an answer to it, warm: against the five milliseconds promised."""

from __future__ import annotations

from time import perf_counter

from quiz.exercises import registry
from quiz.exercises.problem import Family
from tests.bench.table import Result, Row, median

PROMISED = 0.005  # seconds


def measure(quick: bool) -> Result:
    seeds = 5 if quick else 50
    families = [family for family in registry.families().values() if family.judge is None]
    taken = {family.name: _seconds(family, seeds) for family in families}
    slowest = max(taken, key=lambda name: median(taken[name]))
    every = [seconds for values in taken.values() for seconds in values]
    return Result(
        [
            Row(f"draw, grade, diagnose: {len(taken)} families", "median", median(every), PROMISED, 1.0),
            Row(f"the slowest of them, {slowest}", "median", median(taken[slowest]), PROMISED, 1.0),
        ],
        ["exercises: the other side is the time promised; code that has to run is left out."],
    )


def _seconds(family: Family, seeds: int) -> list[float]:
    """What each of so many seeds a level takes; every answer is the right one to another variant."""
    seconds = []
    for level in family.levels:
        params = family.draw(level, 10_000)  # warms it
        answer = family.answer(params).show(family.reference(params))
        for seed in range(seeds):
            begun = perf_counter()
            family.grade(answer, family.draw(level, seed))
            seconds.append(perf_counter() - begun)
    return seconds
