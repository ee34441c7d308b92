"""Cards written as a deck file are read back as they were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.decks.compose import compose, front
from quiz.decks.parse import parse, read
from quiz.model.card import Card, Kind, Option, Pair, Wrong
from quiz.model.text import clean

CONTENT = sorted((Path(__file__).parents[2] / "content").rglob("*.md"))


def back(text: str) -> list[Card]:
    deck = parse(text, "deck.md", default_id="deck")
    assert [problem for problem in deck.problems if not problem.warning] == []
    return [replace(card, line=0, deck="") for card in deck.cards]


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_shipped_card_comes_back(path: Path) -> None:
    deck = read(str(path), default_id="deck")
    head = front(deck=deck.id, language=deck.language, title=deck.title)
    written = head + "\n".join(compose(card) for card in deck.cards)
    again = parse(written, "deck.md", default_id="other")
    assert (again.id, dict(again.title), again.language) == (deck.id, dict(deck.title), deck.language)
    wanted = [replace(card, line=0, deck="", pictures=()) for card in deck.cards]
    assert [replace(card, pictures=()) for card in back(written)] == wanted


LINES = st.lists(
    st.one_of(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp")), max_size=12),
        st.sampled_from(["", "Q: what", "## id", "A.ko: 답", "```", "~~~ py", "- [x] a", "> b", "문: 가", "  in"]),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(LINES, LINES)
def test_any_text_comes_back(asked: list[str], answered: list[str]) -> None:
    question, answer = "\n".join(["q", *asked]), "\n".join(["a", *answered])
    card = Card("id", "", question={"": question}, answer={"": answer})
    (found,) = back(compose(card) + "\n## next\nQ: n\nA: n\n")[:1]
    assert found.id == "id"
    (again,) = back(compose(found))
    assert again == found  # what was cleaned or closed once stays
    assert found.question[""].startswith("q")
    plain = [line for line in asked if line.strip()]
    if not any(line.strip().startswith(("```", "~~~")) for line in asked):
        assert [line for line in found.question[""].split("\n")[1:] if line.strip()] == [
            clean(x).rstrip() if x is plain[-1] else clean(x) for x in plain
        ]


@given(LINES)
def test_any_text_in_items_comes_back(lines: list[str]) -> None:
    text = "t " + "\n".join(lines)
    options = (Option(text, right=True, feedback="f\n> g"), Option("other", link="next"))
    card = Card("id", "", Kind.CHOICES, question={"": "q"}, choices={"": options})
    (found, other) = back(compose(card) + "\n## next\nQ: n\nA: n\n")
    assert other.id == "next"
    assert [option.right for option in found.choices[""]] == [True, False]
    assert back(compose(found)) == [found]


def test_what_would_be_read_as_grammar() -> None:
    card = Card(
        "id", "", Kind.BASIC, tags=("a, b", "c"), source="line\ntwo",
        question={"": "Q: in the text\n## no heading"}, answer={"en": "  indented", "ko": "답"},
        wrong={"": (Wrong("x", "why\nmore"),)},
    )  # fmt: skip
    (found,) = back(compose(card, without=["c"]))
    assert found.tags == ("a; b",)
    assert found.source == "line two"
    assert found.question == {"": "Q: in the text\n## no heading"}
    assert found.answer == {"en": "  indented", "ko": "답"}
    assert found.wrong == {"": (Wrong("x", "why\nmore"),)}


def test_an_open_fence_is_closed() -> None:
    card = Card("id", "", question={"": "```py\nx = 1"}, answer={"": "a"})
    (found,) = back(compose(card))
    assert found.question == {"": "```py\nx = 1\n```"}


def test_pairs_stand_on_a_line() -> None:
    card = Card("id", "", Kind.MATCH, match={"": (Pair("a\nb", "c"), Pair("d", "e"))})
    assert back(compose(card))[0].match == {"": (Pair("a b", "c"), Pair("d", "e"))}
