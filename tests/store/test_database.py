"""Opening the file, and writing to it whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from quiz.model.errors import QuizError
from quiz.store import meta
from quiz.store.database import SCHEMA, Database, write_ahead


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


def test_connections_that_turn_to_write_ahead_at_once(tmp_path: Path) -> None:
    """The switch alone, many times over: without trying again about one in ten is refused at once."""
    for number in range(25):
        path, together = tmp_path / f"{number}.db", Barrier(4)
        with closing(sqlite3.connect(path)) as made:
            made.execute("CREATE TABLE t (x)")

        def turn(path: Path = path, together: Barrier = together) -> str:
            with closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
                connection.execute("SELECT * FROM t").fetchall()
                together.wait()
                write_ahead(connection, 5)
                return str(connection.execute("PRAGMA journal_mode").fetchone()[0])

        with ThreadPoolExecutor(4) as pool:
            assert [done.result() for done in [pool.submit(turn) for _ in range(4)]] == ["wal"] * 4


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
