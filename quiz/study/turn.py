"""What a sitting keeps of one turn, for undo."""

from __future__ import annotations

from dataclasses import dataclass

from quiz.model.event import Event
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
