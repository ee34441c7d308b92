"""From Anki's log and cards to events of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from quiz.exchange.anki.incoming import Key
from quiz.exchange.anki.tables import Card, Contents, Review
from quiz.exchange.arriving import Arrived
from quiz.model import event as kinds
from quiz.scheduling.fsrs import clipped

_MANUAL = 4  # the type of a row that says "rescheduled", or with interval 0 "forgotten"
_LEARNING, _REVIEW, _RELEARNING = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Clock:
    """What turns Anki's times into study days: `offset` is that of the wall clock, in seconds."""

    now_ms: int
    offset: int
    rollover: int
    begun: int  # Anki's day 0

    def day(self, at_ms: int) -> int:
        return (at_ms // 1000 + self.offset - self.rollover * 3600) // 86_400

    @property
    def zero(self) -> int:
        """The study day of Anki's day 0."""
        return self.day(self.begun * 1000 + 3_600_000)


def arrived(contents: Contents, parts: Mapping[int, Key], clock: Clock) -> Iterator[Arrived]:
    """The events of the cards that came along: reviews, forgettings, memory without history, due days, suspension,
    flags; and the collection's weights."""
    logs: dict[int, list[Review]] = {}
    for review in contents.reviews:
        logs.setdefault(review.card, []).append(review)
    for card in contents.cards:
        key = parts.get(card.id)
        if key is not None:
            yield from _of(card, key, logs.get(card.id, []), clock)
    weights = clipped(contents.weights) if len(contents.weights) == 21 else None
    if weights is not None:
        data = {"weights": [repr(round(one, 6)) for one in weights]}
        yield Arrived(kinds.WEIGHTS, "", "", clock.now_ms, repr(data), data=data)


def _of(card: Card, key: Key, log: list[Review], clock: Clock) -> Iterator[Arrived]:
    relearned = False
    last: Review | None = None
    for review in log:
        at_ms = min(max(review.id, 0), clock.now_ms)
        if review.type == _MANUAL or review.ease == 0:
            if review.interval == 0 and review.factor == 0:
                yield Arrived(kinds.RESET, *key, at_ms, str(review.id))
                last = None
            continue
        if not 1 <= review.ease <= 4:
            continue
        relearned = review.type in (1, 2) and review.interval <= 0
        yield Arrived(
            kinds.REVIEW, *key, at_ms, str(review.id), review.ease, min(max(review.time, 0), 86_400_000),
            _decided(review, at_ms, relearned, clock),
        )  # fmt: skip
        last = review
    yield from _state(card, key, last, clock)
    if card.queue == -1:
        yield Arrived(kinds.SUSPEND, *key, clock.now_ms, f"{clock.now_ms}")
    if card.flags:
        yield Arrived(kinds.FLAG, *key, clock.now_ms, f"{clock.now_ms}", data={"flag": card.flags})


def _decided(review: Review, at_ms: int, relearned: bool, clock: Clock) -> dict[str, object]:
    """Where the review led, as Anki wrote it down."""
    if review.interval > 0:
        return {"state": _REVIEW, "step": 0, "due": clock.day(at_ms) + review.interval, "retention": "0.9"}
    due = at_ms + max(1, -review.interval) * 1000
    return {"state": _RELEARNING if relearned else _LEARNING, "step": 0, "due": due, "retention": "0.9"}


def _state(card: Card, key: Key, last: Review | None, clock: Clock) -> Iterator[Arrived]:
    """What the card says beyond its log: memory that has no history, and a day on which it is due."""
    if card.type != _REVIEW:
        return
    due = clock.zero + card.due
    if last is None:
        stability = card.data.get("s") if isinstance(card.data.get("s"), int | float) else card.interval
        difficulty = card.data.get("d") if isinstance(card.data.get("d"), int | float) else 5.0
        memory = {
            "stability": repr(float(max(0.1, stability or 0.1))), "difficulty": repr(float(difficulty or 5.0)),
            "due": due, "last_day": due - max(1, card.interval),
        }  # fmt: skip
        yield Arrived(kinds.MEMORY, *key, clock.now_ms, repr(memory), data=memory)
    elif last.interval <= 0 or clock.day(last.id) + last.interval != due:
        yield Arrived(kinds.DUE, *key, min(last.id + 1, clock.now_ms), f"{last.id} {due}", data={"day": due})
