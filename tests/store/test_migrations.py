"""A home of an earlier schema is brought to the present one with everything in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.model.errors import QuizError
from quiz.model.event import Event, canonical
from quiz.store import agenda, events
from quiz.store.database import SCHEMA, Database

# What version 1 had where the present one differs.
FIRST = """
    DROP TRIGGER event_once;
    DROP TRIGGER event_on_day;
    DROP TABLE study_day;
    CREATE UNIQUE INDEX event_id ON event (id, checksum);
    CREATE INDEX event_forward ON event (study_day) WHERE kind = 'review' AND instr(data, '"forward":') > 0;
    CREATE INDEX progress_today ON progress (last_day, first_day) WHERE last_day IS NOT NULL;
    CREATE TABLE study_day (number INTEGER PRIMARY KEY) STRICT;
    CREATE TRIGGER event_on_day AFTER INSERT ON event WHEN new.kind = 'review'
    BEGIN INSERT OR IGNORE INTO study_day VALUES (new.study_day); END;
    CREATE TRIGGER event_once BEFORE INSERT ON event
    WHEN EXISTS (SELECT 1 FROM event WHERE id = new.id AND checksum = new.checksum)
        OR EXISTS (SELECT 1 FROM event WHERE rowid = new.rowid)
    BEGIN SELECT RAISE(ABORT, 'an event is written once'); END;
    DELETE FROM _sqlite_migrations WHERE name = 'fewer_pages';
    PRAGMA user_version = 1;
"""


def review(seq: int, day: int, data: str = "{}") -> Event:
    return Event(f"{seq:032x}", "d", seq, seq, 0, day, "review", f"card-{seq}", "", 3, None, data)


def shape(database: Database) -> set[tuple[str, str]]:
    rows = database.connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {(name, " ".join(sql.split())) for name, sql in rows}


def test_the_first_schema_becomes_the_present_one(tmp_path: Path) -> None:
    path = str(tmp_path / "quiz.db")
    fresh = Database.open(path)
    expected = shape(fresh)
    fresh.connection.executescript(FIRST)
    old = [review(1, 10), review(2, 10, canonical({"forward": "x"})), review(3, 9), review(4, 12)]
    with fresh.transaction() as connection:
        events.append(connection, old)
    assert shape(fresh) != expected
    fresh.close()

    database = Database.open(path)
    assert database.connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA
    assert shape(database) == expected
    assert list(events.every(database.connection)) == old
    assert events.review_days(database.connection, 0) == [9, 10, 12]
    assert [event.id for event in events.forwards(database.connection, 10)] == [old[1].id]
    with pytest.raises(QuizError, match="written once"), database.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 2")
    database.close()


def test_what_was_done_on_a_day_is_found_whatever_the_order_of_writing(tmp_path: Path) -> None:
    database = Database.open(str(tmp_path / "quiz.db"))
    with database.transaction() as connection:
        events.append(connection, [review(1, 10), review(2, 11), review(3, 10), review(4, 9)])
        for seq, first, last in ((1, 10, 10), (2, 11, 11), (3, 4, 10), (4, 9, 9)):
            connection.execute(
                "INSERT INTO progress (card, part, state, first_day, last_day) VALUES (?, '', 2, ?, ?)",
                (f"card-{seq}", first, last),
            )
    found = {day: agenda.done_today(database.connection, day) for day in (8, 9, 10, 11)}
    assert found == {8: (0, 0), 9: (1, 0), 10: (1, 1), 11: (1, 0)}
    database.close()
