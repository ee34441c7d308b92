"""Columns are those of the file as it is, whatever cleaning did to the line."""

from __future__ import annotations

import unicodedata

import pytest

from quiz.decks.lines import Source
from quiz.decks.parse import parse
from quiz.model.text import clean


@pytest.mark.parametrize(
    ("before", "column"),
    [
        ("tags: ", 7),
        ("tags: 한글, ", 10),
        (unicodedata.normalize("NFD", "tags: 한글, "), 14),
        ("\x1b[1m", 0),
        ("tags: \u202eab, ", 11),
        ("tags: \ud800x, ", 10),
        ("tags: e\u0301\x07, ", 11),
    ],
)
def test_a_list_item(before: str, column: int) -> None:
    text = f"## k\n{before}, x\nQ: a\nA: b\n"
    (problem, *_) = parse(text, "deck.md", default_id="deck").problems
    if column:
        assert (problem.line, problem.column) == (2, column)
    else:
        assert (problem.line, problem.column) == (2, 2)  # the escape itself is gone, "[" is the second character


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    text = end.join(["## k", "answer: 1 +- -1", "Q: x", ""])
    assert [str(problem) for problem in parse(text, "deck.md", default_id="deck").problems] == [
        "deck.md:2:9: k: the tolerance must not be negative"
    ]


def test_a_byte_order_mark_has_no_column() -> None:
    assert [str(problem) for problem in parse("\ufeff## a b\nQ: x\nA: y\n", "deck.md", default_id="d").problems] == [
        'deck.md:1:4: a b: a card\'s id has letters, digits, "-" and "." only, and no spaces; try: ## a-b'
    ]


def test_a_field_name_of_single_jamo() -> None:
    text = unicodedata.normalize("NFD", "문: 뭐?\n답: 응.\n")
    (card,) = parse(text, "deck.md", default_id="deck").cards
    assert card.question == {"": "뭐?"}


@pytest.mark.parametrize(
    "line", ["abc", "a\x00b\x01c", unicodedata.normalize("NFD", "각각 é한"), "\u1100\u1161\x07\u11a8x", ""]
)
def test_every_index_has_its_column(line: str) -> None:
    source = Source(line)
    cleaned = source.lines[0]
    for index, character in enumerate(cleaned):
        column = source.column(1, index)
        assert 1 <= column <= len(line)
        if character.isascii():
            assert line[column - 1] == character
        assert len(clean(line[: column - 1])) <= index + 1
    columns = [source.column(1, index) for index in range(len(cleaned))]
    assert columns == sorted(set(columns))
