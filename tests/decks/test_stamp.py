"""Ids for bare cards: inserted, once, atomically."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from quiz.decks.parse import read
from quiz.decks.stamp import stamp
from quiz.model.errors import QuizError


def counting() -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"r{next(numbers)}"


def test_each_bare_card_gets_an_id_from_its_question(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "Q: What is a `kernel`, really and truly?\nA: b\n\n## k\nQ: c\nA: d\n\n"
        "문: 합성곱은?\n답: e\nC: {{x::One}} two\n"
    )
    before = read(os.fspath(path), default_id="a").cards
    minted = stamp(os.fspath(path), taken=(), tail=counting())
    assert path.read_text() == (
        "## what-is-a-kernel-r1\nQ: What is a `kernel`, really and truly?\nA: b\n\n## k\nQ: c\nA: d\n\n"
        "## 합성곱은-r2\n문: 합성곱은?\n답: e\n## one-two-r3\nC: {{x::One}} two\n"
    )
    assert list(minted.values()) == ["what-is-a-kernel-r1", "합성곱은-r2", "one-two-r3"]
    assert list(minted) == [card.id for card in before if card.provisional]
    after = read(os.fspath(path), default_id="a").cards
    assert [(card.question, card.cloze) for card in after] == [(card.question, card.cloze) for card in before]


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Q: a\nA: b\nQ: c\nA: d\n")
    stamp(os.fspath(path), taken=())
    data, status = path.read_bytes(), path.stat()
    assert stamp(os.fspath(path), taken=()) == {}
    assert path.read_bytes() == data
    assert path.stat().st_ino == status.st_ino


def test_a_taken_id_is_not_minted(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("## a-r1\nQ: x\nA: y\nQ: a\nA: b\nQ: a\nA: c\n")
    assert list(stamp(os.fspath(path), taken={"a-r2"}, tail=counting()).values()) == ["a-r3", "a-r4"]


@pytest.mark.parametrize("text", ["Q: ???\nA: b\n", "Q: `$#`\nA: b\n"])
def test_a_question_without_words(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(text)
    assert list(stamp(os.fspath(path), taken=(), tail=counting()).values()) == ["card-r1"]


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_line_ends_and_byte_order_mark_stay(tmp_path: Path, end: bytes) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbfQ: a" + end + b"A: b" + end + b"Q: c" + end + b"A: d")
    stamp(os.fspath(path), taken=(), tail=counting())
    lines = [b"## a-r1", b"Q: a", b"A: b", b"## c-r2", b"Q: c", b"A: d"]
    assert path.read_bytes() == b"\xef\xbb\xbf" + end.join(lines)


def test_broken_cards_wait(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Q: only a question\nQ: a\nA: b\n")
    assert list(stamp(os.fspath(path), taken=(), tail=counting()).values()) == ["a-r1"]
    assert path.read_text() == "Q: only a question\n## a-r1\nQ: a\nA: b\n"


def test_provisional_ids_are_those_of_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Q: a\nA: b\n")
    (card,) = read(os.fspath(path), default_id="folder/a").cards
    assert list(stamp(os.fspath(path), taken=(), default_id="folder/a")) == [card.id]


def test_the_tail_is_short_and_random(tmp_path: Path) -> None:
    minted = set()
    for name in ("a.md", "b.md", "c.md"):
        (tmp_path / name).write_text("Q: a\nA: b\n")
        minted |= set(stamp(os.fspath(tmp_path / name), taken=()).values())
    assert len(minted) == 3
    assert {len(ident) for ident in minted} == {len("a-xxxx")}


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xff")
    with pytest.raises(QuizError, match=r"a\.md:1:1: the file is not UTF-8: byte 0xff at offset 0; save it as UTF-8"):
        stamp(os.fspath(tmp_path / "a.md"), taken=())
