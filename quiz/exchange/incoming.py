"""What comes in: cards for deck files with their pictures, and events for the log; all of it, or nothing at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from quiz.decks.compose import compose, front
from quiz.decks.files import Original, load, remove, save
from quiz.decks.parse import parse
from quiz.decks.parse.ident import is_id, propose
from quiz.exchange.arriving import Arrived, put
from quiz.exchange.markup import PICTURE
from quiz.language import Words
from quiz.model.card import Card
from quiz.model.errors import QuizError
from quiz.model.event import Event
from quiz.model.text import one_line
from quiz.store import cards as stored_cards
from quiz.store import deckfiles
from quiz.study.collection import Collection

_MARK = "imported"


@dataclass(frozen=True, slots=True)
class Left:
    """Something that does not come along, and why (a sentence for the catalogue with its values)."""

    what: str
    why: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Incoming:
    """What a file holds. `cards` have their decks; `pictures` gives the bytes of a picture by deck and file."""

    cards: list[Card] = field(default_factory=list)
    pictures: Callable[[str, str], bytes | None] | None = None
    arrived: list[Arrived] = field(default_factory=list)
    log: list[Event] = field(default_factory=list)  # events of a home, as they are
    left: list[Left] = field(default_factory=list)
    notes: int = 0  # how many were looked at


@dataclass(slots=True)
class Report:
    """What an import did, or would do: ids of cards, and numbers."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)  # there already, with another text
    unchanged: int = 0
    updated: bool = False  # whether what changed was written
    events: int = 0
    media: int = 0
    files: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)


def apply(collection: Collection, incoming: Incoming, *, dry_run: bool = False, update: bool = False) -> Report:
    """Take it in. Where anything fails, decks and log are as they were. Raises QuizError."""
    report = Report(left=incoming.left, updated=update)
    known = {one.card.id: one for one in stored_cards.every(collection.database.connection) if one.active}
    fresh: dict[str, list[Card]] = {}
    edits: dict[str, list[Card]] = {}
    first: dict[str, Card] = {}
    for card in incoming.cards:
        first.setdefault(card.id, card)
    for card in first.values():
        there = known.get(card.id)
        if there is None:
            report.added.append(card.id)
            fresh.setdefault(card.deck, []).append(card)
        elif same(there.card, card):
            report.unchanged += 1
        else:
            report.changed.append(card.id)
            if there.key.startswith("user/"):
                edits.setdefault(collection.roots.path(there.key), []).append(card)
    if dry_run:
        report.events = put(collection, incoming.arrived, incoming.log, dry_run=True)
        report.files = [os.path.join(collection.roots.user, *f"{deck}.md".split("/")) for deck in fresh]
        return report
    undo: list[Callable[[], None]] = []
    try:
        for deck, cards in fresh.items():
            _write(collection, deck, cards, incoming, report, undo)
        for path, cards in edits.items() if update else ():
            _rewrite(path, cards, undo)
        collection.refresh()
        _sound(collection, report.files)
        report.events = put(collection, incoming.arrived, incoming.log, dry_run=False)
    except BaseException:
        for step in reversed(undo):
            step()
        collection.refresh()
        raise
    return report


def same(one: Card, other: Card) -> bool:
    """Whether two cards say the same, wherever they stand."""

    def said(card: Card) -> str:
        return replace(card, deck="", line=0, pictures=(), tags=tuple(sorted(card.tags))).dump()

    return said(one) == said(other)


def deck_id(name: str) -> str:
    """A deck's name from outside, its levels parted by "::" or "/", as an id."""
    parts = [propose(part)[:60].strip("-.") for part in name.replace("::", "/").split("/")]
    return "/".join(part for part in parts if part and is_id(part)) or "imported"


def _write(
    collection: Collection,
    deck: str,
    cards: Sequence[Card],
    incoming: Incoming,
    report: Report,
    undo: list[Callable[[], None]],
) -> None:
    """Put new cards into the file of their deck, which is one that an import made: none of the person's own."""
    path, deck, original = _place(collection, deck)
    _write_pictures(os.path.dirname(path), cards, incoming, report, undo)
    text = original.text
    if not text:
        options = f"[options]\n{_MARK} = true\n"
        head = front(deck=deck) or "+++\n+++\n\n"
        text = head.replace("+++\n\n", f"{options}+++\n\n", 1) if head.count("+++") == 2 else head
    newline = "" if text.endswith("\n\n") or not text else "\n"
    text += newline + "\n".join(compose(card) for card in cards)
    save(original, text)
    undo.append(lambda: _restore(original))
    report.files.append(path)


def _sound(collection: Collection, files: Sequence[str]) -> None:
    """Raise QuizError where a file that was written is not sound; what is between files is for `quiz check`."""
    known = {collection.roots.path(key): key for key in deckfiles.files(collection.database.connection)}
    for path in files:
        faults = deckfiles.files(collection.database.connection)[known[path]].problems if path in known else "[]"
        errors = [fault for fault in json.loads(faults) if not fault["warning"]]
        if errors:
            problem = Words("en")(errors[0]["message"], **errors[0]["values"])
            raise QuizError("Nothing was imported: {problem}", problem=f"{path}:{errors[0]['line']}: {problem}")


def _place(collection: Collection, deck: str) -> tuple[str, str, Original]:
    """A file for a deck: one that an import made before, or a new one under a name that is free."""
    taken = collection.decks()
    for number in range(1, 1000):
        name = deck if number == 1 else f"{deck}-{number}"
        path = os.path.join(collection.roots.user, *f"{name}.md".split("/"))
        original = load(path, missing=True)
        if original.data is None and name not in taken:
            return path, name, original
        if original.data is not None and parse(original.text, path, default_id=name).options.get(_MARK) is True:
            return path, name, original
    raise QuizError("There is no free name for the deck {deck}.", deck=one_line(deck))


def _write_pictures(
    folder: str, cards: Sequence[Card], incoming: Incoming, report: Report, undo: list[Callable[[], None]]
) -> None:
    """Write the pictures of new cards below the folder of their deck; what is there already stays."""
    if incoming.pictures is None:
        return
    for file in dict.fromkeys(name for card in cards for name in card.pictures):
        data = incoming.pictures(cards[0].deck, file) if PICTURE.fullmatch(file.rsplit("/", 1)[-1]) else None
        path = os.path.join(folder, *file.split("/"))
        if data is None:
            report.left.append(Left(one_line(file)[:80], "this picture is not in the file"))
        elif not os.path.lexists(path):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "xb") as target:
                target.write(data)
            undo.append(lambda path=path: os.unlink(path))  # type: ignore[misc]
            report.media += 1


def _rewrite(path: str, cards: Iterable[Card], undo: list[Callable[[], None]]) -> None:
    from quiz.decks.stamp import replaced

    original = load(path)
    save(original, replaced(original, {card.id: compose(card) for card in cards}))
    undo.append(lambda: _restore(original))


def _restore(original: Original) -> None:
    """Put a file back as it was before the import."""
    now = load(original.path, missing=True)
    if original.data is None:
        if now.data is not None:
            remove(now)
    else:
        save(now, original.text)
