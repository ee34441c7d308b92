"""Which level of an exercise is asked: the lowest that has not been passed on two study days.

The level is a part of the card. Only the one that is asked stands in the deck; lower ones have retired, higher ones
are not introduced yet. Where it stands follows from the log and the deck files, so that undo, sync and a rebuild all
come to the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from quiz.model.card import Call, Card, Kind
from quiz.model.event import RESET, REVIEW, Event, Rating
from quiz.model.progress import State
from quiz.store import progress
from quiz.store.cards import Parts
from quiz.study import exercise_catalogue
from quiz.study.history import live_events

PASSES = 2  # study days


def part_of(level: int) -> str:
    return f"level-{level}"


def level_of(part: str) -> int:
    """The level that a part is; 0 where it is none."""
    number = part.removeprefix("level-")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 5 else 0


def settings_of(call: Call) -> dict[str, tuple[Any, ...]]:
    """What a card allows of its family's settings: a single value stands for a list of one."""
    return {
        name: tuple(value) if isinstance(value, list | tuple) else (value,) for name, value in call.parameters.items()
    }


def levels_of(call: Call, known: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """The levels of a card that its family has, the lowest first; none where it is unknown."""
    there = known.get(call.name, ())
    return tuple(sorted(there if call.levels is None else set(call.levels) & set(there)))


def passed_days(events: Iterable[Event]) -> int:
    """On how many study days a part was passed, by its live events in replay order."""
    days: set[int] = set()
    for event in events:
        if event.kind == RESET:
            days.clear()
        elif event.kind == REVIEW and event.rating is not None and Rating.AGAIN < event.rating <= Rating.EASY:
            days.add(event.study_day)
    return len(days)


def retired(connection: sqlite3.Connection, card: str, part: str) -> bool:
    """Whether a level was passed often enough for the next; not before its learning steps are behind."""
    row = progress.get(connection, card, part)
    if not row.passed or row.state is not State.REVIEW:  # spares the log
        return False
    return passed_days(live_events(connection, card, part)) >= PASSES


def placing(connection: sqlite3.Connection) -> Parts:
    """What tells the store which parts of a card stand in its deck."""
    known = exercise_catalogue.known(connection)

    def parts(card: Card) -> tuple[str, ...]:
        if card.kind is not Kind.EXERCISE or card.exercise is None:
            return card.parts
        levels = levels_of(card.exercise, known)
        if not levels or not _fits(card.exercise):
            return ()
        names = [part_of(level) for level in levels]
        return (next((name for name in names[:-1] if not retired(connection, card.id, name)), names[-1]),)

    return parts


def _fits(call: Call) -> bool:
    """Whether the family takes what the card sets; `quiz check` says why not."""
    if not call.parameters:
        return True
    from quiz.study.exercise_check import misfit

    return misfit(call) is None
