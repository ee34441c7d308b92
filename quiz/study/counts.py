"""What is due, in numbers. Named tuples, since `quiz due` needs them and dataclasses cost more than all its queries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


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
