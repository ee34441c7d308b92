"""`quiz import` and `quiz export` as a person runs them."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.helpers import Inside, Quiz

DECK = "## one\nQ: What is x?\nQ.ko: x는?\nA: A letter.\nA.ko: 글자.\n"


def test_out_and_in(quiz: Quiz, fresh: Quiz, tmp_path: Path) -> None:
    quiz.write("mine.md", DECK)
    path = tmp_path / "mine.apkg"
    done = quiz("export", "mine", "-o", str(path))
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("mine.apkg: 1.\n")
    planned = quiz("import", "--dry-run", str(path))
    assert "cards that would be added: 0." in planned.out
    (tmp_path / "q.csv").write_text("What is y?,Another letter.\n,nothing\n", encoding="utf-8")
    taken = quiz("import", str(tmp_path / "q.csv"))
    lines = taken.out.splitlines()
    assert (taken.code, taken.err) == (0, "")
    assert lines[0].endswith("q.csv: cards added: 1.")
    assert lines[-1].strip() == "line 2: its first field is empty"
    assert (quiz.home / "decks" / "q.md").exists()
    assert quiz("import", str(tmp_path / "q.csv")).out.splitlines()[0].endswith("q.csv: cards added: 0.")
    korean = quiz("import", "--dry-run", str(tmp_path / "q.csv"), language="ko")
    assert "1장은 이미 똑같이 있습니다" in korean.out


def test_json_for_other_programs(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "q.md").write_text("one::two\n", encoding="utf-8")
    (told,) = json.loads(inside("import", "--json", "--dry-run", str(tmp_path / "q.md")).out)
    assert (len(told["added"]), told["changed"], told["events"], told["left"]) == (1, [], 0, [])
    sent = json.loads(inside("export", "cnn", "-o", str(tmp_path / "x.jsonl"), "--json").out)
    assert sent["notes"] > 10
    assert sent["written"] is True


def test_what_goes_wrong_is_one_sentence(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "x.apkg").write_bytes(b"no package")
    for arguments in (
        ("import", str(tmp_path / "x.apkg")), ("import", str(tmp_path / "none.apkg")),
        ("import", str(tmp_path / "x.doc")),
        ("export", "nothing-like-it", "-o", str(tmp_path / "x.md")), ("export", "-o", str(tmp_path / "x.doc")),
        ("export", "--progress", "-o", str(tmp_path / "x.csv")), ("export",), ("import",),
    ):  # fmt: skip
        done = inside(*arguments)
        assert (done.code, done.out) == (2, ""), arguments
        assert len(done.err.splitlines()) == 1


def test_the_language_that_is_chosen(inside: Inside, quiz: Quiz, tmp_path: Path) -> None:
    quiz.write("mine.md", DECK)
    for language, wanted in (("ko", "x는?"), ("en", "What is x?")):
        inside("export", "mine", "--language", language, "-o", str(tmp_path / "x.csv"))
        row = (tmp_path / "x.csv").read_text(encoding="utf-8").splitlines()[6]
        assert wanted in row
