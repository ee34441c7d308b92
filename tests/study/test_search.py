"""Search finds what is there: Korean of any length, and no character has a meaning of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.study.collection import Collection
from tests.study.helpers import DECK, Clock, opened, write

MORE = """\
## korean
Q: 평균제곱오차는 무엇의 평균인가?
A: 제곱한 오차.

## percent
tags: 100%, a_b
Q: What is 50% of x_1?
A: "Half" of it, c\\d.

## upper
Q: Which is the ReLU of GPU code?
A: max(0, x) -- AND OR NOT NEAR (x) * ^ :

## emoji
Q: 🙂 and 한 🙂🙂🙂
A: É or é
"""


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    home = tmp_path_factory.mktemp("home")
    write(home, DECK)
    write(home, MORE, "more.md")
    with opened(home, Clock()) as one:
        yield one


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("평", ["mse-name", "korean"]),
        ("평균", ["mse-name", "korean"]),
        ("평균제", ["mse-name", "korean"]),
        ("균제곱오차", ["mse-name", "korean"]),
        ("평균 오차 제", ["mse-name", "korean"]),
        ("무엇의", ["korean"]),
        ("ㅍ", []),
        ("%", ["percent"]),
        ("50%", ["percent"]),
        ("100%", ["percent"]),
        ("_", ["clear-gradients", "loop-order", "percent"]),
        ("x_", ["percent"]),
        ("a_b", ["percent"]),
        ("xy1", []),
        ('"', ["percent"]),
        ('""', []),
        ('"Half"', ["percent"]),
        ("'", []),
        ("\\", ["percent"]),
        ("c\\d", ["percent"]),
        ("\\d", ["percent"]),
        ("relu", ["upper"]),
        ("RELU", ["upper"]),
        ("gp", ["upper"]),
        ("GP", ["upper"]),
        ("AND", ["emoji", "upper"]),
        ("NEAR", ["upper"]),
        ("max(0,", ["upper"]),
        ("*", ["upper"]),
        ("^", ["upper"]),
        ("🙂", ["emoji"]),
        ("🙂🙂🙂", ["emoji"]),
        ("é", ["emoji"]),
        ("softmax term", ["softmax-term"]),
        ("`zero_grad()`", ["clear-gradients"]),
        ("{{", []),
        ("", []),
        ("   ", []),
        ("\x00", []),
        ("\x1b]52;c;x\x07", []),
    ],
)
def test_found(collection: Collection, query: str, found: list[str]) -> None:
    assert sorted(card.id for card in collection.search(query)) == sorted(found)


def test_the_grammar_of_a_cloze_is_not_its_text(collection: Collection) -> None:
    assert [card.id for card in collection.search("{{")] == []
    assert [card.id for card in collection.search("clear::")] == []
    assert [card.id for card in collection.search("더하므로")] == ["clear-gradients"]


def test_typed_in_decomposed_form(collection: Collection) -> None:
    for query in ("평", "평균", "평균제곱"):
        assert collection.search(unicodedata.normalize("NFD", query)) == collection.search(query) != []


def test_every_word_must_be_there_and_the_order_is_that_of_the_decks(collection: Collection) -> None:
    assert [card.id for card in collection.search("평균 오차")] == ["mse-name", "korean"]
    assert collection.search("평균 softmax") == []
    assert [card.id for card in collection.search("평균", limit=1)] == ["mse-name"]


def test_an_edited_card_is_found_by_its_new_words_only(tmp_path: Path) -> None:
    write(tmp_path, "## one\nQ: alpha?\nA: b.\n")
    with opened(tmp_path, Clock()) as collection:
        write(tmp_path, "## one\nQ: omega?\nA: b.\n")
        collection.refresh()
        assert [len(collection.search(word)) for word in ("alpha", "omega", "al", "om")] == [0, 1, 0, 1]
        (tmp_path / "decks" / "deck.md").unlink()
        collection.refresh()
        assert collection.search("omega") == []


def test_a_card_that_another_stands_over_is_not_found(tmp_path: Path) -> None:
    write(tmp_path, "## one\nQ: alpha?\nA: b.\n", "a.md")
    write(tmp_path, "## one\nQ: omega?\nA: b.\n", "b.md")
    with opened(tmp_path, Clock()) as collection:
        assert [len(collection.search(word)) for word in ("alpha", "omega")] == [1, 0]


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(st.characters() | st.sampled_from("\"'%_\\*()^:- 평균x"), max_size=12))
def test_no_query_is_an_error(collection: Collection, query: str) -> None:
    for card in collection.search(query):
        assert collection.card(card.id) == card


@pytest.mark.parametrize("query", ["x " * 3000, "평균 " * 5000, "y" * 200_000, " ".join(map(str, range(3000)))])
def test_a_query_without_measure_is_answered(collection: Collection, query: str) -> None:
    assert len(collection.search(query)) < 100
