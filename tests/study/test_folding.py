"""What a typed answer is forgiven, and what it is not."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.model.event import Rating
from quiz.study.folding import bare, fold, hyphenated
from quiz.study.judge import judge
from tests.study.helpers import Clock, opened, write

_MARKS = "-‐–—/~·_.,;:?!…、。()[]{}\"'`“”‘’「」−∕′⁇․❨❩"
_tricky = st.text(st.sampled_from("ab1２ 가é\u0301+#%" + _MARKS), max_size=14)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("-log p", "log p"),
        ("-softmax", "softmax"),
        ("1/x", "1-x"),
        ("a/b", "ab"),
        ("n!", "n"),
        ("ab n!", "ab n"),
        ("f'", "f"),
        ("f'(x)", "f(x)"),
        ("relu'", "relu"),
        ("x_1", "x1"),
        ("[0, 1)", "(0, 1]"),
        ("(3,3)", "3,3"),
        ("p/(1-p)", "p(1-p)"),
        ("TP/(TP+FN)", "TPTP+FN"),
        ("softmax p-log q", "softmax p log q"),
        ("loss - penalty", "loss penalty"),
        ("1 2", "12"),
        ("f.", "f"),
        ("[0-9].", "[0-9]"),
        ("log p, q", "log p q"),
        ("C++", "C"),
        ("0.5", "05"),
        ("-1", "1"),
    ],
)
def test_a_mark_with_a_meaning_stays(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cross-entropy", "cross entropy"),
        ("cross–entropy", "Cross entropy"),
        ("cross-entropy", "crossentropy"),
        ("true/false", "true false"),
        ("zero_grad()", "zero_grad"),
        ("zero_grad().", "zero grad"),
        ("__init__", "init"),
        ("`zero_grad()`", "zero_grad"),
        ("padding='same'", "padding=same"),
        ("'same'", "same"),
        ("‘same’", "same"),
        ('"C"', "c"),
        ("Bayes' rule", "bayes rule"),
        ("Occam’s razor", "occams razor"),
        ("blue, green, red", "blue green red"),
        ("blue,green;red", "blue green red"),
        ("MSE (mean squared error)", "mse mean squared error"),
        ("(MSE)", "mse"),
        ("MSE.", "mse"),
        ("MSE!", "mse"),
        ("n !", "n"),
        ("L2.", "l2"),
        ("3×3.", "3×3"),
        ("Really?!", "really"),
        ("평균 제곱 오차.", "평균제곱오차"),
        ("손실 값.", "손실값"),
        ("「손실」", "손실"),
        ("x − y", "x-y"),
        ("１ ＋ ｘ", "1+x"),
    ],
)
def test_a_mark_without_a_meaning_is_forgiven(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(_tricky)
def test_folding_twice_changes_nothing_and_form_does_not_matter(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert bool(fold(text)) == bool(text.strip())


@given(_tricky)
def test_what_is_bare_has_no_mark_and_no_space(text: str) -> None:
    assert not set(bare(fold(text))) & set(_MARKS + " ")


def test_hyphens_for_spaces_where_they_are_no_minus() -> None:
    assert hyphenated("L2 loss") == "L2-loss"
    assert hyphenated("mean squared error") == "mean-squared-error"
    for name in ("log p", "a b", "x1 x2", "1 2"):
        assert hyphenated(name) == name


@pytest.mark.parametrize(
    ("accepted", "given_text", "verdict"),
    [
        ("-log p", "log p", "near"),
        ("-log p", "- LOG P", "right"),
        ("1/x", "1-x", "near"),
        ("n!", "n", "near"),
        ("f'", "f", "near"),
        ("[0, 1)", "(0, 1]", "near"),
        ("[0, 1)", "[0,1)", "right"),
        ("(3, 3)", "3,3", "near"),
        ("1 2", "12", "near"),
        ("L2 loss", "l2-loss", "right"),
        ("C++", "C", "wrong"),
        ("-1", "1", "wrong"),
        ("0.5", "05", "wrong"),
        ("log p", "log q", "wrong"),
    ],
)
def test_where_only_marks_differ_the_learner_rates(
    tmp_path: Path, accepted: str, given_text: str, verdict: str
) -> None:
    write(tmp_path, f"## one\naccept: {accepted}\nQ: which?\n")
    with opened(tmp_path, Clock()) as collection, collection.session() as session:
        prompt = session.next()
        assert prompt is not None
        judged = judge(prompt, given_text, "en")
        assert judged.verdict == verdict
        assert judged.suggested == {"near": None, "right": Rating.GOOD, "wrong": Rating.AGAIN}[verdict]


def test_a_foreseen_mistake_stays_one_where_only_a_mark_differs(tmp_path: Path) -> None:
    write(tmp_path, "## one\naccept: -log p\nQ: which?\nWrong:\n- log p > The sign is missing.\n")
    with opened(tmp_path, Clock()) as collection, collection.session() as session:
        prompt = session.next()
        assert prompt is not None
        judged = judge(prompt, "Log p", "en")
        assert (judged.verdict, judged.feedback) == ("wrong", "The sign is missing.")
