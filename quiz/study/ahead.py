"""The next few cards of a sitting, looked up together and before they are wanted, as long as nothing was written since.

A card is four small queries, a text to parse and the plans of four ratings. A few at a time these cost a fraction of
what they cost one by one after each answer, and an answer need not read again what is known to stand.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from quiz.model.event import Rating, event_id
from quiz.model.progress import Progress
from quiz.scheduling import states
from quiz.scheduling.queue import Key, Row
from quiz.store import cards, events, progress
from quiz.store.cards import Stored
from quiz.store.database import Database
from quiz.study.arrange import arrangement
from quiz.study.files import Roots
from quiz.study.prompt import Interval
from quiz.study.rebuild import live_note

A_TIME = 12  # cards looked up together


@dataclass(frozen=True, slots=True)
class Found:
    """One part of a card as it stands: `latest_ms` is when its last event happened; `event_id` is the next one's,
    which seeds the fuzz of `plans` (what each rating leads to on `day` with `options`) and the `arrangement`."""

    stored: Stored
    progress: Progress
    note: str
    latest_ms: int
    event_id: str
    day: int
    options: states.Options
    plans: Mapping[Rating, states.Plan]
    intervals: Mapping[Rating, Interval]
    arrangement: tuple[int, ...]
    path: str  # of the deck file


def look_up(
    connection: sqlite3.Connection, roots: Roots, row: Row, *, now_ms: int, day: int, options: states.Options
) -> Found | None:
    """What there is to know of a row; None where its card is gone or cannot be asked."""
    stored = cards.get(connection, row.card)
    if stored is None or row.part not in cards.askable(connection, stored.card):
        return None
    current = progress.get(connection, row.card, row.part)
    identity = event_id(now_ms, os.urandom(10))
    plans = states.plans(current, study_day=day, event_id=identity, options=options)
    return Found(
        stored=stored,
        progress=current,
        note=live_note(connection, row.card),
        latest_ms=events.latest(connection, row.card, row.part),
        event_id=identity,
        day=day,
        options=options,
        plans=plans,
        intervals={rating: Interval(plan.stage.delay or 0, plan.days or 0) for rating, plan in plans.items()},
        arrangement=arrangement(stored.card, identity),
        path=roots.path(stored.key),
    )


class Ahead:
    """What was looked up and stands, as long as nothing was written on this connection but what `wrote` tells.

    That no other program has written is for the caller to see to: it calls `forget` where one has.
    """

    def __init__(self, database: Database, roots: Roots, device: str) -> None:
        self._database = database
        self._device = device
        self._roots = roots
        self._found: dict[Key, Found | None] = {}
        self._changes = -1
        self.renamed = True  # whether any card was ever; not known yet
        self.seq = 0  # of this device's next event

    @property
    def stands(self) -> bool:
        """Whether nothing has been written since the last look or `wrote`."""
        return self._changes == self._database.connection.total_changes

    def forget(self) -> None:
        """Something was written that may concern any card."""
        self._found.clear()
        self._changes = -1

    def wrote(self, seq: int) -> None:
        """All that was written on this connection since the last look is the event `seq`, and that of nothing held."""
        self.seq = seq + 1
        self._changes = self._database.connection.total_changes

    def held(self, key: Key) -> Found | None:
        """What was looked up of a row already."""
        return self._found.get(key)

    def take(
        self, row: Row, following: Callable[[int], Iterable[Row]], *, now_ms: int, day: int, options: states.Options
    ) -> Found | None:
        """What there is to know of `row`; where it is not known yet the next ones (`following`) are looked up too."""
        if self.stands and row.key in self._found:
            found = self._found.pop(row.key)
            if found is None or (found.day == day and found.options is options):
                return found
        if not self.stands:
            self._found.clear()
        with self._database.reading() as connection:
            self._changes = connection.total_changes
            self.renamed = events.renamed(connection)
            self.seq = events.next_seq(connection, self._device)
            for one in (row, *following(A_TIME - 1)):
                if one.key not in self._found:
                    self._found[one.key] = look_up(
                        connection, self._roots, one, now_ms=now_ms, day=day, options=options
                    )
        return self._found.pop(row.key)
