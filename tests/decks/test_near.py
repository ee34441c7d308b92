"""Lines that were most likely meant as grammar."""

from __future__ import annotations

import pytest

from quiz.decks.parse import parse


def told(line: str) -> list[tuple[str, bool]]:
    deck = parse(f"Q: a\nA: b\n{line}\n", "deck.md", default_id="deck")
    assert len(deck.cards) == 1
    return [(str(problem), problem.warning) for problem in deck.problems]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Choice:", "Choices"), ("choices:", "Choices"), ("Choices", "Choices"), ("Chioces:", "Choices"),
        ("Oder:", "Order"), ("Matches:", ""), ("Mtach:", "Match"), ("Wrong", "Wrong"), ("hint: x", "Hint"),
        ("Hints: x", "Hint"), ("Fix.k: x", "Fix"), ("q: x", "Q"), ("Q : x", "Q"), ("Q： x", "Q"), (" A: x", "A"),
        ("Q.한국어: x", "Q"), (" 문: x", "문"), ("답： x", "답"), ("Note: x", ""), ("B: x", ""), ("Q", ""),
        ("Hint at it", ""), ("x", ""), ("    Q: x", ""), ("\\Hint: x", ""),
    ],
)  # fmt: skip
def test_one_edit_from_a_field(line: str, name: str) -> None:
    expected = [(f'deck.md:3:1: this line is text; is it meant as the field "{name}:"?', True)] if name else []
    assert told(line) == expected


def test_a_header_line_too_late() -> None:
    assert told("tags: x") == [
        ('deck.md:3:1: this line is text; a header line such as "tags:" stands right below "## id"', True)
    ]


def test_a_heading_without_its_space() -> None:
    assert told("##padding") == [('deck.md:3:1: this line is text; a card begins with "## ", a space included', True)]


def test_nothing_is_near_in_a_fence() -> None:
    assert told("```\nhint: x\n```") == []


def test_before_the_first_card_too() -> None:
    deck = parse("q: a\nA: b\n", "deck.md", default_id="deck")
    assert [(str(problem), problem.warning) for problem in deck.problems] == [
        ('deck.md:1:1: this line is text; is it meant as the field "Q:"?', True),
        ("deck.md:2:1: the question (Q) is missing", False),
    ]
