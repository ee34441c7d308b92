"""`quiz check`: what is wrong in deck files, each with its place."""

from __future__ import annotations

from quiz.cli import deckfiles
from quiz.cli.console import own_id, say, say_json
from quiz.cli.parser import Parser, positive
from quiz.model.errors import QuizError
from quiz.paths import home

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from quiz.decks.parse import Problem
    from quiz.language import Words

_SEEDS = 5


def parser(words: Words) -> Parser:
    made = Parser(
        "quiz check", words("Lists what is wrong in deck files, each with its place; exits with 1 on an error."), words
    )
    made.add_argument("paths", nargs="*", metavar="PATH", help=words("files or folders (default: all decks there are)"))
    made.add_argument(
        "--exercises", action="store_true",
        help=words("draw variants of every exercise and prove that they are fair, in place of the decks"),
    )  # fmt: skip
    made.add_argument(
        "--seeds", type=positive(words), default=_SEEDS, metavar="N",
        help=words("how many variants of each level (default: {seeds})", seeds=_SEEDS),
    )  # fmt: skip
    made.add_json()
    return made


def main(arguments: Sequence[str], words: Words) -> int:
    options = parser(words).parse_args(arguments)
    words = deckfiles.words_of(home())
    if options.exercises:
        return _exercises(options.paths, options.seeds, options.json, words)
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


def _exercises(names: Sequence[str], seeds: int, json: bool, words: Words) -> int:
    """Prove the families named (all where none is)."""
    from quiz.engine.demonstrations.values import in_language
    from quiz.exercises import registry
    from quiz.exercises.sandbox import shared
    from quiz.exercises.separate import survey

    known = registry.families()
    for name in names:
        if name not in known:
            raise QuizError("There is no exercise {name}; there are: {names}.", name=name, names=", ".join(known))
    faults: list[dict[str, object]] = [
        {"family": place, "level": None, "fault": fault} for place, fault in registry.broken().items()
    ]
    chosen = names or tuple(known)
    drawn, reason = 0, ""
    not_run: dict[str, None] = {}
    try:
        for name in chosen:
            for level in known[name].levels:
                found = survey(known[name], level, range(seeds))
                drawn += found.drawn
                faults += [{"family": name, "level": level, "fault": fault} for fault in found.faults]
                if found.unproved:
                    not_run[name], reason = None, in_language(found.unproved, words.language)
    finally:
        shared().close()  # which families of code have started
    if json:
        say_json({"families": len(chosen), "variants": drawn, "faults": faults, "not_run": list(not_run)})
        return 1 if faults else 0
    for fault in faults:
        say(
            words("{family}, level {level}: {fault}", **fault)
            if fault["level"]
            else f"{fault['family']}: {fault['fault']}"
        )
    if not_run:
        say(words("Code could not be run here, so nothing is proved of {names}: {reason}",
                  names=", ".join(not_run), reason=reason))  # fmt: skip
    say(
        words(
            "Exercises: {families}, variants: {variants}, faults: {faults}.",
            families=len(chosen), variants=drawn, faults=len(faults),
        )
    )  # fmt: skip
    return 1 if faults else 0


def _json(problem: Problem, words: Words) -> dict[str, object]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "card": own_id(problem.card),
        "warning": problem.warning,
        "message": words(problem.message, **problem.values),
    }
