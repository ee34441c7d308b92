"""Deck files are written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from quiz.decks.files import load, save
from quiz.decks.parse import read
from quiz.decks.stamp import append, stamp
from quiz.model.errors import QuizError


@contextlib.contextmanager
def unprivileged() -> Iterator[None]:
    """Without the powers of root, for whom no folder is read-only."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that anybody reaches; pytest's own are for their owner alone."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)
        Path(name).chmod(0o777)


def test_the_mode_stays_and_nothing_is_left_over(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Q: a\nA: b\n")
    path.chmod(0o640)
    stamp(os.fspath(path), taken=())
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.md"]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("Q: a\nA: b\n")
    (tmp_path / "a.md").symlink_to("real.md")
    stamp(os.fspath(tmp_path / "a.md"), taken=())
    assert (tmp_path / "a.md").is_symlink()
    assert (tmp_path / "real.md").read_text().startswith("## a-")


def test_a_read_only_folder(folder: Path) -> None:
    path = folder / "a.md"
    path.write_text("Q: a\nA: b\n")
    path.chmod(0o666)
    folder.chmod(0o555)
    with unprivileged(), pytest.raises(QuizError, match=r"a\.md cannot be written \(.*\); nothing was changed"):
        append(os.fspath(path), "Q: a\nA: b\n")
    assert path.read_text() == "Q: a\nA: b\n"


def test_a_read_only_file(folder: Path) -> None:
    path = folder / "a.md"
    path.write_text("Q: a\nA: b\n")
    path.chmod(0o444)
    with unprivileged(), pytest.raises(QuizError, match=r"a\.md cannot be written \(.*\); nothing was changed"):
        stamp(os.fspath(path), taken=())
    assert path.read_text() == "Q: a\nA: b\n"
    assert os.listdir(folder) == ["a.md"]


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.md"
    path.write_text("Q: a\nA: b\n")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(QuizError, match=r"a\.md cannot be written \(No space left on device\); nothing was changed"):
        stamp(os.fspath(path), taken=())
    assert path.read_text() == "Q: a\nA: b\n"
    assert os.listdir(tmp_path) == ["a.md"]


def test_a_change_by_another_program_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Q: a\nA: b\n")
    original = load(os.fspath(path))
    path.write_text("Q: a\nA: c\n")
    with pytest.raises(QuizError, match="was changed by another program just now; try again"):
        save(original, "mine")
    assert path.read_text() == "Q: a\nA: c\n"
    assert os.listdir(tmp_path) == ["a.md"]


def test_append_makes_the_file_and_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "x" / "inbox.md"
    assert append(os.fspath(path), "Q: a\nA: b\n") == 1
    assert append(os.fspath(path), "\nQ: c\nA: d") == 4
    assert path.read_text() == "Q: a\nA: b\n\nQ: c\nA: d\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"Q: a\r\nA: b", b"Q: a\r\nA: b\r\n\r\nQ: c\r\nA: d\r\n"),
        (b"Q: a\nA: b\n\n", b"Q: a\nA: b\n\nQ: c\nA: d\n"),
        (b"\xef\xbb\xbf", b"\xef\xbb\xbfQ: c\nA: d\n"),
        (b"", b"Q: c\nA: d\n"),
    ],
)
def test_append_fits_into_the_file(tmp_path: Path, before: bytes, after: bytes) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(before)
    append(os.fspath(path), "Q: c\nA: d\n")
    assert path.read_bytes() == after


def test_append_does_not_continue_the_card_before(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("## k\nOrder:\n1. a\n2. b\n")
    assert append(os.fspath(path), "Q: c\nA: d\n", tail=lambda: "r1") == 6
    assert path.read_text() == "## k\nOrder:\n1. a\n2. b\n\n## c-r1\nQ: c\nA: d\n"
    assert [card.id for card in read(os.fspath(path), default_id="a").cards] == ["k", "c-r1"]


def test_append_refuses_an_open_fence(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Q: a\nA: b\n```\ncode\n")
    with pytest.raises(QuizError, match=r"a\.md:3: this code fence is never closed and would swallow the new card"):
        append(os.fspath(path), "Q: c\nA: d\n")


def test_append_refuses_what_is_no_card(tmp_path: Path) -> None:
    with pytest.raises(QuizError, match="A card needs at least a question"):
        append(os.fspath(tmp_path / "a.md"), "words\n")
    assert os.listdir(tmp_path) == []
