"""Is everything in order? What `quiz doctor` looks at."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from quiz.model.errors import QuizError
from quiz.model.text import one_line
from quiz.store import events
from quiz.store.database import told
from quiz.store.mark import SessionMark
from quiz.study import rebuild
from quiz.study.collection import Collection

_SHOWN = 3  # faults of the file that are named


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: an English template with its values, and whether it is well."""

    well: bool
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


def examine(collection: Collection) -> list[Finding]:
    """Look at the file, the log, the derived rows and the decks. Changes nothing."""
    found: list[Finding] = []
    for look in (_file, _log, _rows, _decks):
        try:
            found.extend(look(collection))
        except (sqlite3.Error, QuizError, ValueError) as error:
            found.append(Finding(False, "The database is damaged: {faults}", {"faults": one_line(str(error))}))
    return found


def _file(collection: Collection) -> Iterator[Finding]:
    faults = collection.database.integrity()
    if faults:
        yield Finding(False, "The database is damaged: {faults}", {"faults": "; ".join(faults[:_SHOWN])})
    else:
        yield Finding(True, "The database file is sound.")


def _log(collection: Collection) -> Iterator[Finding]:
    connection = collection.database.connection
    broken = events.broken(connection)
    if broken:
        yield Finding(
            False, "{n} events do not fit their checksums, the first of them {id}.", {"n": len(broken), "id": broken[0]}
        )
    else:
        yield Finding(True, "All {n} events fit their checksums.", {"n": events.count(connection)})
    for device, missing in events.gaps(connection):
        yield Finding(False, "{n} events of device {device} are missing.", {"n": missing, "device": device})
    twice = events.twice(connection)
    if twice:
        yield Finding(
            False, "{n} events have two contents under one id, {id} among them.", {"n": len(twice), "id": twice[0]}
        )


def _rows(collection: Collection) -> Iterator[Finding]:
    differing = rebuild.differences(collection.database.connection, collection.options())
    if differing:
        yield Finding(
            False,
            "{n} cards stand otherwise than the log says, {card} among them: `quiz doctor --rebuild` sets them right.",
            {"n": len(differing), "card": differing[0][0]},
        )
    else:
        yield Finding(True, "What is derived agrees with a replay of the log.")


def _decks(collection: Collection) -> Iterator[Finding]:
    errors = sum(not problem.warning for problem in collection.problems())
    if errors:
        yield Finding(False, "The decks have {n} errors: `quiz check` names them.", {"n": errors})
    else:
        yield Finding(True, "The decks have no errors.")


@told
def rebuild_all(collection: Collection) -> int:
    """Derive everything anew from the log and the deck files; how many rows there are now.

    Raises BusyError while a study session is open on this home.
    """
    mark = SessionMark.take(collection.home)
    try:
        collection.refresh(anew=True)
        return rebuild.rebuild(collection.database, collection.options())
    finally:
        mark.release()
