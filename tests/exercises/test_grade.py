"""Grading: right comes first, then the one wrong idea that fits, then what a comparison shows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.engine.errors import EngineError
from quiz.exercises import registry
from quiz.exercises.answers import Answer, Blanks, Choice, Matrix, Order, Real, Row, Shape, Whole, Words, numeral
from quiz.exercises.grade import SEVERAL
from quiz.exercises.problem import Misconception, Params, Result, Verdict
from tests.exercises.making import PRODUCT, SOME, family, idea


def test_right() -> None:
    result = PRODUCT.grade("12", {"a": 3, "b": 4})
    assert result.verdict is Verdict.RIGHT
    assert result.feedback.ko == "맞았어요."


def test_a_misconception_is_named_with_the_learners_own_number() -> None:
    result = PRODUCT.grade("7", {"a": 3, "b": 4})
    assert (result.verdict, result.note, result.links, result.step) == (Verdict.DIAGNOSED, "sum", ("a-card",), 0)
    assert result.feedback.en == "Your answer, 7, is what you get by mistake."
    assert result.feedback.ko == "7은 실수하면 나오는 값이에요."


def test_where_several_fit_none_is_named() -> None:
    result = PRODUCT.grade("1", {"a": 1, "b": 0})  # 1 + 0 and 1⁰
    assert (result.verdict, result.note, result.feedback, result.links) == (Verdict.WRONG, "several", SEVERAL, ())


def test_one_name_given_twice_is_one_misconception() -> None:
    made = family(Whole(), lambda p: 5, [idea("slip", lambda p: 7), idea("slip", lambda p: 7)])
    assert made.grade("7", {}).note == "slip"


@given(st.integers(0, 9), st.integers(0, 9))
def test_a_misconception_never_outranks_right(a: int, b: int) -> None:
    params = {"a": a, "b": b}
    assert PRODUCT.grade(str(a * b), params).verdict is Verdict.RIGHT
    for wrong in (a + b, a**b):
        expected = Verdict.RIGHT if wrong == a * b else Verdict.WRONG if a + b == a**b else Verdict.DIAGNOSED
        assert PRODUCT.grade(str(wrong), params).verdict is expected


@given(st.floats(-100, 100), st.floats(-1, 1))
def test_whatever_counts_as_right_is_right(truth: float, part: float) -> None:
    kind = Real(digits=2)
    made = family(kind, lambda p: truth, [idea("near", lambda p: truth + part * 0.01), idea("far", lambda p: -truth)])
    answer = truth + part * 0.0099
    assert kind.same(answer, truth)
    assert made.grade(repr(answer), {}).verdict is Verdict.RIGHT


def test_no_wrong_idea_is_run_for_a_right_answer() -> None:
    def never(params: Params) -> Any:
        raise AssertionError

    assert family(Whole(), lambda p: 5, [idea("never", never)]).grade("5", {}).verdict is Verdict.RIGHT


def test_a_method_that_the_engine_refuses_does_not_apply() -> None:
    def refused(params: Params) -> Any:
        raise EngineError("conv_output_size: kernel: got 9; takes less")

    made = family(Whole(), lambda p: 5, [idea("refused", refused)])
    assert made.misconceptions[0].value({}) is None
    assert made.grade("9", {}).verdict is Verdict.WRONG


def test_a_format_error_is_no_attempt_and_names_its_place() -> None:
    result = family(Shape(3), lambda p: (1, 2, 3)).grade("26, b, 16", {})
    assert (result.verdict, result.position) == (Verdict.FORMAT_ERROR, 4)
    assert "“b”" in result.feedback.en
    assert "‘b’" in result.feedback.ko


def test_a_family_that_runs_code_judges_what_was_read() -> None:
    def judge(value: Any, params: Params) -> Result:
        return Result(Verdict.WRONG, f"ran {value}")

    made = family(Whole(), lambda p: 5, judge=judge)
    assert made.grade(" 5 ", {}).note == "ran 5"
    assert made.grade("five", {}).verdict is Verdict.FORMAT_ERROR


# --- what a comparison shows --------------------------------------------------------------------------------------

SLIP, WRONG = Verdict.SLIP, Verdict.WRONG
TWO_BY_TWO = [[1, 2], [3, 4]]
LABELLED = Blanks(("weights", "biases"), (Whole(), Whole()))

CASES: list[tuple[Answer, Any, str, Verdict, str]] = [
    (Real(digits=2), 0.37, "-0.37", SLIP, "sign"),
    (Whole(), -12, "12", SLIP, "sign"),
    (Real(digits=2), 0.37, "3.7", SLIP, "power-of-ten"),
    (Real(digits=3), 0.375, "37.5", SLIP, "power-of-ten"),
    (Whole(), 1792, "17920", SLIP, "power-of-ten"),
    (Real(relative=0.01), 9.54e-7, "9.54e-6", SLIP, "power-of-ten"),
    (Real(digits=3), 2 / 3, "0.66", SLIP, "rounding"),
    (Real(digits=3), 2 / 3, "0.67", SLIP, "rounding"),
    (Real(digits=3), 2 / 3, "0.7", SLIP, "rounding"),
    (Real(digits=2), 123.456, "123", SLIP, "rounding"),
    (Real(digits=2), 123.456, "123.9", SLIP, "rounding"),
    (Real(digits=2), 0.3, "0", WRONG, ""),
    (Real(digits=2), 0.37, "0.45", WRONG, ""),
    (Real(digits=2), 0.0, "5", WRONG, ""),
    (Whole(), 13, "14", WRONG, "off-by-one"),
    (Whole(), 13, "12", WRONG, "off-by-one"),
    (Whole(), 13, "15", WRONG, ""),
    (Whole(), 1, "-1", SLIP, "sign"),
    (Shape(2), (26, 20), "20, 26", SLIP, "swapped"),
    (Shape(3), (26, 20, 16), "20, 26, 16", SLIP, "swapped"),
    (Shape(3), (26, 26, 16), "16, 26, 26", SLIP, "axes"),
    (Shape(4), (32, 26, 20, 16), "32, 20, 26, 16", SLIP, "swapped"),
    (Shape(3), (26, 26, 16), "32, 26, 26, 16", WRONG, "number-of-axes"),
    (Shape(3), (26, 26, 16), "25, 25, 16", WRONG, "off-by-one"),
    (Shape(3), (26, 26, 16), "25, 24, 16", WRONG, ""),
    (Shape(2, free=True), (None, 26), "1, 26", WRONG, ""),
    (Matrix((2, 2)), TWO_BY_TWO, "1 3\n2 4", SLIP, "transpose"),
    (Matrix((2, 3)), [[1, 2, 3], [4, 5, 6]], "1 4\n2 5\n3 6", SLIP, "transpose"),
    (Matrix((2, 3)), [[1, 2, 3], [4, 5, 6]], "1 2\n3 4\n5 6", WRONG, "shape"),
    (Matrix((2, 2)), TWO_BY_TWO, "1 2\n3 5", WRONG, "one-cell"),
    (Matrix((2, 2)), TWO_BY_TWO, "-1 2\n3 4", SLIP, "sign"),
    (Matrix((2, 2)), TWO_BY_TWO, "10 20\n30 40", SLIP, "power-of-ten"),
    (Matrix((2, 2)), TWO_BY_TWO, "2 3\n4 5", WRONG, ""),
    (Matrix((2, 2)), TWO_BY_TWO, "9 9\n9 9", WRONG, ""),
    (Row(3, Real(digits=2)), (0.09, 0.24, 0.67), "0.1 0.2 0.7", WRONG, ""),
    (Row(3, Real(digits=3)), (0.0902, 0.2447, 0.6652), "0.09, 0.244, 0.67", SLIP, "rounding"),
    (Row(3), (1, 2, 4), "4 2 1", SLIP, "axes"),
    (Row(3), (0, 0, 1), "0 1 0", WRONG, ""),  # another class
    (Row(3), (1, 2, 4), "1 2", WRONG, "shape"),
    (Row(3), (1, 2, 4), "1 2 9", WRONG, "one-cell"),
    (Choice(("a", "b")), 0, "2", WRONG, ""),
    (Order(("a", "b", "c")), (0, 1, 2), "2 1 3", WRONG, ""),
    (Words(("softmax",)), "softmax", "sigmoid", WRONG, ""),
    (LABELLED, (864, 32), "864, 33", WRONG, "off-by-one"),
    (LABELLED, (864, 32), "8640, 32", SLIP, "power-of-ten"),
    (LABELLED, (864, 32), "800, 30", WRONG, "blanks"),
]


@pytest.mark.parametrize(("kind", "truth", "text", "verdict", "note"), CASES)
def test_what_a_wrong_answer_shows(kind: Answer, truth: Any, text: str, verdict: Verdict, note: str) -> None:
    result = family(kind, lambda p: truth).grade(text, {})
    assert (result.verdict, result.note) == (verdict, note)
    assert result.feedback.en
    assert result.feedback.ko
    if verdict is SLIP and not isinstance(kind, Blanks):
        assert result.feedback.en.startswith("Check the arithmetic, or the axes: ")


def test_the_wrong_cell_and_the_wrong_blanks_are_pointed_out() -> None:
    cell = family(Matrix((2, 2)), lambda p: TWO_BY_TWO).grade("1 2\n3 7", {}).feedback
    assert cell.en == "All values but one are right: look at row 2, column 2."
    assert "2행 2열" in cell.ko
    blanks = family(LABELLED, lambda p: (864, 32)).grade("800, 32", {}).feedback
    assert blanks.en == "Not right yet: weights."


def test_a_misconception_comes_before_what_a_comparison_shows() -> None:
    made = family(Whole(), lambda p: 13, [idea("forgot-one", lambda p: 12)])
    assert made.grade("12", {}).note == "forgot-one"
    assert made.grade("14", {}).note == "off-by-one"


@given(st.integers(-999, 999), st.integers(-9999, 9999))
def test_grading_numbers_never_fails(truth: int, given: int) -> None:
    for kind in (Whole(), Real(digits=1), Real(relative=0.01)):
        result = family(kind, lambda p: truth / 8).grade(numeral(given / 8), {})
        assert (result.verdict is Verdict.RIGHT) == kind.same(given / 8, truth / 8)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=4), st.lists(st.integers(0, 3), min_size=1, max_size=4))
def test_grading_arrays_never_fails(truth: list[int], given: list[int]) -> None:
    for kind in (Shape(len(truth)), Row(len(truth))):
        result = family(kind, lambda p: truth).grade(" ".join(map(str, given)), {})
        assert (result.verdict is Verdict.RIGHT) == (truth == given)
    made = family(Matrix((1, len(truth))), lambda p: [truth])
    assert (made.grade("\n".join(map(str, given)), {}).verdict is Verdict.RIGHT) == ([truth] == [[n] for n in given])


def test_the_result_says_where_the_ways_part() -> None:
    mse = registry.families()["mse"]
    params = {"prediction": [[1.0], [2.0], [5.0]], "target": [[0.0], [4.0], [1.0]]}  # e: 1, −2, 4
    assert mse.grade("7", params).verdict is Verdict.RIGHT
    result = mse.grade("21", params)
    assert (result.note, result.step, result.links) == ("forgot-mean", 2, ("loss-mse",))
    assert "3" in result.feedback.en
    assert mse.grade("2.3333", params).note == "absolute"
    assert mse.grade("2.6458", params).note == "root"
    assert mse.grade("1", params).note == "mean-first"
    assert mse.grade("70", params).note == "power-of-ten"


def test_feedback_is_worded_by_the_misconception() -> None:
    plain = Misconception("plain", SOME, lambda p: 3, lambda params, value: SOME)
    assert family(Whole(), lambda p: 5, [plain]).grade("3", {}).feedback is SOME
