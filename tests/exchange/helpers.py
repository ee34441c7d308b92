"""Homes and packages for the tests of what goes in and out."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from quiz.exchange.anki import schema
from quiz.model.event import Rating
from quiz.study.collection import Collection
from tests.study.helpers import DECK, Clock

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0f01f0005000201"
    "a5f645400000000049454e44ae426082"
)
PICTURED = """
## pad-picture
tags: cnn, two words
source: N27
Q: What is $p$ here? ![the map](img/pad map.png)
A: $p = (k-1)/2$ and `x < 1`
""".replace("img/pad map.png", "<img/pad map.png>")


def home(folder: Path, deck: str = DECK + PICTURED, *, clock: Clock | None = None) -> Collection:
    """A home with one deck and a picture; to be closed."""
    decks = folder / "decks"
    (decks / "img").mkdir(parents=True)
    (decks / "mine.md").write_text(deck, encoding="utf-8")
    (decks / "img" / "pad map.png").write_bytes(PNG)
    return Collection.open(folder, content=folder / "none", clock=clock or Clock())


def empty(folder: Path, *, clock: Clock | None = None) -> Collection:
    """A home without a deck."""
    return Collection.open(folder, content=folder / "none", clock=clock or Clock())


def study(collection: Collection, clock: Clock, days: int = 6) -> int:
    """Answer what is due for some days; how many answers were given."""
    count = 0
    for day in range(days):
        with collection.session() as session:
            for place in range(30):
                prompt = session.next()
                if prompt is None:
                    break
                ratings = [Rating.GOOD, Rating.GOOD, Rating.HARD, Rating.AGAIN, Rating.EASY]
                session.answer(ratings[(len(prompt.card.id) + day + place) % 5], duration_ms=4000 + place)
                count += 1
                clock.now += timedelta(seconds=40)
        clock.now += timedelta(days=2)
    return count


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a home but its database, by name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("quiz.db")
    }


BASIC = {"1": ("Basic", 0, ["Front", "Back"], [("{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}")])}


def package(
    path: Path,
    notes: Sequence[tuple[str, int, str, Sequence[str]]],
    *,
    types: Mapping[str, tuple[str, int, Sequence[str], Sequence[tuple[str, str]]]] = BASIC,
    media: Mapping[str, bytes] | None = None,
    cards: Sequence[Mapping[str, Any]] = (),
    reviews: Sequence[tuple[Any, ...]] = (),
    deck: str = "Deep::Learning",
    begun: int = 1_700_000_000,
    retention: float | None = None,
) -> Path:
    """An old package, as Anki 2.1 makes it: notes (guid, type, tags, fields), each with a card for each template."""
    database = path.with_suffix(".db")
    database.unlink(missing_ok=True)
    connection = sqlite3.connect(database)
    connection.executescript(schema.TABLES)
    models = {
        key: {
            "id": int(key), "name": name, "type": kind,
            "flds": [{"name": field, "ord": place} for place, field in enumerate(fields)],
            "tmpls": [{"name": f"t{p}", "ord": p, "qfmt": q, "afmt": a} for p, (q, a) in enumerate(templates)],
        }
        for key, (name, kind, fields, templates) in types.items()
    }  # fmt: skip
    row = (
        1,
        begun,
        0,
        0,
        11,
        0,
        0,
        0,
        "{}",
        json.dumps(models),
        json.dumps({"5": {"id": 5, "name": deck}}),
        json.dumps({"1": {"id": 1, "desiredRetention": retention}} if retention else {}),
        "{}",
    )
    connection.execute(f"INSERT INTO col VALUES ({', '.join('?' * 13)})", row)
    number = 0
    for place, (guid, kind, tags, fields) in enumerate(notes, 1):
        values = (place, guid, kind, 0, 0, f" {tags} ", "\x1f".join(fields), 0, 0, 0, "")
        connection.execute(f"INSERT INTO notes VALUES ({', '.join('?' * 11)})", values)
        for ord_ in range(len(types[str(kind)][3])):
            number += 1
            given = {"type": 0, "queue": 0, "due": number, "ivl": 0, "factor": 0, "flags": 0, "data": "{}"}
            given |= cards[number - 1] if number <= len(cards) else {}
            connection.execute(
                f"INSERT INTO cards VALUES ({', '.join('?' * 18)})",
                (number, place, 5, ord_, 0, 0, given["type"], given["queue"], given["due"], given["ivl"],
                 given["factor"], 0, 0, 0, 0, 0, given["flags"], given["data"]),
            )  # fmt: skip
    connection.executemany("INSERT INTO revlog VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", reviews)
    connection.commit()
    connection.close()
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(database, "collection.anki2")
        archive.writestr("media", json.dumps({str(place): name for place, name in enumerate(media or {})}))
        for place, data in enumerate((media or {}).values()):
            archive.writestr(str(place), data)
    return path
