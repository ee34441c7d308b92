"""`quiz check`: what is wrong in deck files, each with its place."""

from __future__ import annotations

from quiz.cli import deckfiles
from quiz.cli.console import own_id, say, say_json
from quiz.cli.parser import Parser
from quiz.paths import home

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from quiz.decks.parse import Problem
    from quiz.language import Words


def parser(words: Words) -> Parser:
    made = Parser(
        "quiz check", words("Lists what is wrong in deck files, each with its place; exits with 1 on an error."), words
    )
    made.add_argument("paths", nargs="*", metavar="PATH", help=words("files or folders (default: all decks there are)"))
    made.add_json()
    return made


def main(arguments: Sequence[str], words: Words) -> int:
    options = parser(words).parse_args(arguments)
    words = deckfiles.words_of(home())
    around = deckfiles.of_home(home())
    asked = [file for path in options.paths for file in deckfiles.under(path)] if options.paths else around
    found = deckfiles.problems(asked, around)
    errors = sum(not problem.warning for problem in found)
    cards = sum(len(file.deck.cards) for file in asked)
    if options.json:
        say_json({
            "files": len(asked), "cards": cards, "errors": errors, "warnings": len(found) - errors,
            "problems": [_json(problem, words) for problem in found],
        })  # fmt: skip
        return 1 if errors else 0
    for problem in found:
        line = problem.told(words)
        say(words("{line} (warning)", line=line) if problem.warning else line)
    say(
        words(
            "Files: {files}, cards: {cards}, errors: {errors}, warnings: {warnings}.",
            cards=cards,
            files=len(asked),
            errors=errors,
            warnings=len(found) - errors,
        )
    )
    return 1 if errors else 0


def _json(problem: Problem, words: Words) -> dict[str, object]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "card": own_id(problem.card),
        "warning": problem.warning,
        "message": words(problem.message, **problem.values),
    }
