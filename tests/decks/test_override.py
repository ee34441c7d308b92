"""A user's own version of a shipped card."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quiz.decks.files import load, remove
from quiz.decks.lint import Located, check
from quiz.decks.parse import read
from quiz.decks.stamp import card_text, override, withdraw
from quiz.model.errors import QuizError

SHIPPED = "# Deck\n\n## one\ntags: a\nQ: a\nA: b\n```\n## x\n```\n\n\n## two\nQ: c\nA: d\n"


def test_the_source_of_a_card(tmp_path: Path) -> None:
    path = tmp_path / "s.md"
    path.write_bytes(SHIPPED.replace("\n", "\r\n").encode())
    assert card_text(os.fspath(path), "one") == "## one\ntags: a\nQ: a\nA: b\n```\n## x\n```\n"
    assert card_text(os.fspath(path), "two") == "## two\nQ: c\nA: d\n"
    with pytest.raises(QuizError, match=r"There is no card x in .*s\.md\."):
        card_text(os.fspath(path), "x")


def test_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "decks" / "til" / "cnn.md"
    line = override(os.fspath(path), "## one\nQ: a\nA: b\n", card_id="one", fingerprint="1:f", language="ko")
    deck = read(os.fspath(path), default_id="til/cnn")
    assert deck.problems == ()
    assert (deck.language, deck.overrides) == ("ko", {"one": "1:f"})
    assert [(card.id, card.line) for card in deck.cards] == [("one", line)]


def test_more_cards_then_one_again(tmp_path: Path) -> None:
    path = tmp_path / "cnn.md"
    override(os.fspath(path), "## one\nQ: a\nA: b\n", card_id="one", fingerprint="1:f")
    override(os.fspath(path), "## 둘.2\nQ: c\nA: d\n", card_id="둘.2", fingerprint="1:g")
    line = override(os.fspath(path), "## one\nQ: a\nA: new\n", card_id="one", fingerprint="1:h")
    deck = read(os.fspath(path), default_id="cnn")
    assert deck.problems == ()
    assert deck.overrides == {"one": "1:h", "둘.2": "1:g"}
    assert [(card.id, dict(card.answer)) for card in deck.cards] == [("one", {"": "new"}), ("둘.2", {"": "d"})]
    assert deck.cards[0].line == line


@pytest.mark.parametrize(
    "front",
    [
        "",
        "+++\n+++\n",
        '+++\nid = "cnn"\n+++\n',
        '+++\ntitle = "x"\n[options]\nnew = 3\n+++\n',
        '+++\n[overrides]  # mine\n"b" = "1:b"\n[options]\nnew = 3\n+++\n',
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_that_is_there(tmp_path: Path, front: str, end: str) -> None:
    path = tmp_path / "cnn.md"
    text = f"{front}## own\nQ: x\nA: y\n"
    path.write_bytes(text.replace("\n", end).encode())
    before = read(os.fspath(path), default_id="cnn")
    line = override(os.fspath(path), "## one\nQ: a\nA: b\n", card_id="one", fingerprint="1:f")
    deck = read(os.fspath(path), default_id="cnn")
    assert deck.problems == ()
    assert deck.overrides == {**before.overrides, "one": "1:f"}
    assert (deck.id, deck.title, deck.options) == (before.id, before.title, before.options)
    assert [card.id for card in deck.cards] == ["own", "one"]
    assert deck.cards[1].line == line
    assert path.read_bytes().count(b"\r\n") == (path.read_bytes().count(b"\n") if end == "\r\n" else 0)


def test_front_matter_that_cannot_be_added_to(tmp_path: Path) -> None:
    path = tmp_path / "cnn.md"
    text = '+++\noverrides = { b = "1:b" }\n+++\n## b\nQ: x\nA: y\n'
    path.write_text(text)
    with pytest.raises(QuizError, match=r"cnn\.md: the front matter cannot be added to"):
        override(os.fspath(path), "## one\nQ: a\nA: b\n", card_id="one", fingerprint="1:f")
    assert path.read_text() == text


def test_from_the_shipped_card_to_the_warning(tmp_path: Path) -> None:
    shipped, own = os.fspath(tmp_path / "s.md"), os.fspath(tmp_path / "decks" / "s.md")
    Path(shipped).write_text(SHIPPED)
    card = read(shipped, default_id="s").cards[0]
    override(own, card_text(shipped, "one"), card_id="one", fingerprint=card.fingerprint())

    def warnings() -> list[str]:
        theirs, mine = read(shipped, default_id="s"), read(own, default_id="s")
        located = [Located(card, shipped, True) for card in theirs.cards] + [Located(c, own) for c in mine.cards]
        return [problem.message for problem in check(located, overrides=mine.overrides)]

    assert warnings() == []
    Path(shipped).write_text(SHIPPED.replace("A: b", "A: better"))
    assert warnings() == ["the shipped card has changed since you replaced it: {place}"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "## own\nQ: x\nA: y\n",
        "\ufeff## own\nQ: x\nA: y\n",
        '+++\nid = "cnn"\n+++\n',
        '+++\nid = "cnn"\n+++\n\n## own\nQ: x\nA: y\n',
        '+++\ntitle = "x"\n[options]\nnew = 3\n+++\n## own\nQ: x\nA: y\n',
        '+++\n[overrides]  # mine\n"b" = "1:b"\n[options]\nnew = 3\n+++\n## own\nQ: x\nA: y\n',
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_override_taken_back_leaves_the_file_as_it_was(tmp_path: Path, text: str, end: str) -> None:
    path = tmp_path / "cnn.md"
    before = text.replace("\n", end).encode()
    if text:
        path.write_bytes(before)
    override(os.fspath(path), "## one\nQ: a\nA: b\n", card_id="one", fingerprint="1:f")
    assert withdraw(os.fspath(path), "one")
    assert (path.read_bytes() if path.exists() else b"") == before


def test_of_several_overrides_one_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "cnn.md"
    for name in ("one", "둘.2", "three"):
        override(os.fspath(path), f"## {name}\nQ: a\nA: b\n", card_id=name, fingerprint=f"1:{name}")
    assert withdraw(os.fspath(path), "둘.2")
    deck = read(os.fspath(path), default_id="cnn")
    assert deck.problems == ()
    assert deck.overrides == {"one": "1:one", "three": "1:three"}
    assert [card.id for card in deck.cards] == ["one", "three"]
    assert withdraw(os.fspath(path), "three")
    assert withdraw(os.fspath(path), "one")
    assert not path.exists()


@pytest.mark.parametrize(
    "text",
    [
        "## one\nQ: x\nA: y\n",
        '+++\n[overrides]\n"one" = "1:f"\n+++\n## two\nQ: x\nA: y\n',
        '+++\noverrides = { one = "1:f" }\n+++\n## one\nQ: x\nA: y\n',
    ],
)
def test_what_no_override_made_is_not_taken_back(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cnn.md"
    path.write_text(text)
    assert not withdraw(os.fspath(path), "one")
    assert path.read_text() == text


def test_a_link_goes_with_its_file(tmp_path: Path) -> None:
    path, link = tmp_path / "real.md", tmp_path / "link.md"
    override(os.fspath(path), "## one\nQ: a\nA: b\n", card_id="one", fingerprint="1:f")
    link.symlink_to(path)
    assert withdraw(os.fspath(link), "one")
    assert not path.exists()
    assert not link.is_symlink()


def test_a_file_that_cannot_be_removed(tmp_path: Path) -> None:
    folder = tmp_path / "decks"
    path = folder / "cnn.md"
    override(os.fspath(path), "## one\nQ: a\nA: b\n", card_id="one", fingerprint="1:f")
    held = load(os.fspath(path))
    path.write_text("## mine\nQ: x\nA: y\n")
    with pytest.raises(QuizError, match="was changed by another program"):
        remove(held)
    assert path.exists()
    path.unlink()
    path.mkdir()
    with pytest.raises(QuizError, match=r"cnn\.md cannot be removed"):
        remove(held)
