"""Small pure steps of a sitting: how items are shown, when a day ends, what an interval is."""

from __future__ import annotations

from quiz.model.card import Card, Kind
from quiz.model.progress import Progress
from quiz.scheduling.queue import Row
from quiz.study.prompt import Interval


def row_of(progress: Progress, deck: str) -> Row:
    """The queue's row of a part in `deck`."""
    return Row(
        progress.card,
        progress.part,
        deck,
        progress.state,
        progress.due_day,
        progress.due_ms,
        progress.last_day,
        progress.stability,
    )


def interval_of(after: Progress, today: int, at_ms: int) -> Interval:
    if after.due_ms is not None:
        return Interval(seconds=max(0, after.due_ms - at_ms) // 1000)
    return Interval(days=max(0, (after.due_day or today) - today))


def _items(card: Card) -> int:
    for lists in (card.choices, card.order, card.match):
        for items in lists.values():
            return len(items)
    return 0


def arrangement(card: Card, seed: str) -> tuple[int, ...]:
    """The order in which items are shown, by the event's id; an order is never shown already solved."""
    count = _items(card)
    if count == 0:
        return ()
    from random import Random

    places = list(range(count))
    random = Random(seed)
    random.shuffle(places)
    if card.kind is Kind.ORDER and count > 1:
        while places == sorted(places):
            random.shuffle(places)
    return tuple(places)
