"""The deck files as last read.

A file is known by its key, "user/<path>" or "shipped/<path>", relative to the folder of its origin.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

SCHEMA = (
    """
    CREATE TABLE deck_file (
        key TEXT PRIMARY KEY, deck TEXT NOT NULL, title TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
        digest TEXT NOT NULL, problems TEXT NOT NULL, overrides TEXT NOT NULL, cards INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID
    """,
)


class DeckFile(NamedTuple):
    """A deck file as it was when it was read; `title`, `problems` and `overrides` are JSON."""

    key: str
    deck: str
    title: str
    size: int
    mtime_ns: int
    digest: str
    problems: str = "[]"
    overrides: str = "{}"

    @property
    def shipped(self) -> bool:
        return self.key.startswith("shipped/")


_PUT_FILE = """
    INSERT INTO deck_file (key, deck, title, size, mtime_ns, digest, problems, overrides)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET deck = excluded.deck, title = excluded.title, size = excluded.size,
        mtime_ns = excluded.mtime_ns, digest = excluded.digest, problems = excluded.problems,
        overrides = excluded.overrides
"""


def put(connection: sqlite3.Connection, file: DeckFile) -> None:
    """Note a file as it was just read."""
    connection.execute(_PUT_FILE, file)


def files(connection: sqlite3.Connection) -> dict[str, DeckFile]:
    rows = connection.execute(
        "SELECT key, deck, title, size, mtime_ns, digest, problems, overrides FROM deck_file ORDER BY key"
    )
    return {row[0]: DeckFile._make(row) for row in rows}


def stamps(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    """The size and time of each file as last read: all that is needed to see that nothing changed."""
    return {key: (size, time) for key, size, time in connection.execute("SELECT key, size, mtime_ns FROM deck_file")}


def decks(connection: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """The deck of each file with its title (JSON) and the number of its cards that answer to their ids."""
    return connection.execute(
        "SELECT deck, title, cards FROM deck_file WHERE cards > 0 OR title <> '{}' ORDER BY key"
    ).fetchall()


def faults(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The deck of each file that has problems, with them (JSON)."""
    return connection.execute("SELECT deck, problems FROM deck_file WHERE problems <> '[]' ORDER BY key").fetchall()


def touch(connection: sqlite3.Connection, key: str, size: int, mtime_ns: int) -> None:
    """Note the new time of a file whose content is the same."""
    connection.execute("UPDATE deck_file SET size = ?, mtime_ns = ? WHERE key = ?", (size, mtime_ns, key))


def remove(connection: sqlite3.Connection, key: str) -> None:
    connection.execute("DELETE FROM deck_file WHERE key = ?", (key,))


def recount(connection: sqlite3.Connection) -> None:
    """Count the cards of each file that answer to their ids."""
    connection.execute(
        "UPDATE deck_file SET cards = (SELECT count(*) FROM card WHERE card.key = deck_file.key AND active)"
    )
