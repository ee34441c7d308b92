"""What an answer leads to: learning steps, graduation, lapses, dues. Pure; shared by preview, answer and replay."""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quiz.model.event import Rating
from quiz.model.progress import Progress, State
from quiz.scheduling import fsrs

DAY = 86_400  # seconds
RATINGS = tuple(Rating)

# (from, to, share): how much of each stretch of an interval widens the fuzz, in days (Anki, py-fsrs).
_FUZZ_RANGES = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.1), (20.0, math.inf, 0.05))


@dataclass(frozen=True, slots=True)
class Options:
    """What scheduling depends on. Steps are in seconds, `maximum_interval` in days."""

    desired_retention: float = 0.9
    learning_steps: tuple[int, ...] = (60, 600)
    relearning_steps: tuple[int, ...] = (600,)
    maximum_interval: int = 36500
    weights: tuple[float, ...] = fsrs.DEFAULT_WEIGHTS


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a rating leads, memory aside. `delay` is in seconds in LEARNING and RELEARNING, None in REVIEW."""

    state: State
    step: int = 0
    delay: int | None = None


_GRADUATED = Stage(State.REVIEW)


def stage(state: State, step: int, rating: int, options: Options) -> Stage:
    """The stage after `rating` in (`state`, `step`).

    Again goes back to the first step; Hard repeats the step (on the first: the mean of the first two, or 1.5 times
    the only one but at most a day more); Good goes one on, Easy graduates. A step that the options no longer have
    graduates by any rating but Again, and so does every rating where there are no steps.
    """
    if state is State.REVIEW:
        if rating != Rating.AGAIN:
            return _GRADUATED
        state = State.RELEARNING
    elif state is State.NEW:
        state, step = State.LEARNING, 0
    steps = options.relearning_steps if state is State.RELEARNING else options.learning_steps
    if not steps:
        return _GRADUATED
    if rating == Rating.AGAIN:
        return Stage(state, 0, steps[0])
    if rating == Rating.EASY or step >= len(steps) or (rating == Rating.GOOD and step + 1 == len(steps)):
        return _GRADUATED
    if rating == Rating.GOOD:
        return Stage(state, step + 1, steps[step + 1])
    if step > 0:
        return Stage(state, step, steps[step])
    return Stage(state, 0, (steps[0] + steps[1]) // 2 if len(steps) > 1 else min(steps[0] * 3 // 2, steps[0] + DAY))


def fuzz(interval: int, seed: str, *, minimum: int = 1, maximum: int = 36500) -> int:
    """`interval` days moved a little, so that cards learned together part; always the same for one `seed`.

    The result is within [`minimum`, `maximum`] (the maximum wins). Below 2.5 days nothing is moved.
    """
    minimum = min(minimum, maximum)
    interval = min(max(interval, minimum), maximum)
    if interval < 2.5:
        return interval
    delta = 1.0
    for start, end, share in _FUZZ_RANGES:
        if interval > start:
            delta += share * (min(interval, end) - start)
    low = min(max(round(interval - delta), minimum), maximum)
    high = min(max(round(interval + delta), minimum), maximum)
    return low + zlib.crc32(seed.encode("utf-8", "surrogatepass")) * (high - low + 1) // 2**32


def seed(card: str, part: str, event_id: str) -> str:
    """The seed of the fuzz for one answer."""
    return f"{card}\n{part}\n{event_id}"


def memory(progress: Progress) -> fsrs.Memory | None:
    """The memory that `progress` holds; None before the first review."""
    if progress.stability is None or progress.difficulty is None:
        return None
    return fsrs.Memory(progress.stability, progress.difficulty)


def elapsed(last_day: int | None, study_day: int) -> int:
    """Study days since the last review: never negative, whoever goes back in time; at most a million."""
    return 0 if last_day is None else min(max(0, study_day - last_day), 1_000_000)


def memories(progress: Progress, study_day: int, options: Options) -> dict[Rating, fsrs.Memory]:
    """The memory after each rating."""
    before = memory(progress)
    days = elapsed(progress.last_day, study_day)
    return dict(zip(RATINGS, fsrs.reviews(before, days, options.weights), strict=True))


def stages(state: State, step: int, options: Options) -> list[Stage]:
    """The stage after each rating, Again to Easy."""
    return [stage(state, step, rating, options) for rating in RATINGS]


def intervals(
    after: Mapping[Rating, fsrs.Memory], leads_to: Sequence[Stage], fuzz_seed: str, options: Options
) -> dict[Rating, int]:
    """Days until the next review for each rating that leads to REVIEW; `after` is the memory each leaves.

    Hard, Good and Easy are kept strictly increasing, fuzz included, as far as the maximum interval allows.
    """
    days: dict[Rating, int] = {}
    minimum = 1
    for rating, where in zip(RATINGS, leads_to, strict=True):
        if where.state is not State.REVIEW:
            continue
        plain = fsrs.interval(after[rating].stability, options.desired_retention, options.weights)
        days[rating] = fuzz(plain, fuzz_seed, minimum=minimum, maximum=options.maximum_interval)
        if rating is not Rating.AGAIN:
            minimum = days[rating] + 1
    return days


class Plan(NamedTuple):
    """What one rating leads to, whenever on the study day it is given; `days` is None in learning steps."""

    stage: Stage
    memory: fsrs.Memory
    days: int | None


def plans(progress: Progress, *, study_day: int, event_id: str, options: Options) -> dict[Rating, Plan]:
    """What each rating leads to. `event_id` is the id that the answer's event will have; it seeds the fuzz."""
    leads_to = stages(progress.state, progress.step, options)
    after = memories(progress, study_day, options)
    days = intervals(after, leads_to, seed(progress.card, progress.part, event_id), options)
    return {
        rating: Plan(where, after[rating], days.get(rating)) for rating, where in zip(RATINGS, leads_to, strict=True)
    }


def carried_out(
    plan: Plan, progress: Progress, rating: Rating, *, at_ms: int, study_day: int, event_id: str
) -> Progress:
    """What `progress` becomes by `rating`, given at `at_ms`; `plan` is its plan for that rating, day and event."""
    first_day = study_day if progress.first_day is None else progress.first_day
    delay = plan.stage.delay
    return Progress(  # not `replace`, which takes longer than all the rest of an answer
        card=progress.card,
        part=progress.part,
        state=plan.stage.state,
        step=plan.stage.step,
        due_day=None if plan.days is None else study_day + plan.days,
        due_ms=None if delay is None else at_ms + delay * 1000,
        stability=plan.memory.stability,
        difficulty=plan.memory.difficulty,
        first_day=first_day,
        last_day=study_day,
        last_ms=at_ms,
        last_event=event_id,
        reps=progress.reps + 1,
        lapses=progress.lapses + lapsed(progress.state, rating),
        passed=progress.passed or passes(rating, study_day, first_day),
        suspended=progress.suspended,
        buried_day=progress.buried_day,
        flag=progress.flag,
    )


def answers(
    progress: Progress, *, at_ms: int, study_day: int, event_id: str, options: Options
) -> dict[Rating, Progress]:
    """What each rating would make of `progress`: exactly what `answer` gives for the same arguments."""
    found = plans(progress, study_day=study_day, event_id=event_id, options=options)
    return {
        rating: carried_out(plan, progress, rating, at_ms=at_ms, study_day=study_day, event_id=event_id)
        for rating, plan in found.items()
    }


def answer(
    progress: Progress, rating: Rating, *, at_ms: int, study_day: int, event_id: str, options: Options
) -> Progress:
    """The progress after one answer."""
    return answers(progress, at_ms=at_ms, study_day=study_day, event_id=event_id, options=options)[Rating(rating)]


def lapsed(state: State, rating: int) -> bool:
    """Whether the rating is a lapse: Again on a card that had been learned."""
    return state is State.REVIEW and rating == Rating.AGAIN


def passes(rating: int, study_day: int, first_day: int) -> bool:
    """Whether the rating is a recall on a later study day than the first: what `after` waits for."""
    return rating != Rating.AGAIN and study_day > first_day


def decision(after: Progress, before: Progress, options: Options) -> dict[str, object]:
    """What a review's event records, so that a replay need not know the settings of that day.

    `due` is a study day in REVIEW, else milliseconds; `previous` is the part's previous live review, or "".
    """
    return {
        "state": int(after.state),
        "step": after.step,
        "due": after.due_day if after.state is State.REVIEW else after.due_ms,
        "retention": repr(float(options.desired_retention)),
        "previous": before.last_event,
    }
