"""Notes as people write them, and the cards that are proposed of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.decks.compose import compose
from quiz.decks.draft import Drafted, draft
from quiz.decks.draft.again import MARK, digests, merge
from quiz.decks.draft.pruning import drop, keep, split, waiting
from quiz.decks.files import Original
from quiz.decks.parse import parse
from quiz.model.card import Card, Kind
from quiz.model.errors import QuizError

# Written for these tests, in the habits of TIL notes.
NOTES = """\
스택 => 나중에 넣은 것을 먼저 꺼내는 자료 구조
큐 => 먼저 넣은 것을 먼저 꺼내는 자료 구조
해시 테이블
=> 키를 해시 함수로 바꾸어 값을 찾는 구조로, 충돌이 많으면 느려져서 크기를 늘리고 다시 흩어 놓아야 합니다
index : 배열에서 값의 위치
재귀 함수를 쓰는 이유? 1) 가독성 => 정의를 그대로 옮길 수 있습니다. 2) 분할 => 문제를 작게 나눕니다.
Q. 이진 탐색의 조건은?
배열이 정렬되어 있어야 합니다.
정렬 알고리즘의 종류?
- 삽입 정렬
- 병합 정렬
- 퀵 정렬
- 힙 정렬
HTTP 요청이 처리되는 순서?
1. 이름을 찾는다
2. 연결을 맺는다
3. 요청을 보낸다
heapq.heappush(h, x)
- 힙에 값을 넣는 함수
- heappush()는 로그 시간이 걸립니다
mode : 파일을 여는 방법
- ‘r’ : 읽기
- ‘w’ : 쓰기, 있던 내용은 지운다
(새 파일을 만들기도 한다)
합 = n × (n + 1) / 2
메모이제이션은 한 번 구한 값을 저장해 두고 다시 쓰는 기법이다.

## Networks

| 계층 | 하는 일 |
|---|---|
| 전송 | 끝과 끝을 잇는다 |
| 네트워크 | 길을 찾는다 |

What is a port?
A number that tells which program of a host a packet is for.

Stack - a pile: last in, first out
Queue - a line: first in, first out
'누군가의 블로그 > TIL' 카테고리의 다른 글
[TIL] 어제의 글 (0) | 2024.01.02 |
---|---|
[TIL] 그제의 글 (3) | 2024.01.01 |
공감
댓글 2
"""


def by_line(found: Drafted) -> dict[int, Card]:
    return {one.first: one.card for one in found.proposals}


@pytest.fixture
def cards() -> dict[int, Card]:
    return by_line(draft(NOTES))


def test_nearly_every_line_ends_in_a_card_or_is_rightly_dropped() -> None:
    found = draft(NOTES)
    assert found.coverage >= 0.95
    assert [line.text for line in found.left] == []
    why = {line.number: reason for line, reason in found.dropped}
    lines = NOTES.split("\n")
    assert {lines[number - 1] for number, reason in why.items() if reason == "furniture of a blog"} == {
        "'누군가의 블로그 > TIL' 카테고리의 다른 글", "[TIL] 어제의 글 (0) | 2024.01.02 |", "---|---|",
        "[TIL] 그제의 글 (3) | 2024.01.01 |", "공감", "댓글 2",
    }  # fmt: skip


def test_alternatives_become_a_choice(cards: dict[int, Card]) -> None:
    one = cards[1]
    assert one.kind is Kind.CHOICES
    assert [(option.text, option.right) for option in one.choices[""]] == [("스택", True), ("큐", False)]
    assert cards[2].choices[""][0].text == "큐"
    assert [option.text for option in cards[38].choices[""]] == ["Stack", "Queue"]


def test_a_term_with_its_meaning_below_or_beside(cards: dict[int, Card]) -> None:
    assert (cards[3].question, cards[3].reversed) == ({"": "해시 테이블"}, True)
    assert cards[3].answer[""].startswith("키를 해시 함수로")
    index = cards[5]
    assert (index.question, index.answer, index.reversed) == ({"": "index"}, {"": "배열에서 값의 위치"}, True)


def test_questions(cards: dict[int, Card]) -> None:
    inline = cards[6]
    assert inline.cloze[""].startswith("재귀 함수를 쓰는 이유?")
    assert inline.labels == ("1", "2")
    assert cards[7].question == {"": "이진 탐색의 조건은?"}
    assert cards[7].answer == {"": "배열이 정렬되어 있어야 합니다."}
    assert cards[9].labels == ("1", "2", "3", "4")
    assert "- {{3::퀵 정렬}}" in cards[9].cloze[""]
    assert cards[35].question == {"": "What is a port?"}


def test_a_list_in_an_order(cards: dict[int, Card]) -> None:
    assert cards[14].order == {"": ("이름을 찾는다", "연결을 맺는다", "요청을 보낸다")}


def test_a_call_is_typed_and_its_name_is_not_given_away(cards: dict[int, Card]) -> None:
    call = cards[18]
    assert call.accept == ("heapq.heappush(h, x)", "heapq.heappush()", "heapq.heappush")
    assert "heappush" not in call.question[""]
    assert "로그 시간이 걸립니다" in call.question[""]


def test_a_list_under_its_term(cards: dict[int, Card]) -> None:
    assert cards[21].question == {"": "mode"}
    assert cards[22].question == {"": "mode: r"}
    assert cards[23].answer == {"": "쓰기, 있던 내용은 지운다\n(새 파일을 만들기도 한다)"}


def test_formulas_sentences_and_tables(cards: dict[int, Card]) -> None:
    assert cards[25].cloze == {"": "합 = {{1::n × (n + 1) / 2}}"}
    assert cards[26].question == {"": "메모이제이션?"}
    assert cards[32].question == {"": "전송: 하는 일?"}
    assert cards[32].tags == ("Networks",)


def test_every_proposal_is_a_sound_card() -> None:
    merged = merge("", {"notes.txt": draft(NOTES).proposals}, deck="drafts", language="ko")
    deck = parse(merged.text, "drafts.md", default_id="drafts")
    assert [problem for problem in deck.problems if not problem.warning] == []
    assert len(deck.cards) == len(merged.added) > 15
    assert all(card.source.startswith("notes.txt:") and MARK in card.tags for card in deck.cards)


def test_again_only_what_is_new_and_what_changed_is_named() -> None:
    first = merge("", {"n.txt": draft(NOTES).proposals}, deck="drafts")
    assert merge(first.text, {"n.txt": draft(NOTES).proposals}, deck="drafts").added == []
    moved = "\n\n" + NOTES  # other line numbers, the same words
    assert merge(first.text, {"n.txt": draft(moved).proposals}, deck="drafts").text == first.text
    edited = NOTES.replace("배열에서 값의 위치", "배열에서 값이 있는 위치") + "\ntree : 순환이 없는 연결 그래프\n"
    again = merge(first.text, {"n.txt": draft(edited).proposals}, deck="drafts")
    assert [(card.question[""], one.first) for card, one in again.changed] == [("index", 5)]
    assert [card.question[""] for card, _ in again.added] == ["tree"]
    assert again.text.count("## index") == 1
    gone = merge(
        first.text, {"n.txt": draft(NOTES.replace("index : 배열에서 값의 위치\n", "")).proposals}, deck="drafts"
    )
    assert [card.question[""] for card in gone.gone] == ["index"]


def test_what_was_pruned_is_not_proposed_again() -> None:
    first = merge("", {"n.txt": draft(NOTES).proposals}, deck="drafts")
    card, _ = first.added[0]
    pruned = drop(Original("drafts.md", first.text, None), card.id)
    assert f"## {card.id}" not in pruned
    again = merge(pruned, {"n.txt": draft(NOTES).proposals}, deck="drafts")
    assert (again.added, again.text) == ([], pruned)
    assert len(digests(pruned, "drafts")) == len(first.added)


def test_a_deck_of_ones_own_is_added_to_and_a_broken_one_left_alone() -> None:
    own = "Q: mine?\nA: yes.\n"
    merged = merge(own, {"n.txt": draft("tree : 순환이 없는 그래프\n").proposals}, deck="drafts")
    assert own in merged.text
    assert len(parse(merged.text, "d.md", default_id="d").cards) == 2
    with pytest.raises(QuizError, match="not sound"):
        merge("## a\nQ: no answer\n", {}, deck="drafts")


def text_with(card: Card) -> Original:
    card = replace(card, id="x", tags=(MARK, "topic"), source="n.txt:1 (0123456789)")
    return Original("d.md", f"## before\nQ: q\nA: a\n\n{compose(card)}\n## after\nQ: q\nA: a\n", None)


def test_keep_takes_the_mark_away_alone() -> None:
    before = text_with(Card("x", "", question={"": "q"}, answer={"": "a"}))
    after = keep(before, "x")
    assert after == before.text.replace("tags: draft, topic", "tags: topic")
    assert waiting(after) == []


def test_split_makes_a_card_of_each_part() -> None:
    listed = Card("x", "", Kind.CLOZE, cloze={"": "Which?\n\n- {{1::a}}\n- {{2::b :: hint}}"}, labels=("1", "2"))
    made = waiting(split(text_with(listed), "x"))
    assert [card.id for card in made] == ["x-1", "x-2"]
    assert made[0].cloze == {"": "Which?\n\n- {{1::a}}\n- b"}
    assert made[1].cloze == {"": "Which?\n\n- a\n- {{2::b :: hint}}"}
    lines = Card("x", "", question={"": "Why?"}, answer={"": "- one\n- two"})
    assert [card.cloze[""] for card in waiting(split(text_with(lines), "x"))] == [
        "Why?\n\n{{1::one}}", "Why?\n\n{{1::two}}",
    ]  # fmt: skip
    with pytest.raises(QuizError, match="one part"):
        split(text_with(Card("x", "", question={"": "q"}, answer={"": "a"})), "x")


LINE = st.one_of(
    st.sampled_from(NOTES.split("\n")),
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.sampled_from(
        ["{{", "a => {{1::b}}", "```", "- {", "Q: x", "## y", "A: z", "| a | b |", "a = b + {c}", "x() \\"]
    ),
)


@given(st.lists(LINE, max_size=12))
def test_any_notes_give_sound_cards(lines: list[str]) -> None:
    found = draft("\n".join(lines))
    merged = merge("", {"n.txt": found.proposals}, deck="drafts")
    if merged.text.strip() and merged.added:
        deck = parse(merged.text, "d.md", default_id="d")
        errors = [problem for problem in deck.problems if not problem.warning]
        assert errors == [], merged.text
        assert len(deck.cards) == len(merged.added)
    assert merge(merged.text, {"n.txt": found.proposals}, deck="drafts").added == []
