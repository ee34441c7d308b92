"""The order of a day: learning steps when they are due, then reviews and new cards, evenly mixed.

A `DayQueue` is built once from the day's rows (O(n log n)); every operation after that is O(log n) or better. It
holds no clock and does no I/O: the moment is passed in.

**Order.** A learning card whose time has come is first, earliest first. Then come due reviews, the most overdue first,
and new cards by `position`, interleaved in proportion to how many of each are left. When both have run out, a
learning card due within the learn-ahead is shown early, so that a session can end.

**Overdueness** is relative: days since the last review over the days that were planned. It is 1 on the due day. It
says how late a card is by its own measure (a day late is much for a card of two days and little for one of a year),
and unlike retrievability it does not put a card of less than a day's stability, on time at its shortest possible
interval, ahead of all that are late. Among equally late cards the less stable, relative to the time passed, is first:
its retrievability is lower.

**Siblings** (other parts of a card) are kept apart: one of them a day. A part in learning holds the others back, a
due review holds back a later one and a new part, and so does a card named in `answered`. What was held back stays so
until the queue is built anew; it does not count against a limit.
"""

from __future__ import annotations

import heapq
import sys
from collections import OrderedDict, deque
from collections.abc import Collection, Iterable
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from quiz.model.progress import State

Key = tuple[str, str]


class Row(NamedTuple):
    """What the queue needs to know of one part of a card; `Row._make` takes a row of a query in this order.

    `state` is a `State` or its integer. `position` orders new cards (prerequisites first) and is not read otherwise.
    """

    card: str
    part: str
    deck: str
    state: int
    due_day: int | None = None
    due_ms: int | None = None
    last_day: int | None = None
    stability: float | None = None
    position: int = 0

    @property
    def key(self) -> Key:
        return (self.card, self.part)


class Left(NamedTuple):
    """How many are left in a queue, within the limits."""

    learning: int
    review: int
    new: int


def overdueness(row: Row, study_day: int) -> tuple[float, float]:
    """How late a review is, relative to its planned interval and, for ties, to its stability. Higher is later.

    A row without a last day or stability (rescheduled by hand, imported) counts as just on time.
    """
    if row.last_day is None or row.due_day is None:
        return (1.0, 0.0)
    since, planned = study_day - row.last_day, row.due_day - row.last_day
    if since <= 0:
        return (0.0, 0.0)
    return (since / planned if planned > 1 else float(since), since / row.stability if row.stability else 0.0)


def choose(learning_ms: int | None, others: bool, *, now_ms: int, learn_ahead: int) -> str:
    """What is next: "learning", "other" (review or new), or "" where nothing can be shown yet or any more.

    `learning_ms` is when the earliest learning card is due, `learn_ahead` how many seconds before that it may be shown
    once nothing else (`others`) is left.
    """
    if learning_ms is not None and learning_ms <= now_ms:
        return "learning"
    if others:
        return "other"
    return "learning" if learning_ms is not None and learning_ms <= now_ms + learn_ahead * 1000 else ""


class DayQueue:
    """A day's cards, taken one by one.

    `rows` may be in any order and may hold cards that are not due: REVIEW rows due after `study_day` are left out,
    and so are learning rows due at or after `until_ms` (where the study day ends). Suspended and buried rows, and new
    ones whose prerequisites are not met, are the caller's to leave out.
    `review_limit` and `new_limit` say how many may still be shown today; None means all.
    `answered` names the cards of which a part was answered today: their reviews and new parts wait for tomorrow.

    A session: `pop` a row, show it; after the answer `requeue` it if its new state is a learning one. To undo,
    `put_back` the row as it was before the answer. Ties are broken by card and part, so the order is always the same.
    """

    def __init__(
        self,
        rows: Iterable[Row],
        *,
        study_day: int,
        review_limit: int | None = None,
        new_limit: int | None = None,
        answered: Collection[str] = (),
        until_ms: int | None = None,
    ) -> None:
        self._until_ms = until_ms
        self._heap: list[tuple[int, str, str]] = []  # an entry is stale where `_learning` says otherwise
        self._learning: dict[Key, tuple[int, Row]] = {}
        self._front: OrderedDict[Key, Row] = OrderedDict()  # put back by undo; the last is next
        self._reviews: OrderedDict[Key, Row] = OrderedDict()
        self._new: OrderedDict[Key, Row] = OrderedDict()
        reviews: list[tuple[float, float, str, str, Row]] = []
        new: list[Row] = []
        for row in rows:
            if row.state == State.NEW:
                new.append(row)
            elif row.state != State.REVIEW:
                if until_ms is None or (row.due_ms or 0) < until_ms:
                    self._learning[row[:2]] = (row.due_ms or 0, row)
            elif row.due_day is None or row.due_day <= study_day:
                late, later = overdueness(row, study_day)
                reviews.append((-late, -later, row.card, row.part, row))
        self._heap = [(due_ms, *key) for key, (due_ms, _) in self._learning.items()]
        heapq.heapify(self._heap)
        reviews.sort()
        new.sort(key=itemgetter(8, 0, 1))
        seen = {card for card, _ in self._learning}
        seen.update(answered)
        # Past the limit a review is left for another day, and still holds its card's new parts back.
        due = _one_a_card([entry[4] for entry in reviews], seen)
        self._reviews.update((row[:2], row) for row in _first(due, review_limit))
        fresh = _one_a_card(new, seen)
        self._new.update((row[:2], row) for row in _first(fresh, new_limit))
        self._more = deque(fresh[len(self._new) :])
        self._pace()

    @property
    def left(self) -> Left:
        """What is still to come today; a row that was popped is not counted."""
        if not self._front:
            return Left(len(self._learning), len(self._reviews), len(self._new))
        front = [row.state for row in self._front.values()]
        review, new = front.count(State.REVIEW), front.count(State.NEW)
        learning = len(front) - review - new
        return Left(len(self._learning) + learning, len(self._reviews) + review, len(self._new) + new)

    @property
    def next_ms(self) -> int | None:
        """When the earliest learning card is due; None where none is in learning."""
        return self._heap[0][0] if self._heap else None

    def pop(self, now_ms: int, learn_ahead: int = 0) -> Row | None:
        """Take the next row; None where nothing is left but learning cards that are not due yet (see `next_ms`)."""
        others = bool(self._front or self._reviews or self._new)
        chosen = choose(self.next_ms, others, now_ms=now_ms, learn_ahead=learn_ahead)
        if chosen == "learning":
            _, card, part = heapq.heappop(self._heap)
            row = self._learning.pop((card, part))[1]
            self._trim()
            return row
        return self._other() if chosen else None

    def requeue(self, row: Row) -> None:
        """Put in a row in LEARNING or RELEARNING, for when its `due_ms` says; one that is in already is moved."""
        self.drop(row.key)
        due_ms = row.due_ms or 0
        if self._until_ms is None or due_ms < self._until_ms:
            self._learning[row.key] = (due_ms, row)
            heapq.heappush(self._heap, (due_ms, *row.key))

    def put_back(self, row: Row) -> None:
        """Undo: put in `row` as it was before its answer. It is next, whatever its state, and outside the limits."""
        self.drop(row.key)
        self._front[row.key] = row

    def drop(self, key: Key) -> bool:
        """Take a row out (suspended, buried, deleted); whether it was in. Its siblings stay held back."""
        if self._learning.pop(key, None):
            self._trim()
            return True
        return any(rows.pop(key, None) is not None for rows in (self._front, self._reviews, self._new))

    def extend_new(self, count: int) -> int:
        """Let in up to `count` new cards beyond the limit; how many there were. They mix with what is left."""
        added = min(max(count, 0), len(self._more))
        for _ in range(added):
            row = self._more.popleft()
            self._new[row.key] = row
        self._pace()
        return added

    def _pace(self) -> None:
        """Begin a new proportion of reviews to new cards."""
        self._review_pace, self._new_pace = [0, len(self._reviews)], [0, len(self._new)]

    def _other(self) -> Row:
        if self._front:
            return self._front.popitem()[1]
        if self._new_is_next(len(self._reviews), len(self._new), self._review_pace[0], self._new_pace[0]):
            self._new_pace[0] += 1
            return self._new.popitem(last=False)[1]
        self._review_pace[0] += 1
        return self._reviews.popitem(last=False)[1]

    def _new_is_next(self, reviews_left: int, new_left: int, reviews: int, new: int) -> bool:
        """Both are spread over the session as if each stood in the middle of its share of it."""
        of_reviews, of_new = self._review_pace[1], self._new_pace[1]
        return bool(new_left) and (not reviews_left or (2 * new + 1) * of_reviews < (2 * reviews + 1) * of_new)

    def upcoming(self, count: int) -> list[Row]:
        """The next `count` rows, taken from nothing; learning steps and what is put back may come between."""
        rows = list(islice(reversed(self._front.values()), count))
        reviews, new = iter(self._reviews.values()), iter(self._new.values())
        met, begun = 0, 0
        for _ in range(min(count - len(rows), len(self._reviews) + len(self._new))):
            left = (len(self._reviews) - met, len(self._new) - begun)
            if self._new_is_next(*left, self._review_pace[0] + met, self._new_pace[0] + begun):
                begun += 1
                rows.append(next(new))
            else:
                met += 1
                rows.append(next(reviews))
        return rows

    def _trim(self) -> None:
        """Let the top of the heap be a live entry."""
        while self._heap:
            due_ms, *key = self._heap[0]
            if self._learning.get((key[0], key[1]), (None,))[0] == due_ms:
                return
            heapq.heappop(self._heap)


def order(
    rows: Iterable[Row],
    *,
    study_day: int,
    review_limit: int | None = None,
    new_limit: int | None = None,
    answered: Collection[str] = (),
) -> list[Row]:
    """The whole day at once, every learning card taken as due: learning, then reviews and new cards interleaved."""
    queue = DayQueue(rows, study_day=study_day, review_limit=review_limit, new_limit=new_limit, answered=answered)
    result = []
    while (row := queue.pop(sys.maxsize)) is not None:
        result.append(row)
    return result


def _first(rows: list[Row], limit: int | None) -> list[Row]:
    return rows if limit is None else rows[: max(limit, 0)]


def _one_a_card(rows: list[Row], seen: set[str]) -> list[Row]:
    """The first row of each card not in `seen`, which grows by them."""
    kept = []
    for row in rows:
        if row[0] not in seen:
            seen.add(row[0])
            kept.append(row)
    return kept
