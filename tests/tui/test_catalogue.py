"""Every sentence of the app has its Korean, with the same fields, and none is left over."""

from __future__ import annotations

import ast
import json
import string
from pathlib import Path

import quiz

ROOT = Path(quiz.__file__).parent


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _sentences() -> set[str]:
    """The literals given to `words(…)`, `self.words(…)` and `t(…)`."""
    return {
        first.value
        for path in [*ROOT.glob("tui/**/*.py"), ROOT / "editor.py"]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _called(node) in ("words", "t", "QuizError") and node.args
        for first in node.args[:1]
        if isinstance(first, ast.Constant) and isinstance(first.value, str)
    }


def _fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_the_korean_catalogue_is_complete() -> None:
    catalogue: dict[str, str] = json.loads((ROOT / "locale" / "ko" / "tui.json").read_text(encoding="utf-8"))
    sentences = _sentences()
    assert len(sentences) > 100
    assert sorted(sentences - catalogue.keys()) == []
    assert sorted(catalogue.keys() - sentences) == []
    assert {english: korean for english, korean in catalogue.items() if _fields(english) != _fields(korean)} == {}
    assert [english for english, korean in catalogue.items() if not korean.strip()] == []
