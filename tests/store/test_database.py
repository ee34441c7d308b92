"""Opening the file, and writing to it whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest

from quiz.model.errors import BusyError, QuizError
from quiz.store import meta
from quiz.store.database import SCHEMA, Database


def test_a_new_file_is_private_and_safe(tmp_path: Path) -> None:
    path = tmp_path / "home" / "quiz.db"
    with closing(Database.open(str(path))) as database:
        pragma = {
            name: database.connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "user_version")
        }
        assert pragma == {"journal_mode": "wal", "synchronous": 2, "user_version": SCHEMA}
        assert database.integrity() == []
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def fail(database: Database, error: BaseException) -> None:
    with database.transaction() as connection:
        meta.put(connection, "half", "written")
        raise error


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with closing(Database.open(str(tmp_path / "quiz.db"))) as database:
        for error in (KeyError("x"), KeyboardInterrupt(), sqlite3.OperationalError("y")):
            with pytest.raises((KeyError, KeyboardInterrupt, QuizError)):
                fail(database, error)
            assert not database.connection.in_transaction
            assert meta.get(database.connection, "half") is None
        with database.transaction() as connection:
            meta.put(connection, "whole", "written")
        assert meta.get(database.connection, "whole") == "written"


def test_what_another_connection_wrote_is_noticed(tmp_path: Path) -> None:
    path = str(tmp_path / "quiz.db")
    with closing(Database.open(path)) as one, closing(Database.open(path)) as other:
        before = one.data_version()
        with one.transaction() as connection:
            meta.put(connection, "a", "1")
        assert one.data_version() == before
        with other.transaction() as connection:
            meta.put(connection, "a", "2")
        assert one.data_version() != before


def test_the_device_is_minted_once(tmp_path: Path) -> None:
    path = str(tmp_path / "quiz.db")
    found = set()
    for _ in range(3):
        with closing(Database.open(path)) as database, database.transaction() as connection:
            found.add(meta.device(connection))
    assert len(found) == 1
    assert len(found.pop()) == 16


_CHILD = """
import sys
from quiz.study.collection import Collection
sys.stdin.readline()
with Collection.open(sys.argv[1], content=sys.argv[1] + "/none") as collection:
    print(collection.due().new)
"""


def test_write_ahead_waits_for_a_program_that_is_busy_with_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "quiz.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE t (x)")
        other.execute("BEGIN")
        other.execute("SELECT * FROM t").fetchall()  # it may be read beside this, not turned to WAL
        with pytest.raises(BusyError):
            Database.open(str(path), busy_seconds=0)
        timer = Timer(0.3, lambda: other.execute("COMMIT"))
        timer.start()
        database = Database.open(str(path))
        timer.join()
        assert database.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        database.close()


def test_programs_that_start_at_once_on_a_new_home(tmp_path: Path) -> None:
    for number in range(2):
        home = tmp_path / f"home{number}"
        (home / "decks").mkdir(parents=True)
        (home / "decks" / "a.md").write_text("## a\nQ: a?\nA: b.\n", encoding="utf-8")
        children = [
            subprocess.Popen(
                [sys.executable, "-c", _CHILD, str(home)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for _ in range(4)
        ]
        for child in children:
            assert child.stdin is not None
            child.stdin.write(b"\n")
            child.stdin.flush()
        for child in children:
            out, err = child.communicate(timeout=60)
            assert (out, err) == (b"1\n", b"")
