"""Sentences with numbers in them, and what is drawn from chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.engine import shapes
from quiz.engine.demonstrations.values import Text
from quiz.exercises import chance
from quiz.exercises.words import fill, particle, products, rows, said, told, worked


@pytest.mark.parametrize(
    ("word", "form", "expected"),
    [
        ("3", "를", "을"), ("4", "를", "를"), ("10", "은", "은"), ("12", "은", "는"), ("26", "가", "이"),
        ("5", "과", "와"), ("8", "으로", "로"), ("1", "으로", "로"), ("3", "으로", "으로"), ("2", "으로", "로"),
        ("0.5", "이에요", "예요"), ("62", "이에요", "예요"), ("1,000", "이에요", "이에요"), ("(26, 16)", "은", "은"),
        ("12.5%", "은", "는"), ("커널", "으로", "로"), ("값", "을", "을"), ("크기", "을", "를"), ("mean", "은", "은"),
        ("lr", "은", "는"), ("MSE", "은", "는"), ("", "은", "는"),
        ("opt.step()", "이에요", "이에요"), ("'same'", "은", "은"), ("BGR", "을", "을"), ("RGB", "을", "를"),
    ],
)  # fmt: skip
def test_a_particle_follows_the_sound(word: str, form: str, expected: str) -> None:
    assert particle(word, form) == expected


def test_fill_goes_by_language() -> None:
    template = Text("The {axis} is {n}, {share:.1%}.", "{axis:은} {n:이에요}, {share:.1%}.")
    filled = fill(template, {"n": 1792, "axis": "n"}, axis=Text("height", "높이"), share=0.25)
    assert filled == Text("The height is 1,792, 25.0%.", "높이는 1,792예요, 25.0%.")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1792, "1,792"), ((2, 1792), "2, 1792"), (28, "28"),
        (0.1 + 0.2, "0.3"), (2 / 3, "0.666667"), (9.5367431640625e-07, "9.536743164e-7"),
        (-4.0, "-4"), (np.float32(0.5), "0.5"), ([1, 2.5], "1, 2.5"), ([[1, 2], [3, 4]], "(1, 2), (3, 4)"),
        (np.array([1, 2]), "1, 2"), ("same", "same"), (True, "True"), (None, "None"), (0, "0"),
    ],
)  # fmt: skip
def test_a_value_in_a_sentence(value: object, expected: str) -> None:
    assert said(value) == expected


def test_feedback_has_the_learners_value_and_the_params() -> None:
    feedback = told(
        "{given} of {n}, {twice}", "{n} 가운데 {given:이에요} {twice}", lambda params: {"twice": 2 * params["n"]}
    )
    assert feedback({"n": 8}, 3) == Text("3 of 8, 16", "8 가운데 3이에요 16")
    assert feedback({"n": 8}, (1, 2)).en == "(1, 2) of 8, 16"


def test_rows_stand_below_each_other() -> None:
    assert rows([[1, -20], [300, 4]]) == "  1  -20\n300    4"


def test_tables() -> None:
    table = products([1, 2], np.array([3, -4]), ("x", "w"))
    assert table.rows == ((1, 3, 3), (2, -4, -8), ("Σ", "", -5))
    line = worked(shapes.working.conv_output_size(28, 3), ["n′"]).rows[0]
    assert (line[0], line[3]) == ("n′", 26)


@given(st.integers(0, 2**32), st.integers(-50, 50), st.integers(0, 50))
def test_what_is_drawn_is_within_its_bounds(seed: int, low: int, width: int) -> None:
    rng = np.random.default_rng(seed)
    high = low + width
    assert low <= chance.whole(rng, low, high) <= high
    assert all(type(n) is int and low <= n <= high for n in chance.wholes(rng, 3, low, high))
    assert all(low <= x <= high and round(x, 2) == x for x in chance.decimals(rng, 3, low, high, 2))
    several = chance.distinct(rng, min(3, width + 1), low, high)
    assert len(set(several)) == len(several) == min(3, width + 1)
    assert sorted(chance.shuffled(rng, range(5))) == list(range(5))
    assert np.shape(chance.matrix(rng, 2, 3, low, high)) == (2, 3)
    assert chance.pick(rng, "abc") in "abc"


def test_a_level_wants_what_a_deck_allows() -> None:
    assert chance.among((1, 2, 3), (2, 3, 4)) == (2, 3)
    assert chance.among((1,), (2, 3)) == (1,)
