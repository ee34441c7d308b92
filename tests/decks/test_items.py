"""Choices, Order, Match and Wrong."""

from __future__ import annotations

import pytest

from quiz.decks.parse import parse
from quiz.model.card import Card, Option, Pair, Wrong


def card(text: str) -> Card:
    deck = parse(f"## k\n{text}", "deck.md", default_id="deck")
    assert [str(problem) for problem in deck.problems] == []
    return deck.cards[0]


def told(text: str) -> list[str]:
    return [str(problem) for problem in parse(f"## k\n{text}", "deck.md", default_id="deck").problems]


def test_options_with_feedback_links_and_further_lines() -> None:
    made = card(
        "Q: q\nChoices:\n- [x] one\n  and more\n\n- [X] two\n  > good\n  > indeed\n- [ ] three\n  > no\n  -> other\n"
    )
    assert made.choices[""] == (
        Option("one\nand more", True),
        Option("two", True, "good\nindeed"),
        Option("three", False, "no", "other"),
    )


def test_code_in_an_option_keeps_its_indentation() -> None:
    made = card("Q: q\nChoices:\n- [x] ```python\n  def f():\n      return 1\n  ```\n- [ ] b\n")
    assert made.choices[""][0].text == "```python\ndef f():\n    return 1\n```"


def test_order_may_be_numbered_with_ones() -> None:
    assert card("Order:\n1. a\n1. b\n").order[""] == ("a", "b")
    assert card("Order:\n1. a\n2. b\n").order[""] == ("a", "b")


def test_match_is_parted_at_the_first_arrow_outside_backticks() -> None:
    assert card("Match:\n- `a => b` => c => d\n- x => y\n").match[""] == (Pair("`a => b`", "c => d"), Pair("x", "y"))


def test_wrong_is_parted_at_the_first_bar_outside_backticks() -> None:
    made = card("accept: z\nQ: q\nWrong:\n- `a > b` > no > never\n- c\n  > below\n  -> other\n- d\n")
    assert made.wrong[""] == (Wrong("`a > b`", "no > never"), Wrong("c", "below", "other"), Wrong("d"))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Q: q\nChoices: a\n", ["3:10: k: the items of Choices begin on the next line: - [x] right, - [ ] wrong"]),
        ("Q: q\nChoices:\n", ["3:1: k: Choices has no items"]),
        ("Q: q\nChoices:\n- [x] a\n", ["3:1: k: Choices needs at least two items"]),
        ("Q: q\nChoices:\n- [ ] a\n- [ ] b\n", ["3:1: k: no option of Choices is marked right: - [x]"]),
        ("Q: q\nChoices:\n- [x] a\n- [ ] a\n", ["5:1: k: this item of Choices reads as the one on line 4"]),
        (
            "Q: q\nChoices:\n- [x] a\n- [ ] b\n> c\n",
            ["6:1: k: this line is no item of Choices; write: - [x] right, - [ ] wrong"],
        ),
        (
            "Q: q\nChoices:\n- [x] a\n- [ ] b\n-[ ] c\n",
            ["6:1: k: this line is no item of Choices; write: - [x] right, - [ ] wrong"],
        ),
        ("Q: q\nChoices:\n- [x] a\n- [ ]\n- [ ] c\n", ["5:1: k: an item of Choices is empty"]),
        ("Q: q\nChoices:\n- [x] a\n- [ ] b\n  -> a b\n", ['6:6: k: there is no card\'s id behind "->"; try "a-b"']),
        ("Q: q\nChoices:\n- [x] a\n- [ ] b\n  ->\n", ['6:5: k: there is no card\'s id behind "->"']),
        (
            "Q: q\nChoices:\n- [x] a\n- [ ] b\n  -> x\n  -> y\n",
            ["7:6: k: this item brings two cards forward; it can bring one"],
        ),
        ("Order:\n1. a\n3. b\n", ["4:1: k: the items of Order count 1, 2, 3; here stands 3 for 2"]),
        ("Order:\n1. a\n2. b\n  -> x\n", ["5:1: k: this line is no item of Order; write: 1. first"]),
        ("Match:\n- a => b\n- c = d\n", ["4:1: k: an item of Match needs both sides: - left => right"]),
        ("Match:\n- a => b\n- c => b\n", ["4:1: k: this item of Match reads as the one on line 3"]),
        ("also: 1 2 | 2 1 3\nOrder:\n1. a\n2. b\n", ["2:13: k: this order must name each number from 1 to 2 once"]),
        ("also: 2 x\nOrder:\n1. a\n2. b\n", ['2:7: k: "2 x" is not an order of numbers such as 2 1 3']),
    ],
)
def test_errors(text: str, sentences: list[str]) -> None:
    assert told(text) == [f"deck.md:{sentence}" for sentence in sentences]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Q: q\nChoices:\n- [x] a\n- [ ] b\nChoices.ko:\n- [x] 가\n- [ ] 나\n- [ ] 다\n",
            ["6:1: k: Choices.ko has 3 items; Choices (deck.md:3:1) has 2"],
        ),
        (
            "Q: q\nChoices:\n- [x] a\n- [ ] b\nChoices.ko:\n- [ ] 가\n- [x] 나\n",
            [
                "7:1: k: this option of Choices.ko is marked [ ], that of Choices (deck.md:4:1) is not",
                "8:1: k: this option of Choices.ko is marked [x], that of Choices (deck.md:5:1) is not",
            ],
        ),
        (
            "Q: q\nChoices:\n- [x] a\n- [ ] b\n  -> x\nChoices.ko:\n- [x] 가\n- [ ] 나\n  -> y\n",
            ["10:6: k: this brings y forward; the same item of Choices (deck.md:6:6) brings x"],
        ),
        (
            "Order:\n1. a\n2. b\nOrder.ko:\n1. 가\n2. 나\n3. 다\n",
            ["5:1: k: Order.ko has 3 items; Order (deck.md:2:1) has 2"],
        ),
        (
            "Match.en:\n- a => b\n- c => d\nMatch.ko:\n- 가 => 나\n- 다 => 라\n- 마 => 바\n",
            ["5:1: k: Match.ko has 3 items; Match.en (deck.md:2:1) has 2"],
        ),
        (
            "accept: x\nQ: q\nWrong:\n- a\nWrong.ko:\n- 가\n- 나\n",
            ["6:1: k: Wrong.ko has 2 items; Wrong (deck.md:4:1) has 1"],
        ),
    ],
)
def test_another_language_needs_the_same_items(text: str, sentences: list[str]) -> None:
    assert told(text) == [f"deck.md:{sentence}" for sentence in sentences]


def test_a_link_in_one_language_serves_all() -> None:
    made = card("Q: q\nChoices:\n- [x] a\n- [ ] b\n  -> x\nChoices.ko:\n- [x] 가\n- [ ] 나\n")
    assert made.choices["ko"][1].link == "x"


def test_a_question_in_a_language_without_an_answer_is_warned_of() -> None:
    deck = parse("Q.en: a\nQ.ko: 가\nA.en: b\n", "deck.md", default_id="deck")
    assert [(str(problem), problem.warning) for problem in deck.problems] == [
        ("deck.md:2:1: there is Q.ko, but no answer in that language", True)
    ]
    assert len(deck.cards) == 1


def test_wrong_on_a_kind_that_never_shows_it() -> None:
    deck = parse("## k\nWrong:\n- a\nOrder:\n1. a\n2. b\n", "deck.md", default_id="deck")
    assert [str(problem) for problem in deck.problems] == [
        "deck.md:2:1: k: Wrong is never shown on a card of the kind order"
    ]
