"""Where one part of a card stands: derived from the log, never a truth of its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class State(IntEnum):
    """The stage of learning; due in minutes in LEARNING and RELEARNING, in study days in REVIEW."""

    NEW = 0
    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


@dataclass(frozen=True, slots=True)
class Progress:
    """The derived row of one `(card, part)`.

    `due_ms` is set in LEARNING and RELEARNING, `due_day` in REVIEW. `last_*` and `first_day` speak of live reviews
    since the last reset. `passed` says that the part was recalled on a later study day than its first.
    """

    card: str
    part: str = ""
    state: State = State.NEW
    step: int = 0
    due_day: int | None = None
    due_ms: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    first_day: int | None = None
    last_day: int | None = None
    last_ms: int | None = None
    last_event: str = ""
    reps: int = 0
    lapses: int = 0
    passed: bool = False
    suspended: bool = False
    buried_day: int | None = None
    flag: int = 0
