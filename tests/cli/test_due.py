"""`quiz due`: counts, forms of output, exit codes, and what it must not import."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.cli.helpers import Inside, Quiz, environment

DECK = "".join(f"## card-{number}\nQ: question {number}\nA: answer\n\n" for number in range(3))
BROKEN = "## broken\ncolour: red\nQ: a\nA: b\n\n"
# What costs more than all of `quiz due` may: dataclasses brings inspect with it.
HEAVY = {"textual", "numpy", "pydantic", "sqlite_utils", "platformdirs", "pathlib", "tomllib", "dataclasses", "inspect"}


def test_nothing_heavy_is_imported_when_nothing_changed(quiz: Quiz) -> None:
    quiz.write("mine.md", DECK + BROKEN)
    quiz.settings('language = "ko"\n')
    assert quiz("due").code == 0
    for flags in ([], ["--prompt"], ["--json"], ["--fail", "mine"]):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "quiz", "due", *flags],
            capture_output=True,
            env={**environment(quiz.home, "en"), "PYTHONIOENCODING": "utf-8"},
            check=True,
        )
        modules = {line.split("|")[2].strip() for line in done.stderr.decode().splitlines() if line.count("|") == 2}
        assert {"sqlite3", "quiz.study.collection"} <= modules
        assert sorted({name.split(".")[0] for name in modules} & HEAVY) == []


def test_counts_of_a_deck_as_json_and_as_a_table(quiz: Quiz, inside: Inside) -> None:
    quiz.write("mine.md", '+++\n[title]\nko = "내 덱"\nen = "Mine"\n+++\n' + DECK)
    done = inside("due", "--json", "mine")
    assert (done.code, done.err) == (0, "")
    due = json.loads(done.out)
    assert {name: due[name] for name in ("learning", "review", "new", "total")} == {
        "learning": 0, "review": 0, "new": 3, "total": 3,
    }  # fmt: skip
    [deck] = due["decks"]
    assert (deck["id"], deck["title"], deck["new"], deck["cards"]) == ("mine", "Mine", 3, 3)
    assert inside("due", "Mine", "--prompt").out == "3 due\n"
    lines = inside("due", "mine", language="ko").out.splitlines()
    assert lines[0].split() == ["덱", "학습", "복습", "새", "카드"]
    assert lines[1].split() == ["내", "덱", "0", "0", "3"]
    assert lines[-1].startswith("학습 중 0, 복습 0, 새 카드 3: 약")


def test_fail_says_no_when_nothing_is_due(quiz: Quiz, inside: Inside) -> None:
    quiz.write("mine.md", DECK)
    assert inside("due", "--fail", "--prompt").code == 0
    quiz.settings("new_per_day = 0\n")
    done = inside("due", "--fail")
    assert (done.code, done.out.splitlines()[-1], done.err) == (1, "Nothing is due.", "")
    assert inside("due", "--prompt").out == "0 due\n"


def test_a_deck_that_is_not_there(quiz: Quiz, inside: Inside) -> None:
    quiz.write("folder/mine.md", DECK)
    assert json.loads(inside("due", "--json", "folder").out)["new"] == 3
    done = inside("due", "folder/mime")
    assert (done.code, done.out) == (2, "")
    assert done.err == "quiz: There is no deck folder/mime: did you mean folder/mine?\n"


def test_cards_left_out_for_their_errors(quiz: Quiz, inside: Inside) -> None:
    quiz.write("mine.md", DECK + BROKEN)
    quiz.write("more.md", "## good\nQ: a\nA: b\n\n" + BROKEN.replace("broken", "worse"))
    done = inside("due")
    assert (done.code, done.err) == (0, "2 cards left out: `quiz check` names them.\n")
    assert inside("due", language="ko").err == "카드 2장이 빠졌습니다. `quiz check`로 볼 수 있습니다.\n"
    assert inside("due", "mine").err == "One card left out: `quiz check` names it.\n"
    assert inside("due", "cnn").err == ""
    assert inside("due", "--prompt").err == ""
    for decks, count in (([], 2), (["more"], 1), (["cnn"], 0)):
        done = inside("due", "--json", *decks)
        assert (json.loads(done.out)["left_out"], done.err) == (count, "")


def test_two_forms_at_once_are_wrong_usage(quiz: Quiz, inside: Inside) -> None:
    quiz.write("mine.md", DECK)
    for arguments in (["--json", "--prompt"], ["--prompt", "mine", "--json"]):
        done = inside("due", *arguments)
        assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
        assert "--json" in done.err
        assert "--prompt" in done.err
        assert "quiz due --help" in done.err
    assert "함께 쓸 수 없습니다" in inside("due", "--json", "--prompt", language="ko").err
