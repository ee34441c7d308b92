"""What a row holds, and how a table of them is printed."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter, sleep


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison, in seconds. `theirs` is None for a figure that stands alone, `bound` None where none is set."""

    name: str
    statistic: str
    ours: float
    theirs: float | None
    bound: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.theirs is None else self.ours / self.theirs

    @property
    def over(self) -> bool:
        return self.ratio is not None and self.bound is not None and self.ratio > self.bound


@dataclass(frozen=True, slots=True)
class Result:
    """The rows of one benchmark, with what a reader should know of them."""

    rows: Sequence[Row]
    notes: Sequence[str] = ()


class LeftOut(Exception):
    """A benchmark that cannot be run here; says why."""


def interleaved(sides: Mapping[str, Callable[[], None]], rounds: int, *, pause: float = 0.0) -> dict[str, list[float]]:
    """The seconds each side takes, `rounds` times, in turn and in alternating order, so that noise hits all alike.

    Every side is run once before, unmeasured. `pause` is how long to wait before each, where people would too.
    """
    seconds: dict[str, list[float]] = {name: [] for name in sides}
    for work in sides.values():
        work()
    for number in range(rounds):
        for name in list(sides) if number % 2 else list(sides)[::-1]:
            sleep(pause)
            begun = perf_counter()
            sides[name]()
            seconds[name].append(perf_counter() - begun)
    return seconds


def median(seconds: Sequence[float]) -> float:
    return statistics.median(seconds)


def percentile99(seconds: Sequence[float]) -> float:
    """The 99th percentile; of fewer than 100 the largest."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]


def line(cells: Sequence[str]) -> str:
    name, *others = cells
    return f"{name:<52}" + "".join(f"{cell:>11}" for cell in others)


HEAD = line(["", "", "quiz", "other", "ratio", "at most", ""])


def shown(row: Row) -> str:
    """A line of the table."""
    return line(
        [
            row.name,
            row.statistic,
            _time(row.ours),
            "" if row.theirs is None else _time(row.theirs),
            "" if row.ratio is None else f"{row.ratio:.2f}",
            "" if row.bound is None else f"{row.bound:.2f}",
            "" if row.bound is None else "OVER" if row.over else "ok",
        ]
    ).rstrip()


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.2f} ms"
