"""What is due, in numbers. Named tuples, since `quiz due` needs them and dataclasses cost more than all its queries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3


class Counts(NamedTuple):
    """How many are left today, as in Anki: in learning steps, due reviews, new cards within the limit."""

    learning: int = 0
    review: int = 0
    new: int = 0

    @property
    def total(self) -> int:
        return self.learning + self.review + self.new


class DeckDue(NamedTuple):
    """A deck's counts. `id` may contain "/" (a tree); `cards` is the number of its cards."""

    id: str
    title: Mapping[str, str]
    counts: Counts
    cards: int
    seconds: int  # what is due will take about so long, by the person's own answer times


class Due(NamedTuple):
    """All that is due today."""

    learning: int
    review: int
    new: int
    decks: tuple[DeckDue, ...]
    seconds: int


NOTES = "notes"  # where the database keeps how many lines of each file of notes have no card
DRAFT = "draft"  # the tag of a proposal that nobody has looked at yet


class Notes(NamedTuple):
    """What drafting from notes has left to do: proposals to look at, and lines without a card."""

    waiting: int = 0
    uncarded: int = 0


def notes(connection: sqlite3.Connection) -> Notes:
    """What there is to do; nothing is looked for where no notes were ever drafted."""
    from quiz.store import cards, meta  # the first frame needs neither

    known = meta.get(connection, NOTES)
    if known is None:
        return Notes()
    return Notes(cards.tagged(connection, DRAFT), sum(json.loads(known).values()))
