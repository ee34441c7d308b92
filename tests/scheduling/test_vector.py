"""The recurrence over many cards at once gives the figures of the scalar one."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.scheduling import fsrs, replay

gaps = st.one_of(st.just(0), st.integers(-3, 40), st.integers(1, 100_000))
cards = st.lists(st.lists(st.tuples(st.integers(1, 4), gaps), min_size=1, max_size=9), max_size=6)
weights = st.tuples(*(st.floats(low, high) for low, high in fsrs.BOUNDS))


def scalar(histories: list[list[tuple[int, int]]], w: tuple[float, ...]) -> list[tuple[float, float]]:
    result = []
    for reviews in histories:
        memory: fsrs.Memory | None = None
        for rating, days in reviews:
            memory = fsrs.review(memory, rating, days, w)
            result.append((memory.stability, memory.difficulty))
    return result


def vectorised(histories: list[list[tuple[int, int]]], w: tuple[float, ...]) -> list[tuple[float, float]]:
    flat = [(card, *review) for card, reviews in enumerate(histories) for review in reviews]
    stability, difficulty = replay.memories([f[0] for f in flat], [f[1] for f in flat], [f[2] for f in flat], w)
    return list(zip(stability.tolist(), difficulty.tolist(), strict=True))


@given(cards, weights)
def test_any_histories_and_weights(histories: list[list[tuple[int, int]]], w: tuple[float, ...]) -> None:
    for ours, theirs in zip(vectorised(histories, w), scalar(histories, w), strict=True):
        assert ours == pytest.approx(theirs, rel=2e-6)


def test_twenty_thousand_reviews_to_the_last_bit() -> None:
    rng = random.Random(1)
    histories = [
        [(rng.choice([1, 2, 3, 3, 4]), rng.choice([0, 1, rng.randrange(300)])) for _ in range(rng.randrange(1, 40))]
        for _ in range(1000)
    ]
    assert vectorised(histories, fsrs.DEFAULT_WEIGHTS) == scalar(histories, fsrs.DEFAULT_WEIGHTS)


def test_cards_may_have_any_names() -> None:
    named = replay.memories(np.array(["b", "b", "a"]), [3, 3, 1], [0, 4, 0])
    numbered = replay.memories([7, 7, 2], [3, 3, 1], [0, 4, 0])
    assert named[0].tolist() == numbered[0].tolist()
    assert named[0][2] == 0.212


def test_nothing_gives_nothing() -> None:
    stability, difficulty = replay.memories([], [], [])
    assert stability.shape == difficulty.shape == (0,)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        replay.memories([1, 1], [3], [0, 0])
    with pytest.raises(ValueError, match="rating"):
        replay.memories([1, 1], [3, 5], [0, 0])
