"""What a machine or a hand can do to a home: one clear sentence, nothing half-written, and a retry works."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from quiz.model.errors import BusyError, QuizError
from quiz.model.event import Rating
from quiz.store import database, events
from quiz.store.database import Database
from quiz.study.health import examine
from quiz.study.session import Session
from tests.study.faults import goes_on, sentence, started
from tests.study.helpers import Clock, opened, write


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long for a lock."""
    monkeypatch.setattr(Database.open.__func__, "__kwdefaults__", {"busy_seconds": 0.05})  # type: ignore[attr-defined]


def refused(session: Session, act: Callable[[], object], *parts: str, kind: type[QuizError] = QuizError) -> None:
    """`act` ends in one sentence that names `parts`, and the sitting stands where it stood."""
    before, done, connection = session.next(), session.done, session.database.connection
    written = events.count(connection) if "event" not in parts else -1
    with pytest.raises(kind) as caught:
        act()
    text = sentence(caught.value)
    for part in parts:
        assert part in text
    assert session.next() is before
    assert session.done == done
    assert not connection.in_transaction
    if written >= 0:
        assert events.count(connection) == written


def acts(session: Session) -> list[Callable[[], object]]:
    return [
        lambda: session.answer(Rating.GOOD, response="MSE"),
        lambda: session.note("x" * 50_000),
        lambda: session.flag(1),
        lambda: session.suspend(),
        lambda: session.bury(),
        lambda: session.undo(),
    ]


def test_a_database_locked_by_another_connection(tmp_path: Path) -> None:
    with started(tmp_path) as (collection, session), closing(sqlite3.connect(tmp_path / "quiz.db")) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        for act in acts(session):
            refused(session, act, str(tmp_path / "quiz.db"), "wait", kind=BusyError)
        other.execute("ROLLBACK")
        goes_on(collection, session)


def test_opening_a_locked_database(tmp_path: Path) -> None:
    with started(tmp_path) as (_, session):
        session.close()
    with closing(sqlite3.connect(tmp_path / "quiz.db")) as other:
        other.isolation_level = None
        other.execute("BEGIN IMMEDIATE")
        with opened(tmp_path, Clock()) as collection:  # reading goes on
            assert collection.due().new == 7
            with pytest.raises(BusyError) as caught:
                collection.session()
            assert "quiz.db" in sentence(caught.value)
        other.execute("ROLLBACK")
        with opened(tmp_path, Clock()) as collection, collection.session() as session:  # the mark was let go
            assert session.next() is not None


def test_an_exclusive_lock_of_another_program(tmp_path: Path) -> None:
    """As a backup program may hold it: the file cannot even be read."""
    write(tmp_path)
    opened(tmp_path, Clock()).close()
    with closing(sqlite3.connect(tmp_path / "quiz.db")) as other:
        other.isolation_level = None
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BusyError) as caught:
            opened(tmp_path, Clock())
        assert "quiz.db" in sentence(caught.value)


def test_an_event_table_that_refuses(tmp_path: Path) -> None:
    with started(tmp_path) as (collection, session), closing(sqlite3.connect(tmp_path / "quiz.db")) as other:
        other.execute("CREATE TRIGGER refused BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no more'); END")
        other.commit()
        for act in acts(session):
            refused(session, act, str(tmp_path / "quiz.db"), "no more", "`quiz doctor`")
        other.execute("DROP TRIGGER refused")
        other.commit()
        goes_on(collection, session)


def test_a_derived_table_that_refuses_takes_the_event_back_too(tmp_path: Path) -> None:
    with started(tmp_path) as (collection, session), closing(sqlite3.connect(tmp_path / "quiz.db")) as other:
        for when in ("INSERT", "UPDATE"):
            other.execute(
                f"CREATE TRIGGER refused_{when} BEFORE {when} ON progress BEGIN SELECT RAISE(ABORT, 'no rows'); END"
            )
        other.commit()
        for act in acts(session):
            refused(session, act, "no rows")
        other.executescript("DROP TRIGGER refused_INSERT; DROP TRIGGER refused_UPDATE")
        goes_on(collection, session)


def test_an_event_table_that_is_gone(tmp_path: Path) -> None:
    with started(tmp_path) as (collection, session), closing(sqlite3.connect(tmp_path / "quiz.db")) as other:
        other.executescript("ALTER TABLE event RENAME TO hidden")
        for act in acts(session):
            refused(session, act, str(tmp_path / "quiz.db"), "event", "put a backup in its place")
        other.executescript("ALTER TABLE hidden RENAME TO event")
        goes_on(collection, session)


def test_reading_a_damaged_table_is_told_in_one_sentence(tmp_path: Path) -> None:
    write(tmp_path)
    with opened(tmp_path, Clock()) as collection:
        with closing(sqlite3.connect(tmp_path / "quiz.db")) as other:
            other.executescript("ALTER TABLE card RENAME TO hidden; ALTER TABLE progress RENAME TO away")
        reads: list[Callable[[], object]] = [
            collection.due, collection.remembered, collection.problems, collection.session, collection.names,
            lambda: collection.search("loss"), lambda: collection.search("l"), lambda: collection.card("mse-name"),
            lambda: collection.edit_path("mse-name"),
        ]  # fmt: skip
        for read in reads:
            with pytest.raises(QuizError) as caught:
                read()
            assert "quiz.db" in sentence(caught.value)


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path)
    opened(tmp_path, Clock()).close()
    with closing(sqlite3.connect(tmp_path / "quiz.db")) as other:
        other.execute(f"PRAGMA user_version = {database.SCHEMA + 1}")
    before = (tmp_path / "quiz.db").read_bytes()
    with pytest.raises(BusyError, match="newer quiz") as caught:
        opened(tmp_path, Clock())
    assert caught.value.code == 3
    assert "update quiz" in sentence(caught.value)
    assert (tmp_path / "quiz.db").read_bytes() == before


@pytest.mark.parametrize("content", [b"this is no database, but a letter to a friend\n" * 300, b"\0" * 5000, b"x" * 50])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "quiz.db").write_bytes(content)
    with pytest.raises(QuizError) as caught:
        opened(tmp_path, Clock())
    text = sentence(caught.value)
    assert str(tmp_path / "quiz.db") in text
    assert "backup" in text
    assert (tmp_path / "quiz.db").read_bytes() == content


def test_a_folder_in_the_place_of_the_database(tmp_path: Path) -> None:
    (tmp_path / "quiz.db").mkdir(parents=True)
    with pytest.raises(QuizError) as caught:
        opened(tmp_path, Clock())
    assert "quiz.db" in sentence(caught.value)


def test_a_file_in_the_place_of_the_home(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(QuizError) as caught:
        opened(tmp_path / "home", Clock())
    assert "QUIZ_HOME" in sentence(caught.value)


def test_a_damaged_header(tmp_path: Path) -> None:
    with started(tmp_path) as (_, session):
        session.close()
    path = tmp_path / "quiz.db"
    content = bytearray(path.read_bytes())
    content[:16] = b"SQLite format 9\0"
    path.write_bytes(content)
    with pytest.raises(QuizError) as caught:
        opened(tmp_path, Clock())
    assert "backup" in sentence(caught.value)


def test_damaged_pages_are_never_a_traceback(tmp_path: Path) -> None:
    """Each page overwritten in turn: whatever is done then works, or ends in one sentence; `examine` sees it."""
    source = tmp_path / "source"
    with started(source) as (_, session):
        session.close()
    whole = (source / "quiz.db").read_bytes()
    size = int.from_bytes(whole[16:18], "big")
    seen = 0
    for number in range(len(whole) // size):
        home = tmp_path / f"home{number}"
        write(home)
        os.utime(home / "decks" / "deck.md", ns=(1, 1))
        page = bytearray(whole)
        begin = number * size + (100 if number == 0 else 0)
        page[begin : (number + 1) * size] = b"\xa5" * ((number + 1) * size - begin)
        (home / "quiz.db").write_bytes(page)
        said = ""
        try:
            with opened(home, Clock()) as collection:
                seen += not all(finding.well for finding in examine(collection))
                with collection.session() as session:
                    for _ in range(3):
                        if session.next() is not None:
                            session.answer(Rating.GOOD)
        except QuizError as error:
            said = sentence(error)
            seen += 1
        assert not said or "quiz.db" in said
    assert seen >= len(whole) // size // 2  # the rest are free pages, or were repaired from the deck files
