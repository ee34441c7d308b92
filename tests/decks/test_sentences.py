"""Every sentence of the room has its Korean one, with the same values."""

from __future__ import annotations

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path

import quiz
import quiz.decks
from quiz.decks.parse import parse
from quiz.language import Words

ROOM = Path(quiz.decks.__file__).parent
KOREAN: dict[str, str] = json.loads(
    (Path(quiz.__file__).parent / "locale" / "ko" / "decks.json").read_text(encoding="utf-8")
)
SPEAKERS = {"error", "warn", "Refused", "Fault", "QuizError", "Problem", "_problem", "_drop"}


def templates() -> Iterator[str]:
    """The sentences in the code: texts with a space among the arguments of what reports a problem."""
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
            if name in SPEAKERS:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and " " in argument.value:
                        yield argument.value


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_each_has_a_translation_with_the_same_values() -> None:
    found = set(templates())
    assert len(found) > 90
    assert found - set(KOREAN) == set()
    for english, korean in KOREAN.items():
        assert fields(english) == fields(korean), english
        assert english != korean


def test_no_translation_is_left_over() -> None:
    found = set(templates())
    assert {english for english in KOREAN if english.removeprefix("{place}: ") not in found} == set()


def test_a_problem_in_korean() -> None:
    (problem,) = parse("## k\nanswer: 1 +- -1\nQ: x\n", "deck.md", default_id="deck").problems
    assert problem.told(Words("ko")) == "deck.md:2:9: k: 허용 오차는 음수일 수 없습니다"
    assert problem.told(Words("en")) == str(problem)
