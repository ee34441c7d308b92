"""What goes out: cards of the chosen decks with their pictures, and where each of their parts stands."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from quiz.model.card import Card
from quiz.model.errors import QuizError
from quiz.model.event import REVIEW, Event
from quiz.model.progress import Progress
from quiz.scheduling.states import Options
from quiz.store import cards, events, progress
from quiz.study.collection import Collection, wanted

Key = tuple[str, str]  # card and part
MOST_PICTURE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Out:
    """A card that goes out: the folder that its pictures are in, and its deck's title by language."""

    card: Card
    folder: str


@dataclass(frozen=True, slots=True)
class History:
    """Where parts stand, and their live reviews in order."""

    progress: Mapping[Key, Progress] = field(default_factory=dict)
    reviews: Mapping[Key, Sequence[Event]] = field(default_factory=dict)


def chosen(collection: Collection, decks: Sequence[str]) -> list[Out]:
    """The cards of the decks (all where none is named; a deck brings those below it), in deck order.

    A card without an id cannot be found again where it goes, so it gets one first or stays: those in files that cannot
    be written are left out. Raises QuizError for a deck that does not exist.
    """
    known = collection.decks()
    for deck in decks:
        if not any(wanted(name, (deck,)) for name in known):
            raise QuizError("There is no deck {deck}; there are: {decks}.", deck=deck, decks=", ".join(known) or "-")
    found = []
    for stored in cards.every(collection.database.connection):
        if stored.active and wanted(stored.card.deck, decks) and not stored.card.provisional:
            found.append(Out(stored.card, os.path.dirname(collection.roots.path(stored.key))))
    return found


def history(collection: Collection, ids: Iterable[str]) -> History:
    """The rows and the live reviews of cards, those under former names included."""
    from quiz.scheduling.replay import live, names

    connection = collection.database.connection
    chosen_ids = set(ids)
    rows = {(row.card, row.part): row for row in progress.every(connection) if row.card in chosen_ids}
    counted = live(events.every(connection))
    called = names(counted)
    reviews: dict[Key, list[Event]] = {}
    for event in counted:
        card = called.get(event.card, event.card)
        if event.kind == REVIEW and card in chosen_ids and event.rating in (1, 2, 3, 4):
            reviews.setdefault((card, event.part), []).append(event)
    return History(rows, reviews)


def pictures(out: Iterable[Out]) -> Iterator[tuple[str, str]]:
    """Name and path of each picture that is there, in order of first use; each path once."""
    seen = set()
    for one in out:
        for name in one.card.pictures:
            path = os.path.join(one.folder, *name.split("/"))
            if path not in seen and os.path.isfile(path) and os.path.getsize(path) <= MOST_PICTURE_BYTES:
                seen.add(path)
                yield name, path


@dataclass(frozen=True, slots=True)
class Scheduling:
    """What the schedule of exported parts depends on."""

    options: Options
    rollover: int
