"""An answer on disk and the next card, against Anki: 100,000 cards with 500,000 reviews on both sides."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from operator import add
from random import Random
from time import perf_counter
from typing import Protocol

from quiz.model.event import Rating
from quiz.store import events
from quiz.store import progress as rows
from quiz.study.health import rebuild_all
from tests.bench import homes
from tests.bench.table import LeftOut, Result, Row, median, percentile99

BOUND = 1.0
REVIEWS = 5  # of each card
BLOCK = 25  # answers of one side before the other has its turn


class Side(Protocol):
    """A sitting: `next` finds a card, `think` makes up a rating, `answer` returns when that is on disk."""

    def next(self) -> None: ...

    def think(self, rating: int) -> None: ...

    def answer(self) -> None: ...

    def reviews(self) -> int: ...

    def close(self) -> None: ...


class Quiz:
    """A session of ours over all decks."""

    def __init__(self, home: str) -> None:
        self.collection = homes.opened(home)
        self.session = self.collection.session()
        durable(lambda pragma: self.collection.database.connection.execute(f"PRAGMA {pragma}").fetchone()[0])

    def next(self) -> None:
        if self.session.next() is None:
            raise RuntimeError("nothing is due")

    def think(self, rating: int) -> None:
        self.rating = Rating(rating)

    def answer(self) -> None:
        self.session.answer(self.rating, duration_ms=3000)

    def reviews(self) -> int:
        return events.count(self.collection.database.connection)

    def close(self) -> None:
        self.session.close()
        self.collection.close()


def durable(pragma: Callable[[str], object]) -> None:
    """Raises RuntimeError unless a connection writes ahead (WAL) and syncs every transaction (FULL)."""
    found = (pragma("journal_mode"), pragma("synchronous"))
    if found != ("wal", 2):
        raise RuntimeError(f"not durable on equal terms: {found}")


@dataclass(frozen=True, slots=True)
class Times:
    """The seconds of each step, card by card."""

    next: list[float] = field(default_factory=list)
    answer: list[float] = field(default_factory=list)


def sit(side: Side, ratings: list[int], times: Times) -> None:
    """Answer as many cards as there are `ratings`."""
    for rating in ratings:
        _timed(side.next, times.next)
        side.think(rating)
        _timed(side.answer, times.answer)


def _timed(step: Callable[[], None], seconds: list[float]) -> None:
    begun = perf_counter()
    step()
    seconds.append(perf_counter() - begun)


def measure(quick: bool) -> Result:
    if find_spec("anki") is None:
        raise LeftOut("the package anki is missing (the extra `bench` has it)")
    from tests.bench.ankiside import Anki

    cards, blocks = (10_000, 8) if quick else (100_000, 80)
    with tempfile.TemporaryDirectory() as folder:
        home = os.path.join(folder, "home")
        homes.build(home, cards=cards, met=cards, reviews=REVIEWS, due=2 * BLOCK * blocks)
        with homes.opened(home) as collection:
            rebuild_all(collection)
            connection = collection.database.connection
            path = os.path.join(folder, "collection.anki2")
            anki: Side = Anki.built(path, rows.every(connection), events.every(connection))
        os.sync()  # else the first answers wait for what was built
        sides: dict[str, Side] = {"quiz": Quiz(home), "anki": anki}
        times = {name: Times() for name in sides}
        before = {name: side.reviews() for name, side in sides.items()}
        random = Random(1)
        gc.collect()
        for number in range(blocks):
            ratings = random.choices((1, 2, 3, 4), (10, 5, 80, 5), k=BLOCK)
            for name in list(sides) if number % 2 else reversed(sides):
                sit(sides[name], ratings, times[name])
        written = {name: side.reviews() - before[name] for name, side in sides.items()}
        for side in sides.values():
            side.close()
    if set(written.values()) != {BLOCK * blocks} or len(set(before.values())) != 1:
        raise RuntimeError(f"the sides did not do the same: {before} and {written} reviews")
    return Result(_rows(times["quiz"], times["anki"], cards), [_note(cards, BLOCK * blocks)])


def _rows(ours: Times, theirs: Times, cards: int) -> list[Row]:
    steps: list[tuple[str, Callable[[Times], list[float]], float | None]] = [
        ("answer", lambda times: times.answer, None),
        ("next", lambda times: times.next, None),
        ("answer + next", lambda times: list(map(add, times.answer, times.next)), BOUND),
    ]
    return [
        Row(f"{name}, {cards:,} cards", statistic, of(seconds(ours)), of(seconds(theirs)), bound)
        for name, seconds, bound in steps
        for statistic, of in (("median", median), ("99th", percentile99))
    ]


def _note(cards: int, count: int) -> str:
    return (
        f"answer, next: {count:,} answers a side in blocks of {BLOCK}, {REVIEWS * cards:,} reviews before; Anki's "
        "answer_card and get_queued_cards with FSRS; both WAL with synchronous=FULL, checked by pragma."
    )
