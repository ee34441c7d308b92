"""Which exercise families there are, as a home last saw them: names and levels, so that decks can be taken in and
counted without loading any. Imported on the way of `quiz due`, so nothing heavy is imported here.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import zlib
from contextlib import suppress

import quiz
from quiz.model.errors import QuizError
from quiz.store import meta
from quiz.store.database import Database

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_KEY = "exercises"


def stamp() -> str:
    """What changes when another version, a package with families or an edited catalogue of ours may have come.

    It may change for nothing, which costs one look at the families; the first entry of the path is where a person
    happens to be.
    """
    ours = os.path.join(os.path.dirname(quiz.__file__), "exercises", "families")
    with suppress(OSError):
        places = [*sys.path[1:], *(os.path.join(ours, name, "__init__.py") for name in sorted(os.listdir(ours)))]
        return f"{quiz.__version__} {zlib.crc32(repr([(place, _time(place)) for place in places]).encode()):08x}"
    return quiz.__version__


def _time(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def known(connection: sqlite3.Connection) -> Mapping[str, tuple[int, ...]]:
    """The levels of each family, as the home last saw them."""
    text = meta.get(connection, _KEY)
    levels: dict[str, list[int]] = json.loads(text)["levels"] if text else {}
    return {name: tuple(values) for name, values in levels.items()}


def take_in(database: Database, *, anew: bool = False) -> bool:
    """Take in the families that came or went, and place the levels of the cards that name them; True where any did."""
    text, now = meta.get(database.connection, _KEY), stamp()
    held = json.loads(text) if text else {"stamp": "", "levels": {}}
    if held["stamp"] == now and not anew:
        return False
    levels = _levels()
    note = json.dumps({"stamp": now, "levels": levels})
    if held["levels"] == levels:
        if note != text:
            with suppress(QuizError), database.transaction() as connection:  # a note only, which need not succeed
                meta.put(connection, _KEY, note)
        return False
    from quiz.model.card import Kind
    from quiz.store import cards
    from quiz.study.exercise_levels import placing

    with database.transaction() as connection:
        meta.put(connection, _KEY, note)
        cards.settle(connection, cards.of_kind(connection, Kind.EXERCISE), placing(connection))
    return True


def _levels() -> dict[str, list[int]]:
    """The levels of every family that works."""
    from quiz.exercises import registry

    found = {}
    for name in registry.names():
        with suppress(KeyError):  # another package's, and broken
            found[name] = list(registry.levels(name))
    return found
