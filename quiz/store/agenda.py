"""The queries that find what is due, and those that count it: `quiz due` needs no more, so the model stays out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import islice

_OPEN = "{0}.suspended = 0 AND ({0}.buried_day IS NULL OR {0}.buried_day <> :today)"
_SHOWN = _OPEN.format("p")
_LEARNING = "state IN (1, 3) AND due_ms < :until"
# Parts of one card are kept apart: one that was answered today, is in learning or (for a new part) is due comes first.
_SIBLING = f"""
    NOT EXISTS (
        SELECT 1 FROM progress AS s WHERE s.card = p.card AND s.part <> p.part
        AND (s.last_day = :today OR s.deck = p.deck AND {_OPEN.format("s")} AND ({{}}))
    )
"""
_REVIEW_APART = _SIBLING.format("s.state IN (1, 3) AND s.due_ms < :until")
_NEW_APART = _SIBLING.format("s.state IN (1, 3) AND s.due_ms < :until OR s.state = 2 AND s.due_day <= :today")
# A higher level of an exercise stands once a lower one, which has retired, was passed.
_RETIRED = """
    (b.part LIKE 'level-%' AND EXISTS (SELECT 1 FROM progress AS r WHERE r.card = b.card AND r.deck = '' AND r.passed))
"""
_STANDS = f"""
    NOT EXISTS (
        SELECT 1 FROM prerequisite AS q JOIN progress AS b ON b.card = q.basis
        WHERE q.card = p.card AND b.deck <> '' AND b.suspended = 0
        AND (b.passed = 0 AND NOT {_RETIRED} OR b.state = 3)
    )
"""
# Exercises have their own share of a day, and may be asked alone or not at all.
_EXERCISES = "(SELECT id FROM card WHERE kind = 'exercise' AND active)"
ALL, CARDS, EXERCISES = "", "cards", "exercises"
_ONLY = {ALL: "", CARDS: f"AND p.card NOT IN {_EXERCISES}", EXERCISES: f"AND p.card IN {_EXERCISES}"}

QueueRow = tuple[str, str, str, int, "int | None", "int | None", "int | None", "float | None", int]
_QUEUE = "p.card, p.part, p.deck, p.state, p.due_day, p.due_ms, p.last_day, p.stability, p.position"


def learning(connection: sqlite3.Connection, deck: str, today: int, until: int, kinds: str = ALL) -> list[QueueRow]:
    """The parts in learning steps whose next step is due before `until`, where the study day ends (milliseconds)."""
    query = (
        f"SELECT {_QUEUE} FROM progress AS p WHERE deck = :deck AND {_LEARNING} AND {_SHOWN} {_ONLY[kinds]} "
        "ORDER BY due_ms"
    )
    return connection.execute(query, {"deck": deck, "today": today, "until": until}).fetchall()


def reviews(connection: sqlite3.Connection, deck: str, today: int, until: int, kinds: str = ALL) -> list[QueueRow]:
    """The reviews due by today."""
    query = (
        f"SELECT {_QUEUE} FROM progress AS p WHERE deck = :deck AND state = 2 AND due_day <= :today "
        f"AND {_SHOWN} AND {_REVIEW_APART} {_ONLY[kinds]}"
    )
    return connection.execute(query, {"deck": deck, "today": today, "until": until}).fetchall()


def news(connection: sqlite3.Connection, deck: str, today: int, until: int, kinds: str = ALL) -> Iterator[QueueRow]:
    """The first part of each card that was never met and whose prerequisites stand, in deck order; read only as far
    as the caller needs."""
    query = (
        f"SELECT {_QUEUE} FROM progress AS p WHERE deck = :deck AND state = 0 AND {_SHOWN} AND {_STANDS} "
        f"AND {_NEW_APART} {_ONLY[kinds]} ORDER BY position"
    )
    seen: set[str] = set()
    for row in connection.execute(query, {"deck": deck, "today": today, "until": until}):
        if row[0] not in seen:
            seen.add(row[0])
            yield row


def is_due(connection: sqlite3.Connection, card: str, part: str, today: int, until: int) -> bool:
    """Whether a part is in a deck and may be asked today, limits and siblings aside."""
    query = (
        "SELECT EXISTS (SELECT 1 FROM progress AS p WHERE card = :card AND part = :part AND deck <> '' "
        f"AND (state = 0 OR state = 2 AND due_day <= :today OR {_LEARNING}) AND {_SHOWN})"
    )
    values = {"card": card, "part": part, "today": today, "until": until}
    return bool(connection.execute(query, values).fetchone()[0])


def count_learning(connection: sqlite3.Connection, deck: str, today: int, until: int, kinds: str = ALL) -> int:
    query = f"SELECT count(*) FROM progress AS p WHERE deck = :deck AND {_LEARNING} AND {_SHOWN} {_ONLY[kinds]}"
    return int(connection.execute(query, {"deck": deck, "today": today, "until": until}).fetchone()[0])


def count_reviews(connection: sqlite3.Connection, deck: str, today: int, until: int, kinds: str = ALL) -> int:
    """The cards due by today, each counted once whatever the number of its parts."""
    query = (
        "SELECT count(DISTINCT p.card) FROM progress AS p WHERE deck = :deck AND state = 2 AND due_day <= :today "
        f"AND {_SHOWN} AND {_REVIEW_APART} {_ONLY[kinds]}"
    )
    return int(connection.execute(query, {"deck": deck, "today": today, "until": until}).fetchone()[0])


def count_new(connection: sqlite3.Connection, deck: str, today: int, until: int, most: int, kinds: str = ALL) -> int:
    """The new cards that may be introduced, each counted once, looked for no further than `most`."""
    return sum(1 for _ in islice(news(connection, deck, today, until, kinds), max(0, most)))


# The reviews of a day, which is the first parameter.
OF_DAY = "rowid >= (SELECT first_row FROM study_day WHERE number = ?1) AND study_day = ?1 AND kind = 'review'"
# By the day's reviews, which are few; where a card was renamed they may bear its former name, so all rows are read.
_TODAY = f"(SELECT DISTINCT card, part FROM event WHERE {OF_DAY}) CROSS JOIN progress AS p USING (card, part)"
_RENAMED = "SELECT EXISTS (SELECT 1 FROM event WHERE kind <> 'review' AND kind = 'alias')"


def done_today(connection: sqlite3.Connection, today: int) -> tuple[int, int]:
    """How many parts were met for the first time today, and how many older ones were reviewed."""
    rows = "progress AS p" if connection.execute(_RENAMED).fetchone()[0] else _TODAY
    row = connection.execute(
        f"SELECT count(*) FILTER (WHERE first_day = ?1), count(*) FILTER (WHERE first_day < ?1) FROM {rows} "
        "WHERE p.last_day = ?1",
        (today,),
    ).fetchone()
    return int(row[0]), int(row[1])


def time_of_answers(connection: sqlite3.Connection, *, exercises: bool = False) -> tuple[int, float]:
    """How many of the last 500 answers were timed, and their seconds in all, each capped at two minutes. Where there
    are `exercises`, those to them are left out."""
    others = f"AND card NOT IN {_EXERCISES}" if exercises else ""
    row = connection.execute(
        "SELECT count(*), total(min(duration_ms, 120000)) / 1000.0 FROM (SELECT duration_ms FROM event "
        f"WHERE kind = 'review' AND duration_ms > 0 {others} ORDER BY rowid DESC LIMIT 500)"
    ).fetchone()
    return int(row[0]), float(row[1])


MOST_MS = 600_000  # of an exercise's time: who took longer was away


def exercises(connection: sqlite3.Connection) -> dict[str, str]:
    """The exercises that there are, each with its deck."""
    return dict(connection.execute("SELECT id, deck FROM card WHERE kind = 'exercise' AND active"))


def time_of_exercise(connection: sqlite3.Connection, card: str) -> tuple[int, float]:
    """How many of the last ten answers to an exercise were timed, and their seconds in all."""
    row = connection.execute(
        f"SELECT count(*), total(min(duration_ms, {MOST_MS})) / 1000.0 FROM (SELECT duration_ms FROM event "
        "WHERE card = ? AND kind = 'review' AND duration_ms > 0 ORDER BY at_ms DESC LIMIT 10)",
        (card,),
    ).fetchone()
    return int(row[0]), float(row[1])


def time_on_exercises(connection: sqlite3.Connection, today: int) -> float:
    """The seconds that exercises took today, undone answers included: the time is gone all the same."""
    row = connection.execute(
        f"SELECT total(min(duration_ms, {MOST_MS})) / 1000.0 FROM event WHERE {OF_DAY} AND card IN {_EXERCISES}",
        (today,),
    ).fetchone()
    return float(row[0])
