"""Cards: parts, languages, dump and load, fingerprint."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quiz.model.card import Call, Card, Kind, Number, Option, Pair, Wrong, in_language

FULL = Card(
    id="full", deck="folder/deck", kind=Kind.CHOICES, line=12, tags=("cnn", "한글"), source="N10", after=("a", "b"),
    links=("c",), reversed=True, accept=("MSE", "평균제곱오차"), number=Number("1e-3", "5", True, "px"),
    also=((1, 0), (0, 1)), exercise=Call("conv-size", {"n": 28, "deep": {"x": [1, "2"]}}, (1, 2)),
    shows=Call("blur"), question={"ko": "질문 \x7f", "en": "question"}, answer={"": "42"},
    cloze={"en": "{{c1::a}}"}, labels=("c1", "c2"),
    choices={"en": (Option("yes", True), Option("no", feedback="why", link="c"))}, order={"": ("one", "two")},
    match={"ko": (Pair("왼쪽", "오른쪽"),)}, wrong={"en": (Wrong("41", "off by one", "c"),)}, hint={"en": "h"},
    fix={"ko": "고침"}, pictures=("a.png",),
)  # fmt: skip

EVERY = [
    FULL,
    Card(id="a", deck="d"),
    Card(id="b", deck="d", kind=Kind.EXERCISE, exercise=Call("pool", {}, None)),
    Card(id="c", deck="d", kind=Kind.EXERCISE, exercise=Call("pool", {}, ())),
    Card(id="d", deck="d", kind=Kind.CLOZE, cloze={"": "x"}, labels=("b", "a")),
    Card(id="e", deck="d", kind=Kind.NUMBER, number=Number("0")),
    *(Card(id=kind.value, deck="d", kind=kind, question={"": "q"}) for kind in Kind),
]


@pytest.mark.parametrize("card", EVERY, ids=lambda card: card.id)
def test_a_card_loads_as_it_was_dumped(card: Card) -> None:
    again = Card.load(card.dump())
    assert again == card
    assert again.dump() == card.dump()
    assert again.fingerprint() == card.fingerprint()


def test_a_dump_leaves_defaults_out_and_a_load_leaves_unknown_fields_out() -> None:
    assert Card(id="a", deck="d").dump() == '{"id":"a","deck":"d"}'
    assert Card.load('{"id":"a","deck":"d","of_a_newer_program":[1]}') == Card(id="a", deck="d")


def test_parts() -> None:
    exercise = Card(id="a", deck="d", kind=Kind.EXERCISE)
    assert Card(id="a", deck="d").parts == ("",)
    assert Card(id="a", deck="d", reversed=True).parts == ("", "reverse")
    assert Card(id="a", deck="d", kind=Kind.CLOZE, labels=("x", "y")).parts == ("x", "y")
    assert replace(exercise, exercise=Call("e", {}, (1, 3))).parts == ("level-1", "level-3")
    assert replace(exercise, exercise=Call("e")).parts == exercise.parts == ()


def test_languages() -> None:
    assert FULL.languages == ("en", "ko")
    assert Card(id="a", deck="d", question={"": "q"}, hint={"fr": "aide"}).languages == ()


def test_in_language() -> None:
    assert in_language({"ko": "k", "": "all"}, "ko") == "k"
    assert in_language({"ko": "k", "": "all"}, "en") == "all"
    assert in_language({"ko": "k"}, "en") == "k"
    assert in_language({}, "en") is None


def test_provisional() -> None:
    assert Card(id="~abc", deck="d").provisional
    assert not FULL.provisional


def test_a_fingerprint_tells_an_edit_and_not_a_move() -> None:
    moved = replace(FULL, id="other", deck="elsewhere", line=99)
    assert moved.fingerprint() == FULL.fingerprint()
    assert FULL.fingerprint().startswith("1:")
    edits = [
        replace(FULL, answer={"": "43"}),
        replace(FULL, tags=()),
        replace(FULL, also=()),
        replace(FULL, after=("a",)),
    ]
    assert len({card.fingerprint() for card in [FULL, *edits]}) == len(edits) + 1
