"""Going through proposals: keep one, drop one, split one into smaller cards. Pure: a file's text in and out."""

from __future__ import annotations

import re
from dataclasses import replace

from quiz.decks.compose import compose
from quiz.decks.draft.again import MARK
from quiz.decks.files import Original
from quiz.decks.parse import parse
from quiz.decks.stamp import replaced, source_of, without
from quiz.model.card import Card, Kind
from quiz.model.errors import QuizError

_TAGS = re.compile(r"^tags: (.*)$", re.MULTILINE)
_ITEM = re.compile(r"^(?:- |\d+\. )", re.MULTILINE)
_BLANK = re.compile(r"\{\{([A-Za-z0-9-]+)::(.*?)\}\}(?!\})", re.DOTALL)


def waiting(text: str) -> list[Card]:
    """The proposals that nobody has looked at yet, in the order of the file."""
    return [card for card in parse(text, "deck.md", default_id="deck").cards if MARK in card.tags]


def keep(original: Original, card_id: str) -> str:
    """The text with the card as one of the person's own."""
    source = source_of(original, card_id)

    def unmarked(match: re.Match[str]) -> str:
        tags = [tag.strip() for tag in match.group(1).split(",") if tag.strip() != MARK]
        return f"tags: {', '.join(tags)}" if tags else "\0"

    kept = _TAGS.sub(unmarked, source, count=1).replace("\0\n", "")
    return replaced(original, {card_id: kept})


def drop(original: Original, card_id: str) -> str:
    """The text without the card; its lines stay known, so that they are not proposed again."""
    return without(original, card_id)


def split(original: Original, card_id: str) -> str:
    """The text with smaller cards in place of the card, all still to be looked at.

    A list becomes a card an item, an answer of several lines a card a line. Raises QuizError where there is nothing to
    part.
    """
    card = next((one for one in waiting(original.text) if one.id == card_id), None)
    pieces = _pieces(card) if card is not None else []
    if card is None or len(pieces) < 2:
        raise QuizError("This card has one part, so it cannot be split.")
    made = [
        replace(piece, id=f"{card.id}-{number}", deck=card.deck, tags=card.tags, source=card.source, line=0)
        for number, piece in enumerate(pieces, 1)
    ]
    return replaced(original, {card_id: "\n".join(compose(one) for one in made)})


def _pieces(card: Card) -> list[Card]:
    if card.kind is Kind.CLOZE:
        text = next(iter(card.cloze.values()), "")
        return [_alone(text, label) for label in card.labels]
    question = next(iter(card.question.values()), "")
    if card.kind is Kind.ORDER:
        steps = next(iter(card.order.values()), ())
        return [
            Card("", "", question={"": f"{question}\n\n{number}."}, answer={"": step})
            for number, step in enumerate(steps, 1)
        ]
    if card.kind is not Kind.BASIC:
        return []
    lines = [_ITEM.sub("", line).strip() for line in next(iter(card.answer.values()), "").split("\n")]
    return [
        Card("", "", Kind.CLOZE, cloze={"": f"{question}\n\n{{{{1::{_masked(line)}}}}}"}, labels=("1",))
        for line in lines if line
    ]  # fmt: skip


def _alone(text: str, label: str) -> Card:
    """A cloze text in which one label hides, and the others are plain."""

    def plain(match: re.Match[str]) -> str:
        return match.group() if match.group(1) == label else match.group(2).split(" :: ")[0]

    shown = _BLANK.sub(plain, text)
    return Card("", "", Kind.CLOZE, cloze={"": shown}, labels=(label,))


def _masked(text: str) -> str:
    return re.sub(r"(?<!\\)([{}])", r"\\\1", text)
