"""Writing an `.apkg`: a collection of schema 11, which every Anki reads, with its media, in one zip file."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1, sha256
from html import unescape

from quiz.exchange.anki import notetypes, schema
from quiz.exchange.anki.notes import Note, notes
from quiz.exchange.exported import History, Key, Out, pictures
from quiz.model.day import StudyDay, milliseconds, offset_minutes
from quiz.model.errors import QuizError
from quiz.model.event import Event
from quiz.model.progress import Progress, State
from quiz.model.text import one_line
from quiz.scheduling.states import Options

_TAGS = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"[^A-Za-z0-9._-]+")
_MARGIN = 30  # days before the first review at which the collection begins
_CARD = {State.NEW: 0, State.LEARNING: 1, State.REVIEW: 2, State.RELEARNING: 3}


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be packed. `history` is None without progress."""

    languages: Sequence[str]
    options: Options
    rollover: int
    now: datetime
    history: History | None = None


@dataclass(slots=True)
class Packed:
    """What went into a package."""

    notes: int = 0
    cards: int = 0
    reviews: int = 0
    media: int = 0
    missing: list[str] = field(default_factory=list)


def pack(path: str, cards: Sequence[Out], asked: Request) -> Packed:
    """Write the package at `path`, whole or not at all."""
    media = _media(cards)
    with tempfile.TemporaryDirectory(prefix="quiz-") as folder:
        database = os.path.join(folder, "collection.anki2")
        packed = _collection(database, cards, asked, media)
        packed.media = len({name for name, _ in media.values()})
        temporary = f"{path}.{os.getpid()}.tmp"
        try:
            _zip(temporary, database, media)
            os.replace(temporary, path)
        except OSError as error:
            reason = error.strerror or "?"
            raise QuizError("{path} cannot be written ({reason}).", path=one_line(path), reason=reason) from error
        finally:
            if os.path.exists(temporary):
                os.unlink(temporary)
    return packed


def _media(cards: Iterable[Out]) -> dict[str, tuple[str, str]]:
    """By path: the name under which a picture goes along (flat, and the same every time), and the path."""
    found = {}
    for name, path in pictures(cards):
        with open(path, "rb") as file:
            digest = sha256(file.read()).hexdigest()[:10]
        stem, suffix = os.path.splitext(os.path.basename(name))
        plain = _SPACE.sub("-", stem).strip("-.")[:40] or "picture"
        found[path] = (f"quiz-{plain}-{digest}{_SPACE.sub('', suffix)}", path)
    return found


def _zip(path: str, database: str, media: Mapping[str, tuple[str, str]]) -> None:
    by_name = dict(media.values())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(database, "collection.anki2")
        for place, file in enumerate(by_name.values()):
            archive.write(file, str(place), zipfile.ZIP_STORED)
        archive.writestr("media", json.dumps({str(place): name for place, name in enumerate(by_name)}))


def _collection(path: str, cards: Sequence[Out], asked: Request, media: Mapping[str, tuple[str, str]]) -> Packed:
    seconds = milliseconds(asked.now) // 1000
    made: list[Note] = []
    packed = Packed()
    for out in cards:
        made += notes(out.card, asked.languages, lambda name, folder=out.folder: _renamed(name, folder, media))  # type: ignore[misc]
        packed.missing += [name for name in out.card.pictures if not _renamed(name, out.folder, media)]
    zero = _first_day(asked) - _MARGIN
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executescript(schema.TABLES)
        connection.execute("BEGIN")
        _write_notes(connection, made, seconds)
        keys = _write_cards(connection, made, asked, zero, seconds, packed)
        packed.notes = len(made)
        if asked.history is not None:
            packed.reviews = _write_reviews(connection, keys, asked.history, asked.options)
        _write_collection(connection, made, asked, zero, seconds)
        connection.execute("COMMIT")
        connection.executescript(schema.INDEXES)
    finally:
        connection.close()
    return packed


def _renamed(name: str, folder: str, media: Mapping[str, tuple[str, str]]) -> str:
    found = media.get(os.path.join(folder, *name.split("/")))
    return found[0] if found else ""


def _first_day(asked: Request) -> int:
    """The first study day of which the package speaks."""
    days = [row.first_day for row in asked.history.progress.values() if row.first_day] if asked.history else []
    days += [chain[0].study_day for chain in asked.history.reviews.values()] if asked.history else []
    return min([*days, StudyDay.of(asked.now, asked.rollover)])


def _write_notes(connection: sqlite3.Connection, made: Iterable[Note], seconds: int) -> None:
    rows = []
    for note in made:
        sort = unescape(_TAGS.sub("", note.fields[0])).strip()
        checksum = int(sha1(sort.encode()).hexdigest()[:8], 16)
        tags = f" {' '.join(note.tags)} " if note.tags else ""
        kind = notetypes.NoteType(note.type).id
        fields = "\x1f".join(note.fields)
        rows.append((notetypes.stable(note.guid), note.guid, kind, seconds, -1, tags, fields, sort, checksum, 0, ""))
    connection.executemany("INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _write_cards(
    connection: sqlite3.Connection, made: Sequence[Note], asked: Request, zero: int, seconds: int, packed: Packed
) -> dict[Key, int]:
    """The cards; returned are the numbers of those that stand for a part of ours."""
    keys: dict[Key, int] = {}
    rows = []
    position = 0
    for note in made:
        for place, part in enumerate(note.parts):
            number = notetypes.stable(f"{note.guid}\n{place}")
            position += 1
            row = asked.history.progress.get((note.card, part)) if asked.history and note.card else None
            if note.card:
                keys[note.card, part] = number
            state = _card_row(row or Progress(note.card, part), zero, position, asked.options)
            deck = notetypes.stable(f"deck {note.deck}")
            rows.append((number, notetypes.stable(note.guid), deck, place, seconds, -1, *state))
    connection.executemany(f"INSERT INTO cards VALUES ({', '.join('?' * 18)})", rows)
    packed.cards = len(rows)
    return keys


def _card_row(row: Progress, zero: int, position: int, options: Options) -> tuple[object, ...]:
    """From `type` on: type, queue, due, interval, factor, reps, lapses, left, odue, odid, flags, data."""
    kind = _CARD[row.state]
    queue = -1 if row.suspended else {0: 0, 1: 1, 2: 2, 3: 1}[kind]
    interval = left = 0
    due = position
    if row.state is State.REVIEW and row.due_day is not None:
        due = row.due_day - zero
        interval = max(1, row.due_day - (row.last_day if row.last_day is not None else row.due_day - 1))
    elif row.due_ms is not None:
        due, left = row.due_ms // 1000, 1001
        interval = max(1, round(row.stability or 1)) if row.state is State.RELEARNING else 0
    data: dict[str, object] = {"pos": position} if kind == 0 else {}
    if row.stability is not None and row.difficulty is not None:
        data |= {"s": round(row.stability, 4), "d": round(row.difficulty, 3), "dr": options.desired_retention,
                 "decay": round(options.weights[20], 4)}  # fmt: skip
        if row.last_ms is not None:
            data["lrt"] = row.last_ms // 1000
    factor = 2500 if kind in (2, 3) else 0
    return (kind, queue, due, interval, factor, row.reps, row.lapses, left, 0, 0, row.flag, json.dumps(data))


def _write_reviews(connection: sqlite3.Connection, keys: Mapping[Key, int], history: History, options: Options) -> int:
    rows = []
    taken: set[int] = set()
    for key, chain in sorted(history.reviews.items()):
        if key not in keys:
            continue
        before, last = State.NEW, 0
        for event in chain:
            number = event.at_ms
            while number in taken:
                number += 1
            taken.add(number)
            state, interval = _decided(event, before)
            kind = {State.NEW: 0, State.LEARNING: 0, State.REVIEW: 1, State.RELEARNING: 2}[before]
            time = min(event.duration_ms or 0, 60_000)
            rows.append((number, keys[key], -1, event.rating, interval, last, 0, time, kind))
            before, last = state, interval
    connection.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return len(rows)


def _decided(event: Event, before: State) -> tuple[State, int]:
    """Where a review led, and the interval that Anki's log would show: days, or seconds below zero."""
    data = event.details()
    state, due = data.get("state"), data.get("due")
    if isinstance(state, int) and state in (1, 2, 3) and isinstance(due, int):
        if state == State.REVIEW:
            return State.REVIEW, max(1, due - event.study_day)
        return State(state), -max(1, (due - event.at_ms) // 1000)
    return (State.REVIEW if before is not State.NEW else State.LEARNING), 1


def _write_collection(
    connection: sqlite3.Connection, made: Sequence[Note], asked: Request, zero: int, seconds: int
) -> None:
    options = asked.options
    day = StudyDay(zero).date()
    begin = datetime(day.year, day.month, day.day, asked.rollover, tzinfo=asked.now.tzinfo)
    config = notetypes.stable("options quiz")
    names = sorted({note.deck for note in made})
    decks = {str(1): schema.deck(1, "Default", seconds, 1)}
    for name in sorted(
        {"/".join(deck.split("/")[:depth]) for deck in names for depth in range(1, deck.count("/") + 2)}
    ):
        number = notetypes.stable(f"deck {name}")
        decks[str(number)] = schema.deck(number, name.replace("/", "::"), seconds, config)
    steps = {
        "learn": [step / 60 for step in options.learning_steps],
        "relearn": [step / 60 for step in options.relearning_steps],
        "most": options.maximum_interval,
    }
    dconf = {
        "1": schema.options(1, "Default", seconds, learn=[1.0, 10.0], relearn=[10.0], most=36500),
        str(config): schema.options(
            config,
            "quiz",
            seconds,
            **steps,
            fsrsParams6=list(options.weights),
            desiredRetention=options.desired_retention,
        ),
    }
    deck = notetypes.stable(f"deck {names[0]}") if names else 1
    models = {
        str(kind.id): kind.model(deck, seconds)
        for kind in (notetypes.NoteType(name) for name in dict.fromkeys(note.type for note in made))
    }
    first = next(iter(models), "0")
    conf = schema.conf(len(made) + 1, int(first), offset_minutes(asked.now), asked.rollover)
    created = milliseconds(begin) // 1000
    row = (
        1,
        created,
        seconds * 1000,
        seconds * 1000,
        11,
        0,
        0,
        0,
        conf,
        *map(json.dumps, (models, decks, dconf)),
        "{}",
    )
    connection.execute(f"INSERT INTO col VALUES ({', '.join('?' * 13)})", row)
