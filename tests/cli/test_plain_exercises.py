"""Exercises in `quiz study --plain`: first a worked example, then one to finish, then variants that are rated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quiz.exercises import registry
from tests.cli.helpers import Dialogue, Inside, Quiz
from tests.exercises.test_registry import DOUBLING, install

DECK = "## drill\nexercise: mse { levels = [1] }\n\n## mse-card\nQ: What is MSE?\nA: A mean.\n"
ANSWER = r"shows it\): $"


def shown(quiz: Quiz) -> dict[str, Any]:
    """The variant shown last, as it is on disk."""
    data: dict[str, Any] = json.loads(quiz.events("drawn")[-1][2])
    return {**data, "params": json.loads(data["params"])}


def to_rated(quiz: Quiz, talk: Dialogue) -> str:
    """Go on to the first variant that is rated; all that is said on the way."""
    said = talk.hear(r"goes on: $")
    said += talk.say("", ANSWER)
    said += talk.say(shown(quiz)["expected"], r"goes on: $")
    return said + talk.say("", ANSWER)


def wrong_idea(quiz: Quiz) -> tuple[str, str]:
    """A misconception's answer to the variant shown, and its feedback."""
    variant = shown(quiz)
    family, params = registry.families()[variant["family"]], variant["params"]
    kind = family.answer(params)
    idea = next(idea for idea in family.misconceptions if idea.value(params) is not None)
    text = kind.show(idea.value(params))
    return text, idea.feedback(params, kind.parse(text)).en


def started(quiz: Quiz, use: Callable[[Dialogue], None], deck: str = DECK) -> None:
    quiz.write("mine.md", deck)
    with quiz.talk("study", "--plain", "--exercises", "mine") as talk:
        use(talk)


def test_worked_then_half_then_rated(quiz: Quiz) -> None:
    def use(talk: Dialogue) -> None:
        said = to_rated(quiz, talk)
        assert said.index("A worked example first") < said.index("The last step is yours") < said.index("Right.")
        assert quiz.events() == []
        assert "Tolerance: " in said
        rated = talk.say(shown(quiz)["expected"])
        assert rated.startswith("Right.\n")
        assert re.search(r"\(Enter: 3\): $", rated)
        talk.say("", ANSWER)

    started(quiz, use)
    [(card, rating, data)] = quiz.events()
    assert (card, rating) == ("drill", 3)
    assert json.loads(data)["verdict"] == "right"


def test_a_wrong_idea_is_named_and_the_first_answer_decides(quiz: Quiz) -> None:
    def use(talk: Dialogue) -> None:
        to_rated(quiz, talk)
        text, feedback = wrong_idea(quiz)
        said = talk.say(text, r"Enter to rate: $")
        assert said.startswith("Not right.\n")
        assert feedback.splitlines()[0] in said
        assert re.search(r"\(Enter: 1\): $", talk.say(shown(quiz)["expected"]))
        talk.say("2", ANSWER)

    started(quiz, use)
    [(_, rating, data)] = quiz.events()
    assert rating == 2
    assert json.loads(data)["diagnosis"]
    assert json.loads(data)["suggested"] == 1


def test_nonsense_is_no_attempt_and_a_slip_has_one_more(quiz: Quiz) -> None:
    def use(talk: Dialogue) -> None:
        to_rated(quiz, talk)
        assert talk.say("twelve?", ANSWER).startswith("Character 1: “twelve?” is not a number.")
        assert quiz.events("attempt") == []
        assert "One more try" in talk.say("-" + shown(quiz)["expected"], ANSWER)
        assert re.search(r"\(Enter: 2\): $", talk.say(shown(quiz)["expected"]))

    started(quiz, use)


def test_hints_the_solution_and_the_language(quiz: Quiz) -> None:
    def use(talk: Dialogue) -> None:
        to_rated(quiz, talk)
        family, params = registry.families()["mse"], shown(quiz)["params"]
        for hint in family.hints(params):
            assert talk.say(":h", ANSWER).startswith(f"Hint: {hint.en}\n")
        assert family.question(params).ko.splitlines()[0] in talk.say(":l", ANSWER)
        assert family.solution(params)[-1].text.ko in talk.say(":ㅈ", ANSWER)
        assert re.search(r"\(Enter: 1\): $", talk.say("", r"\): $"))

    started(quiz, use)


def test_leaving_and_coming_back_shows_the_same(quiz: Quiz) -> None:
    def leave(talk: Dialogue) -> None:
        to_rated(quiz, talk)
        assert talk.end(":q").code == 0

    def come_back(talk: Dialogue) -> None:
        talk.hear(ANSWER)

    started(quiz, leave)
    before = shown(quiz)
    started(quiz, come_back)
    assert shown(quiz) == before
    assert len(quiz.events("drawn")) == 3


def test_a_matrix_is_typed_row_by_row(quiz: Quiz) -> None:
    def use(talk: Dialogue) -> None:
        to_rated_by_rows(quiz, talk)
        rows = shown(quiz)["expected"].strip().splitlines()
        assert len(rows) > 1
        spoilt = "\n".join([*rows[:-1], "1 x"])
        assert re.match(rf"Line {len(rows)}, character 3: ", talk.say(spoilt, ANSWER))
        assert "Right." in talk.say("\n".join(rows))

    def to_rated_by_rows(quiz: Quiz, talk: Dialogue) -> None:
        talk.hear(r"goes on: $")
        assert "rows, one a line." in talk.say("", ANSWER)
        talk.say("", r"goes on: $")
        talk.say("", ANSWER)

    started(quiz, use, "## drill\nexercise: convolve-padded { levels = [1] }\n")


def test_statistics_tell_what_stays(quiz: Quiz, inside: Inside) -> None:
    assert "No wrong idea" in inside("stats").out

    def use(talk: Dialogue) -> None:
        to_rated(quiz, talk)
        for _ in range(2):
            talk.say(wrong_idea(quiz)[0], r"Enter to rate: $")
            talk.say("")
            talk.say("1", r": $")

    started(quiz, use)
    told = json.loads(inside("stats", "--json").out)
    assert told["met"] == 1
    [one] = told["misconceptions"]
    assert (one["family"], one["trend"], one["matches"], one["attempts"]) == ("mse", "live", 2, 2)
    assert one["recent"] == [True, True]
    out = inside("stats").out
    assert f"staying  {one['name']}" in out
    assert "●●" in out
    assert "남아 있음" in inside("stats", language="ko").out


def test_another_packages_exercise_comes_and_goes(quiz: Quiz, tmp_path: Path) -> None:
    install(tmp_path / "site", "doubling", "double = doubling:DOUBLE\n", DOUBLING)
    quiz.write("mine.md", "## drill\nexercise: double { levels = [1] }\n")
    ask = ("study", "--plain", "--exercises", "mine")
    there = {"PYTHONPATH": str(tmp_path / "site")}
    assert "the exercise double waits" in quiz("check", str(quiz.home / "decks" / "mine.md")).out
    assert quiz(*ask, stdin="").out.count("worked example") == 0
    done = quiz(*ask, stdin="\n\n\n", **there)
    assert done.err == ""
    variant = shown(quiz)
    assert (variant["family"], variant["stage"]) == ("double", "rated")
    quiz(*ask, stdin=f"{variant['params']['n'] * 2}\n\n", **there)
    assert [(card, rating) for card, rating, _ in quiz.events()] == [("drill", 3)]
    assert "drill" not in quiz(*ask, stdin="").out
    assert quiz("doctor").code == 0


FAILS = 'lambda params: {}["gone"]'
PLUGIN = "## drill\nexercise: double { levels = [1] }\n\n## card\nQ: What else?\nA: This.\n"
ASKED = ("study", "--plain", "mine")


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ("solution=lambda params: (Step(SOME),)", f"solution={FAILS}"),
        ("hints=lambda params: (SOME, SOME, SOME)", f"hints={FAILS}"),
        ("    hints=", f"    picture={FAILS},\n    hints="),
        ('question=lambda params: fill(Text("Twice {n}?", "{n}의 두 배는?"), params)', f"question={FAILS}"),
    ],
)
def test_a_family_that_fails_is_told_and_the_next_card_comes(
    quiz: Quiz, tmp_path: Path, sound: str, broken: str
) -> None:
    assert sound in DOUBLING
    install(tmp_path / "site", "doubling", "double = doubling:DOUBLE\n", DOUBLING.replace(sound, broken))
    quiz.write("mine.md", PLUGIN)
    done = quiz(*ASKED, stdin="\n" * 4, PYTHONPATH=str(tmp_path / "site"))
    assert (done.code, done.err) == (0, "")
    assert done.out.index("The exercise double fails: KeyError: 'gone'") < done.out.index("What else?")
    assert [card for card, _, _ in quiz.events()] == ["card"]


def test_a_family_that_fails_later_is_told_and_left(quiz: Quiz, tmp_path: Path) -> None:
    late = DOUBLING.replace("DOUBLE = Family(", "DRAWN = []\nDOUBLE = Family(").replace(
        'generate=lambda rng, level, settings: {"n": whole(rng, 3, 9 * level)}',
        'generate=lambda rng, level, settings: DRAWN.append(1) or {"n": whole(rng, 3, 9)} if not DRAWN else {}["gone"]',
    )
    install(tmp_path / "site", "doubling", "double = doubling:DOUBLE\n", late)
    quiz.write("mine.md", PLUGIN)
    done = quiz(*ASKED, stdin="\n" * 4, PYTHONPATH=str(tmp_path / "site"))
    assert done.code == 0
    assert done.err == "The exercise double fails: KeyError: 'gone'\n"
    assert [card for card, _, _ in quiz.events()] == ["card"]


CODED = (
    DOUBLING.replace("answers import Whole", "answers import Code")
    .replace("answer=lambda params: Whole()", 'answer=lambda params: Code("twice", "def twice(n)")')
    .replace(
        'reference=lambda params: 2 * params["n"]', 'reference=lambda params: "def twice(n):\\n    return 2 * n\\n"'
    )
    .replace("problem import Family", "problem import Family, Result, Verdict")
    .replace(
        "    hints=",
        "    judge=lambda code, params: Result(Verdict.RIGHT if '2 * n' in code else Verdict.WRONG),\n    hints=",
    )
)


def test_code_is_typed_line_by_line_until_a_full_stop(quiz: Quiz, tmp_path: Path) -> None:
    install(tmp_path / "site", "doubling", "double = doubling:DOUBLE\n", CODED)
    quiz.write("mine.md", PLUGIN)
    spoilt = "def twice(n):\nreturn 2 * n\n."
    good = "def twice(n):\n\n    a = 1; b = 2\n    return 2 * n\n."
    lines = ["", "", "", spoilt, good, "", ":q", ""]
    done = quiz(*ASKED, "--exercises", stdin="\n".join(lines), PYTHONPATH=str(tmp_path / "site"))
    assert done.err == ""
    assert "a line with a full stop alone ends it." in done.out
    assert "Line 2, column 1 is not Python" in done.out
    assert done.out.index("is not Python") < done.out.index("Right.")
    [(_, rating, data)] = quiz.events()
    assert rating == 3
    assert json.loads(data)["tries"] == 1
    assert "return 2 * n" in json.loads(data)["answer"]


BARE = """
from quiz.exercises.sandbox import landlock, seccomp
landlock.abi = lambda: 0
seccomp.available = lambda: False
"""


def test_a_system_that_cannot_wall_code_off_says_so_once(quiz: Quiz, tmp_path: Path) -> None:
    head, rest = CODED.split("\n\n", 1)
    install(tmp_path / "site", "doubling", "double = doubling:DOUBLE\n", f"{head}\n{BARE}\n{rest}")
    quiz.write("mine.md", PLUGIN.replace("## card", "## drill-again\nexercise: double { levels = [1] }\n\n## card"))
    done = quiz(*ASKED, "--exercises", stdin=":s\n:q\n", PYTHONPATH=str(tmp_path / "site"))
    assert done.err == ""
    assert done.out.count("does not wall your code off") == 1
    assert done.out.index("does not wall your code off") < done.out.index("A worked example first")
    assert done.out.count("A worked example first") == 2
