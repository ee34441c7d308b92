"""The events of one part of a card, those under its former names included."""

from __future__ import annotations

import sqlite3

from quiz.model.event import ALIAS, Event
from quiz.store import events


def renamed(connection: sqlite3.Connection) -> list[Event]:
    """The alias events with what may undo them; nearly always none."""
    found = events.of_kind(connection, ALIAS)
    for old in {event.card for event in found}:
        found += events.chain(connection, old, "")
    return list(dict.fromkeys(found))


def written(connection: sqlite3.Connection, card: str, part: str) -> list[Event]:
    """All events of a part, undone ones and their undoes included, in replay order."""
    found = events.chain(connection, card, part)
    if aliases := renamed(connection):
        from quiz.scheduling.replay import live, names

        called = names(live(aliases))
        for old in called:
            if called[old] == card and old != card:
                found += events.chain(connection, old, part)
    return sorted((event for event in dict.fromkeys(found) if event.kind != ALIAS), key=lambda event: event.order)


def live_events(connection: sqlite3.Connection, card: str, part: str) -> list[Event]:
    """Those that count, in replay order."""
    from quiz.scheduling.replay import live

    return live(written(connection, card, part))
