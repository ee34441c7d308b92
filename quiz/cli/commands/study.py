"""`quiz study`: the cards that are due, in the app or line by line."""

from __future__ import annotations

from quiz.cli.console import complain, interactive
from quiz.cli.decks import chosen, incomplete
from quiz.cli.parser import Parser, positive
from quiz.language import Words
from quiz.model.errors import QuizError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from quiz.study.collection import Collection


def parser(words: Words) -> Parser:
    made = Parser("quiz study", words("Asks the cards that are due."), words)
    made.add_decks()
    whole = positive(words)
    made.add_argument("--limit", type=whole, metavar="N", help=words("stop after N answers"))
    made.add_argument("--minutes", type=whole, metavar="M", help=words("stop after M minutes"))
    alone = made.add_mutually_exclusive_group()
    alone.add_argument("--cards", action="store_true", help=words("cards alone, no exercises"))
    alone.add_argument("--exercises", action="store_true", help=words("exercises alone"))
    made.add_argument(
        "--plain",
        action="store_true",
        help=words("line by line on standard input and output, for pipes and screen readers"),
    )
    return made


def main(arguments: Sequence[str], words: Words) -> int:
    options = parser(words).parse_args(arguments)
    kinds = "cards" if options.cards else "exercises" if options.exercises else ""
    if options.plain:
        return study_plain(options.decks, options.limit, options.minutes, kinds)
    return open_app("study", options.decks, options.limit, options.minutes, kinds)


def study_plain(names: Sequence[str], limit: int | None, minutes: int | None, kinds: str = "") -> int:
    from time import monotonic

    from quiz.cli.plain import Plain
    from quiz.study.collection import Collection

    with Collection.open() as collection:
        decks = _ids(collection, names)
        with collection.session(decks, limit=limit, minutes=minutes, kinds=kinds) as session:
            left_out = collection.left_out(decks)
            if left_out:
                complain(incomplete(left_out, Words(collection.language)))
            Plain(collection, session, monotonic).run()
    return 0


def _ids(collection: Collection, names: Sequence[str]) -> list[str]:
    return chosen({deck: title for deck, (title, _) in collection.decks().items()}, names)


def open_app(
    start: Literal["home", "study", "draft"],
    decks: Sequence[str] = (),
    limit: int | None = None,
    minutes: int | None = None,
    kinds: str = "",
    drafts: str = "",
) -> int:
    """Open the app; raises QuizError where standard input or output is no terminal."""
    if not interactive():
        raise QuizError(
            "The app needs a terminal, and this is none: `quiz study --plain` asks line by line, `quiz due` counts."
        )
    if decks:
        from quiz.study.collection import Collection

        with Collection.open() as collection:
            decks = _ids(collection, decks)
    from quiz.tui.app import QuizApp

    app = QuizApp(start=start, decks=tuple(decks), limit=limit, minutes=minutes, kinds=kinds, drafts=drafts)
    app.run()
    return app.return_code or 0
