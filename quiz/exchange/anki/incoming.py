"""From the notes of a package to cards of ours: what each template shows, in the fitting kind."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from quiz.decks.parse.ident import is_id
from quiz.decks.parse.media import inside
from quiz.decks.spans import pictures
from quiz.exchange.anki.notes import GUID
from quiz.exchange.anki.tables import Card as Row
from quiz.exchange.anki.tables import Contents, Note, NoteType
from quiz.exchange.anki.templates import Side, back, render
from quiz.exchange.incoming import Left, deck_id
from quiz.exchange.markup import Markdown, markdown, plain
from quiz.model.card import Card, Kind
from quiz.model.text import clean, one_line

_CLOZE = re.compile(r"\{\{c(\d{1,3})::(.*?)(?:::((?:(?!::).)*?))?\}\}", re.DOTALL)
WITHOUT_GUID = "text:"  # begins what stands for the guid of a note from a file that has none
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_LONGEST_FIELD = 1_000_000  # characters
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)

Key = tuple[str, str]


@dataclass(slots=True)
class Taken:
    """The cards, and which part of which card each card of the package is."""

    cards: list[Card] = field(default_factory=list)
    parts: dict[int, Key] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    media: Container[str] = ()  # the names of those that are in the package


def taken(contents: Contents, known: Mapping[str, Card], media: Container[str] = ()) -> Taken:
    """All notes as cards, in their order. What cannot be shown is in `left`. `known` are the cards of the home: one of
    ours that comes back is at home in its deck file."""
    found = Taken(media=media)
    of_note: dict[int, list[Row]] = {}
    for row in contents.cards:
        of_note.setdefault(row.note, []).append(row)
    seen: set[str] = set()
    for note in contents.notes:
        rows = sorted(of_note.get(note.id, ()), key=lambda row: row.ord)
        kind = contents.types.get(note.type)
        if not rows:
            continue
        name = _name(note)
        if kind is None:
            found.left.append(Left(name, "its note type is not in the file"))
        elif any(len(value) > _LONGEST_FIELD for value in note.values):
            found.left.append(Left(name, "one of its fields is too long to be read by anybody"))
        elif not note.guid.startswith(GUID):
            _theirs(note, kind, rows, contents, found, seen)
        elif is_id(
            card_id := clean(note.guid.removeprefix(GUID))
        ):  # else a worked variant, which has no part of its own
            card = known.get(card_id)
            if card is not None:
                _ours(note, rows, card, found)
            else:
                _theirs(note, kind, rows, contents, found, seen, card_id=card_id)
    return found


def _name(note: Note) -> str:
    """What a note is called in a list: the words of its first field."""
    words = plain(note.values[0][:2000]) if note.values else ""
    return one_line(words)[:60] or f"{note.id}"


def _ours(note: Note, rows: Sequence[Row], card: Card, found: Taken) -> None:
    """A note whose card is here: its cards are that card's parts, whatever became of its text."""
    for row in rows:
        if row.ord < len(card.parts):
            found.parts[row.id] = (card.id, card.parts[row.ord])


def _theirs(
    note: Note, kind: NoteType, rows: Sequence[Row], contents: Contents, found: Taken, seen: set[str], card_id: str = ""
) -> None:
    values = dict(zip(kind.fields, note.values, strict=False))
    deck = deck_id(contents.decks.get(rows[0].deck, "imported"))
    folder = f"{deck.rsplit('/', 1)[-1]}.media"
    base = Card(card_id or _id(note.guid), deck, tags=tuple(one_line(tag).replace(",", ";") for tag in note.tags))
    while base.id in seen:
        base = replace(base, id=base.id + "-2")
    seen.add(base.id)
    if kind.cloze:
        made = _cloze(base, kind, values, rows, folder, found)
    else:
        made = _plain(base, kind, values, rows, folder, found, _name(note))
    for card, keys in made:
        shown = [text for texts in (card.question, card.answer, card.cloze) for text in texts.values()]
        files = dict.fromkeys(inside(one.file) for text in shown for one in pictures(text) if inside(one.file))
        found.cards.append(replace(card, pictures=tuple(files)))
        found.parts.update(keys)


def _id(guid: str) -> str:
    """An id of ours for a note of theirs, always the same."""
    number = int.from_bytes(sha256(guid.encode("utf-8", "replace")).digest()[:8], "big")
    letters = []
    for _ in range(10):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return ("text-" if guid.startswith(WITHOUT_GUID) else "anki-") + "".join(letters)


Made = Iterator[tuple[Card, dict[int, Key]]]


def _cloze(
    base: Card, kind: NoteType, values: Mapping[str, str], rows: Sequence[Row], folder: str, found: Taken
) -> Made:
    """A cloze note: its text with clozes, and what else the answer shows."""
    template = kind.templates[0] if kind.templates else None
    texts = [value for value in values.values() if _CLOZE.search(value)]
    if template is None or not texts:
        found.left.append(Left(plain(next(iter(values.values()), ""))[:60], "this cloze note hides nothing"))
        return
    main = texts[0]
    marked, hints = _marked(main)
    made = _heard(markdown(marked, folder, found.media), base, found)
    text = _unmarked(made, hints)
    labels = tuple(dict.fromkeys(label for label, _ in hints))
    others = {name: "" if value == main else value for name, value in values.items()}
    extra = _heard(markdown(back(template.answer, others).html, folder, found.media), base, found)
    card = replace(base, kind=Kind.CLOZE, cloze={"": text}, labels=labels, answer={"": extra} if extra else {})
    yield card, {row.id: (card.id, str(row.ord + 1)) for row in rows if str(row.ord + 1) in labels}


def _marked(html: str) -> tuple[str, list[tuple[str, str]]]:
    """The HTML with signs for clozes that Markdown leaves alone; label and hint of each."""
    hints: list[tuple[str, str]] = []

    def sign(match: re.Match[str]) -> str:
        hints.append((match.group(1), plain(match.group(3) or "")))
        return f"\ue0f2{match.group(2)}\ue0f4"

    return _CLOZE.sub(sign, html.replace("\ue0f2", "").replace("\ue0f4", "")), hints


def _unmarked(text: str, hints: Sequence[tuple[str, str]]) -> str:
    """The deck's cloze text: `{{label::hidden :: hint}}`, lone braces masked."""
    pieces = []
    numbers = iter(hints)
    for piece in re.split("(\ue0f2.*?\ue0f4)", text, flags=re.DOTALL):
        masked = re.sub(r"(?<!\\)([{}])", r"\\\1", piece.strip("\ue0f2\ue0f4")) if "$" not in piece else piece
        if piece.startswith("\ue0f2"):
            label, hint = next(numbers, ("1", ""))
            hidden = masked.strip("\ue0f2\ue0f4").strip() or "…"
            pieces.append(f"{{{{{label}::{hidden}{f' :: {hint}' if hint else ''}}}}}")
        else:
            pieces.append(masked)
    return "".join(pieces)


def _plain(
    base: Card, kind: NoteType, values: Mapping[str, str], rows: Sequence[Row], folder: str, found: Taken, name: str
) -> Made:
    sides: list[tuple[Row, Side, Side]] = []
    for row in rows:
        if row.ord >= len(kind.templates):
            found.left.append(Left(name, "its card template is not in the file"))
            continue
        template = kind.templates[row.ord]
        sides.append((row, render(template.question, values), back(template.answer, values)))
    texts = [
        (
            row,
            front,
            _heard(markdown(front.html, folder, found.media), base, found),
            _heard(markdown(behind.html, folder, found.media), base, found),
        )
        for row, front, behind in sides
    ]
    if len(texts) == 2 and texts[0][2] and _turned(kind, values, texts[0][2:], texts[1][2:]):
        card = replace(base, reversed=True, question={"": texts[0][2]}, answer={"": texts[0][3]})
        yield card, {texts[0][0].id: (card.id, ""), texts[1][0].id: (card.id, "reverse")}
        return
    for place, (row, front, question, answer) in enumerate(texts):
        card_id = base.id if place == 0 else f"{base.id}-{row.ord + 1}"
        if not question:
            script = any(_SCRIPT.search(part) for part in (front.html, *values.values()))
            why = "its question is made by a script, which is not run" if script else "its question is empty"
            found.left.append(Left(name, why))
            continue
        expected = one_line(plain(values.get(front.typed, ""))) if front.typed else ""
        card = replace(base, id=card_id, question={"": question})
        if expected and " | " not in expected:
            more = answer if answer not in (expected, markdown(values[front.typed]).text) else ""
            card = replace(card, kind=Kind.TYPED, accept=(expected,), answer={"": more} if more else {})
        else:
            card = replace(card, answer={"": answer or "…"})
        yield card, {row.id: (card.id, "")}


def _turned(kind: NoteType, values: Mapping[str, str], one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether the second card asks the first one the other way round."""
    return one == (other[1], other[0]) or (kind.name.startswith("quiz Reversed") and "Id" in values)


def _heard(made: Markdown, card: Card, found: Taken) -> str:
    found.left += [Left(one_line(sound), "sounds are not played here", {}) for sound in made.sounds]
    return made.text
