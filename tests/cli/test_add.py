"""`quiz add`: by options, by lines, by the editor; always whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quiz.cli.commands.add import block
from quiz.decks.parse import parse
from tests.cli.helpers import Quiz


def inbox(quiz: Quiz) -> str:
    path = quiz.home / "decks" / "inbox.md"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def editor(tmp_path: Path, body: str) -> str:
    """An editor in a folder with spaces in its name: a shell script that gets the file as its last argument."""
    path = tmp_path / "my editors" / "fake editor.sh"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\nfor file; do :; done\n{body}\n", encoding="utf-8")
    os.chmod(path, 0o755)
    return str(path)


def kept(err: str) -> Path:
    """The file in which the text was kept, by what was said."""
    [line] = [line for line in err.splitlines() if line.startswith("Your text is kept in ")]
    return Path(line.removeprefix("Your text is kept in ").removesuffix("."))


def test_front_and_back(fresh: Quiz) -> None:
    done = fresh("add", "--front", "Wie viel?", "--back", "드물다")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("One card added to ")
    assert inbox(fresh) == "Q: Wie viel?\nA: 드물다\n"
    assert not (fresh.home / "quiz.db").exists()
    for arguments in (
        ["--front", "x"],
        ["--back", "x"],
        ["-", "--front", "a", "--back", "b"],
        ["--front", " ", "--back", "b"],
    ):
        done = fresh("add", *arguments)
        assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert inbox(fresh).count("Q:") == 1


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "Q: looks like a field",
        "two\nQ: lines\nA.ko: that\n## look like\n문: grammar",
        "```python\n## inside a fence\nQ: nothing is grammar\n```\nA: but here it is",
        "$x$ [/] [@click=app.quit] {{1::no cloze}} => |",
    ],
)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    deck = parse(block(text, text), "card", default_id="inbox")
    assert [problem for problem in deck.problems if not problem.warning] == []
    [card] = deck.cards
    assert (card.question, card.answer) == ({"": text}, {"": text})


def test_lines_on_standard_input_are_all_added_or_none(quiz: Quiz) -> None:
    done = quiz("add", "-", stdin="\ufeffepoch => one pass\r\n\n `a => b` => 함수 => 값\n", language="ko")
    assert (done.code, done.err) == (0, "")
    assert "카드 2장" in done.out
    assert inbox(quiz) == "Q: epoch\nA: one pass\n\nQ: `a => b`\nA: 함수 => 값\n"
    before = inbox(quiz)
    for stdin, said in (
        (b"good => line\nbad line\n", "Line 2 is not `term => meaning`"),
        (b"half => \n", "Line 1 is not"),
        (b"\n \n", "There was no line"),
        (b"caf\xe9 => latin\n", "not UTF-8"),
    ):
        done = quiz("add", "-", stdin=stdin)
        assert (done.code, done.out) == (2, "")
        assert said in done.err
    assert inbox(quiz) == before


def test_behind_a_fence_that_never_closes_nothing_is_swallowed(fresh: Quiz) -> None:
    fresh.write("inbox.md", "Q: a\nA:\n```\nopen\n")
    done = fresh("add", "--front", "x", "--back", "y")
    assert (done.code, done.out) == (2, "")
    assert "inbox.md:3" in done.err
    assert "Q: x" not in inbox(fresh)


def test_the_editor_with_spaces_and_arguments(quiz: Quiz, tmp_path: Path) -> None:
    script = editor(tmp_path, 'printf "Q: edited\\nA: yes %s\\n" "$1" > "$file"')
    done = quiz("add", EDITOR="false", VISUAL=f'"{script}" --wait')
    assert (done.code, done.err) == (0, "")
    assert inbox(quiz) == "Q: edited\nA: yes --wait\n"
    assert quiz("add", EDITOR=script).code == 0
    assert inbox(quiz).count("Q: edited") == 2


def test_an_error_is_placed_and_the_text_can_be_edited_again(quiz: Quiz, tmp_path: Path) -> None:
    mark = tmp_path / "second time"
    script = editor(
        tmp_path,
        f'if [ -e "{mark}" ]; then printf "Q: right\\nA: now\\n" > "$file"; '
        f'else touch "{mark}"; printf "## one\\ncolour: red\\nQ: a\\nA: b\\n" > "$file"; fi',
    )
    done = quiz("add", stdin="\n", EDITOR=script)
    assert done.code == 0
    assert ".md:2:1: one: " in done.err
    assert "kept" not in done.err
    assert inbox(quiz) == "Q: right\nA: now\n"


def test_a_text_that_is_given_up_is_kept(quiz: Quiz, tmp_path: Path) -> None:
    quiz.write("mine.md", "## taken\nQ: a\nA: b\n")
    for body, said in (
        ('printf "## taken\\nQ: c\\nA: d\\n" > "$file"', "mine.md:1"),
        ('printf "just words" > "$file"', "no card"),
        ('printf "Q: c\\nA: d\\n" > "$file"; exit 3', "ended with code 3"),
        ('printf "Q: c\\351\\n" > "$file"', "not UTF-8"),
    ):
        done = quiz("add", stdin="n\n", EDITOR=editor(tmp_path, body))
        assert done.code == 2, said
        assert said in done.err
        path = kept(done.err)
        assert path.read_bytes() != b""
        path.unlink()
    assert inbox(quiz) == ""


def test_nothing_written_is_nothing_added(quiz: Quiz, tmp_path: Path) -> None:
    for body in (":", ': > "$file"'):
        done = quiz("add", EDITOR=editor(tmp_path, body), language="ko", TMPDIR=str(tmp_path))
        assert (done.code, done.out, done.err) == (1, "쓴 것이 없어 아무것도 넣지 않았습니다.\n", "")
    assert list(tmp_path.glob("quiz-card-*")) == []
    done = quiz("add", EDITOR=str(tmp_path / "not there"))
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert "could not be started" in done.err


def test_the_template_is_a_right_deck(tmp_path: Path, quiz: Quiz) -> None:
    """What the template shows as examples can be used as it stands."""
    copy = tmp_path / "copy.md"
    quiz("add", EDITOR=editor(tmp_path, f'cp "$file" "{copy}"'))
    examples = copy.read_text(encoding="utf-8").split("\n\n", 2)[2].replace("-->\n", "")
    deck = parse(examples, "copy.md", default_id="copy")
    assert [str(problem) for problem in deck.problems if not problem.warning] == []
    assert [card.kind.value for card in deck.cards] == ["cloze", "typed", "choices"]
