"""From the log to progress: what it keeps and what it computes anew."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from quiz.model import event as kinds
from quiz.model.event import Rating
from quiz.model.progress import Progress, State
from quiz.scheduling import fsrs, replay, states
from quiz.scheduling.states import Options
from tests.scheduling.log import DAY, OPTIONS, OTHER, Log, check, same

AGAIN, HARD, GOOD, EASY = Rating


def test_answers_are_derived_as_they_were_given() -> None:
    log = Log()
    for rating, day in [(GOOD, 0), (AGAIN, 0), (GOOD, 0), (GOOD, 0), (GOOD, 3), (AGAIN, 20), (GOOD, 20), (EASY, 19)]:
        log.review(rating, DAY + day)
        check(log)
    assert log.at().lapses == 1
    assert log.at().reps == 8
    assert log.at().passed


def test_a_review_keeps_its_due_whatever_the_settings_are_now() -> None:
    log = Log(Options(desired_retention=0.7, learning_steps=(5,), maximum_interval=60))
    for rating, day in [(GOOD, 0), (GOOD, 9), (GOOD, 60), (GOOD, 100)]:
        log.review(rating, DAY + day)
    assert same(replay.derive(log.events, Options(learning_steps=(60, 600, 6000)))["a", ""], log.at())


def test_a_review_whose_predecessor_is_gone_is_decided_anew_with_its_own_fuzz() -> None:
    log = Log(Options(learning_steps=()))
    first = log.review(AGAIN, DAY)
    second = log.review(EASY, DAY + 2)
    log.undo(first)
    expected = states.answer(
        Progress("a"), EASY, at_ms=second.at_ms, study_day=second.study_day, event_id=second.id, options=log.options
    )
    assert same(log.one(), expected)
    assert expected.due_day != log.at().due_day


def test_what_is_decided_anew_keeps_the_retention_of_then() -> None:
    log = Log(Options(learning_steps=(), desired_retention=0.7))
    first = log.review(GOOD, DAY)
    second = log.review(EASY, DAY + 30)
    log.undo(first)
    now = Options(learning_steps=())
    expected = states.answer(
        Progress("a"), EASY, at_ms=second.at_ms, study_day=second.study_day, event_id=second.id, options=log.options
    )
    assert same(replay.derive(log.events, now)["a", ""], expected)


def test_a_review_after_the_one_decided_anew_keeps_what_it_recorded() -> None:
    log = Log()
    first = log.review(GOOD, DAY)
    log.review(GOOD, DAY)
    log.review(GOOD, DAY + 2)
    kept = log.at()
    log.undo(first)
    derived = log.one()
    assert (derived.state, derived.step, derived.due_day) == (kept.state, kept.step, kept.due_day)
    assert derived.reps == 2


def test_a_lapse_is_judged_by_the_stage_before_it() -> None:
    log = Log()
    easy = log.review(EASY, DAY)
    log.review(AGAIN, DAY + 9)
    assert log.one().lapses == 1
    log.undo(easy)
    assert log.one().lapses == 0  # the Again is now a new card's first answer
    assert log.one().state is State.LEARNING
    assert log.one().due_ms == log.events[1].at_ms + 60_000


@pytest.mark.parametrize(
    "data",
    [
        "{}", "[]", "[[[", '{"state":9,"step":0,"due":5,"previous":""}', '{"state":2,"step":-1,"due":5,"previous":""}',
        '{"state":2,"step":0,"due":"5","previous":""}', '{"state":2,"step":0,"due":5}',
        '{"state":true,"step":0,"due":5,"previous":""}', '{"retention":"nan","previous":""}', '{"retention":0.5}',
        "[" * 100_000,
    ],
)  # fmt: skip
def test_a_review_without_a_sound_decision_is_decided_anew(data: str) -> None:
    log = Log()
    log.review(EASY, DAY)
    log.events[0] = replace(log.events[0], data=data)
    assert same(log.one(), log.at())
    assert same(replay.derive_one(log.events, OPTIONS, card="a"), log.at())


def test_ratings_that_are_none_do_not_count() -> None:
    log = Log()
    for rating in (None, 0, 5):
        log.add(kinds.REVIEW, DAY, "a", "", rating)
    assert log.derive() == {}


def test_marks() -> None:
    log = Log()
    log.add(kinds.SUSPEND, DAY)
    log.add(kinds.BURY, DAY + 3)
    log.add(kinds.FLAG, DAY, flag=7)
    assert log.one() == Progress("a", suspended=True, buried_day=DAY + 3, flag=7)
    log.add(kinds.FLAG, DAY, flag=8)
    log.add(kinds.FLAG, DAY, flag=True)
    assert log.one().flag == 7
    log.add(kinds.UNSUSPEND, DAY)
    log.add(kinds.UNBURY, DAY)
    log.add(kinds.FLAG, DAY, flag=0)
    assert log.derive() == {}


def test_kinds_without_effect() -> None:
    log = Log()
    for kind in (kinds.NOTE, kinds.SETTING, kinds.DRAWN, kinds.EXAM, "of-a-newer-program"):
        log.add(kind, DAY, text="…")
    assert log.derive() == {}
    log.review(GOOD, DAY)
    log.add("of-a-newer-program", DAY)
    assert log.one() == log.at()


def test_reset_forgets_all_but_the_marks() -> None:
    log = Log()
    log.review(EASY, DAY)
    log.review(AGAIN, DAY + 9)
    log.add(kinds.SUSPEND, DAY)
    log.add(kinds.RESET, DAY + 9)
    assert log.one() == Progress("a", suspended=True)
    log.progress["a", ""] = log.one()
    log.review(GOOD, DAY + 12)
    check(log)
    assert (log.at().reps, log.at().first_day) == (1, DAY + 12)


def test_due_by_hand() -> None:
    log = Log()
    log.add(kinds.DUE, DAY, day=DAY + 5)
    assert log.derive() == {}
    log.review(GOOD, DAY)
    for day in ("soon", 10**400, True, None):
        log.add(kinds.DUE, DAY, day=day)
    assert log.one() == log.at()
    log.add(kinds.DUE, DAY, day=DAY + 50)
    moved = replace(log.at(), state=State.REVIEW, step=0, due_ms=None, due_day=DAY + 50)
    assert log.one() == moved
    log.progress["a", ""] = moved
    log.review(AGAIN, DAY + 50)
    check(log)
    assert log.at().lapses == 1


def test_memory_from_elsewhere() -> None:
    log = Log()
    log.add(kinds.MEMORY, DAY, stability="12.3456789", difficulty="99", due=DAY + 4, last_day=DAY - 7)
    expected = Progress(
        "a", state=State.REVIEW, due_day=DAY + 4, stability=12.34568, difficulty=10.0, first_day=DAY - 7,
        last_day=DAY - 7,
    )  # fmt: skip
    assert log.one() == expected
    log.progress["a", ""] = expected
    log.review(GOOD, DAY + 4)
    check(log)
    assert log.at().passed
    log.add(kinds.MEMORY, DAY + 9, stability="2.6", difficulty="3")
    assert (log.one().due_day, log.one().last_day, log.one().reps) == (DAY + 12, DAY + 9, 1)


@pytest.mark.parametrize(
    "data", [{}, {"stability": "x", "difficulty": "5"}, {"stability": "nan", "difficulty": "5"}, {"stability": "5"}]
)
def test_a_memory_that_is_none_is_ignored(data: dict[str, object]) -> None:
    log = Log()
    log.add(kinds.MEMORY, DAY, **data)
    assert log.derive() == {}


def test_an_alias_carries_the_history_over() -> None:
    log = Log()
    log.review(EASY, DAY, "old", "reverse")
    log.review(GOOD, DAY + 9, "old", "reverse")
    log.add(kinds.ALIAS, DAY, "old", to="new")
    expected = replace(log.at("old", "reverse"), card="new")
    assert log.derive() == {("new", "reverse"): expected}
    assert replay.derive_one(log.events, OPTIONS, card="new", part="reverse") == expected
    log.progress = {("new", "reverse"): expected}
    log.review(GOOD, DAY + 40, "new", "reverse")
    check(log)


def test_weights_alter_memory_and_no_due() -> None:
    log = Log()
    for rating, day in [(EASY, 0), (GOOD, 9), (GOOD, 40)]:
        log.review(rating, DAY + day)
    log.add(kinds.WEIGHTS, DAY, "", weights=OTHER)
    derived = log.one()
    assert derived == replace(log.at(), stability=derived.stability)
    assert derived.stability == replay.memories([1] * 3, [4, 3, 3], [0, 9, 31], [float(w) for w in OTHER])[0][-1]
    assert derived.stability != log.at().stability


def test_weights_reschedule_where_they_say_so() -> None:
    log = Log()
    log.review(EASY, DAY, "a")
    log.review(GOOD, DAY, "learning")
    log.review(EASY, DAY, "later")
    event = log.add(kinds.WEIGHTS, DAY, "", weights=OTHER, reschedule=True)
    planned = states.fuzz(12, states.seed("a", "", event.id))  # stability 12.5, to even
    derived = log.derive()
    assert derived["a", ""].due_day == DAY + planned
    assert derived["learning", ""].due_ms == log.at("learning").due_ms
    log.progress = derived
    log.options = replace(OPTIONS, weights=tuple(float(w) for w in OTHER))
    log.review(GOOD, DAY + 8, "later")
    check(log)
    # Later weights change memory again, but not the dues that the earlier ones set.
    log.add(kinds.WEIGHTS, DAY, "", weights=[repr(w) for w in fsrs.DEFAULT_WEIGHTS])
    again = log.derive()
    assert again["a", ""].due_day == DAY + planned
    assert again["a", ""].stability == 8.2956
    assert replay.derive_one(log.events, OPTIONS, card="a") == again["a", ""]
    log.undo(event)
    assert log.derive()["a", ""].due_day == replay.derive(log.events[:1], OPTIONS)["a", ""].due_day


def test_a_clock_set_back_sorts_by_time_and_never_elapses_below_zero() -> None:
    log = Log()
    log.review(GOOD, DAY)
    log.review(GOOD, DAY - 5)
    check(log)
    assert log.at().stability == fsrs.review(fsrs.review(None, 3, 0), 3, 0).stability
    # The second was stamped before the first: replay has it first, and both are decided anew.
    early = replace(log.events[1], at_ms=0)
    swapped = [log.events[0], early]
    derived = replay.derive(swapped, OPTIONS)["a", ""]
    assert derived == replay.derive(swapped[::-1], OPTIONS)["a", ""]
    assert derived.last_event == log.events[0].id
    assert (derived.first_day, derived.last_day) == (DAY - 5, DAY)


def test_derive_one_does_without_numpy() -> None:
    code = (
        "import sys; from quiz.scheduling import replay, states; from quiz.model.event import Event;"
        "replay.derive_one([Event('1', 'd', 1, 1, 0, 1, 'review', 'a', '', 3)], states.Options(), card='a');"
        "assert 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
