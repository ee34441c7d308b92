"""What a package's database says, old schema or new, as plain values."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quiz.exchange.anki import wire
from quiz.exchange.anki.container import tables

_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Template:
    name: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class NoteType:
    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Note:
    id: int
    guid: str
    type: int
    tags: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    id: int
    note: int
    deck: int
    ord: int
    type: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    flags: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Review:
    """A row of the log: `id` is when, in milliseconds; `interval` days, or seconds below zero."""

    id: int
    card: int
    ease: int
    interval: int
    factor: int
    time: int
    type: int


@dataclass(frozen=True, slots=True)
class Contents:
    """All that is read of a package. `begun` is the second at which its day 0 begins."""

    begun: int
    types: Mapping[int, NoteType]
    decks: Mapping[int, str]  # "A::B"
    notes: tuple[Note, ...]
    cards: tuple[Card, ...]
    reviews: tuple[Review, ...]
    weights: tuple[float, ...] = ()
    retention: float | None = None
    rollover: int = 4


def read(connection: sqlite3.Connection) -> Contents:
    """Read the whole. Raises sqlite3.Error or ValueError where it is not a collection."""
    known = tables(connection)
    if not {"col", "notes", "cards", "revlog"} <= known:
        raise ValueError("this is no collection")
    row = connection.execute("SELECT crt, ver, conf, models, decks, dconf FROM col").fetchone()
    if row is None:
        raise ValueError("this collection is empty")
    begun, _, conf, models, decks, dconf = row
    if "notetypes" in known:
        types, names, weights, retention = _new(connection, known)
        rollover = _config(connection, known).get("rollover", 4)
    else:
        types, names = _types(_json(models)), _decks(_json(decks))
        weights, retention = _options(_json(dconf))
        rollover = _json(conf).get("rollover", 4)
    return Contents(
        _whole(begun), types, names, _notes(connection), _cards(connection), _reviews(connection), weights, retention,
        rollover if isinstance(rollover, int) and 0 <= rollover <= 23 else 4,
    )  # fmt: skip


def _json(text: object) -> dict[str, Any]:
    value = json.loads(text) if isinstance(text, str) and text else {}
    if not isinstance(value, dict):
        raise ValueError("this is no collection")
    return value


def _whole(value: object) -> int:
    return value if isinstance(value, int) and abs(value) < 2**53 else 0


def _types(models: Mapping[str, Any]) -> dict[int, NoteType]:
    found = {}
    for key, model in models.items():
        fields = sorted(model["flds"], key=lambda one: int(one["ord"]))
        templates = sorted(model["tmpls"], key=lambda one: int(one["ord"]))
        found[int(key)] = NoteType(
            str(model["name"]), model.get("type") == 1, tuple(str(one["name"]) for one in fields),
            tuple(Template(str(one["name"]), str(one["qfmt"]), str(one["afmt"])) for one in templates),
        )  # fmt: skip
    return found


def _decks(decks: Mapping[str, Any]) -> dict[int, str]:
    return {int(key): str(deck["name"]) for key, deck in decks.items()}


def _options(configs: Mapping[str, Any]) -> tuple[tuple[float, ...], float | None]:
    """The weights of FSRS-6 and the desired retention of the options that have weights, else of the first."""
    weights: tuple[float, ...] = ()
    retention: float | None = None
    for config in configs.values():
        given = config.get("fsrsParams6") or ()
        if retention is None or (given and not weights):
            value = config.get("desiredRetention")
            retention = float(value) if isinstance(value, int | float) else retention
        weights = weights or tuple(float(one) for one in given)
    return weights, retention


def _new(
    connection: sqlite3.Connection, known: set[str]
) -> tuple[dict[int, NoteType], dict[int, str], tuple[float, ...], float | None]:
    if not {"notetypes", "fields", "templates", "decks", "deck_config"} <= known:
        raise ValueError("this is no collection")
    fields: dict[int, list[tuple[int, str]]] = {}
    for kind, place, name in connection.execute("SELECT ntid, ord, name FROM fields"):
        fields.setdefault(kind, []).append((place, str(name)))
    templates: dict[int, list[tuple[int, Template]]] = {}
    for kind, place, name, config in connection.execute("SELECT ntid, ord, name, config FROM templates"):
        values = dict(wire.fields(config))
        one = Template(str(name), wire.text(values.get(1)), wire.text(values.get(2)))
        templates.setdefault(kind, []).append((place, one))
    types = {}
    for number, name, config in connection.execute("SELECT id, name, config FROM notetypes"):
        types[number] = NoteType(
            str(name), dict(wire.fields(config)).get(1) == 1,
            tuple(field for _, field in sorted(fields.get(number, []))),
            tuple(one for _, one in sorted(templates.get(number, []), key=lambda pair: pair[0])),
        )  # fmt: skip
    decks = {
        number: str(name).replace(_SEPARATOR, "::") for number, name in connection.execute("SELECT id, name FROM decks")
    }
    weights: tuple[float, ...] = ()
    retention: float | None = None
    for (config,) in connection.execute("SELECT config FROM deck_config ORDER BY id"):
        values = dict(wire.fields(config))
        given = tuple(wire.floats(values.get(6)))
        if retention is None or (given and not weights):
            retention = wire.one_float(values.get(37)) or retention
        weights = weights or given
    return types, decks, weights, retention


def _config(connection: sqlite3.Connection, known: set[str]) -> dict[str, Any]:
    if "config" not in known:
        return {}
    found = {}
    for key, value in connection.execute("SELECT key, val FROM config"):
        try:
            found[str(key)] = json.loads(value)
        except (ValueError, TypeError):
            continue
    return found


def _notes(connection: sqlite3.Connection) -> tuple[Note, ...]:
    rows = connection.execute("SELECT id, guid, mid, tags, flds FROM notes ORDER BY id")
    return tuple(
        Note(number, str(guid), kind, tuple(str(tags).split()), tuple(str(values).split(_SEPARATOR)))
        for number, guid, kind, tags, values in rows
    )


def _cards(connection: sqlite3.Connection) -> tuple[Card, ...]:
    rows = connection.execute(
        "SELECT id, nid, did, ord, type, queue, due, ivl, factor, reps, flags, data, odue, odid FROM cards ORDER BY id"
    )
    found = []
    for *numbers, data, odue, odid in rows:
        number, note, deck, place, kind, queue, due, interval, factor, reps, flags = map(_whole, numbers)
        if odid:  # in a filtered deck: what it was before
            deck, due = _whole(odid), _whole(odue) or due
        found.append(
            Card(number, note, deck, place, kind, queue, due, interval, factor, reps, flags & 7, _lenient(data))
        )
    return tuple(found)


def _lenient(text: object) -> dict[str, Any]:
    try:
        value = json.loads(text) if isinstance(text, str) and text else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _reviews(connection: sqlite3.Connection) -> tuple[Review, ...]:
    rows = connection.execute("SELECT id, cid, ease, ivl, factor, time, type FROM revlog ORDER BY id")
    return tuple(Review(*map(_whole, row)) for row in rows)
