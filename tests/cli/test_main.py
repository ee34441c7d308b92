"""The command line as a whole: help, mistakes, no terminal, closed pipes."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import quiz as package
from quiz.cli import usage
from quiz.cli.main import COMMANDS, MODULES, main
from quiz.language import Words
from tests.cli.helpers import Quiz, environment


def test_help_and_version(fresh: Quiz) -> None:
    done = fresh("--help")
    assert (done.code, done.err) == (0, "")
    for name in COMMANDS:
        assert f"\n  {name}" in done.out
    assert fresh("--version").out == f"quiz {package.__version__}\n"
    assert not fresh.home.exists()


def test_every_command_has_a_summary_and_help_in_both_languages(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tuple(usage.summaries(Words("en"))) == COMMANDS
    monkeypatch.setenv("COLUMNS", "60")
    for name in COMMANDS:
        module = import_module(f"quiz.cli.commands.{MODULES.get(name, name)}")
        assert callable(module.main)
        for language, heading in (("en_GB.UTF-8", f"usage: quiz {name}"), ("ko_KR.UTF-8", f"사용법: quiz {name}")):
            monkeypatch.setenv("LC_ALL", language)
            assert main([name, "--help"]) == 0
            out = capsys.readouterr().out
            assert out.startswith(heading)
            assert max(map(len, out.splitlines())) <= 60
            assert ("도움말" in out) == (language == "ko_KR.UTF-8")


def test_mistakes_are_one_sentence(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    for arguments, said in (
        (["sudy"], "quiz: There is no command sudy: did you mean `quiz study`?\n"),
        (["xyzzy"], "quiz: There is no command xyzzy: `quiz --help` lists them.\n"),
        (["--limit"], "quiz: There is no option --limit here: `quiz --help` lists the commands.\n"),
        (["due", "--jsn"], "quiz: unrecognized arguments: --jsn (see `quiz due --help`)\n"),
        (["study", "--limit"], "quiz: argument --limit: expected one argument (see `quiz study --help`)\n"),
        (["decks", "edti", "x"], "quiz: There is no command decks edti: did you mean `quiz decks edit`?\n"),
        (["search"], "quiz: the following arguments are required: QUERY (see `quiz search --help`)\n"),
    ):
        assert main(arguments) == 2
        assert capsys.readouterr() == ("", said)
    for number in ("0", "-3", "ten", "1.5", "²"):
        assert main(["study", f"--minutes={number}"]) == 2
        assert "is not a whole number above zero" in capsys.readouterr().err
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert main(["search"]) == 2
    assert capsys.readouterr().err == "quiz: QUERY이(가) 있어야 합니다 (`quiz search --help`를 보세요)\n"


def test_the_app_needs_a_terminal(fresh: Quiz) -> None:
    for arguments in ([], ["study"]):
        done = fresh(*arguments)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("quiz: The app needs a terminal")
        assert len(done.err.splitlines()) == 1
    assert not fresh.home.exists()


def test_a_closed_pipe_is_quiet(quiz: Quiz) -> None:
    quiz.write("big.md", "".join(f"## card-{number}\nQ: word {number}\nA: b\n\n" for number in range(2000)))
    for arguments in (["search", "word", "--limit", "2000"], ["study", "--plain", "big"], ["due"]):
        child = subprocess.Popen(
            [sys.executable, "-m", "quiz", *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment(quiz.home, "en"),
        )  # fmt: skip
        assert child.stdout is not None
        child.stdout.close()
        child.stdout = None
        _, err = child.communicate(timeout=60)
        assert (child.returncode, err) == (141, b""), arguments


def test_closed_streams_are_no_traceback(quiz: Quiz) -> None:
    for line in ("due >&-", "study --plain <&- >&-", "due nowhere 2>&-", "add - <&-"):
        done = subprocess.run(
            ["/bin/sh", "-c", f'"$PYTHON" -m quiz {line}'],
            capture_output=True,
            env={**environment(quiz.home, "en"), "PYTHON": sys.executable},
            check=False,
        )
        assert done.returncode in (0, 2), line
        assert b"Traceback" not in done.stderr, line
