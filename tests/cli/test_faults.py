"""A disk or a database that does not do as it should: one clear sentence and the right exit code."""

from __future__ import annotations

import ctypes
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.helpers import Done, Inside, Quiz, environment

COMMANDS: list[list[str]] = [["due"], ["search", "word"], ["decks"], ["study", "--plain"], ["doctor"]]


def mortal() -> Callable[[], None] | None:
    """What makes a child obey permissions, where the tests run as root on Linux."""
    if os.geteuid() != 0:
        return None
    libc = ctypes.CDLL(None)
    drop_from_bounding_set, override, read_search = 24, 1, 2

    def give_up() -> None:
        for capability in (override, read_search):
            libc.prctl(drop_from_bounding_set, capability, 0, 0, 0)

    return give_up


def run(quiz: Quiz, arguments: list[str]) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "quiz", *arguments],
        input=b"\n3\n",
        capture_output=True,
        env=environment(quiz.home, "en"),
        preexec_fn=mortal(),
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    quiz = Quiz(tmp_path / "closed")
    quiz.home.mkdir()
    quiz.home.chmod(0o555)
    for arguments in [*COMMANDS, ["add", "--front", "a", "--back", "b"]]:
        done = run(quiz, arguments)
        assert (done.code, done.out) == (2, ""), arguments
        assert str(quiz.home) in done.err
        assert len(done.err.splitlines()) == 1
    assert run(quiz, ["check"]).code == 0
    quiz.home.chmod(0o755)


def test_a_home_that_became_read_only_names_the_way_out(quiz: Quiz, tmp_path: Path) -> None:
    for path in (*quiz.home.iterdir(), quiz.home):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for arguments in COMMANDS:
        done = run(quiz, arguments)
        assert (done.code, done.out) == (2, ""), arguments
        assert f"{quiz.home}/quiz.db" in done.err
        assert "check the permissions" in done.err
        assert len(done.err.splitlines()) == 1
    quiz.home.chmod(0o755)
    empty = Quiz(tmp_path / "empty")
    empty.home.mkdir(mode=0o555)
    for arguments in COMMANDS:
        assert "set QUIZ_HOME to another one" in run(empty, arguments).err
    empty.home.chmod(0o755)


def test_a_home_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = Quiz(tmp_path / "file" / "home")("due", language="ko")
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)


def test_a_database_that_is_none(quiz: Quiz, inside: Inside) -> None:
    (quiz.home / "quiz.db").write_bytes(b"no database at all, " * 500)
    for arguments in COMMANDS[:-1]:
        done = inside(*arguments)
        assert (done.code, done.out) == (2, ""), arguments
        assert "damaged" in done.err
        assert len(done.err.splitlines()) == 1
    done = inside("doctor")
    assert (done.code, done.err) == (1, "")
    assert "Wrong: " in done.out
    assert "put a backup in its place" in done.out
    assert inside("add", "--front", "a", "--back", "b").code == 0


def test_pages_overwritten_anywhere_give_no_traceback(quiz: Quiz) -> None:
    quiz.write("mine.md", "## one\nQ: a\nA: b\n")
    assert quiz("study", "--plain", "mine", stdin="\n3\n").code == 0
    path = quiz.home / "quiz.db"
    sound = path.read_bytes()
    codes = []
    for page in (1, 3, 10, len(sound) // 4096 // 2):
        path.write_bytes(sound[: page * 4096] + b"\x55" * 4096 + sound[(page + 1) * 4096 :])
        for leftover in quiz.home.glob("quiz.db-*"):
            leftover.unlink()
        for arguments in (["due"], ["doctor"]):
            done = quiz(*arguments)
            assert done.code in (0, 1, 2), (page, arguments)
            assert len(done.err.splitlines()) <= 1, (page, arguments)
        codes.append(done.code)
    assert codes.count(1) >= 3


def test_a_newer_database_is_refused_as_such(quiz: Quiz, inside: Inside) -> None:
    with closing(sqlite3.connect(quiz.home / "quiz.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    for arguments in COMMANDS:
        done = inside(*arguments)
        assert (done.code, done.out) == (3, ""), arguments
        assert "newer quiz" in done.err
        assert len(done.err.splitlines()) == 1
    assert "더 새로운 quiz" in inside("due", language="ko").err
    assert inside("check").code == 0
    assert inside("add", "--front", "a", "--back", "b").code == 0


def test_settings_that_cannot_be_read(quiz: Quiz, inside: Inside) -> None:
    for text in ('language = "\n', "new_per_day = -1\n", "colour = 1\n"):
        quiz.settings(text)
        done = inside("check" if text.startswith("colour") else "due")
        assert (done.code, done.out) == (2, ""), text
        assert "config.toml" in done.err
        assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("spoil", ["derived", "log"])
def test_doctor_finds_what_is_wrong_and_rebuilds(quiz: Quiz, spoil: str) -> None:
    quiz.write("mine.md", "## one\nQ: a\nA: b\n\n## two\nQ: c\nA: d\n")
    quiz("study", "--plain", "mine", stdin="\n3\n\n1\n")
    healthy = quiz("doctor")
    assert (healthy.code, healthy.err) == (0, "")
    assert healthy.out.endswith("Everything is in order.\n")
    with closing(sqlite3.connect(quiz.home / "quiz.db")) as connection, connection:
        if spoil == "derived":
            connection.execute("UPDATE progress SET stability = 99, state = 2, due_day = 1 WHERE card = 'one'")
        else:
            connection.execute("DROP TRIGGER event_unchanged")
            connection.execute("UPDATE event SET rating = 4 WHERE card = 'one'")
    done = quiz("doctor")
    assert (done.code, done.err) == (1, "")
    assert re.search(r"^Wrong: .*\bone\b" if spoil == "derived" else r"^Wrong: .*checksum", done.out, re.MULTILINE)
    rebuilt = quiz("doctor", "--rebuild", "--json")
    assert rebuilt.code == (0 if spoil == "derived" else 1)
    assert '"rebuilt": null' not in rebuilt.out
