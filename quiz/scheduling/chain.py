"""The walk through one part's events: everything but its memory, which `replay` computes for all parts at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from quiz.model import event as kinds
from quiz.model.event import Event, Rating
from quiz.model.progress import Progress, State
from quiz.scheduling import fsrs, states
from quiz.scheduling.states import Options

_LIMIT = 2**53  # beyond it an integer from outside is not believed


@dataclass(frozen=True, slots=True)
class Reschedule:
    """A live `weights` event that moves the dues of cards in REVIEW, and its weights."""

    event: Event
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Recompute:
    """The last review, where what it recorded no longer fits what came before it, and the stage it found."""

    event: Event
    state: State
    step: int


def details(event: Event) -> dict[str, object]:
    """The event's data; empty where it is not a JSON mapping."""
    try:
        return event.details()
    except (ValueError, RecursionError):
        return {}


class Chain:
    """One part's events, taken in replay order with `take`, then `close`d.

    `start` is the memory that the last `memory` event gave, else None; `ratings` and `elapsed` (study days) are the
    reviews since it or since the last reset: all that the memory of today depends on. A review's JSON is read only
    where its decision matters: at the end, and before an Again, which is a lapse only in REVIEW.
    """

    __slots__ = (
        "_buried_day", "_due_day", "_due_from", "_due_ms", "_first_day", "_flag", "_lapses", "_last_day", "_last_event",
        "_last_ms", "_options", "_passed", "_read_to", "_recompute", "_reschedule", "_state", "_step", "_suspended",
        "_unread", "card", "elapsed", "part", "ratings", "reps", "start",
    )  # fmt: skip

    def __init__(self, card: str, part: str, options: Options) -> None:
        self.card = card
        self.part = part
        self._options = options
        self._suspended = False
        self._buried_day: int | None = None
        self._flag = 0
        self._reschedule: Reschedule | None = None
        self._forget()

    def _forget(self) -> None:
        """As a new card; suspension, burying and flag stay."""
        self.start: fsrs.Memory | None = None
        self.ratings: list[int] = []
        self.elapsed: list[int] = []
        self.reps = 0
        self._lapses = 0
        self._passed = False
        self._first_day: int | None = None
        self._last_day: int | None = None
        self._last_ms: int | None = None
        self._last_event = ""
        self._unread: list[Event] = []  # reviews whose decision is unread yet
        self._read_to = ""  # the review before them
        self._set(State.NEW)

    def _set(self, state: State, step: int = 0, *, day: int | None = None, ms: int | None = None) -> None:
        self._state = state
        self._step = step
        self._due_day = day
        self._due_ms = ms
        self._recompute: _Recompute | None = None
        self._due_from: Event | None = None

    def take(self, event: Event) -> None:
        """Take the next event."""
        if event.kind == kinds.REVIEW:
            self._review(event)
        elif event.kind in _TAKES:
            _TAKES[event.kind](self, event)

    def _review(self, event: Event) -> None:
        rating, day = event.rating, event.study_day
        if rating not in (1, 2, 3, 4):
            return
        if rating == Rating.AGAIN:
            self._read()
            self._lapses += states.lapsed(self._state, rating)
        self._unread.append(event)
        self.ratings.append(rating)
        self.elapsed.append(states.elapsed(self._last_day, day))
        if self._first_day is None:
            self._first_day = day
        elif not self._passed:
            self._passed = states.passes(rating, day, self._first_day)
        self._last_day = day
        self._last_ms = event.at_ms
        self._last_event = event.id
        self.reps += 1

    def _read(self) -> None:
        """Settle the stage: what the last review decided, where it still fits; else again from the last that fits."""
        reviews = self._unread
        if not reviews:
            return
        wrong = len(reviews)
        while wrong:
            fitting = _recorded(reviews[wrong - 1], reviews[wrong - 2].id if wrong > 1 else self._read_to)
            if fitting is not None:
                state, step, due = fitting
                in_review = state is State.REVIEW
                self._set(state, step, day=due if in_review else None, ms=None if in_review else due)
                break
            wrong -= 1
        for event in reviews[wrong:]:
            found = _Recompute(event, self._state, self._step)
            after = states.stage(self._state, self._step, event.rating or 0, self._options)
            self._set(after.state, after.step)
            self._recompute = found
        self._due_from = reviews[-1]
        self._skip()

    def _skip(self) -> None:
        """Let the reviews so far be: their decisions are read, or count no more."""
        self._unread = []
        self._read_to = self._last_event

    def _memory(self, event: Event) -> None:
        data = details(event)
        try:
            self.start = fsrs.memory(float(str(data["stability"])), float(str(data["difficulty"])))
        except (KeyError, ValueError):
            return
        self.ratings, self.elapsed = [], []
        self._skip()
        given = _integer(data.get("last_day"))
        day = event.study_day if given is None else given
        self._last_day = day
        if self._first_day is None:
            self._first_day = day
        # At a retention of 0.9 the interval is the stability, whatever the weights.
        planned = min(max(round(self.start.stability), 1), self._options.maximum_interval)
        due = _integer(data.get("due"))
        self._set(State.REVIEW, day=day + planned if due is None else due)
        self._due_from = event

    def _due(self, event: Event) -> None:
        """A new card has no due to move."""
        day = _integer(details(event).get("day"))
        if day is not None and (self.ratings or self.start):
            self._skip()
            self._set(State.REVIEW, day=day)
            self._due_from = event

    def _reset(self, event: Event) -> None:
        self._forget()

    def _suspend(self, event: Event) -> None:
        self._suspended = event.kind == kinds.SUSPEND

    def _bury(self, event: Event) -> None:
        self._buried_day = event.study_day if event.kind == kinds.BURY else None

    def _set_flag(self, event: Event) -> None:
        flag = _integer(details(event).get("flag"))
        if flag is not None and 0 <= flag <= 7:
            self._flag = flag

    def close(self, reschedule: Reschedule | None) -> None:
        """Settle what the events leave open; `reschedule` is the last there is."""
        self._read()
        if reschedule and self._state is State.REVIEW and self._last_day is not None and self._due_from:
            self._reschedule = reschedule if self._due_from.order < reschedule.event.order else None

    @property
    def rescheduled(self) -> bool:
        """Whether the due follows from a reschedule that came after whatever set it before."""
        return self._reschedule is not None

    def memories(self, weights: Sequence[float]) -> tuple[fsrs.Memory | None, fsrs.Memory | None]:
        """The memory before the last review and after it."""
        before = after = self.start
        for rating, days in zip(self.ratings, self.elapsed, strict=True):
            before, after = after, fsrs.review(after, rating, days, weights)
        return before, after

    def progress(self, before: fsrs.Memory | None, after: fsrs.Memory | None, plan: fsrs.Memory | None) -> Progress:
        """Where the part stands, given its memory before and after the last review.

        `plan` is the memory after the last review by the weights of the reschedule, where it is `rescheduled`.
        """
        if self._reschedule and plan and self._last_day is not None:
            self._due_day = self._last_day + self._planned(self._reschedule, plan)
        elif self._recompute:
            self._decide(self._recompute, before)
        return Progress(
            self.card,
            self.part,
            self._state,
            self._step,
            self._due_day,
            self._due_ms,
            after.stability if after else None,
            after.difficulty if after else None,
            self._first_day,
            self._last_day,
            self._last_ms,
            self._last_event,
            self.reps,
            self._lapses,
            self._passed,
            self._suspended,
            self._buried_day,
            self._flag,
        )

    def _planned(self, reschedule: Reschedule, plan: fsrs.Memory) -> int:
        plain = fsrs.interval(plan.stability, self._options.desired_retention, reschedule.weights)
        seed = states.seed(self.card, self.part, reschedule.event.id)
        return states.fuzz(plain, seed, maximum=self._options.maximum_interval)

    def _decide(self, found: _Recompute, before: fsrs.Memory | None) -> None:
        """Decide the last review anew: with the retention it recorded and the fuzz it had."""
        event, options = found.event, self._options
        rating = Rating(event.rating or 0)
        delay = states.stage(found.state, found.step, rating, options).delay
        if delay is not None:
            self._due_ms = event.at_ms + delay * 1000
            return
        options = replace(options, desired_retention=_retention(event, options.desired_retention))
        after = {each: fsrs.review(before, each, self.elapsed[-1], options.weights) for each in Rating}
        seed = states.seed(event.card, event.part, event.id)
        leads_to = states.stages(found.state, found.step, options)
        self._due_day = event.study_day + states.intervals(after, leads_to, seed, options)[rating]


_TAKES: Mapping[str, Callable[[Chain, Event], None]] = {
    kinds.MEMORY: Chain._memory,
    kinds.DUE: Chain._due,
    kinds.RESET: Chain._reset,
    kinds.SUSPEND: Chain._suspend,
    kinds.UNSUSPEND: Chain._suspend,
    kinds.BURY: Chain._bury,
    kinds.UNBURY: Chain._bury,
    kinds.FLAG: Chain._set_flag,
}


def _recorded(event: Event, previous: str) -> tuple[State, int, int] | None:
    """The decision (state, step, due) that a review recorded, where the review before it is still the same."""
    data = details(event)
    if data.get("previous") != previous:
        return None
    state, step, due = _integer(data.get("state")), _integer(data.get("step")), _integer(data.get("due"))
    if state not in (1, 2, 3) or step is None or step < 0 or due is None:
        return None
    return State(state), step, due


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _LIMIT else None


def _retention(event: Event, default: float) -> float:
    text = details(event).get("retention")
    try:
        retention = float(text) if isinstance(text, str) else math.nan
    except ValueError:
        return default
    return retention if 0 < retention < 1 else default
