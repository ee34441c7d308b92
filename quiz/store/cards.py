"""The cards of the deck files as last read, which card answers to an id, and the search index."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from quiz.model.card import Card, Kind
from quiz.store import deckfiles, progress
from quiz.store.deckfiles import DeckFile

_TABLES = (
    """
    CREATE TABLE card (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL, id TEXT NOT NULL, deck TEXT NOT NULL, position INTEGER NOT NULL,
        kind TEXT NOT NULL, fingerprint TEXT NOT NULL, content TEXT NOT NULL, text TEXT NOT NULL,
        active INTEGER NOT NULL DEFAULT 0,
        UNIQUE (key, id)
    ) STRICT
    """,
    "CREATE INDEX card_id ON card (id)",
    "CREATE UNIQUE INDEX card_active ON card (id) WHERE active",
    "CREATE INDEX card_kind ON card (kind) WHERE active",
    "CREATE TABLE prerequisite (card TEXT, basis TEXT, PRIMARY KEY (card, basis)) STRICT, WITHOUT ROWID",
)
_INDEX = (
    """
    CREATE VIRTUAL TABLE card_text
    USING fts5 (text, content = 'card', content_rowid = 'number', tokenize = 'trigram')
    """,
    """
    CREATE TRIGGER card_added AFTER INSERT ON card
    BEGIN INSERT INTO card_text (rowid, text) VALUES (new.number, new.text); END
    """,
    """
    CREATE TRIGGER card_removed AFTER DELETE ON card
    BEGIN INSERT INTO card_text (card_text, rowid, text) VALUES ('delete', old.number, old.text); END
    """,
    """
    CREATE TRIGGER card_edited AFTER UPDATE OF text ON card WHEN old.text <> new.text
    BEGIN
        INSERT INTO card_text (card_text, rowid, text) VALUES ('delete', old.number, old.text);
        INSERT INTO card_text (rowid, text) VALUES (new.number, new.text);
    END
    """,
)
SCHEMA = (*_TABLES, *_INDEX)


@dataclass(frozen=True, slots=True)
class Stored:
    """A card with the file that it stands in."""

    card: Card
    key: str
    active: bool = True


_PUT_CARD = """
    INSERT INTO card (key, id, deck, position, kind, fingerprint, content, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key, id) DO UPDATE SET deck = excluded.deck, position = excluded.position, kind = excluded.kind,
        fingerprint = excluded.fingerprint, content = excluded.content, text = excluded.text
"""


# Which parts of a card stand in its deck. Those of an exercise hang on its family and on the log, of which this room
# knows nothing: whoever settles cards says so.
Parts = Callable[[Card], Sequence[str]]


def without_exercises(card: Card) -> tuple[str, ...]:
    """The parts of a card where no family is known."""
    return () if card.kind is Kind.EXERCISE else card.parts


def askable(connection: sqlite3.Connection, card: Card) -> tuple[str, ...]:
    """The parts that can be asked now; of an exercise those that stand in the deck."""
    if card.kind is not Kind.EXERCISE:
        return card.parts
    query = "SELECT part FROM progress WHERE card = ? AND deck <> '' ORDER BY position, part"
    return tuple(part for (part,) in connection.execute(query, (card.id,)))


def replace(connection: sqlite3.Connection, file: DeckFile, cards: Sequence[Card]) -> set[str]:
    """Make `cards` the content of `file`, writing only what differs; return the ids that may have changed.

    The caller then calls `settle` with all such ids, inside the same transaction.
    """
    deckfiles.put(connection, file)
    known = {
        row[0]: row[1:]
        for row in connection.execute("SELECT id, position, content FROM card WHERE key = ?", (file.key,))
    }
    changed = known.keys() - {card.id for card in cards}
    connection.executemany("DELETE FROM card WHERE key = ? AND id = ?", [(file.key, gone) for gone in changed])
    position = 0
    for card in cards:
        content = card.dump()
        if known.get(card.id) != (position, content):
            connection.execute(
                _PUT_CARD,
                (
                    file.key,
                    card.id,
                    card.deck,
                    position,
                    card.kind.value,
                    card.fingerprint(),
                    content,
                    searchable(card),
                ),
            )
            changed.add(card.id)
        position += max(1, len(card.parts))
    return changed


def remove(connection: sqlite3.Connection, key: str) -> set[str]:
    """Forget a file that is gone; return the ids of its cards, for `settle`."""
    gone = {row[0] for row in connection.execute("SELECT id FROM card WHERE key = ?", (key,))}
    connection.execute("DELETE FROM card WHERE key = ?", (key,))
    deckfiles.remove(connection, key)
    return gone


def clear(connection: sqlite3.Connection) -> set[str]:
    """Forget all files, and the search index whatever its state; return the ids of the cards, for `settle`."""
    gone = {row[0] for row in connection.execute("SELECT id FROM card")}
    for name in ("card_added", "card_removed", "card_edited"):
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    connection.execute("DROP TABLE IF EXISTS card_text")
    for table in ("card", "prerequisite", "deck_file"):
        connection.execute(f"DELETE FROM {table}")
    for statement in _INDEX:
        connection.execute(statement)
    return gone


def settle(connection: sqlite3.Connection, ids: Iterable[str], parts: Parts = without_exercises) -> None:
    """Decide which card answers to each id (a user's before a shipped one, then by file), and place its `parts`."""
    for card_id in ids:
        rows = connection.execute(
            "SELECT number, active, position, content FROM card WHERE id = ? ORDER BY key LIKE 'shipped/%', key",
            (card_id,),
        ).fetchall()
        connection.execute("DELETE FROM prerequisite WHERE card = ?", (card_id,))
        if not rows:
            progress.place(connection, card_id, "", {})
            continue
        number, active, position, content = rows[0]
        if not active:
            connection.execute("UPDATE card SET active = 0 WHERE id = ? AND active", (card_id,))
            connection.execute("UPDATE card SET active = 1 WHERE number = ?", (number,))
        card = Card.load(content)
        connection.executemany(
            "INSERT OR IGNORE INTO prerequisite VALUES (?, ?)", [(card_id, basis) for basis in card.after]
        )
        progress.place(connection, card_id, card.deck, _positions(card, position, parts))
    progress.forget_blank(connection)
    deckfiles.recount(connection)


def rearrange(connection: sqlite3.Connection, card_id: str, parts: Callable[[sqlite3.Connection], Parts]) -> None:
    """Place the parts of an exercise anew, after its progress changed; those of other cards stand where they are."""
    row = connection.execute(
        "SELECT content, position FROM card WHERE id = ? AND active AND kind = ?", (card_id, Kind.EXERCISE.value)
    ).fetchone()
    if row is not None:
        card = Card.load(row[0])
        progress.place(connection, card_id, card.deck, _positions(card, row[1], parts(connection)))
        progress.forget_blank(connection)


def _positions(card: Card, position: int, parts: Parts) -> dict[str, int]:
    """Where each part stands. Of an exercise one stands at a time, in the place of the card."""
    step = 0 if card.kind is Kind.EXERCISE else 1
    return {part: position + place * step for place, part in enumerate(parts(card))}


def displaced(connection: sqlite3.Connection, parts: Parts = without_exercises) -> set[tuple[str, str]]:
    """The parts whose row does not stand where their card does, or whose prerequisites are not those of the card."""
    places: dict[tuple[str, str], tuple[str, int]] = {}
    after: set[tuple[str, str]] = set()
    for card_id, position, content in connection.execute("SELECT id, position, content FROM card WHERE active"):
        card = Card.load(content)
        placed = _positions(card, position, parts)
        places.update({(card_id, part): (card.deck, place) for part, place in placed.items()})
        after.update((card_id, basis) for basis in card.after)
    wrong = after ^ set(connection.execute("SELECT card, basis FROM prerequisite"))
    return {key for key, _ in places.items() ^ progress.places(connection).items()} | {(card, "") for card, _ in wrong}


def get(connection: sqlite3.Connection, card_id: str) -> Stored | None:
    """The card that answers to an id."""
    row = connection.execute("SELECT content, key FROM card WHERE id = ? AND active", (card_id,)).fetchone()
    return None if row is None else Stored(Card.load(row[0]), row[1])


def of_id(connection: sqlite3.Connection, card_id: str) -> list[Stored]:
    """All cards of one id, the one that answers to it first."""
    rows = connection.execute(
        "SELECT content, key, active FROM card WHERE id = ? ORDER BY active DESC, key", (card_id,)
    )
    return [Stored(Card.load(content), key, bool(active)) for content, key, active in rows]


def every(connection: sqlite3.Connection) -> Iterator[Stored]:
    """All cards of all files, also those that another of the same id stands over, in file order."""
    for content, key, active in connection.execute("SELECT content, key, active FROM card ORDER BY key, position"):
        yield Stored(Card.load(content), key, bool(active))


def of_kind(connection: sqlite3.Connection, kind: Kind) -> list[str]:
    """The ids of the cards of a kind, in order."""
    rows = connection.execute("SELECT DISTINCT id FROM card WHERE kind = ? ORDER BY id", (kind.value,))
    return [card for (card,) in rows]


def of_family(connection: sqlite3.Connection, name: str) -> list[str]:
    """The ids of the exercises of a family that answer to their ids."""
    query = "SELECT id FROM card WHERE active AND kind = ? AND json_extract(content, '$.exercise.name') = ?"
    return [card for (card,) in connection.execute(query, (Kind.EXERCISE.value, name))]


def tagged(connection: sqlite3.Connection, tag: str) -> int:
    """How many of the person's own cards bear a tag."""
    query = """
        SELECT count(*) FROM card, json_each(card.content, '$.tags') AS tag
        WHERE card.active AND card.key LIKE 'user/%' AND tag.value = ?
    """
    return int(connection.execute(query, (tag,)).fetchone()[0])


def provisional(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The key and deck of the files that hold cards without an id of their own."""
    return connection.execute("SELECT DISTINCT key, deck FROM card WHERE id >= '~' AND id < '\x7f'").fetchall()


def accepted(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """The id of each typed card that answers to its id, with each name that it accepts."""
    names = "json_each(card.content, '$.accept') AS name"
    query = f"SELECT card.id, name.value FROM card, {names} WHERE card.active AND card.kind = ?"
    yield from connection.execute(query, (Kind.TYPED.value,))


def ids(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT id FROM card WHERE active")}


def search(connection: sqlite3.Connection, words: Sequence[str], limit: int) -> list[Stored]:
    """The cards that hold every word. The index knows three characters and more; a shorter word is looked for in
    the text itself, so that one syllable of Korean is found too."""
    long = [word for word in words if len(word) >= 3]
    short = [word for word in words if len(word) < 3]
    clauses = ["active"]
    values: list[object] = []
    if long:
        clauses.append("number IN (SELECT rowid FROM card_text WHERE card_text MATCH ?)")
        values.append(" AND ".join('"' + word.replace('"', '""') + '"' for word in long))
    for word in short:
        clauses.append("text LIKE ? ESCAPE '\\'")
        values.append("%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
    query = f"SELECT content, key FROM card WHERE {' AND '.join(clauses)} ORDER BY deck, position LIMIT ?"
    return [Stored(Card.load(content), key) for content, key in connection.execute(query, (*values, limit))]


_LABEL = re.compile(r"\{\{[A-Za-z0-9-]+::")


def searchable(card: Card) -> str:
    """What a card says, in every language, for the search index."""
    texts = [card.id, *card.tags, card.source, *card.accept]
    for by_language in (card.question, card.answer, card.hint, card.fix):
        texts.extend(by_language.values())
    texts.extend(_LABEL.sub("", text).replace("}}", "") for text in card.cloze.values())
    for options in card.choices.values():
        texts.extend(option.text for option in options)
    for items in card.order.values():
        texts.extend(items)
    for pairs in card.match.values():
        texts.extend(f"{pair.left} {pair.right}" for pair in pairs)
    if card.number:
        texts.append(card.number.value)
    return "\n".join(text for text in texts if text)
