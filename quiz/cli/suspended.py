"""`quiz decks suspended` and `quiz decks unsuspend`: cards that are asked no more, and how they come back."""

from __future__ import annotations

from quiz.cli.commands.search import excerpt
from quiz.cli.console import say, say_json
from quiz.cli.parser import Parser
from quiz.language import Words
from quiz.model.text import one_line
from quiz.study.collection import Collection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from quiz.study.suspension import Suspended


def suspended_parser(words: Words) -> Parser:
    made = Parser("quiz decks suspended", words("Lists the cards that you suspended."), words)
    made.add_json()
    return made


def unsuspend_parser(words: Words) -> Parser:
    made = Parser(
        "quiz decks unsuspend",
        words("Asks a suspended card again, with its progress as it was; exits with 1 where it is not suspended."),
        words,
    )
    made.add_argument("card", metavar="CARD", help=words("the id of the card"))
    made.add_argument(
        "part", nargs="?", metavar="PART", help=words("the part, as listed (default: all its suspended parts)")
    )
    return made


def suspended(arguments: Sequence[str], words: Words) -> int:
    """List the suspended parts."""
    options = suspended_parser(words).parse_args(arguments)
    with Collection.open() as collection:
        language = collection.language
        found = collection.suspended()
    words = Words(language)
    if options.json:
        say_json([_json(one) for one in found])
        return 0
    for one in found:
        say(f"{_name(one.card.id, one.part)}  ({one.card.deck})")
        say(excerpt(one.card, language))
    say(words("`quiz decks unsuspend CARD` brings a card back.") if found else words("No card is suspended."))
    return 0


def unsuspend(arguments: Sequence[str], words: Words) -> int:
    """Bring back the part named, or all suspended parts of the card."""
    options = unsuspend_parser(words).parse_args(arguments)
    with Collection.open() as collection:
        words = Words(collection.language)
        parts = [
            one.part
            for one in collection.suspended()
            if one.card.id == options.card and options.part in (None, one.part)
        ]
        for part in parts:
            collection.unsuspend(options.card, part)
            say(words("Asked again: {card}", card=_name(options.card, part)))
    if not parts:
        name = one_line(_name(options.card, options.part or ""))
        say(words("{card} is not suspended: `quiz decks suspended` lists what is.", card=name))
    return 0 if parts else 1


def _name(card: str, part: str) -> str:
    """A card and its part as `unsuspend` takes them; a card's front, part "", goes by the card alone."""
    return f"{card} {part}" if part else card


def _json(one: Suspended) -> dict[str, object]:
    card = one.card
    return {"id": card.id, "part": one.part, "deck": card.deck, "question": dict(card.cloze or card.question)}
