"""What a sitting keeps of one turn, for undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quiz.model.event import Event, Rating
from quiz.scheduling.queue import Row


@dataclass(frozen=True, slots=True)
class Done:
    """What undo takes back: the event (None: a skip, of which the log knows nothing), and the row that was asked."""

    event: Event | None
    row: Row
    new: bool = False
    in_review: bool = False

    @property
    def kind(self) -> str:
        return self.event.kind if self.event else ""


def tally(done: Sequence[Done]) -> tuple[int, int, int, int, int]:
    """Of answers: how many there are, were Again, were new, were reviews recalled, were reviews."""

    def again(entries: Sequence[Done]) -> int:
        return sum(entry.event is not None and entry.event.rating == Rating.AGAIN for entry in entries)

    reviews = [entry for entry in done if entry.in_review]
    new = sum(entry.new for entry in done)
    return len(done), again(done), new, len(reviews) - again(reviews), len(reviews)
