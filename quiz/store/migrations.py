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
