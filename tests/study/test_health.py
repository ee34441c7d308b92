"""What `quiz doctor` finds, and what `--rebuild` sets right."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from quiz.model.event import Rating
from quiz.store import events, progress
from quiz.study.collection import Collection
from quiz.study.health import examine, rebuild_all
from quiz.study.rebuild import differences
from tests.study.helpers import Clock, opened, write


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with some history."""
    write(tmp_path, "## basis\nQ: a?\nA: b.\n\n## above\nafter: basis\nQ: c?\nA: d.\n", "b.md")
    write(tmp_path)
    clock = Clock()
    with opened(tmp_path, clock) as collection:
        for _ in range(3):
            with collection.session() as session:
                for rating in (Rating.GOOD, Rating.AGAIN, Rating.EASY, Rating.HARD, Rating.GOOD):
                    if session.next() is not None:
                        session.answer(rating)
                session.next()
                session.flag(2)
                session.undo()
            clock.forward(days=3)
        assert wrong(collection) == []
    return tmp_path


def wrong(collection: Collection) -> list[str]:
    return [finding.message.format(**finding.values) for finding in examine(collection) if not finding.well]


def tamper(home: Path, *statements: str, log: bool = False) -> None:
    with closing(sqlite3.connect(home / "quiz.db")) as connection:
        if log:
            connection.executescript("DROP TRIGGER event_unchanged; DROP TRIGGER event_kept; DROP TRIGGER event_once")
        for statement in statements:
            assert connection.execute(statement).rowcount != 0
        connection.commit()


def found(home: Path) -> list[str]:
    with opened(home, Clock()) as collection:
        return wrong(collection)


def test_all_is_well_is_said_too(home: Path) -> None:
    with opened(home, Clock()) as collection:
        said = [finding.message.format(**finding.values) for finding in examine(collection)]
        assert said == [
            "The database file is sound.",
            f"All {events.count(collection.database.connection)} events fit their checksums.",
            "What is derived agrees with a replay of the log.",
            "The decks have no errors.",
        ]


@pytest.mark.parametrize(
    "change",
    [
        "data = replace(data, 'previous', 'previouz')",
        "data = cast(x'7b22ff227d' AS TEXT)",
        "data = 'no JSON'",
        "rating = 5 - rating",
        "at_ms = at_ms + 1",
        "card = 'another'",
        "checksum = checksum + 1",
    ],
)
def test_a_flipped_bit_in_the_log_is_named(home: Path, change: str) -> None:
    tamper(home, f"UPDATE event SET {change} WHERE rowid = 2", log=True)
    with opened(home, Clock()) as collection:
        second = collection.database.connection.execute("SELECT id FROM event WHERE rowid = 2").fetchone()[0]
        assert f"1 events do not fit their checksums, the first of them {second}." in wrong(collection)
        rebuild_all(collection)  # goes on with what can be read
        assert [said for said in wrong(collection) if "checksums" not in said] == []
        with collection.session() as session:
            prompt = session.next()
            assert prompt is not None
            session.flag(1)
            session.answer(Rating.GOOD)
            session.undo()


def test_a_row_gone_from_the_log_is_missed(home: Path) -> None:
    tamper(home, "DELETE FROM event WHERE rowid IN (2, 5)", log=True)
    (said, *_) = found(home)
    assert said.startswith("2 events of device ")
    assert said.endswith(" are missing.")


def test_the_last_row_gone_from_the_log_shows_in_what_is_derived(home: Path) -> None:
    tamper(home, "DELETE FROM event WHERE rowid > (SELECT max(rowid) FROM event WHERE kind = 'review') - 1", log=True)
    assert any("stand otherwise than the log says" in said for said in found(home))


def test_two_contents_under_one_id_are_told(home: Path) -> None:
    with opened(home, Clock()) as collection:
        first = next(events.every(collection.database.connection))
        with collection.database.transaction() as connection:
            events.append(connection, [replace(first, rating=1 if first.rating != 1 else 2)])
        assert f"1 events have two contents under one id, {first.id} among them." in wrong(collection)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE progress SET stability = stability * 1.00001 WHERE rowid_of = 1",
        "UPDATE progress SET due_day = due_day + 1 WHERE state = 2",
        "UPDATE progress SET lapses = 7 WHERE reps > 0",
        "UPDATE progress SET suspended = 1 WHERE state = 0",
        "UPDATE progress SET deck = '' WHERE card = 'mae-definition'",
        "UPDATE progress SET deck = 'nowhere' WHERE card = 'conv-params'",
        "UPDATE progress SET position = 99 WHERE card = 'mse-name'",
        "UPDATE progress SET passed = 1 - passed WHERE reps > 0",
        "DELETE FROM progress WHERE reps > 0",
        "DELETE FROM progress WHERE card = 'above'",
        "INSERT INTO progress (card, part, state, reps) VALUES ('ghost', '', 2, 3)",
        "DELETE FROM prerequisite",
        "INSERT INTO prerequisite VALUES ('basis', 'above')",
    ],
)
def test_an_altered_derived_row_is_found_and_set_right(home: Path, statement: str) -> None:
    with opened(home, Clock()) as collection:
        before = list(progress.every(collection.database.connection))
        places = progress.places(collection.database.connection)
    tamper(home, statement.replace("rowid_of = 1", "stability IS NOT NULL"))
    with opened(home, Clock()) as collection:
        (said,) = wrong(collection)
        assert "stand otherwise than the log says" in said
        assert rebuild_all(collection) == len(before)
        assert wrong(collection) == []
        assert list(progress.every(collection.database.connection)) == before
        assert progress.places(collection.database.connection) == places


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE card SET content = replace(content, 'MAE', 'XXX')",
        "DELETE FROM card",
        "UPDATE card SET active = 0",
        "INSERT INTO card_text (card_text) VALUES ('delete-all')",
        "DROP TABLE card_text",
        "UPDATE deck_file SET deck = 'elsewhere'",
    ],
)
def test_a_rebuild_reads_the_deck_files_anew(home: Path, statement: str) -> None:
    with opened(home, Clock()) as collection:
        before = [card.dump() for card in collection.search("MAE")]
        assert before
    with closing(sqlite3.connect(home / "quiz.db")) as connection:
        if statement.startswith("DELETE FROM card") and "text" not in statement:
            connection.execute("DROP TRIGGER card_removed")
        connection.execute(statement)
        connection.commit()
    with opened(home, Clock()) as collection:
        rebuild_all(collection)
        assert wrong(collection) == []
        assert [card.dump() for card in collection.search("MAE")] == before
        assert list(collection.decks()) == ["b", "deck"]


def test_errors_in_decks_are_counted(home: Path) -> None:
    write(home, "## broken\nQ: a?\n\n## broken\nQ: a?\nA: b.\n", "c.md")
    (said,) = found(home)
    assert said == "The decks have 2 errors: `quiz check` names them."


def test_a_damaged_file_is_found(home: Path) -> None:
    path = home / "quiz.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'event_card'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * size + 20 : (page - 1) * size + 200] = b"\xa5" * 180
    path.write_bytes(content)
    assert any(said.startswith("The database is damaged: ") for said in found(home))


def test_looking_changes_nothing(home: Path) -> None:
    with opened(home, Clock()) as collection:
        before = collection.database.connection.total_changes
        examine(collection)
        assert collection.database.connection.total_changes == before
        assert differences(collection.database.connection, collection.options()) == []


def dumped(connection: sqlite3.Connection) -> Iterator[str]:
    return (line for line in connection.iterdump() if "card_text_" not in line)


def test_a_rebuild_of_what_is_right_changes_nothing(home: Path) -> None:
    with opened(home, Clock()) as collection:
        rebuild_all(collection)
        before = list(dumped(collection.database.connection))
        rebuild_all(collection)
        assert list(dumped(collection.database.connection)) == before
