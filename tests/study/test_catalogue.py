"""Every sentence of the store, the study room and the settings has its Korean, with the same fields."""

from __future__ import annotations

import ast
import json
import string
from pathlib import Path

import quiz

ROOT = Path(quiz.__file__).parent
CALLS = {"QuizError", "BusyError", "Broken", "Misfit", "Finding", "words", "Judgement"}


def _sentences() -> set[str]:
    found = set()
    for path in [*ROOT.glob("store/*.py"), *ROOT.glob("study/*.py"), ROOT / "config.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                texts = [*node.args[:2], *(keyword.value for keyword in node.keywords if keyword.arg == "feedback")]
                constants = [text.value for text in texts if isinstance(text, ast.Constant)]
                found |= {text for text in constants if isinstance(text, str)}
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and path.name == "judge.py":
                found.add(str(node.value.value))
    return {text for text in found if " " in text or "{" in text}


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_korean_is_complete_and_keeps_the_fields() -> None:
    catalogue = json.loads((ROOT / "locale" / "ko" / "core.json").read_text(encoding="utf-8"))
    sentences = _sentences()
    assert len(sentences) > 25
    assert sentences - catalogue.keys() == set()
    assert {text for text in catalogue if _fields(text) != _fields(catalogue[text])} == set()
