"""The rules of an exercise: what an attempt leads to, and in which stages one is met. Pure, and free of NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quiz.model.event import Rating

TYPE_CHECKING = False
if TYPE_CHECKING:
    from quiz.exercises.problem import Family, Result

# How a level is met: a worked example is looked at, the next solution is finished, then variants are rated.
WORKED, HALF, RATED = "worked", "half", "rated"
STAGES = (WORKED, HALF, RATED)

NUDGE, FORMULA = 1, 2  # hints taken; a third one shows a step
RECENT, MATCHES = 3, 2  # a misconception is live after so many matches in so many attempts


@dataclass(frozen=True, slots=True)
class Graded:
    """What a submission leads to.

    `suggested` is None where the rating is still open, or where nothing is rated. `again`: it was a slip, and the next
    submission on the same variant counts too. `given` is the answer as it was read, `expected` the right one, "" while
    that would give it away. `forward` is the concept card of a misconception that is live: it is shown at once.
    """

    result: Result
    expected: str = ""
    suggested: Rating | None = None
    again: bool = False
    given: str = ""
    forward: str = ""


def suggest(first: Result | None, after: Result | None, hints: int, solution: bool) -> Rating | None:
    """The rating that an attempt suggests; None as long as it is open.

    `first` is the first valid submission, `after` the next one, which counts after a slip; `hints` were taken before
    the one that decides, and `solution` tells that the solution was looked at before it.
    """
    if solution:
        return Rating.AGAIN
    if first is None or first.verdict.value == "format":
        return None
    slipped = first.verdict.value == "slip"
    decides = after if slipped else first
    if decides is None or decides.verdict.value == "format":
        return None
    if decides.verdict.value != "right" or hints >= FORMULA:
        return Rating.AGAIN
    return Rating.HARD if slipped or hints >= NUDGE else Rating.GOOD


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was tried on a variant so far.

    `shown` counts the hints that were shown, `hints` and `solution` only what was taken before the rating was settled;
    `answer` is the first submission, `link` the card that it brings forward.
    """

    first: Result | None = None
    after: Result | None = None
    tries: int = 0
    hints: int = 0
    shown: int = 0
    solution: bool = False
    answer: str = ""
    link: str = ""

    @property
    def suggested(self) -> Rating | None:
        return suggest(self.first, self.after, self.hints, self.solution)

    def submitted(self, result: Result, answer: str, link: str = "") -> Attempt:
        """After a valid submission. Where the rating is settled, nothing that comes after it counts."""
        if self.first is None:
            return replace(self, first=result, tries=self.tries + 1, answer=answer, link=link)
        if self.suggested is None:
            return replace(self, after=result, tries=self.tries + 1)
        return replace(self, tries=self.tries + 1)

    def hinted(self, most: int) -> Attempt:
        """After one more hint."""
        shown = min(self.shown + 1, most)
        return replace(self, shown=shown, hints=shown if self.suggested is None else self.hints)

    def solved(self) -> Attempt:
        """After the solution was shown."""
        return replace(self, solution=True) if self.suggested is None else self

    def details(self) -> dict[str, object]:
        """What a review records of it."""
        data: dict[str, object] = {"tries": self.tries}
        if self.first is not None:
            data["verdict"] = self.first.verdict.value
            if self.first.note:
                data["diagnosis"] = self.first.note
        if self.solution:
            data["solution"] = True
        return data


def live(name: str, diagnoses: Sequence[str]) -> bool:
    """Whether a misconception is live, by what each attempt at its family showed, the latest last."""
    return list(diagnoses[-RECENT:]).count(name) >= MATCHES


def load(name: str) -> Family | None:
    """Load a family, and NumPy with it; None for one with a fault, which is told when the family is asked."""
    from contextlib import suppress

    from quiz.exercises import registry

    with suppress(Exception):
        return registry.families()[name]
    return None
