"""Where cards and fields begin and end."""

from __future__ import annotations

import pytest

from quiz.decks.parse import Deck, parse


def read(text: str) -> Deck:
    deck = parse(text, "deck.md", default_id="deck")
    assert [str(problem) for problem in deck.problems] == []
    return deck


def asked(text: str) -> list[tuple[dict[str, str], dict[str, str]]]:
    return [(dict(card.question), dict(card.answer)) for card in read(text).cards]


def test_bare_cards() -> None:
    assert asked("Q: a\nA: b\nQ: c\nA: d\n") == [({"": "a"}, {"": "b"}), ({"": "c"}, {"": "d"})]


def test_another_language_belongs_to_the_same_card() -> None:
    assert asked("Q: a\nQ.ko: 가\nA: b\nA.ko: 나\nQ.ko: 다\nA.ko: 라\n") == [
        ({"": "a", "ko": "가"}, {"": "b", "ko": "나"}),
        ({"ko": "다"}, {"ko": "라"}),
    ]


def test_a_bare_cloze_begins_a_card() -> None:
    kinds = [card.kind.value for card in read("Q: a\nA: b\nC: {{x::y}}\nC: {{x::z}}\nQ: c\nA: d\n").cards]
    assert kinds == ["basic", "cloze", "cloze", "basic"]


def test_a_question_again_under_an_id_begins_a_bare_card() -> None:
    ids = [card.id[:1] for card in read("## k\nQ: a\nA: b\nQ: c\nA: d\n").cards]
    assert ids == ["k", "~"]


def test_korean_field_names() -> None:
    assert asked("문: 뭐?\n답: 그거.\n문: 또?\n답: 응.\n") == [({"": "뭐?"}, {"": "그거."}), ({"": "또?"}, {"": "응."})]


def test_no_space_is_needed_behind_the_colon() -> None:
    assert asked("Q:a\nA:b\n") == [({"": "a"}, {"": "b"})]


def test_languages_are_lower_case() -> None:
    assert asked("Q.KO: 가\nA.Ko: 나\n") == [({"ko": "가"}, {"ko": "나"})]


def test_a_field_runs_to_the_next_field_blank_lines_included() -> None:
    ((_, answer),) = asked("Q: a\nA:\n\n    code\n\nmore  \nand\n\n\n")
    assert answer == {"": "    code\n\nmore  \nand"}


def test_other_words_with_a_colon_are_text() -> None:
    ((_, answer),) = asked("Q: a\nA: b\nNote: c\nWhy: d\n")
    assert answer == {"": "b\nNote: c\nWhy: d"}


def test_literal_grammar() -> None:
    ((_, answer),) = asked("Q: a\nA: b\n\\Q: not a question\n\\## not a card\n\\문: 글\n\\x stays\n")
    assert answer == {"": "b\nQ: not a question\n## not a card\n문: 글\n\\x stays"}


def test_text_before_the_first_card_is_no_card() -> None:
    assert len(read("# My deck\n\nSome words.\n\nQ: a\nA: b\n").cards) == 1


def test_headings_of_other_depth_are_text() -> None:
    ((_, answer),) = asked("Q: a\nA: b\n# one\n### three\n")
    assert answer == {"": "b\n# one\n### three"}


@pytest.mark.parametrize("ident", ["a", "a-b.c", "합성곱-1", "Überblick", "3x3", "हिन्दी"])
def test_ids(ident: str) -> None:
    assert read(f"## {ident}  \nQ: a\nA: b\n").cards[0].id == ident


@pytest.mark.parametrize("ident", ["a_b", "~a", "-a", ".", "a/b", "a:b", "## b"])
def test_what_is_no_id(ident: str) -> None:
    deck = parse(f"## {ident}\nQ: a\nA: b\n", "deck.md", default_id="deck")
    assert deck.cards == ()
    assert deck.problems[0].line == 1


@pytest.mark.parametrize("mark", ["```", "~~~", "`````", "  ```", "\t~~~"])
def test_nothing_in_a_fence_is_grammar(mark: str) -> None:
    text = f"Q: a\nA:\n{mark}python\nQ: x\nHint: z\n## y\n\\Q: w\n{mark.strip()}\nQ: b\nA: c\n"
    first, second = asked(text)
    assert "Q: x\nHint: z\n## y\n\\Q: w" in first[1][""]
    assert second == ({"": "b"}, {"": "c"})


def test_a_fence_needs_its_own_mark_to_close() -> None:
    ((_, answer),) = asked("Q: a\nA: b\n````\n```\n~~~~\n## x\n`````\n")
    assert answer[""].endswith("## x\n`````")


def test_inline_code_on_a_line_of_its_own_is_no_fence() -> None:
    assert len(asked("Q: a\nA: b\n```x``` is code\nQ: c\nA: d\n")) == 2


def test_a_fence_may_begin_behind_the_field() -> None:
    first, second = asked("Q: ```python\n## x\n```\nA: b\nQ: c\nA: d\n")
    assert first[0] == {"": "```python\n## x\n```"}
    assert second == ({"": "c"}, {"": "d"})


def test_a_fence_never_closed_breaks_its_card_alone() -> None:
    deck = parse("## k\nQ: a\nA: b\n  ```\nQ: c\n\n## l\nQ: d\nA: e\n", "deck.md", default_id="deck")
    assert [card.id for card in deck.cards] == ["l"]
    assert [str(problem) for problem in deck.problems] == ["deck.md:4:3: k: this code fence is never closed"]


def test_a_card_swallowed_by_a_fence_is_pointed_out() -> None:
    text = "## k\nQ: a\nA: b\n```\ncode\n\n## l\nQ: c\nA: d\n```\n"
    (problem,) = parse(text, "deck.md", default_id="deck").problems
    assert problem.warning
    assert str(problem) == (
        "deck.md:7:1: k: this card stands inside a code fence, so it is text; is the fence above closed?"
    )


def test_provisional_ids_hang_on_the_text_alone() -> None:
    before = read("Q: a\nA: b\n\nQ: c\nA: d\n").cards
    after = read("## new\nQ: x\nA: y\n\n\nQ: c\nA: d\n\n\nQ: a\nA: b\n").cards
    assert {card.id for card in before} < {card.id for card in after}
    other = parse("Q: a\nA: b\n", "deck.md", default_id="other").cards
    assert other[0].id != before[0].id


def test_twins_get_different_ids_and_a_warning() -> None:
    deck = parse("Q: a\nA: b\n\nQ: a\nA: b\n", "deck.md", default_id="deck")
    assert len({card.id for card in deck.cards}) == 2
    assert [(str(problem), problem.warning) for problem in deck.problems] == [
        ("deck.md:4:1: this card reads as the one on line 1", True)
    ]
