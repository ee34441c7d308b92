"""Small facts about this file: its device, and what is cached from the settings."""

from __future__ import annotations

import os
import sqlite3

SCHEMA = ("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",)


def get(connection: sqlite3.Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def put(connection: sqlite3.Connection, key: str, value: str) -> None:
    connection.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
    )


def device(connection: sqlite3.Connection) -> str:
    """The id under which this file writes events; minted at the first use (inside a write transaction)."""
    found = get(connection, "device")
    if found is None:
        found = os.urandom(8).hex()
        put(connection, "device", found)
    return found
