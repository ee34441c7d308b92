"""What a session says: comparisons and times."""

from __future__ import annotations

import pytest

from quiz.cli.telling import lasting, verdict
from quiz.language import Words
from quiz.model.event import Rating
from quiz.study.judge import Judgement, diff

ENGLISH = Words("en")


@pytest.mark.parametrize(
    ("expected", "given", "compared"),
    [
        ("mean squared error", "mean square", True),
        ("abcd", "abxy", True),  # just half of the letters
        ("abcd", "axyz", False),
        ("mean squared error", "softmax", False),
        ("mean squared error", "m", False),
    ],
)
def test_a_wrong_answer_is_compared_only_where_that_helps(expected: str, given: str, compared: bool) -> None:
    wrong = Judgement("wrong", Rating.AGAIN, given, expected, diff(expected, given))
    said = verdict(wrong, ENGLISH)
    assert said[0] == "Not right."
    assert any(line.startswith("Compared with your answer: ") for line in said) == compared
    near = Judgement("near", None, given, expected, diff(expected, given))
    assert verdict(near, ENGLISH)[1].startswith("Compared with your answer: ")


def test_a_wrong_answer_of_numbers_is_not_compared() -> None:
    assert verdict(Judgement("wrong", Rating.AGAIN, "2 1"), ENGLISH) == ["Not right."]


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "1 s"), (12.4, "12 s"), (59.4, "59 s"), (59.6, "1 min"), (89, "1 min"), (600, "10 min")]
)
def test_a_time_under_a_minute_is_in_seconds(seconds: float, said: str) -> None:
    assert lasting(seconds, ENGLISH) == said
