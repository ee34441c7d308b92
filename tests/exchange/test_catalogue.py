"""Every sentence of this room has its Korean, with the same fields."""

from __future__ import annotations

import ast
import json
import string
from pathlib import Path

import quiz

ROOT = Path(quiz.__file__).parent


def sentences() -> set[str]:
    found = set()
    for path in sorted((ROOT / "exchange").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            place = {"QuizError": 0, "words": 0, "Left": 1}.get(name)
            if place is not None and place < len(node.args):
                argument = node.args[place]
                options = [argument.body, argument.orelse] if isinstance(argument, ast.IfExp) else [argument]
                found |= {one.value for one in options if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_korean_is_complete_and_keeps_the_fields() -> None:
    catalogue: dict[str, str] = {}
    for path in sorted((ROOT / "locale" / "ko").glob("*.json")):
        catalogue |= json.loads(path.read_text(encoding="utf-8"))
    own = json.loads((ROOT / "locale" / "ko" / "exchange.json").read_text(encoding="utf-8"))
    said = sentences()
    assert len(said) > 30
    assert said - catalogue.keys() == set()
    assert {text for text in own if fields(text) != fields(own[text])} == set()
    unused = own.keys() - said
    assert unused <= {"its question is made by a script, which is not run", "its question is empty"}
