"""One SQLite file, opened safely, written by one transaction at a time."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from quiz.model.errors import BusyError, QuizError
from quiz.model.text import one_line


class _Has(Protocol):
    @property
    def database(self) -> Database: ...


S = TypeVar("S", bound=_Has)
T = TypeVar("T")
P = ParamSpec("P")

SCHEMA = 2
BUSY_SECONDS = 5.0
CHECKPOINT_PAGES = 2_000  # 8 MB, about 200 answers: the answer that meets a checkpoint waits for the whole of it
CACHE_KIB = 32_768  # taken only as pages are read; a year's log then stays in memory for a sitting

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH}


def explain(error: sqlite3.Error, path: str) -> QuizError:
    """One sentence, with the way out, for what SQLite says of the file at `path`."""
    code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    if code in _BUSY:
        return BusyError("Another program is writing to {path}: wait until it has finished, then try again.", path=path)
    if code == sqlite3.SQLITE_FULL:
        return QuizError(
            "The disk is full, so nothing could be written to {path}: free some space, then try again.", path=path
        )
    if code == sqlite3.SQLITE_NOTADB:
        return QuizError(
            "{path} is not a database, or damaged from its first byte on: put a backup in its place, or move it away.",
            path=path,
        )
    if code == sqlite3.SQLITE_CORRUPT or "Could not decode" in str(error):  # Python's own word, without a code
        return QuizError("{path} is damaged: run `quiz doctor`, or put a backup in its place.", path=path)
    if code in _READ_ONLY:
        return QuizError(
            "{path} cannot be opened or written: check the permissions of the file and of its folder.", path=path
        )
    if code == sqlite3.SQLITE_IOERR:
        return QuizError(
            "Reading or writing {path} failed ({error}): check the disk, then try again.",
            path=path,
            error=one_line(str(error)),
        )
    return QuizError(
        "{path} could not be used ({error}): run `quiz doctor`, or put a backup in its place.",
        path=path,
        error=one_line(str(error)),
    )


def told(call: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Let every error of SQLite leave `call` as a `QuizError`. Its first argument has a `database`."""

    @wraps(call)
    def guarded(of: S, /, *args: P.args, **values: P.kwargs) -> T:
        try:
            return call(of, *args, **values)
        except sqlite3.Error as error:
            raise explain(error, of.database.path) from error

    return guarded


class Database:
    """A connection to the database of a home; every error of SQLite leaves its methods as a `QuizError`.

    The connection is in autocommit mode; `transaction` is the only way to write. It may be handed from thread to
    thread but must be used by one at a time.
    """

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection

    @classmethod
    def open(cls, path: str, *, busy_seconds: float = BUSY_SECONDS) -> Database:
        """Open the file, made and brought to the present schema where needed.

        Raises BusyError where it is locked or written by a newer program, QuizError where it cannot be used.
        """
        try:
            _create_private(path)
        except OSError as error:
            raise QuizError(
                "{path} cannot be created ({error}): check its folder, or set QUIZ_HOME to another one.",
                path=path,
                error=error.strerror or one_line(str(error)),
            ) from error
        connection = None
        try:
            connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
            _prepare(connection, path, busy_seconds)
        except sqlite3.Error as error:
            if connection is not None:
                connection.close()
            raise explain(error, path) from error
        except QuizError:
            if connection is not None:
                connection.close()
            raise
        return cls(path, connection)

    def transaction(self) -> Transaction:
        """One write transaction: all of it is on disk when the block ends, or none of it is."""
        return Transaction(self)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Several reads of one state of the file."""
        try:
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise explain(error, self.path) from error

    def data_version(self) -> int:
        """A number that changes when another connection has written to the file."""
        try:
            return int(self.connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error as error:
            raise explain(error, self.path) from error

    def integrity(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing where it is sound."""
        try:
            found = [one_line(str(row[0])) for row in self.connection.execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            return [one_line(str(error))]
        return [] if found == ["ok"] else found

    def close(self) -> None:
        self.connection.close()


class Transaction:
    """The block of `Database.transaction`; a generator would cost an answer as much as one of its statements."""

    __slots__ = ("_connection", "_path")

    def __init__(self, database: Database) -> None:
        self._connection = database.connection
        self._path = database.path

    def __enter__(self) -> sqlite3.Connection:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise explain(error, self._path) from error
        return self._connection

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        try:
            if error is None:
                self._connection.execute("COMMIT")
                return
        except sqlite3.Error as refused:
            self._undo()
            raise explain(refused, self._path) from refused
        except BaseException:
            self._undo()
            raise
        self._undo()
        if isinstance(error, sqlite3.Error):
            raise explain(error, self._path) from error

    def _undo(self) -> None:
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise explain(error, self._path) from error


def _create_private(path: str) -> None:
    """Make the folder 0700 and the file 0600 where they are missing: a log of one's memory is private."""
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def _prepare(connection: sqlite3.Connection, path: str, busy_seconds: float) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA:
        raise BusyError(
            "{path} was written by a newer quiz (schema {version}, this one knows {known}): update quiz to open it.",
            path=path,
            version=version,
            known=SCHEMA,
        )
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        write_ahead(connection, busy_seconds)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    connection.execute("PRAGMA foreign_keys = ON")
    if version < SCHEMA:
        from quiz.store.migrations import migrate  # sqlite-utils imports NumPy: only when there is work for it

        migrate(connection, version)


def write_ahead(connection: sqlite3.Connection, seconds: float) -> None:
    """Turn on WAL. Where several programs do so at the same time SQLite refuses all but one at once, lest they wait
    for one another, whatever the time that it was told to wait."""
    until = time.monotonic() + seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _BUSY or time.monotonic() > until:
                raise
        time.sleep(0.02)
