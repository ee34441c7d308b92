"""`quiz check`: places, marks, counts, exit codes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from quiz.engine.demonstrations.values import Text
from quiz.exercises import registry
from quiz.exercises.families.values import mse
from quiz.exercises.sandbox import Kind, Outcome, Sandbox, shared
from tests.cli.helpers import Inside, Quiz

BROKEN = """\
## padding-one
answer: 3 +- -1
Q: How many?

## odd one
Q: a
A: b

## fine
Q: a
A: b
"""


def test_all_problems_with_their_places(quiz: Quiz, inside: Inside, tmp_path: Path) -> None:
    path = tmp_path / "deck.md"
    path.write_text(BROKEN, encoding="utf-8")
    done = inside("check", str(path))
    assert (done.code, done.err) == (1, "")
    first, second, count = done.out.splitlines()
    assert first.startswith(f"{path}:2:")
    assert ": padding-one: " in first
    assert second.startswith(f"{path}:5:")
    assert count == "Files: 1, cards: 1, errors: 2, warnings: 0."
    korean = inside("check", str(path), language="ko").out.splitlines()
    assert korean[0] != first
    assert korean[0].startswith(f"{path}:2:")
    assert korean[-1] == "파일 1개, 카드 1장, 오류 2개, 경고 0개."
    told = json.loads(inside("check", "--json", str(path)).out)
    assert (told["errors"], told["warnings"], told["cards"]) == (2, 0, 1)
    assert [(problem["line"], problem["warning"]) for problem in told["problems"]] == [(2, False), (5, False)]


def test_a_card_without_an_id_of_its_own_is_null(inside: Inside, tmp_path: Path) -> None:
    path = tmp_path / "deck.md"
    path.write_text("Q: bare\ncolour: red\n\n## named\ncolour: red\nQ: a\nA: b\n", encoding="utf-8")
    told = json.loads(inside("check", "--json", str(path)).out)
    cards = {problem["card"] for problem in told["problems"]}
    assert cards == {None, "named"}
    assert "~" not in inside("check", str(path)).out


def test_without_a_path_all_decks_and_what_is_between_them(fresh: Quiz) -> None:
    done = fresh("check")
    assert (done.code, done.err) == (0, "")
    assert " errors: 0" in done.out.splitlines()[-1]
    assert not fresh.home.exists()
    fresh.write("one.md", "## same\nQ: a\nA: b\n")
    fresh.write("two.md", "## same\nafter: nothing\nQ: a\nA: b\n")
    done = fresh("check")
    assert done.code == 1
    assert [line for line in done.out.splitlines() if "two.md" in line and ": same: " in line] != []
    # A copy of a deck, checked alone, is not taken for a second one; what it links to in other decks is known.
    copy = fresh.home / "copy.md"
    copy.write_text("## same\nQ: a\nA: b\n\n## new\nafter: same\nlinks: same\nQ: a\nA: b\n", encoding="utf-8")
    assert fresh("check", str(copy)).code == 0
    copy.write_text("## new\nafter: nowhere\nQ: a\nA: b\n", encoding="utf-8")
    assert fresh("check", str(copy)).code == 1


def test_warnings_alone_are_marked_and_well(quiz: Quiz, inside: Inside, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a.md").write_text("## drill\nexercise: not-yet\nQ: a\n", encoding="utf-8")
    (folder / "b.md").write_text("## term\nQ: a\nA: b\n", encoding="utf-8")
    done = inside("check", str(folder))
    assert done.code == 0, done.out
    warning, count = done.out.splitlines()
    assert warning.startswith(f"{folder}/a.md:2:")
    assert warning.endswith("(warning)")
    assert count == "Files: 2, cards: 2, errors: 0, warnings: 1."


def test_demonstrations_and_their_parameters(inside: Inside, tmp_path: Path) -> None:
    path = tmp_path / "deck.md"
    good = "## good\nshows: padding-sizes { kernel = 5 }\nQ: a\nA: b\n"
    path.write_text(good, encoding="utf-8")
    assert inside("check", str(path)).out == "Files: 1, cards: 1, errors: 0, warnings: 0.\n"
    bad = (
        "\n## far\nshows: padding-sizes { kernel = 99 }\nQ: a\nA: b\n"
        "\n## none\nshows: outlier-share { errors = [1, 2], n = 3 }\nQ: a\nA: b\n"
        "\n## near\nshows: padding-size\nQ: a\nA: b\n"
    )
    path.write_text(good + bad, encoding="utf-8")
    done = inside("check", str(path))
    assert (done.code, done.out.splitlines()) == (1, [
        f"{path}:7:24: far: padding-sizes: kernel: got 99; takes a whole number from 1 to 31",
        f"{path}:12:41: none: outlier-share: n: there is no such parameter; takes errors",
        f'{path}:17:8: near: there is no demonstration "padding-size"; do you mean "padding-sizes"?',
        "Files: 1, cards: 4, errors: 3, warnings: 0.",
    ])  # fmt: skip
    assert inside("check", str(path), language="ko").out.splitlines()[:3] == [
        f"{path}:7:24: far: padding-sizes: kernel: 받은 값은 99, 쓸 수 있는 것은 1부터 31까지의 정수입니다",
        f"{path}:12:41: none: outlier-share: n: 그런 매개변수는 없습니다. 쓸 수 있는 것: errors",
        f'{path}:17:8: near: 시연 "padding-size"은(는) 없습니다. "padding-sizes" 말씀인가요?',
    ]


def test_a_path_that_cannot_be_read_is_two(fresh: Quiz, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for path in (tmp_path / "nowhere.md", empty):
        done = fresh("check", str(path))
        assert (done.code, done.out) == (2, "")
        assert str(path) in done.err
        assert len(done.err.splitlines()) == 1
    latin = tmp_path / "latin.md"
    latin.write_bytes(b"## a\nQ: caf\xe9\nA: b\n")
    done = fresh("check", str(latin))
    assert done.code == 1
    assert f"{latin}:2:7: " in done.out


def test_works_without_and_beside_a_database(quiz: Quiz) -> None:
    (quiz.home / "quiz.db").write_bytes(b"this is no database" * 300)
    assert quiz("check").code == 0


def test_exercises_are_proved(inside: Inside) -> None:
    done = inside("check", "--exercises", "--seeds", "3", "mse", "conv-output-size")
    assert (done.code, done.err) == (0, "")
    assert done.out == "Exercises: 2, variants: 18, faults: 0.\n"
    assert inside("check", "--exercises", "--seeds", "3", "mse", language="ko").out == "연습 1개, 변형 9개, 잘못 0개.\n"
    told = json.loads(inside("check", "--exercises", "--seeds", "1", "--json", "mse", "conv-output-size").out)
    assert (told["families"], told["variants"], told["faults"]) == (2, 6, [])
    wrong = inside("check", "--exercises", "msee")
    assert wrong.code == 2
    assert "msee" in wrong.err


def test_code_is_run_and_what_ran_it_is_stopped(inside: Inside) -> None:
    done = inside("check", "--exercises", "--seeds", "1", "write-mse")
    assert done.out.splitlines()[-1] == "Exercises: 1, variants: 3, faults: 0."
    assert shared()._process is None


def test_where_code_cannot_be_run_that_is_said_and_is_no_fault(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = Outcome(Kind.UNAVAILABLE, words=Text("It is gone.", "없어요."))
    monkeypatch.setattr(Sandbox, "run", lambda *asked: gone)
    done = inside("check", "--exercises", "--seeds", "1", "write-mse", "mse")
    assert done.code == 0
    said, count = done.out.splitlines()
    assert said.startswith("Code could not be run here, so nothing is proved of write-mse: It is gone.")
    assert count == "Exercises: 2, variants: 6, faults: 0."
    korean = inside("check", "--exercises", "--seeds", "1", "write-mse", language="ko").out
    assert korean.startswith("여기서는 코드를 실행할 수 없어 다음은 증명하지 못했어요(write-mse): 없어요.")
    told = json.loads(inside("check", "--exercises", "--seeds", "1", "write-mse", "--json").out)
    assert told["not_run"] == ["write-mse"]


def test_an_unfair_exercise_is_named(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    absolute = next(idea for idea in mse.FAMILY.misconceptions if idea.name == "absolute")
    unfair = replace(mse.FAMILY, reference=absolute.answer)  # the truth is what a wrong idea gives, in every draw
    monkeypatch.setattr(registry, "families", lambda: {"mse": unfair})
    done = inside("check", "--exercises", "--seeds", "2", "mse")
    assert done.code == 1
    assert done.out.splitlines()[-1].startswith("Exercises: 1, variants: 0, faults: ")
    assert done.out.startswith("mse, level ")
