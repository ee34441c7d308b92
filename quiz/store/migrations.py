"""The schema, step by step. A step is never edited once released: a change is a new step."""

from __future__ import annotations

import sqlite3

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

from quiz.store import cards, deckfiles, events, meta, progress
from quiz.store.database import SCHEMA

steps = Migrations("quiz")


@steps()
def first(db: Tables) -> None:
    """The log, and the tables derived from it and from the deck files."""
    for table in (meta, events, progress, deckfiles, cards):
        for statement in table.SCHEMA:
            db.execute(statement)


@steps()
def fewer_pages(db: Tables) -> None:
    """Fewer indexes for every answer to keep up to date: what they told is found by the first row of each day.

    A database made by `first` as it is now has it already; one of the first version has not.
    """
    if "first_row" in db["study_day"].columns_dict:
        return
    for statement in (
        "DROP INDEX event_id",
        "DROP INDEX event_forward",
        "DROP INDEX progress_today",
        "DROP TRIGGER event_once",
        events.ONCE,
        "DROP TRIGGER event_on_day",
        "DROP TABLE study_day",
        *events.DAYS,
        events.COLLECT_DAYS,
    ):
        db.execute(statement)


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Apply what is missing and name the schema. Two programs that start at once do it one after the other."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if int(connection.execute("PRAGMA user_version").fetchone()[0]) == version:
            steps.apply(Tables(connection, recursive_triggers=False, execute_plugins=False))
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
