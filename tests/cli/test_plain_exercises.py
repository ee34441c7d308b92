"""Exercises in `quiz study --plain`: first a worked example, then one to finish, then variants that are rated."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from quiz.engine.demonstrations.values import Curve, Picture, Steps, Table, Text
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


def test_drawings_as_text() -> None:
    import numpy as np

    from quiz.cli.drawn import drawn

    table = Table((Text("row", "행"), "n"), ((Text("one", "하나"), 0.1234567), ("two", 3)), Text("see", "보기"))
    assert drawn(table, "ko") == ["행    n", "하나  0.123457", "two   3", "보기"]
    curve = Curve(tuple(range(100)), (tuple(float(n * n) for n in range(100)),), ("y",), "x", Text("loss", "손실"))
    lines = drawn(curve, "en")
    assert (lines[0], lines[1], lines[-1], len(lines)) == ("loss", "x   y", "99  9801", 14)
    grey = Picture(np.array([[1, 2], [30, 4]], dtype=np.uint8), Text("small", "작음"))
    assert drawn(Steps((grey,)), "en") == ["small", " 1  2", "30  4"]
    assert drawn(Picture(np.zeros((1, 1, 3), dtype=np.uint8)), "en") == ["0/0/0"]
    assert drawn(Picture(np.zeros((20, 30), dtype=np.uint8)), "en") == ["20 × 30"]
    assert drawn(None, "en") == []


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
