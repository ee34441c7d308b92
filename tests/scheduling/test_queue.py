"""The order of a day, and what a session does with it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.progress import State
from quiz.scheduling.queue import DayQueue, Row, choose, order

DAY = 20_000
NOW = 1_700_000_000_000
MINUTE = 60_000


def new(card: str, position: int = 0, part: str = "") -> Row:
    return Row(card, part, "deck", State.NEW, position=position)


def due(card: str, *, late: int = 0, planned: int = 10, stability: float = 10.0, part: str = "") -> Row:
    """A review `late` days after the day it was planned for."""
    day = DAY - late
    return Row(card, part, "deck", State.REVIEW, day, None, day - planned, stability)


def learning(card: str, due_ms: int, part: str = "", state: State = State.LEARNING) -> Row:
    return Row(card, part, "deck", state, None, due_ms, DAY, 1.0)


def cards(rows: list[Row]) -> list[str]:
    return [row.card for row in rows]


def test_learning_first_then_the_most_overdue() -> None:
    rows = [
        due("on-time"), due("two-of-four", late=2, planned=4), due("two-of-forty", late=2, planned=40),
        learning("second", NOW + 1), learning("first", NOW, state=State.RELEARNING), due("tomorrow", late=-1),
    ]  # fmt: skip
    assert cards(order(rows, study_day=DAY)) == ["first", "second", "two-of-four", "two-of-forty", "on-time"]


def test_a_card_on_time_does_not_pass_a_late_one_for_its_low_stability() -> None:
    rows = [due("on-time", planned=1, stability=0.1), due("late", late=1, planned=20, stability=20.0)]
    assert cards(order(rows, study_day=DAY)) == ["late", "on-time"]


def test_equally_late_the_less_stable_is_first_then_the_id() -> None:
    rows = [due("c"), due("b"), due("weak", stability=8.0), due("a")]
    assert cards(order(rows, study_day=DAY)) == ["weak", "a", "b", "c"]


def test_rows_without_a_last_day_or_stability_are_on_time() -> None:
    by_hand = Row("hand", "", "deck", State.REVIEW, DAY)
    rows = [by_hand, due("late", late=1), due("gone-back", late=0, planned=-3), due("unknown", stability=0.0)]
    assert cards(order(rows, study_day=DAY)) == ["late", "hand", "unknown", "gone-back"]


def test_new_cards_come_in_position_order_evenly_between_reviews() -> None:
    rows = [*(due(f"r{n:02}") for n in range(12)), *(new(f"n{n}", position=9 - n) for n in range(4))]
    result = cards(order(rows, study_day=DAY))
    assert [card for card in result if card[0] == "n"] == ["n3", "n2", "n1", "n0"]
    assert [place for place, card in enumerate(result) if card[0] == "n"] == [2, 6, 10, 14]


@given(st.integers(0, 40), st.integers(0, 40))
def test_interleaving_is_even_for_any_numbers(reviews: int, fresh: int) -> None:
    rows = [*(due(f"r{n:02}") for n in range(reviews)), *(new(f"n{n:02}", n) for n in range(fresh))]
    result = order(rows, study_day=DAY)
    assert len(result) == reviews + fresh
    for end in range(len(result) + 1):
        seen = sum(row.state == State.NEW for row in result[:end])
        assert abs(seen - fresh * end / max(len(result), 1)) <= 1


def test_limits() -> None:
    rows = [*(due(f"r{n:02}", late=n) for n in range(20)), *(new(f"n{n:02}", n) for n in range(20))]
    queue = DayQueue(rows, study_day=DAY, review_limit=5, new_limit=2)
    assert queue.left == (0, 5, 2)
    result = cards(order(rows, study_day=DAY, review_limit=5, new_limit=2))
    assert sorted(result) == ["n00", "n01", "r15", "r16", "r17", "r18", "r19"]
    assert order(rows, study_day=DAY, review_limit=0, new_limit=-3) == []
    assert len(order(rows, study_day=DAY)) == 40


def test_siblings_are_kept_apart() -> None:
    rows = [
        due("a", part="1"), due("a", part="2", late=3), new("a", part="3"),
        new("b", part="1"), new("b", 1, part="2"),
        learning("c", NOW, part="1"), due("c", part="2"), learning("c", NOW + 1, part="3"),
        due("d", part="1"), new("d", part="2"), new("e"),
    ]  # fmt: skip
    queue = DayQueue(rows, study_day=DAY, answered={"d"}, new_limit=2)
    taken = []
    while (row := queue.pop(NOW + MINUTE)) is not None:
        taken.append(row.key)
    assert sorted(taken) == [("a", "2"), ("b", "1"), ("c", "1"), ("c", "3"), ("e", "")]


def test_a_review_past_the_limit_still_holds_its_new_sibling_back() -> None:
    rows = [due("a", late=5), due("b", part="1"), new("b", part="2"), new("c")]
    assert [row.key for row in order(rows, study_day=DAY, review_limit=1)] == [("a", ""), ("c", "")]


def test_learning_cards_wait_for_their_time_and_come_early_at_the_end() -> None:
    queue = DayQueue([learning("l", NOW + 10 * MINUTE), due("r")], study_day=DAY)
    assert queue.left == (1, 1, 0)
    assert queue.next_ms == NOW + 10 * MINUTE
    first = queue.pop(NOW, learn_ahead=1200)
    assert first is not None
    assert first.card == "r"
    assert queue.pop(NOW, learn_ahead=60) is None
    assert queue.left == (1, 0, 0)
    ahead = queue.pop(NOW, learn_ahead=1200)
    assert ahead is not None
    assert ahead.card == "l"
    assert queue.next_ms is None
    assert queue.pop(NOW, learn_ahead=1200) is None


@pytest.mark.parametrize(
    ("learning_ms", "others", "expected"),
    [
        (None, False, ""), (None, True, "other"), (NOW, True, "learning"), (NOW + 1, True, "other"),
        (NOW + 1, False, "learning"), (NOW + 1_200_000, False, "learning"), (NOW + 1_200_001, False, ""),
    ],
)  # fmt: skip
def test_choose(learning_ms: int | None, others: bool, expected: str) -> None:
    assert choose(learning_ms, others, now_ms=NOW, learn_ahead=1200) == expected


def test_learning_past_the_end_of_the_day_is_left_out() -> None:
    queue = DayQueue([learning("a", NOW), learning("b", NOW + 9)], study_day=DAY, until_ms=NOW + 9)
    queue.requeue(learning("c", NOW + 10))
    assert queue.left == (1, 0, 0)


def test_an_answered_card_comes_back_in_its_step() -> None:
    queue = DayQueue([new("a"), new("b", 1)], study_day=DAY)
    row = queue.pop(NOW)
    assert row is not None
    queue.requeue(row._replace(state=State.LEARNING, due_ms=NOW + MINUTE))
    assert queue.left == (1, 0, 1)
    second, third = queue.pop(NOW + 1), queue.pop(NOW + MINUTE)
    assert second is not None
    assert third is not None
    assert (second.card, third.card, third.state) == ("b", "a", State.LEARNING)


def test_requeue_moves_a_row_and_a_stale_entry_never_shows() -> None:
    queue = DayQueue([], study_day=DAY)
    for due_ms in (NOW + 5, NOW + 1, NOW + 9):
        queue.requeue(learning("a", due_ms))
    assert queue.left == (1, 0, 0)
    assert queue.next_ms == NOW + 9
    assert queue.pop(NOW + 8) is None
    row = queue.pop(NOW + 9)
    assert row is not None
    assert row.due_ms == NOW + 9
    assert queue.pop(NOW + 99) is None


def test_undo_puts_the_row_back_as_it_was_and_first() -> None:
    queue = DayQueue([due("a"), new("b"), due("c")], study_day=DAY)
    taken = [queue.pop(NOW) for _ in range(3)]
    assert queue.left == (0, 0, 0)
    first, second, third = taken
    assert first is not None
    assert second is not None
    assert third is not None
    queue.requeue(third._replace(state=State.LEARNING, due_ms=NOW))
    queue.put_back(third)
    queue.put_back(second)
    queue.put_back(learning("d", NOW + MINUTE))
    assert queue.left == (1, 1, 1)
    back = [queue.pop(NOW) for _ in range(4)]
    assert [row and row.card for row in back] == ["d", "b", "c", None]


def test_drop() -> None:
    queue = DayQueue([due("a"), new("b"), learning("c", NOW), due("d", part="x")], study_day=DAY)
    assert [queue.drop(key) for key in (("a", ""), ("b", ""), ("c", ""), ("c", ""), ("d", ""))] == [True] * 3 + [
        False
    ] * 2
    assert queue.left == (0, 1, 0)
    assert queue.next_ms is None
    row = queue.pop(NOW)
    assert row is not None
    queue.put_back(row)
    assert queue.drop(row.key)
    assert queue.pop(NOW) is None


def test_more_new_cards_mix_with_what_is_left() -> None:
    rows = [*(due(f"r{n:02}") for n in range(9)), *(new(f"n{n:02}", n) for n in range(5))]
    queue = DayQueue(rows, study_day=DAY, new_limit=0)
    assert queue.left == (0, 9, 0)
    assert (queue.extend_new(3), queue.left) == (3, (0, 9, 3))
    taken = [queue.pop(NOW) for _ in range(12)]
    assert [place for place, row in enumerate(taken) if row and row.state == State.NEW] == [2, 6, 10]
    assert (queue.extend_new(10), queue.extend_new(1), queue.extend_new(-1)) == (2, 0, 0)
    more = [queue.pop(NOW) for _ in range(3)]
    assert [row and row.card for row in more] == ["n03", "n04", None]


@given(st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_of_rows(rng: random.Random) -> None:
    rows = [
        *(due(f"r{n}", late=n % 3, part=str(n % 2)) for n in range(8)),
        *(new(f"n{n % 5}", n % 3, str(n)) for n in range(8)),
        *(learning(f"l{n}", NOW + n % 2) for n in range(4)),
    ]
    expected = order(rows, study_day=DAY)
    shuffled = rows[:]
    rng.shuffle(shuffled)
    assert order(shuffled, study_day=DAY) == expected


@given(st.lists(st.sampled_from(["pop", "requeue", "undo", "drop", "extend"]), max_size=60))
def test_a_session_never_loses_or_doubles_a_card(operations: list[str]) -> None:
    rows = [*(due(f"r{n}") for n in range(6)), *(new(f"n{n}", n) for n in range(9)), learning("l", NOW)]
    queue = DayQueue(rows, study_day=DAY, new_limit=3)
    inside = {row.key for row in rows if row.state != State.NEW} | {(f"n{n}", "") for n in range(3)}
    fresh = [(f"n{n}", "") for n in range(3, 9)]
    taken: list[Row] = []
    now = NOW
    for operation in operations:
        now += MINUTE
        if operation == "pop":
            row = queue.pop(now, learn_ahead=1200)
            assert (row is None) == (not inside)
            if row:
                inside.remove(row.key)
                taken.append(row)
        elif operation == "requeue" and taken:
            row = taken[-1]._replace(state=State.LEARNING, due_ms=now + 10 * MINUTE)
            queue.requeue(row)
            inside.add(row.key)
        elif operation == "undo" and taken:
            row = taken.pop()
            queue.put_back(row)
            inside.add(row.key)
        elif operation == "drop" and inside:
            key = min(inside)
            assert queue.drop(key)
            inside.remove(key)
        elif operation == "extend":
            added = queue.extend_new(2)
            inside.update(fresh[:added])
            del fresh[:added]
        assert sum(queue.left) == len(inside)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 30), st.integers(0, 3))
def test_upcoming_is_what_pop_gives(reviews: int, fresh: int, count: int, undone: int) -> None:
    rows = [*(due(f"r{n:02}", late=n % 3) for n in range(reviews)), *(new(f"n{n:02}", n) for n in range(fresh))]
    queue = DayQueue(rows, study_day=DAY)
    for row in [row for _ in range(undone) if (row := queue.pop(NOW))]:
        queue.put_back(row)
    expected = queue.upcoming(count)
    assert [queue.pop(NOW) for _ in range(min(count, len(rows)))] == expected
