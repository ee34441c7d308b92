"""FSRS-6 against the golden figures of two oracles, and what must hold for any history."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.scheduling import fsrs, vector
from quiz.scheduling.fsrs import Memory

GOLDEN: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "golden" / "fsrs.json").read_text(encoding="utf-8")
)
ratings = st.integers(1, 4)
gaps = st.one_of(st.just(0), st.integers(1, 40), st.integers(1, 100_000))
histories = st.lists(st.tuples(ratings, gaps), min_size=1, max_size=12)
weights = st.tuples(*(st.floats(low, high) for low, high in fsrs.BOUNDS))


def apart(one: float, other: float) -> float:
    return abs(one - other) / abs(other)


@pytest.mark.parametrize("case", GOLDEN["histories"])
def test_golden_histories(case: dict[str, Any]) -> None:
    used = case["weights"] or fsrs.DEFAULT_WEIGHTS
    exact: Memory | None = None
    memory: Memory | None = None
    for place, (rating, days) in enumerate(case["reviews"]):
        exact = fsrs.step(exact, rating, days, used)
        memory = fsrs.review(memory, rating, days, used)
        for theirs, tolerance in (
            (case["py-fsrs"][place : place + 1], 1e-10),
            (case["fsrs-rs"][place : place + 1], 1e-5),
        ):
            for stability, difficulty in theirs:
                assert apart(exact.stability, stability) < tolerance
                assert apart(exact.difficulty, difficulty) < tolerance
                # What is used is rounded after each review; how far that carries is measured in tests/oracles.
                assert apart(memory.stability, stability) < 4e-5
                assert apart(memory.difficulty, difficulty) < 4e-5
    assert len(case["fsrs-rs"]) == len(case["reviews"])


@pytest.mark.parametrize("case", GOLDEN["intervals"])
def test_golden_intervals(case: dict[str, Any]) -> None:
    days = fsrs.interval(case["stability"], case["retention"])
    assert days == case["py-fsrs"] == max(round(case["fsrs-rs"]), 1)


def test_the_first_review() -> None:
    assert [fsrs.review(None, rating, 0).stability for rating in (1, 2, 3, 4)] == [0.212, 1.2931, 2.3065, 8.2956]
    assert fsrs.review(None, 1, 0).difficulty == 6.4133
    assert fsrs.review(None, 4, 0).difficulty == 1.0
    assert fsrs.review(None, 3, 99) == fsrs.review(None, 3, 0)


@given(st.floats(0.001, 36500), st.floats(1, 10), st.integers(2, 4), weights)
def test_a_pass_on_the_same_day_never_lowers_stability(s: float, d: float, rating: int, w: tuple[float, ...]) -> None:
    before = fsrs.memory(s, d)
    assert fsrs.review(before, rating, 0, w).stability >= before.stability


@given(st.floats(0.001, 36500), st.floats(1, 10), st.integers(0, 100_000), weights)
def test_a_lapse_never_raises_stability_by_default_and_stays_in_bounds(
    s: float, d: float, days: int, w: tuple[float, ...]
) -> None:
    before = fsrs.memory(s, d)
    assert fsrs.review(before, 1, days).stability <= before.stability
    after = fsrs.review(before, 1, days, w)
    assert 0.001 <= after.stability <= 36500
    assert 1 <= after.difficulty <= 10


@given(st.floats(0.001, 36500), st.floats(1, 10), st.integers(-5, 0))
def test_going_back_in_time_is_the_same_day(s: float, d: float, days: int) -> None:
    before = fsrs.memory(s, d)
    assert fsrs.review(before, 3, days) == fsrs.review(before, 3, 0)


@given(histories, weights)
def test_every_memory_is_within_bounds_and_rounded(reviews: list[tuple[int, int]], w: tuple[float, ...]) -> None:
    memory: Memory | None = None
    for rating, days in reviews:
        exact = fsrs.step(memory, rating, days, w)
        memory = fsrs.review(memory, rating, days, w)
        assert memory == Memory(fsrs.rounded(exact.stability), fsrs.rounded(exact.difficulty))
        assert 0.001 <= memory.stability <= 36500
        assert 1 <= memory.difficulty <= 10


@given(st.floats(0.001, 36500))
def test_rounding_is_to_seven_digits_and_the_same_in_numpy(value: float) -> None:
    once = fsrs.rounded(value)
    assert once == float(f"{once:.7g}")
    assert abs(once - value) <= 0.5000001 * 10 ** (math.floor(math.log10(value)) - 6)
    assert fsrs.rounded(once) == once
    assert vector.rounded(np.array([value]))[0] == once


def test_rounding_at_ties_and_powers_of_ten() -> None:
    values = [0.001, 0.009999999951, 1.0, 9.99999951, 10.0, 1234567.5 / 10000, 2.00000005, 999.99995, 36500.0]
    assert [fsrs.rounded(value) for value in values] == vector.rounded(np.array(values)).tolist()
    assert fsrs.rounded(9.99999951) == 10.0
    assert fsrs.rounded(0.212) == 0.212


@given(st.floats(0.001, 36500), weights)
def test_retrievability_is_nine_tenths_after_one_stability(s: float, w: tuple[float, ...]) -> None:
    assert fsrs.retrievability(s, s, w) == pytest.approx(0.9)
    assert fsrs.retrievability(s, 0, w) == 1
    assert fsrs.retrievability(s, -3, w) == 1
    assert 0 <= fsrs.retrievability(s, 10**6, w) < 1


@given(st.floats(0.001, 36500), st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_intervals_are_whole_days_and_shrink_with_the_retention_wanted(s: float, one: float, other: float) -> None:
    short, long = (fsrs.interval(s, retention) for retention in sorted((one, other), reverse=True))
    assert 1 <= short <= long <= 36500
    assert fsrs.interval(s, 0.9) == max(round(s), 1) or abs(s % 1 - 0.5) < 1e-6


@pytest.mark.parametrize("rating", [0, 5, -1])
def test_a_rating_outside_1_to_4_is_refused(rating: int) -> None:
    with pytest.raises(ValueError, match="rating"):
        fsrs.review(None, rating, 0)


def test_memory_and_weights_from_outside() -> None:
    assert fsrs.memory(0.0, 99.0) == Memory(0.001, 10.0)
    assert fsrs.memory(1e9, 3.14159265) == Memory(36500.0, 3.141593)
    with pytest.raises(ValueError, match="finite"):
        fsrs.memory(math.nan, 5.0)
    assert fsrs.clipped(fsrs.DEFAULT_WEIGHTS) == fsrs.DEFAULT_WEIGHTS
    assert fsrs.clipped([1e9] * 21) == tuple(high for _, high in fsrs.BOUNDS)
    for wrong in ([1.0] * 20, [math.inf] * 21):
        with pytest.raises(ValueError, match="21"):
            fsrs.clipped(wrong)
