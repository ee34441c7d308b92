"""`quiz doctor`: is everything in order, and `--rebuild` to derive it anew."""

from __future__ import annotations

import sqlite3

from quiz.cli.console import say, say_json
from quiz.cli.parser import Parser
from quiz.language import Words
from quiz.model.errors import QuizError
from quiz.paths import database, home
from quiz.study.collection import Collection
from quiz.study.health import examine, rebuild_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def parser(words: Words) -> Parser:
    made = Parser(
        "quiz doctor",
        words("Checks the database file, the log and what is derived from it; exits with 1 where something is wrong."),
        words,
    )
    made.add_argument(
        "--rebuild",
        action="store_true",
        help=words("derive everything anew from the log and the deck files, then check"),
    )
    made.add_json()
    return made


def main(arguments: Sequence[str], words: Words) -> int:
    options = parser(words).parse_args(arguments)
    rebuilt, told = None, []
    try:
        with Collection.open() as collection:
            words = Words(collection.language)
            if options.rebuild:
                rebuilt = rebuild_all(collection)
            told = [(finding.well, words(finding.message, **finding.values)) for finding in examine(collection)]
    except (QuizError, sqlite3.Error) as error:
        if not _is_damage(error):
            raise
        path = database(home())
        told = [(False, words("{path} is damaged: move it away, and put a backup in its place.", path=path))]
    well = all(fine for fine, _ in told)
    if options.json:
        findings = [{"well": fine, "message": message} for fine, message in told]
        say_json({"well": well, "rebuilt": rebuilt, "findings": findings})
        return 0 if well else 1
    if rebuilt is not None:
        say(words("Derived anew: {count} rows.", count=rebuilt))
    for fine, message in told:
        say(message if fine else words("Wrong: {message}", message=message))
    say(words("Everything is in order.") if well else words("Not everything is in order."))
    return 0 if well else 1


def _is_damage(error: BaseException) -> bool:
    """Whether SQLite could not make sense of the file."""
    cause = error if isinstance(error, sqlite3.Error) else error.__cause__
    if not isinstance(cause, sqlite3.DatabaseError):
        return False
    return (getattr(cause, "sqlite_errorcode", 0) or 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
