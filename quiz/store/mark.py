"""The session mark: one study session at a time on a home.

The mark is an exclusive lock on an empty SQLite file of its own, since SQLite's locks work the same on every system
and the system lets go of them when the process dies, however it dies.
"""

from __future__ import annotations

import os
import sqlite3

from quiz.model.errors import BusyError
from quiz.store.database import explain


class SessionMark:
    """Held from `take` to `release`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def take(cls, home: str) -> SessionMark:
        """Take the mark at once; raises BusyError where another session holds it."""
        path = os.path.join(home, "session.lock")
        connection = None
        try:
            connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            if (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise BusyError(
                    "A study session is already open on {home}: go on there, or close it and try again.", home=home
                ) from error
            raise explain(error, path) from error
        return cls(connection)

    def release(self) -> None:
        self._connection.close()
