"""Each error sentence at its place."""

from __future__ import annotations

import pytest

from quiz.decks.grammar import HEADERS
from quiz.decks.parse import parse

QA = "Q: a\nA: b\n"
NO_ID = 'a card\'s id has letters, digits, "-" and "." only, and no spaces'


def told(text: str) -> list[str]:
    return [str(problem) for problem in parse(text, "deck.md", default_id="deck").problems]


def test_the_sentence_of_the_description() -> None:
    text = "Q: x\nA: y\n\n# a chapter\n\n\n## padding-one\nanswer: 1 +- -1\nQ: p?\n"
    assert told(text) == ["deck.md:8:9: padding-one: the tolerance must not be negative"]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("tag: a", '2:1: k: there is no header key "tag"; do you mean "tags"?'),
        ("Tags: a", '2:1: k: there is no header key "Tags"; do you mean "tags"?'),
        (
            "zzzzzz: a",
            '2:1: k: there is no header key "zzzzzz"; there are ' + ", ".join(HEADERS),
        ),
        ("just words", "2:1: k: this is neither a header line (key: value) nor a field such as Q:"),
        ("```", "2:1: k: code stands before the first field of the card, such as Q:"),
        ("tags:", "2:6: k: tags has no value"),
        ("tags: a,, b", "2:9: k: an item of this list is empty"),
        (
            "after: ok, a b",
            '2:12: k: "a b" is not a card\'s id: letters, digits, "-" and "." only; try "a-b"',
        ),
        ("links: !!", '2:8: k: "!!" is not a card\'s id: letters, digits, "-" and "." only'),
        ("after: k", "2:8: k: after names the card itself"),
        ("reversed: maybe", '2:11: k: this must be "yes" or "no", not "maybe"'),
        ("also: 2 1", "2:1: k: also belongs to a card with Order"),
        ("accept: a | | b", "2:12: k: an item of this list is empty"),
    ],
)
def test_header(header: str, sentence: str) -> None:
    closing = "```\n" if header == "```" else ""
    assert told(f"## k\n{header}\n{closing}{QA}")[0] == f"deck.md:{sentence}"


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("##\n" + QA, ["1:1: a card's heading needs an id: ## some-id"]),
        (
            "## some id with space\n" + QA,
            [f"1:4: some id with space: {NO_ID}; try: ## some-id-with-space"],
        ),
        ("## !!\n" + QA, [f"1:4: !!: {NO_ID}"]),
        ("## k\nQ: a\n", ["1:1: k: the answer (A) is missing"]),
        ("A: b\n", ["1:1: the question (Q) is missing"]),
        ("## k\ntags: a\n", ["1:1: k: this card has neither a question (Q) nor an answer (A)"]),
        ("## k\naccept: a\n", ["1:1: k: the question (Q) is missing"]),
        ("## k\nQ: a\nA:\n\n", ["3:1: k: A is empty"]),
        ("## k\nQ: a\nA: b\nA: c\n", ["4:1: k: A is given twice, first on line 3"]),
        ("## k\ntags: a\ntags: b\n" + QA, ["3:1: k: tags is given twice, first on line 2"]),
        (
            "## k\naccept: a\nanswer: 3\nQ: x\n",
            ["3:1: k: a card has one kind, but accept (line 2) and answer make two"],
        ),
        (
            "## k\nC: {{a::b}}\nOrder:\n1. a\n2. b\n",
            ["3:1: k: a card has one kind, but C (line 2) and Order make two"],
        ),
        (
            "## k\nQ: a\nC.ko: {{a::b}}\n",
            ["2:1: k: a card has a question (Q) or a cloze (C.ko on line 3), not both"],
        ),
        (
            "## k\nreversed: yes\nC: {{a::b}}\n",
            ["2:1: k: only a card with a question (Q) and an answer (A) can be reversed"],
        ),
        ("## k\n" + QA + "\n## k\nQ: c\nA: d\n", ["5:4: k: this id is taken already: deck.md:1:4"]),
        (
            "## k\naccept: MAE\nQ: a\nWrong:\n- mae > No.\n",
            ['5:1: k: "mae" is wrong here, but accepted on line 2'],
        ),
    ],
)
def test_card(text: str, sentences: list[str]) -> None:
    assert told(text) == [f"deck.md:{sentence}" for sentence in sentences]


def test_all_errors_of_a_file_at_once() -> None:
    text = "## a b\nQ: x\nA: y\n\n## c\nanswer: ?\nQ: x\n\n## d\nQ: x\nA: y\n\n## e\nQ: lonely\n"
    deck = parse(text, "deck.md", default_id="deck")
    assert [card.id for card in deck.cards] == ["d"]
    assert [(problem.line, problem.card) for problem in deck.problems] == [(1, "a b"), (6, "c"), (13, "e")]


def test_several_errors_of_one_card() -> None:
    assert told("## k\nreversed: x\nanswer: y\nsource:\nQ: q\nHint:\n") == [
        'deck.md:2:11: k: this must be "yes" or "no", not "x"',
        'deck.md:3:9: k: "y" is not a number such as 320, 0.5 +- 0.01, 9.8 +- 2 % or 3 px',
        "deck.md:4:8: k: source has no value",
        "deck.md:6:1: k: Hint is empty",
    ]


def test_a_provisional_id_is_not_shown() -> None:
    (problem,) = parse("Q: alone\n", "deck.md", default_id="deck").problems
    assert problem.card.startswith("~")
    assert str(problem) == "deck.md:1:1: the answer (A) is missing"


def test_a_value_of_the_file_cannot_steer_the_terminal() -> None:
    (line,) = told("## k\n\x1b[2Jtag\x07s: {0}\n" + QA)[:1]
    assert "\x1b" not in line
    assert "\x07" not in line
