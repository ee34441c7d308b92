"""Files that are no decks: one clear sentence each."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.decks.parse import MAX_BYTES, read


def told(path: Path) -> list[str]:
    deck = read(os.fspath(path), default_id="deck", default_language="ko")
    assert deck.cards == ()
    assert (deck.id, deck.language) == ("deck", "ko")
    return [str(problem).removeprefix(f"{path.parent}{os.sep}") for problem in deck.problems]


@contextlib.contextmanager
def unprivileged() -> Iterator[None]:
    """Without the powers of root, for whom no file is unreadable."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_good_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("\ufeffQ: 뭐?\r\nA: 응.\r\n".encode())
    deck = read(os.fspath(tmp_path / "a.md"), default_id="a")
    assert deck.problems == ()
    assert (deck.cards[0].question, deck.cards[0].line) == ({"": "뭐?"}, 1)


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf", b"\x00"])
def test_empty(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.md").write_bytes(data)
    assert told(tmp_path / "a.md") == ["a.md: the file is empty"]


def test_without_a_card(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Notes\n")
    assert told(tmp_path / "a.md") == ["a.md: there is no card in this file"]


def test_missing(tmp_path: Path) -> None:
    assert told(tmp_path / "a.md") == ["a.md: there is no such file"]


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    assert told(tmp_path / "a.md") == ["a.md: this is a folder, not a deck file"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    assert told(tmp_path / "a.md") == ["a.md: this is not a regular file"]


def test_a_name_that_no_file_can_have() -> None:
    (problem,) = read("a\0b.md", default_id="deck").problems
    assert str(problem).startswith("ab.md: the file cannot be read: ")


def test_a_way_through_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    (line,) = told(tmp_path / "a.md" / "b.md")
    assert line.startswith("b.md: the file cannot be read: ")


def test_unreadable() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "a.md"
        path.write_text("Q: a\nA: b\n")
        path.chmod(0)
        with unprivileged():
            assert told(path) == ["a.md: the file may not be read; change its permissions"]


def test_not_utf_8(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("Q: 가\r\nA: ".encode() + "나".encode("euc-kr") + b"\n")
    assert told(tmp_path / "a.md") == ["a.md:2:4: the file is not UTF-8: byte 0xb3 at offset 11; save it as UTF-8"]


def test_utf_16(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("Q: a".encode("utf-16"))
    assert told(tmp_path / "a.md") == ["a.md: the file is in UTF-16; save it as UTF-8"]


def test_fifty_megabytes_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    with path.open("wb") as file:
        file.truncate(50 * 2**20)

    def refuse(*_: object) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr("builtins.open", refuse)
    assert told(path) == ["a.md: the file is too big for a deck: 50.0 MiB, and 16 MiB is the limit; split it"]


def test_the_largest_file_that_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"Q: a\nA: " + b"b" * (MAX_BYTES - 8))
    assert len(read(os.fspath(path), default_id="deck").cards) == 1
