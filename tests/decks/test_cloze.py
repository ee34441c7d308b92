"""Clozes: labels, hints, braces, code, languages."""

from __future__ import annotations

import pytest

from quiz.decks.cloze import Segment, segments
from quiz.decks.parse import parse


def told(text: str) -> list[str]:
    return [str(problem) for problem in parse(text, "deck.md", default_id="deck").problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{a::x}}", [Segment("x", "a")]),
        ("before {{a::x}} after", [Segment("before "), Segment("x", "a"), Segment(" after")]),
        ("{{a::x :: hint}}", [Segment("x", "a", "hint")]),
        ("{{a::x::y}}", [Segment("x::y", "a")]),
        ("{{a::x :: y :: z}}", [Segment("x :: y", "a", "z")]),
        ("{{a::`f :: Int`}}", [Segment("`f :: Int`", "a")]),
        (r"{{a::\frac{1}{2}}}", [Segment(r"\frac{1}{2}", "a")]),
        ("{{a::{x: {y: 1}}}}", [Segment("{x: {y: 1}}", "a")]),
        (r"{{a::\{ x}} \}", [Segment("{ x", "a"), Segment(" }")]),
        (r"{{a::$\{x\}$}}", [Segment(r"$\{x\}$", "a")]),
        ("{{a::x}}{{b-2::y}}{{a::z}}", [Segment("x", "a"), Segment("y", "b-2"), Segment("z", "a")]),
        ("{{x}} {y} }} {{ z", [Segment("{{x}} {y} }} {{ z")]),
        ("{{{a::x}}}", [Segment("{"), Segment("x", "a"), Segment("}")]),
        ("```\nf({{a::x}})\n```", [Segment("```\nf("), Segment("x", "a"), Segment(")\n```")]),
        ("`{{a::x}}`", [Segment("`"), Segment("x", "a"), Segment("`")]),
        ("{{a::두\n줄 :: 힌트}}", [Segment("두\n줄", "a", "힌트")]),
    ],
)
def test_segments(text: str, expected: list[Segment]) -> None:
    assert segments(text) == expected


def test_labels_in_order_of_appearance_are_the_parts() -> None:
    (card,) = parse("C: {{b::1}} {{a::2}} {{b::3}}\nC.ko: {{a::2}} {{b::1}}\n", "d", default_id="d").cards
    assert card.labels == card.parts == ("b", "a")


def test_a_fence_in_a_cloze_is_scanned() -> None:
    (card,) = parse("C:\n```python\n## x\ny = {{a::1}}\n```\n", "d", default_id="d").cards
    assert card.labels == ("a",)
    assert card.cloze[""] == "```python\n## x\ny = {{a::1}}\n```"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("C: x\ny {{a::b", "2:3: the cloze a is never closed"),
        ("C: {{a::b {{c::d}} }}", "1:11: a cloze must not stand within a cloze"),
        ("C: {{a::b} c}}", "1:10: a lone brace in a cloze is written \\{ or \\} (a)"),
        ("C: {{a:: }}", "1:4: the cloze a hides nothing"),
        ("C: none", "1:1: C has no cloze such as {{label::text}}"),
        ("C: {{a::x}}\nC.ko: {{b::y}}", "2:1: C.ko has the clozes b; C (deck.md:1:1) has a"),
    ],
)
def test_errors(text: str, sentence: str) -> None:
    assert told(text + "\n") == [f"deck.md:{sentence}"]


def test_a_label_that_is_none_is_text_with_a_warning() -> None:
    deck = parse("C: {{a::x}} {{빈칸::y}}\n", "deck.md", default_id="deck")
    assert deck.cards[0].labels == ("a",)
    assert [str(problem) for problem in deck.problems] == [
        'deck.md:1:13: "빈칸" is no label of a cloze: a-z, A-Z, 0-9 and "-" only'
    ]
