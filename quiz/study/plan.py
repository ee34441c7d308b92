"""What a day holds: counts within its limits, exercises within their minutes, and how long it will take.

`quiz due` needs no more than this, so nothing heavy is imported here.
"""

from __future__ import annotations

from quiz.model.day import end_of_day
from quiz.store import agenda
from quiz.study.counts import Counts, DeckDue, Due

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from quiz.config import Settings
    from quiz.study.collection import Collection

# An answer's time, before the person's own is known; it counts as so many answers, lest the first few decide.
_SECONDS, _ANSWERS = 12.0, 20
_EXERCISE_SECONDS, _EXERCISE_ANSWERS = 90.0, 2
_NEW_ANSWERS = 2  # a new card is answered about so often on its first day


class Budget:
    """The minutes of a day that exercises may still take: one more is let in as long as any are left."""

    def __init__(self, connection: sqlite3.Connection, settings: Settings, today: int) -> None:
        self._connection = connection
        self._usual: dict[str, float] = {}
        self.minutes = settings.exercise_minutes
        self.spent = agenda.time_on_exercises(connection, today)
        self.refill()

    def refill(self) -> None:
        """As before anything was taken of it."""
        self._left = self.minutes * 60 - self.spent

    @property
    def over(self) -> bool:
        """Whether the time is gone, whatever was planned."""
        return self.spent >= self.minutes * 60

    def usual(self, card: str) -> float:
        """The seconds that an exercise usually takes this person."""
        if card not in self._usual:
            count, seconds = agenda.time_of_exercise(self._connection, card)
            usual = (_EXERCISE_SECONDS * _EXERCISE_ANSWERS + seconds) / (_EXERCISE_ANSWERS + count)
            self._usual[card] = usual
        return self._usual[card]

    def take(self, card: str, *, new: bool = False) -> bool:
        """Take an exercise's usual time; False where nothing was left."""
        if self._left <= 0:
            return False
        self._left -= self.usual(card) * (_NEW_ANSWERS if new else 1)
        return True


def by_day(rows: Iterable[agenda.QueueRow]) -> list[agenda.QueueRow]:
    """Reviews of exercises in the order in which they get their share of the day."""
    return sorted(rows, key=lambda row: (row[4] or 0, row[0], row[1]))


# The usual seconds of each exercise in learning steps, due for review, new, that a day has room for.
_Fitting = tuple["list[float]", "list[float]", "list[float]"]
_NONE: _Fitting = ([], [], [])


def _fitting(connection: sqlite3.Connection, decks: Sequence[str], today: int, until: int, budget: Budget) -> _Fitting:
    """Steps already begun always have room; then come reviews, then new exercises."""
    kinds = agenda.EXERCISES
    learning = [row[0] for deck in decks for row in agenda.learning(connection, deck, today, until, kinds)]
    for card in learning:
        budget.take(card)
    reviews = by_day(row for deck in decks for row in agenda.reviews(connection, deck, today, until, kinds))
    review = [row[0] for row in reviews if budget.take(row[0])]
    new = []
    for deck in decks:
        for row in agenda.news(connection, deck, today, until, kinds):
            if not budget.take(row[0], new=True):
                break
            new.append(row[0])
    usual = budget.usual
    return list(map(usual, learning)), list(map(usual, review)), list(map(usual, new))


def _within(review: int, new: int, seconds: float, cards: Counts, exercises: _Fitting) -> tuple[Counts, int]:
    """Cards and exercises within what is left of the day's reviews and new cards, and the seconds that they take, at
    `seconds` an answer to a card."""
    steps, reviews, news = exercises
    review, new = min(review, cards.review + len(reviews)), min(new, cards.new + len(news))
    of_review, of_new = min(review, cards.review), min(new, cards.new)
    time = seconds * (cards.learning + of_review + _NEW_ANSWERS * of_new) + sum(steps)
    time += sum(reviews[: review - of_review]) + _NEW_ANSWERS * sum(news[: new - of_new])
    return Counts(cards.learning + len(steps), review, new), round(time)


def due(collection: Collection, now: datetime, chosen: Sequence[str]) -> Due:
    """What is due today in the `chosen` decks."""
    connection, settings = collection.database.connection, collection.settings
    known = collection.decks()
    today, until = collection.today(now), end_of_day(now, settings.rollover)
    met, reviewed = agenda.done_today(connection, today)
    drilled = set(agenda.exercises(connection).values())
    count, seconds = agenda.time_of_answers(connection, exercises=bool(drilled))
    seconds = (_SECONDS * _ANSWERS + seconds) / (_ANSWERS + count)
    reviews_left, new_left = max(0, settings.reviews_per_day - reviewed), max(0, settings.new_per_day - met)
    budget = Budget(connection, settings, today) if drilled else None
    found, all_cards = [], Counts()
    for deck in chosen:
        kinds = agenda.CARDS if deck in drilled else agenda.ALL
        cards = Counts(
            agenda.count_learning(connection, deck, today, until, kinds),
            agenda.count_reviews(connection, deck, today, until, kinds),
            agenda.count_new(connection, deck, today, until, new_left, kinds),
        )
        exercises = _NONE
        if budget and deck in drilled:
            exercises = _fitting(connection, [deck], today, until, budget)
            budget.refill()
        counts, time = _within(reviews_left, new_left, seconds, cards, exercises)
        title, size = known[deck]
        found.append(DeckDue(deck, title, counts, size, time))
        all_cards = Counts(*map(sum, zip(all_cards, cards, strict=True)))
    exercises = _NONE
    if budget:
        exercises = _fitting(connection, [deck for deck in chosen if deck in drilled], today, until, budget)
    total, time = _within(reviews_left, new_left, seconds, all_cards, exercises)
    return Due(total.learning, total.review, total.new, tuple(found), time)
