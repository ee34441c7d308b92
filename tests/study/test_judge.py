from __future__ import annotations

import unicodedata
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.event import Rating
from quiz.study import ask
from quiz.study.judge import diff, fold, judge, read_number
from quiz.study.prompt import Prompt
from tests.study.helpers import Clock, opened, write


@pytest.fixture
def prompts(tmp_path: Path) -> dict[str, Prompt]:
    write(tmp_path)
    found = {}
    with opened(tmp_path, Clock()) as collection, collection.session() as session:
        while (prompt := session.next()) is not None:
            found[prompt.card.id] = prompt
            session.skip()
    return found


@pytest.mark.parametrize(
    "answer",
    [
        "MSE",
        "mse",
        " Mean-Squared  Error. ",
        "평균제곱오차",
        "평균 제곱 오차",
        unicodedata.normalize("NFD", "평균제곱오차"),
        "ＭＳＥ",
    ],
)
def test_names_of_one_thing_are_right(prompts: dict[str, Prompt], answer: str) -> None:
    judged = judge(prompts["mse-name"], answer, "en")
    assert (judged.verdict, judged.suggested) == ("right", Rating.GOOD)


def test_a_hint_makes_it_hard(prompts: dict[str, Prompt]) -> None:
    assert judge(prompts["mse-name"], "MSE", "en", hints=1).suggested == Rating.HARD


@pytest.mark.parametrize("answer", ["mean sqared error", "평균재곱오차", "maen squared error"])
def test_a_slip_of_the_pen_is_near_and_the_learner_rates(prompts: dict[str, Prompt], answer: str) -> None:
    judged = judge(prompts["mse-name"], answer, "en")
    assert (judged.verdict, judged.suggested) == ("near", None)


def test_another_name_is_never_near(prompts: dict[str, Prompt]) -> None:
    judged = judge(prompts["mse-name"], "MAE", "en")
    assert (judged.verdict, judged.suggested) == ("wrong", Rating.AGAIN)
    assert judged.feedback == "It averages absolute values."
    assert judged.link == "mae-definition"
    rival = replace(prompts["mse-name"], others=frozenset({fold("mean squares error")}))
    assert judge(rival, "mean squares error", "en").verdict == "wrong"
    assert judge(prompts["mse-name"], "mean squares error", "en").verdict == "near"


def test_nothing_reveals(prompts: dict[str, Prompt]) -> None:
    takes_one = {"mse-name", "conv-params", "padding-choice", "loop-order", "output-match"}
    for name, prompt in prompts.items():
        for hints, rating in ((0, Rating.GOOD), (1, Rating.HARD)):
            judged = judge(prompt, "  ", "en", hints=hints)
            assert (judged.verdict, judged.suggested) == ("revealed", None if name in takes_one else rating)


@pytest.mark.parametrize("answer", ["320", "320.0", "3.2e2", "640/2", "３２０"])
def test_numbers_by_value(prompts: dict[str, Prompt], answer: str) -> None:
    assert judge(prompts["conv-params"], answer, "en").verdict == "right"


def test_numbers_that_are_wrong_or_none(prompts: dict[str, Prompt]) -> None:
    assert judge(prompts["conv-params"], "288", "en").feedback == "The bias is missing."
    assert judge(prompts["conv-params"], "321", "en").verdict == "wrong"
    unread = judge(prompts["conv-params"], "many", "en")
    assert (unread.verdict, unread.suggested) == ("format", None)


def test_choices_by_shown_number(prompts: dict[str, Prompt]) -> None:
    prompt = prompts["padding-choice"]
    shown = ask.options(prompt, "en")
    right, wrong = shown.index("3×3") + 1, shown.index("5×5") + 1
    assert judge(prompt, str(right), "en").verdict == "right"
    judged = judge(prompt, str(wrong), "en")
    assert (judged.verdict, judged.feedback, judged.link) == ("wrong", "It needs 2.", "mae-definition")
    assert judge(prompt, "3", "en").verdict == "format"
    assert judge(prompt, "x", "en").verdict == "format"


def test_order_and_its_other_orders(prompts: dict[str, Prompt]) -> None:
    prompt = prompts["loop-order"]
    shown = ask.options(prompt, "en")
    number = {item: str(shown.index(item) + 1) for item in shown}
    steps = ["zero_grad", "forward", "backward"]
    assert shown != tuple(steps)
    assert judge(prompt, " ".join(number[step] for step in steps), "en").verdict == "right"
    assert judge(prompt, "".join(number[step] for step in steps), "en").verdict == "right"
    other = ("forward", "zero_grad", "backward")
    assert judge(prompt, " ".join(number[step] for step in other), "en").verdict == "right"
    assert judge(prompt, " ".join(number[step] for step in reversed(steps)), "en").verdict == "wrong"
    assert judge(prompt, "1 2", "en").verdict == "format"
    assert judge(prompt, "1 1 2", "en").verdict == "format"


def test_match_by_the_numbers_of_the_right_sides(prompts: dict[str, Prompt]) -> None:
    prompt = prompts["output-match"]
    shown = ask.options(prompt, "en")
    right = [str(shown.index(side) + 1) for side in ("one of many", "yes or no")]
    assert judge(prompt, " ".join(right), "en").verdict == "right"
    assert judge(prompt, " ".join(reversed(right)), "en").verdict == "wrong"


def test_meaning_is_not_forgiven() -> None:
    assert fold("C++") != fold("C")
    assert fold("-1") != fold("1")
    assert fold("0.5") != fold("05")
    assert fold("zero_grad()") == fold("zero grad")


@given(st.text(max_size=60))
def test_fold_is_idempotent_and_form_does_not_matter(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_difference_leads_from_one_text_to_the_other(expected: str, given_text: str) -> None:
    pieces = diff(expected, given_text)
    assert "".join(text for op, text in pieces if op != "missing") == given_text
    rebuilt = "".join(text for op, text in pieces if op != "extra")
    assert rebuilt.casefold() == expected.casefold()


@given(st.integers(-(10**9), 10**9))
def test_a_number_is_read_with_and_without_separators(value: int) -> None:
    assert read_number(f"{value:,}") == value
    assert read_number(str(value)) == value


@given(st.text(max_size=200))
def test_no_text_upsets_the_reading_of_numbers(text: str) -> None:
    assert isinstance(read_number(text), Fraction | None)
