"""Homes for the command line's tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quiz.cli.main import main
from tests.cli.helpers import Done, Inside, Quiz


@pytest.fixture(scope="session")
def opened_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has taken in the shipped decks, to be copied."""
    home = tmp_path_factory.mktemp("opened") / "home"
    done = Quiz(home)("due")
    assert (done.code, done.err) == (0, "")
    return home


@pytest.fixture
def quiz(tmp_path: Path, opened_home: Path) -> Quiz:
    """The command on a home without decks of its own."""
    home = tmp_path / "home"
    shutil.copytree(opened_home, home)
    return Quiz(home)


@pytest.fixture
def fresh(tmp_path: Path) -> Quiz:
    """The command on a home that is not there yet."""
    return Quiz(tmp_path / "new" / "home")


@pytest.fixture
def inside(quiz: Quiz, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Inside:
    """The command on the same home as `quiz`, in this process: for many calls that only print."""

    def run(*arguments: str, language: str = "en", **extra: str) -> Done:
        monkeypatch.setenv("QUIZ_HOME", str(quiz.home))
        monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
        for name, value in extra.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        code = main(arguments)
        return Done(code, *capsys.readouterr())

    return run
