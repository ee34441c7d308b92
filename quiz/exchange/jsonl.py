"""JSON Lines, lossless: cards as the program holds them, their pictures, and with progress every event of the log.

The first line is {"format": "quiz", "version": 1}. Each further line is one of

    {"card": {…}}                                   every field of `quiz.model.card.Card` that is not its default
    {"picture": "file", "deck": "id", "data": "…"}  base64
    {"event": [id, device, seq, at_ms, utc_offset_min, study_day, kind, card, part, rating, duration_ms, data],
     "checksum": n}                                 as the log holds it
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Sequence

from quiz.decks.compose import compose
from quiz.decks.parse import parse
from quiz.decks.parse.ident import is_deck_id
from quiz.exchange.exported import Out, chosen, pictures
from quiz.exchange.incoming import Incoming, Left, Report, apply
from quiz.model.card import Card
from quiz.model.errors import QuizError
from quiz.model.event import Event
from quiz.model.text import one_line
from quiz.store import events
from quiz.study.collection import Collection

VERSION = 1
_MOST_LINE = 64 * 1024 * 1024  # characters
_MOST_PICTURE = 32 * 1024 * 1024


def lines(collection: Collection, decks: Sequence[str], *, progress: bool) -> Iterator[str]:
    """The lines of an export, without their ends."""
    out = chosen(collection, decks)
    yield json.dumps({"format": "quiz", "version": VERSION})
    for one in out:
        card = json.loads(one.card.dump())
        card.pop("line", None)
        yield json.dumps({"card": card}, ensure_ascii=False)
    yield from _pictures(out)
    if progress:
        ids = {one.card.id for one in out}
        for event in events.every(collection.database.connection):
            if event.card in ids or not event.card:
                yield json.dumps({"event": event.columns(), "checksum": event.checksum}, ensure_ascii=False)


def _pictures(out: Sequence[Out]) -> Iterator[str]:
    deck_of = {os.path.join(one.folder, *name.split("/")): one.card.deck for one in out for name in one.card.pictures}
    for name, path in pictures(out):
        with open(path, "rb") as file:
            data = base64.b64encode(file.read()).decode("ascii")
        yield json.dumps({"picture": name, "deck": deck_of[path], "data": data}, ensure_ascii=False)


def bring(
    collection: Collection, path: str, *, progress: bool = True, dry_run: bool = False, update: bool = False
) -> Report:
    """Import a file of JSON Lines. Raises QuizError; decks and log are then as they were."""
    incoming = Incoming()
    images: dict[tuple[str, str], bytes] = {}
    log: list[Event] = []
    for number, value in _values(path):
        if "card" in value:
            _card(value["card"], number, incoming)
        elif "picture" in value:
            _picture(value, images, incoming)
        elif "event" in value and progress:
            _event(value, number, log, incoming)
    incoming.pictures = lambda deck, name: images.get((deck, name))
    incoming.log = log
    return apply(collection, incoming, dry_run=dry_run, update=update)


def _values(path: str) -> Iterator[tuple[int, dict[str, object]]]:
    """The objects of the lines behind the first, with the numbers of the lines."""
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            for number, line in enumerate(iter(lambda: file.readline(_MOST_LINE), ""), 1):
                if not line.strip():
                    continue
                try:
                    value = json.loads(line)
                except (ValueError, RecursionError):
                    value = None
                if not isinstance(value, dict):
                    raise QuizError(
                        "{path}:{line}: this is no JSON object; nothing was imported.", path=one_line(path), line=number
                    )
                if number == 1:
                    _greet(value, path)
                else:
                    yield number, value
    except OSError as error:
        raise QuizError(
            "{path} cannot be read ({reason}).", path=one_line(path), reason=error.strerror or "?"
        ) from error


def _greet(value: dict[str, object], path: str) -> None:
    version = value.get("version")
    if value.get("format") != "quiz" or not isinstance(version, int):
        raise QuizError('{path} does not begin with {{"format": "quiz", "version": 1}}.', path=one_line(path))
    if version > VERSION:
        raise QuizError("{path} was written by a newer program; update this one.", path=one_line(path))


def _card(value: object, number: int, incoming: Incoming) -> None:
    """A card, believed only as far as it makes deck text that reads back."""
    incoming.notes += 1
    try:
        card = Card.load(json.dumps(value)) if isinstance(value, dict) else None
        source = compose(card) if card is not None else ""
        deck = parse(source, "card", default_id=card.deck if card is not None else "")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        card, deck = None, None
    found = deck.cards if deck is not None else ()
    if card is None or len(found) != 1 or not is_deck_id(card.deck) or found[0].provisional:
        incoming.left.append(Left(f"line {number}", "this is no card that a deck could hold"))
        return
    incoming.cards.append(found[0])


def _picture(value: dict[str, object], images: dict[tuple[str, str], bytes], incoming: Incoming) -> None:
    name, deck, data = value.get("picture"), value.get("deck"), value.get("data")
    if isinstance(name, str) and isinstance(deck, str) and isinstance(data, str) and len(data) < 2 * _MOST_PICTURE:
        try:
            images[deck, name] = base64.b64decode(data, validate=True)
        except ValueError:
            incoming.left.append(Left(one_line(name)[:60], "this picture is damaged"))


def _event(value: dict[str, object], number: int, log: list[Event], incoming: Incoming) -> None:
    columns = value.get("event")
    kinds: tuple[type | tuple[type, ...], ...] = (
        str,
        str,
        int,
        int,
        int,
        int,
        str,
        str,
        str,
        (int, type(None)),
        (int, type(None)),
        str,
    )
    good = isinstance(columns, list) and len(columns) == len(kinds)
    if (
        isinstance(columns, list)
        and good
        and all(isinstance(one, kind) and not isinstance(one, bool) for one, kind in zip(columns, kinds, strict=True))
    ):
        event = Event(*columns)
        if event.checksum == value.get("checksum"):
            log.append(event)
            return
    incoming.left.append(Left(f"line {number}", "this event is damaged"))
