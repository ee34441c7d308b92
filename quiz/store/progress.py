"""The derived rows: where each part of each card stands. `agenda.py` finds what is due among them.

`deck` and `position` come from the deck files ("" and 0 for a card that is in none now), all else from the log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from quiz.model.progress import Progress, State

SCHEMA = (
    """
    CREATE TABLE progress (
        card TEXT NOT NULL, part TEXT NOT NULL,
        state INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3), step INTEGER NOT NULL DEFAULT 0,
        due_day INTEGER, due_ms INTEGER, stability REAL, difficulty REAL,
        first_day INTEGER, last_day INTEGER, last_ms INTEGER, last_event TEXT NOT NULL DEFAULT '',
        reps INTEGER NOT NULL DEFAULT 0, lapses INTEGER NOT NULL DEFAULT 0, passed INTEGER NOT NULL DEFAULT 0,
        suspended INTEGER NOT NULL DEFAULT 0, buried_day INTEGER, flag INTEGER NOT NULL DEFAULT 0,
        deck TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (card, part)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX progress_learning ON progress (deck, due_ms) WHERE state IN (1, 3)",
    "CREATE INDEX progress_review ON progress (deck, due_day, suspended, buried_day) WHERE state = 2",
    "CREATE INDEX progress_new ON progress (deck, position) WHERE state = 0",
)

_FIELDS = tuple(Progress.__dataclass_fields__)
_COLUMNS = ", ".join(_FIELDS)
_VALUES = ", ".join("?" for _ in _FIELDS)
_VALUES_OF = attrgetter(*_FIELDS)
_KINDS = [(_FIELDS.index(name), kind) for name, kind in (("state", State), ("passed", bool), ("suspended", bool))]
_UPSERT = f"INSERT INTO progress ({_COLUMNS}) VALUES ({_VALUES}) ON CONFLICT (card, part) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in _FIELDS[2:]
)


def _progress(row: tuple[Any, ...]) -> Progress:
    values = list(row)
    for place, kind in _KINDS:
        values[place] = kind(values[place])
    return Progress(*values)


def _row(progress: Progress) -> list[object]:
    """The values of a row; SQLite takes an enumeration or a truth for a number, but slowly."""
    values = list(_VALUES_OF(progress))
    for place, _ in _KINDS:
        values[place] = int(values[place])
    return values


def get(connection: sqlite3.Connection, card: str, part: str) -> Progress:
    """The row of a part; a part never met is new."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM progress WHERE card = ? AND part = ?", (card, part)).fetchone()
    return Progress(card, part) if row is None else _progress(row)


def every(connection: sqlite3.Connection) -> Iterator[Progress]:
    for row in connection.execute(f"SELECT {_COLUMNS} FROM progress ORDER BY card, part"):
        yield _progress(row)


def put(connection: sqlite3.Connection, rows: Iterable[Progress]) -> None:
    """Write rows, keeping where their cards stand in the decks; inside a transaction of the caller's."""
    connection.executemany(_UPSERT, [_row(progress) for progress in rows])


def suspended(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The suspended parts that are in a deck, in deck order."""
    return connection.execute(
        "SELECT card, part FROM progress WHERE suspended AND deck <> '' ORDER BY deck, position, card, part"
    ).fetchall()


def places(connection: sqlite3.Connection) -> dict[tuple[str, str], tuple[str, int]]:
    """Deck and position of each part that is in a deck."""
    rows = connection.execute("SELECT card, part, deck, position FROM progress WHERE deck <> ''")
    return {(card, part): (deck, position) for card, part, deck, position in rows}


def count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM progress").fetchone()[0])


def clear(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM progress")


def place(connection: sqlite3.Connection, card: str, deck: str, parts: Mapping[str, int]) -> None:
    """Say where the parts of a card stand now ({part: position}; none for a card that is in no deck).

    A row without a history goes with its card; one with a history stays and revives when the card returns.
    """
    present = {part for (part,) in connection.execute("SELECT part FROM progress WHERE card = ?", (card,))}
    for part in present - parts.keys():
        connection.execute("UPDATE progress SET deck = '', position = 0 WHERE card = ? AND part = ?", (card, part))
    for part, position in parts.items():
        connection.execute(
            "INSERT INTO progress (card, part, deck, position) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (card, part) DO UPDATE SET deck = excluded.deck, position = excluded.position",
            (card, part, deck, position),
        )


def forget_blank(connection: sqlite3.Connection) -> None:
    """Drop the rows of cards that are in no deck and have nothing to remember."""
    connection.execute(
        "DELETE FROM progress WHERE deck = '' AND state = 0 AND suspended = 0 AND flag = 0 "
        "AND buried_day IS NULL AND last_event = ''"
    )


def memories(connection: sqlite3.Connection) -> list[tuple[float, int]]:
    """The stability and last study day of every part met that is in a deck."""
    return connection.execute(
        "SELECT stability, last_day FROM progress WHERE last_day IS NOT NULL AND stability IS NOT NULL AND deck <> ''"
    ).fetchall()
