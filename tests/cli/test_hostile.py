"""Nothing from outside is obeyed by the terminal, whatever command shows it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from quiz.cli import console
from quiz.cli.main import main
from tests.cli.helpers import Inside, Quiz

EVIL = "\x1b]52;c;cm0gLXJm\x07 \x1b[2J \x9b31m \u202edlrow\u2066 \U000e0041 [@click=app.quit] [/] list[int]"
SHOWN = "[@click=app.quit] [/] list[int]"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
DECK = f"""\
+++
[title]
en = "Title [@click=app.quit] \\u001b[2J"
+++
## evil
source: {EVIL}
Q: question {EVIL}
A: answer {EVIL}
Hint: hint {EVIL}
Fix: fix {EVIL}

## typed
accept: right {EVIL}
Q: again {EVIL}
Wrong:
- wrong > feedback {EVIL}
"""


def test_a_deck_full_of_control_is_inert_everywhere(quiz: Quiz, inside: Inside) -> None:
    quiz.write("evil.md", DECK)
    quiz.write("broken.md", f"## broken\ncolour{EVIL}: red\nQ: a\nA: b\n\n## b\x1b[2Jad id\nQ: a\nA: b\n")
    outputs = [
        inside("due"),
        inside("due", "--json"),
        inside("decks"),
        inside("decks", "--json"),
        inside("search", "question"),
        inside("search", "question", "--json"),
        inside("check"),
        inside("check", "--json"),
        quiz("study", "--plain", "evil", stdin=f"h\n\nm note {EVIL}\n3\nwrong\n1\nq\n"),
        quiz("study", "--plain", "evil", stdin=f"{EVIL}\nq\n"),
        inside("decks", "edit", "evil", EDITOR="true"),
    ]
    for done in outputs:
        assert CONTROL.findall(done.out + done.err) == []
    assert SHOWN in outputs[4].out
    assert SHOWN in json.loads(outputs[5].out)[0]["question"][""]
    assert "[@click=app.quit]" in outputs[0].out
    for said in ("question", "answer", "Hint: hint", "Correction: fix", "Source:", "Your note: note", "feedback"):
        [line] = [line for line in outputs[8].out.splitlines() if said in line and SHOWN in line][:1]
        assert line.endswith(SHOWN)
    assert "broken.md:2:" in outputs[6].out


def test_arguments_and_names_are_inert_in_messages(quiz: Quiz, inside: Inside, tmp_path: Path) -> None:
    path = tmp_path / "na\x1b[2Jme\u202e.md"
    path.write_text("## card\ncolour: red\nQ: a\nA: b\n", encoding="utf-8")
    for arguments in (
        ["check", str(path)],
        ["check", str(path) + "\x1b]0;x\x07"],
        ["due", f"deck{EVIL}"],
        ["due", f"--option{EVIL}"],
        ["decks", "edit", f"card{EVIL}"],
        ["decks", "stamp", f"deck{EVIL}"],
        [f"command{EVIL}"],
        ["add"],
    ):
        done = inside(*arguments, VISUAL=f"'{tmp_path}/ed\x1b[2J'")
        assert done.code in (1, 2)
        assert done.out + done.err != ""
        assert CONTROL.findall(done.out + done.err) == []
    done = quiz("add", "-", stdin=f"no arrow {EVIL}\n")
    assert done.code == 2
    assert CONTROL.findall(done.err) == []


def test_what_is_added_is_clean_on_disk(quiz: Quiz) -> None:
    assert quiz("add", "--front", EVIL, "--back", EVIL).code == 0
    assert quiz("add", "-", stdin=f"{EVIL} => {EVIL}\n").code == 0
    text = (quiz.home / "decks" / "inbox.md").read_text(encoding="utf-8")
    assert text.count(SHOWN) == 4
    assert CONTROL.findall(text) == []


def test_bytes_that_are_no_text(quiz: Quiz, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["due\udcff"]) == 2
    assert capsys.readouterr().err != ""
    quiz.write("mine.md", "## typed\naccept: eins\nQ: one?\n")
    done = quiz("study", "--plain", "mine", stdin=b"\xff\xfe\n1\n:q\n")
    assert (done.code, done.err) == (0, "")
    assert "Not right." in done.out


def test_json_is_cleaned_at_every_depth(capsys: pytest.CaptureFixture[str]) -> None:
    console.say_json({"a\x1b": ["b\x9b", {"c": ("d\u202e", 1, None, True)}]})
    assert json.loads(capsys.readouterr().out) == {"a": ["b", {"c": ["d", 1, None, True]}]}
