"""What a card shows and answers, as deck text, for every format that knows fronts and backs alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from zlib import crc32

from quiz.decks.cloze import segments
from quiz.language import Words
from quiz.model.card import Card, Kind, in_language

T = TypeVar("T")

_SPECIAL = re.compile(r"([\\`*_\[\]<>&#$|~!])")


@dataclass(frozen=True, slots=True)
class Face:
    """A card in one language: deck text (Markdown) throughout. `note` is what is told once it is answered."""

    question: str
    answer: str
    options: tuple[str, ...] = ()
    hint: str = ""
    note: str = ""


def face(card: Card, language: str) -> Face:
    """A card that is no exercise, in a language. Options stand in an order of their own, always the same."""
    words = Words(language)
    question = in_language(card.question, language) or ""
    told = in_language(card.answer, language) or ""
    note = _note(card, language)
    options: tuple[str, ...] = ()
    answer = told
    if card.kind is Kind.CLOZE:
        pieces = segments(in_language(card.cloze, language) or "")
        question = "".join("[…]" if piece.label else piece.text for piece in pieces)
        answer = "".join(f"**{piece.text}**" if piece.label else piece.text for piece in pieces)
    elif card.kind is Kind.TYPED:
        answer = joined(" = ".join(map(literal, _names(card, language))), told)
    elif card.kind is Kind.NUMBER and card.number is not None:
        answer = joined(number(card), told)
    elif card.kind is Kind.CHOICES:
        listed = in_language(card.choices, language) or ()
        options = tuple(one.text for one in shuffled(card.id, listed))
        answer = joined("\n".join(f"- {indented(one.text)}" for one in listed if one.right), told)
        question = question or words("Which is right?")
    elif card.kind is Kind.ORDER:
        steps = in_language(card.order, language) or ()
        options = shuffled(card.id, steps)
        answer = joined("\n".join(f"{place}. {indented(step)}" for place, step in enumerate(steps, 1)), told)
        question = question or words("Put these in the right order.")
    elif card.kind is Kind.MATCH:
        pairs = in_language(card.match, language) or ()
        lefts, rights = [pair.left for pair in pairs], shuffled(card.id, [pair.right for pair in pairs])
        options = (" / ".join(lefts), " / ".join(rights)) if pairs else ()
        answer = joined("\n".join(f"- {pair.left} → {pair.right}" for pair in pairs), told)
        question = question or words("What belongs together?")
    return Face(question, answer, options, in_language(card.hint, language) or "", note)


def languages(card: Card, wanted: Sequence[str]) -> list[str]:
    """Those of the wanted languages in which the card says something of its own; at least the first."""
    if not card.languages:
        return list(wanted[:1])
    named = [language for language in wanted if language in card.languages]
    rest = "" in {key for texts in (card.question, card.cloze, card.choices, card.order, card.match) for key in texts}
    found = [language for language in wanted if language in named or rest]
    return (found or list(wanted))[: max(1, len(card.languages) + (1 if rest else 0))]


def shuffled(seed: str, items: Sequence[T]) -> tuple[T, ...]:
    """The items in an order that hangs on the card alone; never the given one where there are two or more."""
    order = sorted(range(len(items)), key=lambda place: crc32(f"{seed}\n{place}".encode()))
    if len(order) > 1 and order == list(range(len(items))):
        order = [*order[1:], order[0]]
    return tuple(items[place] for place in order)


def number(card: Card) -> str:
    """The answer of a card that asks for a number."""
    one = card.number
    if one is None:
        return ""
    tolerance = "" if one.tolerance in ("0", "") else f" ± {one.tolerance}{' %' if one.relative else ''}"
    return f"{one.value}{tolerance} {one.unit}".strip()


def literal(text: str) -> str:
    """Words as Markdown that shows them as they are."""
    return _SPECIAL.sub(r"\\\1", text)


def indented(text: str) -> str:
    """An item of several lines, kept together."""
    return text.replace("\n", "\n   ")


def joined(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)


def _names(card: Card, language: str) -> list[str]:
    """What a typed card accepts, names written in the language's script first."""

    def foreign(name: str) -> bool:
        return any("가" <= letter <= "힣" for letter in name) != (language == "ko")

    return sorted(card.accept, key=foreign) if language == "ko" else list(card.accept)


def _note(card: Card, language: str) -> str:
    """What the wrong options and foreseen wrong answers say, then the correction of the notes."""
    told = [
        f"- {indented(one.text)}: {indented(one.feedback)}"
        for one in in_language(card.choices, language) or ()
        if one.feedback and not one.right
    ]
    told += [
        f"- {one.answer}: {indented(one.feedback)}" for one in in_language(card.wrong, language) or () if one.feedback
    ]
    return joined("\n".join(told), in_language(card.fix, language) or "")
