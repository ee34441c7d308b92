"""Cards that are asked no more, and how they come back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from quiz.model.card import Card
from quiz.model.day import milliseconds
from quiz.model.errors import QuizError
from quiz.model.event import ALIAS, UNSUSPEND
from quiz.model.text import clean
from quiz.store import cards, events, progress
from quiz.study.collection import Collection
from quiz.study.journal import Journal
from quiz.study.rebuild import put_part


class Suspended(NamedTuple):
    """A part of a card that is not asked until it is unsuspended."""

    card: Card
    part: str


def suspended(collection: Collection) -> list[Suspended]:
    """All suspended parts of the cards in the decks, in deck order."""
    connection = collection.database.connection
    found = []
    for card_id, part in progress.suspended(connection):
        stored = cards.get(connection, card_id)
        if stored is not None:
            found.append(Suspended(stored.card, part))
    return found


def unsuspend(collection: Collection, card_id: str, part: str) -> None:
    """Let a part be asked again: an event and its row, in one transaction. Raises QuizError where it is not
    suspended."""
    journal, options, now = Journal(collection), collection.options(), collection.clock()
    with collection.database.transaction() as connection:
        if not progress.get(connection, card_id, part).suspended:
            raise QuizError("The card {card} is not suspended.", card=clean(f"{card_id} ({part})" if part else card_id))
        # The suspension may bear a later time, of a clock set back since or of another device: the last word counts.
        called = {card_id, *(event.card for event in events.of_kind(connection, ALIAS))}
        latest = max(events.latest(connection, name, part) for name in called)
        if latest >= milliseconds(now):
            now = datetime.fromtimestamp((latest + 1) / 1000, now.tzinfo)
        events.append(connection, [journal.event(UNSUSPEND, card_id, part, now, {})])
        put_part(connection, card_id, part, options)
