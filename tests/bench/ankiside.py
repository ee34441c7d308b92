"""The same collection in Anki: its cards, due days, memory and reviews are those of our own rows and log."""

from __future__ import annotations

import json
from collections.abc import Iterable

# anki.collection first: anki.cards imports it, and it anki.cards.
from anki.collection import AddNoteRequest, Collection  # isort: skip
from anki.cards import Card
from anki.decks import DeckId
from anki.scheduler.v3 import CardAnswer

from quiz.model.day import StudyDay
from quiz.model.event import Event
from quiz.model.progress import Progress
from quiz.study.collection import wall_clock
from tests.bench import homes
from tests.bench.answers import durable

_RATINGS = (CardAnswer.AGAIN, CardAnswer.HARD, CardAnswer.GOOD, CardAnswer.EASY)


class Anki:
    """A sitting in Anki over one deck."""

    def __init__(self, collection: Collection) -> None:
        self.collection = collection
        durable(lambda pragma: collection.db.scalar(f"pragma {pragma}"))

    @classmethod
    def built(cls, path: str, rows: Iterable[Progress], log: Iterable[Event]) -> Anki:
        """Make a collection with a card for each of our rows, all in review, and a review for each of our events."""
        collection = Collection(path)
        collection.set_config("fsrs", True)
        deck = _deck(collection)
        known = list(rows)
        notetype = collection.models.by_name("Basic")
        for first in range(0, len(known), 10_000):
            requests = []
            for row in known[first : first + 10_000]:
                note = collection.new_note(notetype)
                note.fields = [homes.card_text(int(row.card.split("-")[1])), row.card]
                requests.append(AddNoteRequest(note, deck))
            collection.add_notes(requests)
        made = collection.db.list("select id from cards order by id")
        ids = {row.card: number for row, number in zip(known, made, strict=True)}
        collection.db.transact(lambda: _schedule(collection, known, ids))
        collection.db.transact(lambda: _log(collection, log, ids))
        collection.close()
        collection = Collection(path)
        collection.decks.set_current(deck)
        return cls(collection)

    def next(self) -> None:
        self.queued = self.collection.sched.get_queued_cards(fetch_limit=1).cards[0]

    def think(self, rating: int) -> None:
        card = Card(self.collection, backend_card=self.queued.card)
        card.start_timer()
        states = self.queued.states
        self.given = self.collection.sched.build_answer(card=card, states=states, rating=_RATINGS[rating - 1])

    def answer(self) -> None:
        self.collection.sched.answer_card(self.given)

    def reviews(self) -> int:
        return int(self.collection.db.scalar("select count() from revlog"))

    def close(self) -> None:
        self.collection.close()


def _deck(collection: Collection) -> DeckId:
    """A deck with our limit of reviews a day; learning steps and retention are the same by default."""
    deck = collection.decks.id("bench")
    config = collection.decks.get_config(1)
    config["rev"]["perDay"] = 9999
    collection.decks.update_config(config)
    return deck


def _schedule(collection: Collection, rows: Iterable[Progress], ids: dict[str, int]) -> None:
    """Put the cards where ours stand: the collection's first day is moved into the past to make room for due days."""
    collection.db.execute("update col set crt = crt - ?", 2000 * 86400)
    zero = StudyDay.of(wall_clock()) - collection.sched.today
    collection.db.executemany(
        "update cards set type = 2, queue = 2, due = ?, ivl = ?, factor = 2500, reps = ?, data = ? where id = ?",
        [
            (
                row.due_day - zero,
                row.due_day - row.last_day,
                row.reps,
                json.dumps(
                    {"s": row.stability, "d": row.difficulty, "dr": 0.9, "decay": 0.1542, "lrt": row.last_ms // 1000}
                ),
                ids[row.card],
            )
            for row in rows
            if row.due_day is not None and row.last_day is not None and row.last_ms is not None
        ],
    )


def _log(collection: Collection, log: Iterable[Event], ids: dict[str, int]) -> None:
    rows = [(event.at_ms - place, ids[event.card], event.rating, event.duration_ms) for place, event in enumerate(log)]
    columns = "id, cid, usn, ease, ivl, lastIvl, factor, time, type"
    collection.db.executemany(f"insert into revlog ({columns}) values (?, ?, -1, ?, 10, 5, 0, ?, 1)", rows)
