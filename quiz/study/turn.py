"""What a sitting keeps of one turn: what was prepared for the answer, and what undo takes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quiz.model.event import Event, Rating
from quiz.model.progress import Progress
from quiz.scheduling import states
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


@dataclass(frozen=True, slots=True)
class Prepared:
    """What each rating leads to, as shown: an answer that starts from the same need not compute it again."""

    event_id: str
    before: Progress
    day: int
    options: states.Options
    plans: Mapping[Rating, states.Plan]
