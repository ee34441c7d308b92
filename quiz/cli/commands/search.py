"""`quiz search`: the cards that hold some words."""

from __future__ import annotations

from quiz.cli.columns import shorten
from quiz.cli.console import own_id, say, say_json
from quiz.cli.parser import Parser, positive
from quiz.cli.wrapping import screen_width
from quiz.language import Words
from quiz.model.card import Card, Kind, in_language
from quiz.model.text import one_line
from quiz.study.ask import shown
from quiz.study.collection import Collection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

LIMIT = 100


def parser(words: Words) -> Parser:
    made = Parser(
        "quiz search",
        words("Finds the cards that hold every word of the query; exits with 1 where there is none."),
        words,
    )
    made.add_argument("query", nargs="+", metavar="QUERY", help=words("words or parts of words, in any language"))
    made.add_argument(
        "--limit", type=positive(words), default=LIMIT, metavar="N", help=words("show at most N cards (default: 100)")
    )
    made.add_json()
    return made


def main(arguments: Sequence[str], words: Words) -> int:
    options = parser(words).parse_args(arguments)
    query = " ".join(options.query)
    with Collection.open() as collection:
        language = collection.language
        found = collection.search(query, options.limit)
    if options.json:
        say_json([_json(card) for card in found])
    else:
        words = Words(language)
        for card in found:
            say(f"{own_id(card.id) or words('(no id yet)')}  ({card.deck})")
            say(excerpt(card, language))
        if not found:
            say(words("No card holds that."))
        elif len(found) == options.limit:
            say(words("These are the first {count}; more words find fewer.", count=len(found)))
    return 0 if found else 1


def excerpt(card: Card, language: str) -> str:
    """The line below a card's id in a list."""
    return "    " + shorten(one_line(shown(asked(card, language))), max(screen_width() - 4, 20))


def asked(card: Card, language: str) -> str:
    """What a card asks, for a list: its question, the whole of a cloze text, or its first item."""
    texts = card.cloze if card.kind is Kind.CLOZE else card.question
    text = in_language(texts, language)
    if text:
        return text
    for items in (card.choices, card.order, card.match):
        listed = in_language(items, language)
        if listed:
            return " / ".join(item if isinstance(item, str) else _text(item) for item in listed)
    return ""


def _text(item: object) -> str:
    return str(getattr(item, "text", "") or getattr(item, "left", ""))


def _json(card: Card) -> dict[str, object]:
    return {
        "id": own_id(card.id),
        "deck": card.deck,
        "kind": card.kind.value,
        "tags": list(card.tags),
        "source": card.source,
        "question": dict(card.cloze if card.kind is Kind.CLOZE else card.question),
        "answer": dict(card.answer),
    }
