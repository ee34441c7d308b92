"""From cards to the notes of a package: fields as HTML, one note a card, an exercise several variants a level."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from quiz.exchange import rendering
from quiz.exchange.anki import notetypes
from quiz.exchange.faces import Face, face, languages
from quiz.exchange.rendering import Rename
from quiz.exchange.variants import variants
from quiz.model.card import Card, Kind, in_language

GUID = "quiz:"
VARIANTS = 3  # of each level of an exercise


@dataclass(frozen=True, slots=True)
class Note:
    """A note with the parts that its cards stand for, by their place; "" where a card stands for none of ours."""

    guid: str
    type: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    deck: str
    parts: tuple[str, ...]
    card: str  # whose parts they are; "" for a variant of an exercise


def notes(card: Card, wanted: Sequence[str], rename: Callable[[str], str]) -> Iterator[Note]:
    """The notes of a card in the wanted languages, the first on top."""
    spoken = languages(card, wanted)
    tags = tuple(dict.fromkeys(tag.strip().replace(" ", "_") for tag in card.tags if tag.strip()))
    if card.kind is Kind.EXERCISE:
        for variant in variants(card, spoken, VARIANTS):
            shown = (variant.question, variant.answer, *variant.second, variant.label, variant.hint)
            worked: tuple[str, ...] = (*shown, "", rendering.html(card.source), card.id)
            guid = f"{GUID}{card.id}/level-{variant.level}/{variant.number}"
            yield Note(guid, notetypes.EXERCISE, worked, (*tags, "exercise"), card.deck, ("",), "")
        return
    kind, fields, parts = _fields(card, spoken, rename)
    yield Note(GUID + card.id, kind, fields, tags, card.deck, parts, card.id)


def _fields(card: Card, spoken: Sequence[str], rename: Rename) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    shown = [face(card, language) for language in spoken]
    first, second = shown[0], shown[1] if len(shown) > 1 else Face("", "")

    def made(text: str) -> str:
        return rendering.html(text, rename)

    shared = (made(first.hint), made(first.note), made(card.source), card.id)
    if card.kind is Kind.CLOZE:
        numbers = {label: place for place, label in enumerate(card.labels, 1)}
        texts = [rendering.cloze(in_language(card.cloze, one) or "", numbers, rename) for one in spoken]
        more = made(in_language(card.answer, spoken[0]) or "")
        return notetypes.CLOZE, (texts[0], texts[1] if len(texts) > 1 else "", more, *shared), card.labels
    if card.kind is Kind.TYPED or card.kind is Kind.NUMBER:
        answer, also = _typed(card, spoken[0])
        return notetypes.TYPED, (made(first.question), answer, made(second.question), made(also), *shared), ("",)
    if first.options:
        sides = [(made(one.question), _list(one, rename), made(one.answer)) for one in (first, second)]
        return notetypes.CHOICE, (*sides[0], *sides[1], *shared), ("",)
    kind = notetypes.REVERSED if card.reversed else notetypes.BASIC
    sides = [(made(one.question), made(one.answer), "") for one in (first, second)]
    return kind, (*sides[0][:2], *sides[1][:2], *shared), card.parts


def _typed(card: Card, language: str) -> tuple[str, str]:
    """What is to be typed, as plain HTML, and what else there is to say of it."""
    from html import escape

    told = face(card, language)
    if card.kind is Kind.NUMBER and card.number is not None:
        return escape(f"{card.number.value} {card.number.unit}".strip()), told.answer
    names = told.answer.split("\n\n")[0].split(" = ")
    plain = next((name for name in card.accept if names and name == names[0].replace("\\", "")), card.accept[0])
    return escape(plain), told.answer


def _list(one: Face, rename: Rename) -> str:
    items = "".join(f"<li>{rendering.html(option, rename)}</li>" for option in one.options)
    return f"<ul>{items}</ul>" if items else ""
