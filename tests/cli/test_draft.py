"""`quiz draft` as a person runs it."""

from __future__ import annotations

import json
from pathlib import Path

from quiz.study import drafting
from quiz.study.collection import Collection
from tests.cli.helpers import Inside, Quiz
from tests.decks.test_draft import NOTES

PADDED = "padding='same'과 padding=1 효과?\n=> 가장자리를 0으로 채웁니다\nMSE => 오차 제곱의 평균\n"


def test_notes_become_a_deck_and_again_nothing(quiz: Quiz, tmp_path: Path) -> None:
    (tmp_path / "til.txt").write_text(NOTES, encoding="utf-8")
    done = quiz("draft", str(tmp_path / "til.txt"))
    assert (done.code, done.err) == (0, "")
    assert "cards proposed: 19." in done.out
    deck = quiz.home / "decks" / "drafts.md"
    assert "source: til.txt:1 (" in deck.read_text(encoding="utf-8")
    assert quiz("check", str(deck)).code == 0
    again = quiz("draft", str(tmp_path / "til.txt"))
    assert "cards proposed: 0." in again.out
    assert "Proposed before: 19." in again.out


def test_a_dry_run_another_file_and_a_folder(inside: Inside, quiz: Quiz, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    (notes / "2024").mkdir(parents=True)
    (notes / "2024" / "01-02.md").write_text("tree : 순환이 없는 그래프\n", encoding="utf-8")
    (notes / "01-03.txt").write_text(
        "heap : 부모가 자식보다 작은 트리\nsomething loose here that asks nothing,\n", encoding="utf-8"
    )
    before = sorted(quiz.home.rglob("*.md"))
    told = json.loads(inside("draft", "--dry-run", "--json", str(notes)).out)
    assert [one["quote"] for one in told["added"]] == ["heap : 부모가 자식보다 작은 트리", "tree : 순환이 없는 그래프"]
    assert (told["written"], [one["line"] for one in told["left"]]) == (False, [2])
    assert sorted(quiz.home.rglob("*.md")) == before
    inside("draft", str(notes), "-o", str(tmp_path / "mine.md"))
    text = (tmp_path / "mine.md").read_text(encoding="utf-8")
    assert "source: notes/2024/01-02.md:1 (" in text
    with Collection.open(quiz.home) as collection:
        assert collection.notes().uncarded == 1


def test_a_shipped_card_of_the_same_term_shows_its_correction(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "til.txt").write_text(PADDED, encoding="utf-8")
    told = json.loads(inside("draft", "--dry-run", "--json", str(tmp_path / "til.txt"), language="ko").out)
    assert {one["term"] for one in told["fixes"]} >= {"MSE"} or told["fixes"]
    assert all(one["fix"] for one in told["fixes"])


def test_home_knows_what_waits(inside: Inside, quiz: Quiz, tmp_path: Path) -> None:
    (tmp_path / "til.txt").write_text(NOTES, encoding="utf-8")
    with Collection.open(quiz.home) as collection:
        assert collection.notes() == (0, 0)
    inside("draft", str(tmp_path / "til.txt"))
    with Collection.open(quiz.home) as collection:
        assert collection.notes() == (19, 0)
        pruned = drafting.waiting(collection)
        card = pruned.cards[0]
        pruned = pruned.keep(card.id)
        assert collection.notes().waiting == 18
        assert pruned.before is not None
        assert len(pruned.restored(pruned.before).cards) == 19


def test_what_goes_wrong_is_one_sentence(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.txt").write_bytes(b"\xff\xfe\xfa")
    for arguments in ((), (str(tmp_path / "none.txt"),), (str(tmp_path / "empty"),), (str(tmp_path / "bad.txt"),)):
        done = inside("draft", *arguments)
        assert (done.code, done.out) == (2, ""), arguments
        assert len(done.err.splitlines()) == 1
