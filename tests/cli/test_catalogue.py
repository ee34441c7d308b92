"""Every sentence of the command line is in the Korean catalogue, with the same fields."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from string import Formatter

import quiz
from quiz.cli.parser import ARGPARSE

PACKAGE = Path(quiz.__file__).parent
CATALOGUE: dict[str, str] = json.loads((PACKAGE / "locale" / "ko" / "cli.json").read_text(encoding="utf-8"))
SPEAKERS = {"words", "QuizError", "BusyError"}


def sentences() -> dict[str, str]:
    """The literal sentences given to a speaker in quiz/cli, each with its place."""
    found = {}
    for path in sorted((PACKAGE / "cli").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in SPEAKERS and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                found[node.args[0].value] = f"{path.name}:{node.lineno}"
    return found


def fields(text: str) -> list[str]:
    return sorted({name for _, name, _, _ in Formatter().parse(text) if name is not None})


def test_catalogue_holds_every_sentence_and_no_other() -> None:
    said = {*sentences(), *ARGPARSE}
    assert len(said) > 100
    assert sorted(said - CATALOGUE.keys()) == []
    assert sorted(CATALOGUE.keys() - said) == []


def test_fields_are_the_same_in_korean() -> None:
    for english, korean in CATALOGUE.items():
        if english in ARGPARSE:
            assert [korean.count(sign) for sign in ("%s", "%r", "%(")] == [
                english.count(sign) for sign in ("%s", "%r", "%(")
            ]
        else:
            assert fields(korean) == fields(english), english


def test_korean_is_korean() -> None:
    for english, korean in CATALOGUE.items():
        letters = [c for c in korean if "가" <= c <= "힣"]
        assert letters or not any(c.isalpha() for c in english.replace("{text}", "")) or "%(" in english, english


def test_no_catalogue_contradicts_another() -> None:
    for path in sorted((PACKAGE / "locale" / "ko").glob("*.json")):
        other: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        for english in CATALOGUE.keys() & other.keys():
            assert CATALOGUE[english] == other[english], (path.name, english)
