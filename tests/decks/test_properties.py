"""What holds for any text: the parser never raises, loses no card silently, and reads cleaned text alike."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quiz.decks.lines import Source
from quiz.decks.parse import Deck, parse, read
from quiz.decks.parse.blocks import split
from quiz.decks.parse.front import bounds
from quiz.decks.stamp import stamp
from quiz.model.card import Card
from quiz.model.text import clean

LINES = st.sampled_from([
    "## k", "## k2", "## a b", "##", "Q: a", "Q.ko: 가?", "A: b", "A.ko: 나", "C: {{x::y}} z", "C.ko: {{x::y :: h}}",
    "C: {{x::", "Choices:", "- [x] r", "- [ ] w", "  > feedback", "  -> k", "Order:", "1. a", "2. b", "Match:",
    "- l => r", "- m => s", "Wrong:", "- x > y", "Hint: h", "Fix: f", "tags: a, b", "after: k2", "accept: p | q",
    "answer: 3 +- 1 % px", "answer: 1 +- -1", "also: 2 1", "reversed: yes", "exercise: f { levels = [1] }",
    "shows: s {", "tag: x", "+++", 'id = "d"', "```", "~~~~", "  ```py", "- [x] ```", "Q: ```", "", " ", "text",
    "\\Q: lit", "![p](q.png)", "![p](/q)", "$x^2$", "q: a", "\u1106\u116e\u11ab: \u1112\u1161\u11ab", "\x1b[31mQ: x",
    "\ud800", "Q: \u202e", "\ufeff",
])  # fmt: skip
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
DECKS = st.builds(lambda lines, end: end.join(lines), st.lists(LINES, max_size=25), ENDS)
ANY = st.text(alphabet=st.characters(codec=None, exclude_categories=()), max_size=200)
TEXTS = st.one_of(DECKS, ANY)


def whole(text: str) -> Deck:
    return parse(text, "deck.md", default_id="deck")


@given(TEXTS)
@settings(max_examples=400)
def test_never_raises_and_every_problem_has_a_place(text: str) -> None:
    source = Source(text)
    for problem in whole(text).problems:
        assert str(problem) == clean(str(problem))
        assert 0 <= problem.line <= len(source.lines)
        assert (problem.line == 0) == (problem.column == 0)
        if problem.line:
            assert 1 <= problem.column <= len(source.raw[problem.line - 1]) + 1


@given(TEXTS)
@settings(max_examples=400)
def test_every_block_is_a_card_or_a_named_problem(text: str) -> None:
    source = Source(text)
    found = bounds(source.lines)
    if found is not None and not found[1]:
        return  # where the cards begin is then a guess
    deck = whole(text)
    _, blocks = split(source, found[1] + 1 if found else 0)
    lines = {card.line for card in deck.cards}
    errors = [problem for problem in deck.problems if not problem.warning]
    for block in blocks:
        named = any(block.line <= problem.line < block.end and problem.card for problem in errors)
        empty = any(block.line <= problem.line < block.end and block.id == "" for problem in errors)
        assert (block.line in lines) != (named or empty)


@given(TEXTS)
@settings(max_examples=400)
def test_cleaned_text_reads_alike(text: str) -> None:
    before, after = whole(text), whole(clean(text))
    assert before.cards == after.cards
    assert [(p.line, p.message, p.values, p.card) for p in before.problems] == [
        (p.line, p.message, p.values, p.card) for p in after.problems
    ]


@given(TEXTS)
def test_cards_are_clean_and_survive_the_store(text: str) -> None:
    for card in whole(text).cards:
        assert Card.load(card.dump()) == card
        for texts in (card.question, card.answer, card.cloze, card.hint, card.fix):
            assert all(clean(one) == one for one in texts.values())


@given(st.one_of(st.binary(max_size=200), DECKS.map(lambda text: text.encode("utf-8", "replace"))))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_bytes_raise(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.md")
        Path(path).write_bytes(data)
        assert read(path, default_id="a").id is not None


@given(DECKS)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=200)
def test_stamping_inserts_lines_only_and_once(text: str) -> None:
    data = text.encode("utf-8", "replace")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.md")
        Path(path).write_bytes(data)
        before = read(path, default_id="a")
        if not before.cards:
            return
        minted = stamp(path, taken=(), default_id="a")
        stamped = Path(path).read_bytes()
        after = read(path, default_id="a")
        assert stamp(path, taken=(), default_id="a") == {}
        assert Path(path).read_bytes() == stamped
    kept = [
        line for line in stamped.decode().splitlines(True) if not any(f"## {new}" in line for new in minted.values())
    ]
    assert "".join(kept).removeprefix("\ufeff") == data.decode().removeprefix("\ufeff")
    assert [card.id for card in after.cards] == [minted.get(card.id, card.id) for card in before.cards]
    assert [(c.question, c.answer, c.cloze) for c in after.cards] == [
        (c.question, c.answer, c.cloze) for c in before.cards
    ]
