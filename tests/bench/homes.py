"""Homes to measure on: decks of many cards, and a log of many reviews. The same arguments give the same home."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from random import Random

from quiz.model.day import StudyDay, milliseconds, offset_minutes
from quiz.model.event import REVIEW, Event, Rating, canonical, event_id
from quiz.store import events, meta
from quiz.study.collection import Collection, wall_clock

DECK_SIZE = 10_000
_GAPS = (1, 3, 8, 21)  # days between the reviews of a card that has five
_DAY_MS = 86_400_000
_YEAR_2020 = 1_577_836_800


def card_id(number: int) -> str:
    return f"card-{number:06}"


def card_text(number: int) -> str:
    """A card of a few lines in two languages, as people write them: every third typed, every tenth after another."""
    typed = f"accept: layer {number} | 레이어 {number}\n" if number % 3 == 0 else ""
    after = f"after: {card_id(number - 1)}\n" if number % 10 == 5 else ""
    answer = "" if typed else f"A: It maps $x$ to $x + {number}$.\nA.ko: $x$를 $x + {number}$로 옮긴다.\n"
    return (
        f"## {card_id(number)}\ntags: layers\nsource: N{number % 34:02}\n{after}{typed}"
        f"Q: What does layer {number} do to its input?\nQ.ko: {number}번 레이어는 입력을 어떻게 바꾸나?\n{answer}"
    )


def write_decks(home: str, cards: int) -> None:
    """Deck files of 10,000 cards each, old enough to be trusted by their times."""
    folder = os.path.join(home, "decks")
    os.makedirs(folder)
    for first in range(0, cards, DECK_SIZE):
        path = os.path.join(folder, f"deck-{first // DECK_SIZE:02}.md")
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(card_text(number) for number in range(first, min(first + DECK_SIZE, cards))))
        os.utime(path, (_YEAR_2020, _YEAR_2020))


def due_days(cards: int, due: int, today: int) -> list[int]:
    """The due day of each card: `due` of them, here and there, today or up to ten days ago, the others later."""
    random = Random(cards)
    days = [today + random.randint(1, 180) for _ in range(cards)]
    for number in random.sample(range(cards), due):
        days[number] = today - random.randint(0, 10)
    return days


def history(cards: int, reviews: int, due: int, now: datetime) -> Iterator[Event]:
    """`reviews` (at most five) of each of `cards`, `due` of which are due by today."""
    today, now_ms, offset = StudyDay.of(now), milliseconds(now), offset_minutes(now)
    random = Random(reviews)
    sequence = 0
    for number, due_day in enumerate(due_days(cards, due, today)):
        last = min(due_day, today) - random.randint(5, 90)
        days = [last - sum(_GAPS[place : reviews - 1]) for place in range(reviews)]
        previous = ""
        for place, day in enumerate(days):
            at_ms = now_ms - (today - day) * _DAY_MS
            identity = event_id(at_ms, random.randbytes(10))
            sequence += 1
            decided = {
                "state": 2,
                "step": 0,
                "due": due_day if place == reviews - 1 else days[place + 1],
                "retention": "0.9",
                "previous": previous,
            }
            rating = Rating.HARD if random.random() < 0.1 else Rating.GOOD
            yield Event(
                identity, "0" * 16, sequence, at_ms, offset, day, REVIEW, card_id(number), "", rating,
                random.randint(2_000, 30_000), canonical(decided),
            )  # fmt: skip
            previous = identity


def build(home: str, *, cards: int, met: int, reviews: int, due: int) -> None:
    """Make a home with `cards`, of which `met` were reviewed `reviews` times each and `due` are due by today.

    The derived rows are left to a rebuild.
    """
    write_decks(home, cards)
    with open(os.path.join(home, "config.toml"), "w", encoding="utf-8") as file:
        file.write("reviews_per_day = 9999\n")
    os.utime(os.path.join(home, "config.toml"), (_YEAR_2020, _YEAR_2020))
    with opened(home) as collection, collection.database.transaction() as connection:
        meta.device(connection)
        events.append(connection, history(met, reviews, due, wall_clock()))


def opened(home: str) -> Collection:
    """The home, without the shipped decks."""
    return Collection.open(home, content=os.path.join(home, "none"))
