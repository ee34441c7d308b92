"""Learning steps, graduation, lapses, dues, fuzz."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.day import StudyDay, milliseconds
from quiz.model.event import Rating
from quiz.model.progress import Progress, State
from quiz.scheduling import fsrs, states
from quiz.scheduling.states import Options

AGAIN, HARD, GOOD, EASY = Rating
NOW = 1_700_000_000_000
DAY = 19_700
steps = st.lists(st.integers(1, 3 * 86_400), max_size=3).map(tuple)
options_any = st.builds(
    Options,
    desired_retention=st.floats(0.7, 0.99),
    learning_steps=steps,
    relearning_steps=steps,
    maximum_interval=st.sampled_from([1, 2, 3, 10, 365, 36500]),
)


def after(progress: Progress, rating: Rating, options: Options | None = None, *, day: int = DAY) -> Progress:
    return states.answer(
        progress, rating, at_ms=NOW, study_day=day, event_id=f"e{progress.reps}", options=options or Options()
    )


def learned(stability: float = 20.0, *, last_day: int = DAY - 20, card: str = "a") -> Progress:
    return Progress(
        card, state=State.REVIEW, due_day=last_day + 20, stability=stability, difficulty=5.0, first_day=DAY - 100,
        last_day=last_day, last_ms=NOW - 20 * 86_400_000, last_event="before", reps=4,
    )  # fmt: skip


def delay(progress: Progress) -> int:
    """Seconds to the next learning step."""
    assert progress.due_ms is not None
    assert progress.due_day is None
    return (progress.due_ms - NOW) // 1000


def test_a_new_card_goes_through_its_steps() -> None:
    first = after(Progress("a"), GOOD)
    assert (first.state, first.step, delay(first)) == (State.LEARNING, 1, 600)
    second = after(first, GOOD)
    assert (second.state, second.due_day, second.due_ms) == (State.REVIEW, DAY + 2, None)
    again = after(first, AGAIN)
    assert (again.state, again.step, delay(again)) == (State.LEARNING, 0, 60)
    easy = after(Progress("a"), EASY)
    assert easy.state is State.REVIEW
    assert easy.due_day is not None
    assert 6 <= easy.due_day - DAY <= 10  # stability 8.3, fuzzed


def test_hard_on_the_first_of_several_steps_is_the_mean_of_two() -> None:
    hard = after(Progress("a"), HARD)
    assert (hard.step, delay(hard)) == (0, 330)
    later = after(after(Progress("a"), GOOD), HARD)
    assert (later.step, delay(later)) == (1, 600)


@pytest.mark.parametrize(("step", "expected"), [(600, 900), (86_400, 129_600), (3 * 86_400, 4 * 86_400)])
def test_hard_on_a_single_step_is_half_as_long_again_but_a_day_at_most(step: int, expected: int) -> None:
    assert delay(after(Progress("a"), HARD, Options(learning_steps=(step,)))) == expected


def test_a_lapse_relearns_and_comes_back() -> None:
    lapse = after(learned(), AGAIN)
    assert (lapse.state, lapse.step, lapse.lapses, delay(lapse)) == (State.RELEARNING, 0, 1, 600)
    assert lapse.stability is not None
    assert lapse.stability < 20
    second = after(lapse, AGAIN)
    assert (second.state, second.lapses) == (State.RELEARNING, 1)
    assert delay(after(lapse, HARD)) == 900
    back = after(lapse, GOOD)
    assert (back.state, back.lapses) == (State.REVIEW, 1)


def test_without_steps_every_rating_is_a_review() -> None:
    bare = Options(learning_steps=(), relearning_steps=())
    for rating in Rating:
        assert after(Progress("a"), rating, bare).state is State.REVIEW
    lapse = after(learned(), AGAIN, bare)
    assert (lapse.state, lapse.lapses, lapse.due_day) == (State.REVIEW, 1, DAY + 2)
    assert after(Progress("a"), AGAIN, bare).lapses == 0


def test_a_step_that_is_no_longer_there_graduates_but_by_again() -> None:
    last = replace(after(Progress("a"), GOOD), step=5)
    assert [after(last, rating).state for rating in Rating] == [State.LEARNING, *[State.REVIEW] * 3]


@given(
    st.sampled_from(State), st.integers(0, 4), st.floats(0.001, 36500), st.floats(1, 10), st.integers(-3, 4000),
    options_any, st.text(max_size=8),
)  # fmt: skip
def test_what_holds_for_any_answer(
    state: State, step: int, s: float, d: float, days: int, options: Options, event_id: str
) -> None:
    memory = fsrs.memory(s, d)
    before = Progress(
        "a", state=state, step=step, stability=memory.stability, difficulty=memory.difficulty, first_day=DAY - 9000,
        last_day=DAY - days, last_ms=1, last_event="p", reps=7, lapses=2, suspended=True, buried_day=DAY, flag=3,
    )  # fmt: skip
    if state is State.NEW:
        before = Progress("a", suspended=True, buried_day=DAY, flag=3)
    preview = states.answers(before, at_ms=NOW, study_day=DAY, event_id=event_id, options=options)
    assert list(preview) == list(Rating)
    for rating, one in preview.items():
        assert one == states.answer(before, rating, at_ms=NOW, study_day=DAY, event_id=event_id, options=options)
        assert (one.suspended, one.buried_day, one.flag) == (True, DAY, 3)
        assert (one.reps, one.last_day, one.last_ms, one.last_event) == (before.reps + 1, DAY, NOW, event_id)
        if one.state is State.REVIEW:
            assert one.due_ms is None
            assert one.due_day is not None
            assert 1 <= one.due_day - DAY <= options.maximum_interval
        else:
            assert one.due_day is None
            assert one.due_ms is not None
            assert one.due_ms > NOW
    passing = [one.due_day for rating, one in preview.items() if rating != AGAIN and one.due_day is not None]
    for short, long in pairwise(passing):
        assert short < long or short == long == DAY + options.maximum_interval


def test_recalled_on_a_later_study_day() -> None:
    first = after(Progress("a"), EASY)
    assert not first.passed
    assert not after(first, EASY, day=DAY).passed
    assert not after(first, AGAIN, day=DAY + 1).passed
    assert after(first, HARD, day=DAY + 1).passed
    assert after(after(first, HARD, day=DAY + 1), AGAIN, day=DAY + 2).passed
    assert after(first, HARD, day=DAY + 1).first_day == DAY


def test_fuzz_is_seeded_and_within_its_range() -> None:
    assert [states.fuzz(days, "x") for days in (1, 2)] == [1, 2]
    seen = {states.fuzz(10, states.seed("a", "", f"{n}")) for n in range(500)}
    assert seen == set(range(8, 13))  # delta 1 + 0.15 × 4.5 + 0.1 × 3 = 1.975
    assert {states.fuzz(100, f"{n}") for n in range(2000)} == set(range(93, 108))
    assert {states.fuzz(100, f"{n}", maximum=100) for n in range(500)} == set(range(93, 101))
    assert states.fuzz(10, "x", minimum=30) >= 30
    assert states.fuzz(10, "x", minimum=30, maximum=20) == 20
    assert states.fuzz(50, states.seed("conv", "reverse", "00ff")) == 52  # must not differ between runs or machines


def test_cards_part_company() -> None:
    dues = {after(learned(100.0, card=f"card-{n}"), GOOD).due_day for n in range(50)}
    assert len(dues) > 10


def test_decision() -> None:
    options = Options(desired_retention=0.85)
    before = learned()
    good, again = after(before, GOOD, options), after(before, AGAIN, options)
    assert states.decision(good, before, options) == {
        "state": 2, "step": 0, "due": good.due_day, "retention": "0.85", "previous": "before",
    }  # fmt: skip
    assert states.decision(again, before, options)["due"] == NOW + 600_000
    assert states.decision(after(Progress("a"), GOOD), Progress("a"), options)["previous"] == ""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def between(first: str, second: str) -> tuple[Progress, Progress]:
    """A card learned at one moment and recalled at another, each on its own study day."""
    progress = Progress("a")
    result = []
    for moment in (at(first), at(second)):
        progress = states.answer(
            progress, EASY, at_ms=milliseconds(moment), study_day=StudyDay.of(moment), event_id="e", options=Options()
        )
        result.append(progress)
    return result[0], result[1]


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("2026-03-01T23:00+09:00", "2026-03-02T03:59+09:00", 0),  # past midnight, before four
        ("2026-03-01T23:00+09:00", "2026-03-02T04:00+09:00", 1),
        ("2026-03-02T03:59+09:00", "2026-03-02T04:00+09:00", 1),  # a minute and a study day
        ("2026-03-28T12:00+01:00", "2026-03-29T11:00+02:00", 1),  # clocks go forward: 22 hours
        ("2026-10-24T12:00+02:00", "2026-10-25T12:00+01:00", 1),  # clocks go back: 25 hours
        ("2026-03-29T03:30+02:00", "2026-03-29T04:30+02:00", 1),
        ("2026-03-02T10:00+09:00", "2026-03-01T20:00-08:00", 0),  # Seoul to Los Angeles: the date goes back
        ("2026-03-01T20:00-08:00", "2026-03-03T06:00+09:00", 2),  # and forward: 17 hours are two study days
        ("2026-03-10T10:00+09:00", "2026-03-05T10:00+09:00", 0),  # a clock set back
        ("2026-03-01T10:00+09:00", "2027-03-01T10:00+09:00", 365),
    ],
)
def test_elapsed_days_follow_the_wall_clock(first: str, second: str, days: int) -> None:
    before, after_it = between(first, second)
    memory = fsrs.review(states.memory(before), EASY, days)
    assert states.memory(after_it) == memory
    assert after_it.last_day == StudyDay.of(at(second))
    assert after_it.passed == (days > 0)
