"""The log: append-only, every row with its checksum."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from quiz.model.event import ALIAS, DRAWN, NOTE, UNDO, Event
from quiz.store.agenda import OF_DAY

# The days with a review, each with the first row that speaks of it: rows are only added, so all others come after. An
# index of all reviews by day would cost every answer a page.
DAYS = (
    "CREATE TABLE study_day (number INTEGER PRIMARY KEY, first_row INTEGER NOT NULL) STRICT",
    """
    CREATE TRIGGER event_on_day AFTER INSERT ON event WHEN new.kind = 'review'
    BEGIN INSERT OR IGNORE INTO study_day VALUES (new.study_day, new.rowid); END
    """,
)
# Replacing a row on a conflict is no deletion for SQLite, so it is refused before it comes to that.
ONCE = """
    CREATE TRIGGER event_once BEFORE INSERT ON event
    WHEN EXISTS (
        SELECT 1 FROM event WHERE device = new.device AND seq = new.seq AND id = new.id AND checksum = new.checksum
    )
        OR EXISTS (SELECT 1 FROM event WHERE rowid = new.rowid)
    BEGIN SELECT RAISE(ABORT, 'an event is written once'); END
"""

SCHEMA = (
    """
    CREATE TABLE event (
        id TEXT NOT NULL, device TEXT NOT NULL, seq INTEGER NOT NULL,
        at_ms INTEGER NOT NULL, utc_offset_min INTEGER NOT NULL, study_day INTEGER NOT NULL,
        kind TEXT NOT NULL, card TEXT NOT NULL, part TEXT NOT NULL,
        rating INTEGER, duration_ms INTEGER, data TEXT NOT NULL, checksum INTEGER NOT NULL
    ) STRICT
    """,
    # Two contents of one id are both kept, so no part of this is unique alone. Every index costs an answer a page or
    # two to write, so there are no more than are needed.
    "CREATE UNIQUE INDEX event_sequence ON event (device, seq, id, checksum)",
    "CREATE INDEX event_card ON event (card, part, at_ms)",
    "CREATE INDEX event_kind ON event (kind, card) WHERE kind <> 'review'",
    *DAYS,
    ONCE,
    """
    CREATE TRIGGER event_unchanged BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END
    """,
    """
    CREATE TRIGGER event_kept BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END
    """,
)

_COLUMNS = "id, device, seq, at_ms, utc_offset_min, study_day, kind, card, part, rating, duration_ms, data"
# To be followed by the kind itself: SQLite prepares a query anew for each value of a parameter that decides whether
# a partial index serves, which takes ten times as long as to run it.
_ANY = "SELECT 1 FROM event WHERE kind <> 'review' AND kind ="
_INSERT = f"INSERT INTO event ({_COLUMNS}, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def append(connection: sqlite3.Connection, events: Iterable[Event]) -> None:
    """Write events, inside a transaction of the caller's."""
    for event in events:
        connection.execute(_INSERT, (*event.columns(), event.checksum))


def append_many(connection: sqlite3.Connection, events: Iterable[Event]) -> None:
    """The same for many at a time."""
    connection.executemany(_INSERT, ((*event.columns(), event.checksum) for event in events))


def next_seq(connection: sqlite3.Connection, device: str) -> int:
    """The sequence number of the device's next event, from 1."""
    row = connection.execute("SELECT max(seq) FROM event WHERE device = ?", (device,)).fetchone()
    return int(row[0] or 0) + 1


@contextmanager
def _lenient(connection: sqlite3.Connection) -> Iterator[None]:
    """Read text that is no UTF-8 (a flipped bit) with a mark in its place, not with an error."""
    before = connection.text_factory
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    try:
        yield
    finally:
        connection.text_factory = before


def _undecodable(error: sqlite3.OperationalError) -> bool:
    return "decode to UTF-8" in str(error)


def every(connection: sqlite3.Connection) -> Iterator[Event]:
    """The whole log, in the order written."""
    query = f"SELECT {_COLUMNS} FROM event ORDER BY rowid"
    done = 0
    try:
        for row in connection.execute(query):
            yield Event(*row)
            done += 1
    except sqlite3.OperationalError as error:
        if not _undecodable(error):
            raise
        with _lenient(connection):
            rest = connection.execute(f"{query} LIMIT -1 OFFSET {done}").fetchall()
        yield from (Event(*row) for row in rest)


def _found(connection: sqlite3.Connection, where: str, *values: object) -> list[Event]:
    query = f"SELECT {_COLUMNS} FROM event WHERE {where}"
    try:
        return [Event(*row) for row in connection.execute(query, values)]
    except sqlite3.OperationalError as error:
        if not _undecodable(error):
            raise
        with _lenient(connection):
            return [Event(*row) for row in connection.execute(query, values)]


def chain(connection: sqlite3.Connection, card: str, part: str) -> list[Event]:
    """All events of one part of a card, undone ones and their undoes included."""
    return _found(connection, "card = ? AND part = ?", card, part)


def of_kind(connection: sqlite3.Connection, kind: str) -> list[Event]:
    """All events of a kind other than `review`, undone ones included."""
    return _found(connection, "kind = ? AND kind <> 'review'", kind)


def noted(connection: sqlite3.Connection, card: str) -> bool:
    """Whether there may be a note on a card: one under its name, or any renaming."""
    query = f"SELECT EXISTS ({_ANY} '{NOTE}' AND card = ?) OR EXISTS ({_ANY} '{ALIAS}')"
    return bool(connection.execute(query, (card,)).fetchone()[0])


def renamed(connection: sqlite3.Connection) -> bool:
    """Whether any card was ever renamed."""
    return bool(connection.execute(f"SELECT EXISTS ({_ANY} '{ALIAS}')").fetchone()[0])


def notes(connection: sqlite3.Connection, card: str) -> list[Event]:
    """The personal notes on a card with the undoes that may cancel them; empty for a card without a note."""
    found = _found(connection, "kind = ? AND kind <> 'review' AND card = ?", NOTE, card)
    return found + _undoes(connection, card) if found else found


def _undoes(connection: sqlite3.Connection, card: str) -> list[Event]:
    return _found(connection, "kind = ? AND kind <> 'review' AND card = ?", UNDO, card)


def forwards(connection: sqlite3.Connection, study_day: int) -> list[Event]:
    """The day's reviews that brought a card forward, with the undoes that may cancel them."""
    found = _found(connection, f"{OF_DAY} AND instr(data, '\"forward\":') > 0", study_day)
    return found + [undo for card in {event.card for event in found} for undo in _undoes(connection, card)]


def drilled(connection: sqlite3.Connection) -> list[str]:
    """The cards, by the names of their time, for which an exercise was ever drawn."""
    rows = connection.execute(f"SELECT DISTINCT card FROM event WHERE kind <> 'review' AND kind = '{DRAWN}'")
    return [card for (card,) in rows]


def reviews_of(connection: sqlite3.Connection, cards: Iterable[str]) -> list[Event]:
    """The reviews of cards, with the undoes that may cancel them."""
    where = f"card = ? AND kind IN ('review', '{UNDO}')"
    return [event for card in cards for event in _found(connection, where, card)]


def latest(connection: sqlite3.Connection, card: str, part: str) -> int:
    """When the last event of one part of a card, or of all cards (weights), happened, in milliseconds; 0: never."""
    last = "ifnull((SELECT max(at_ms) FROM event WHERE card = ? AND part = ?), 0)"
    row = connection.execute(f"SELECT max({last}, {last})", (card, part, "", "")).fetchone()
    return int(row[0])


def review_days(connection: sqlite3.Connection, since: int) -> list[int]:
    """The study days since `since` with a review, in order."""
    rows = connection.execute("SELECT number FROM study_day WHERE number >= ? ORDER BY number", (since,))
    return [int(row[0]) for row in rows]


COLLECT_DAYS = """
    INSERT INTO study_day SELECT study_day, min(rowid) FROM event WHERE kind = 'review' GROUP BY study_day
"""


def collect_days(connection: sqlite3.Connection) -> None:
    """Find the days with a review anew."""
    connection.execute("DELETE FROM study_day")
    connection.execute(COLLECT_DAYS)


def count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM event").fetchone()[0])


def broken(connection: sqlite3.Connection) -> list[str]:
    """The ids of events whose checksum does not fit their content."""
    with _lenient(connection):
        rows = connection.execute(f"SELECT {_COLUMNS}, checksum FROM event")
        return [str(row[0]) for row in rows if Event(*row[:-1]).checksum != row[-1]]


def twice(connection: sqlite3.Connection) -> list[str]:
    """The ids under which there are two contents."""
    return [row[0] for row in connection.execute("SELECT id FROM event GROUP BY id HAVING count(*) > 1")]


def gaps(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Devices with the number of sequence numbers that are missing below their last event."""
    rows = connection.execute(
        "SELECT device, max(seq) - count(DISTINCT seq) FROM event GROUP BY device HAVING max(seq) > count(DISTINCT seq)"
    )
    return [(str(device), int(missing)) for device, missing in rows]
