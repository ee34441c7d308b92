"""What costs time to import is imported where a file is parsed, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = "('pydantic', 'tomllib', 'pylatexenc', 'numpy', 'textual', 'pathlib', 'rapidfuzz')"


@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        ("import quiz.decks.parse, quiz.decks.lint, quiz.decks.maths, quiz.decks.cloze", []),
        ("from quiz.decks.parse import read; read('/nonexistent', default_id='a')", []),
        ("from quiz.decks.maths import unicode; unicode('no formula')", []),
        ("from quiz.decks.maths import unicode; unicode('$x$')", ["pylatexenc"]),
    ],
)
def test_imports(code: str, loaded: list[str]) -> None:
    program = (
        f"import sys; before = set(sys.modules); {code}; "
        f"print([m for m in {HEAVY} if m in sys.modules and m not in before])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert [name for name in loaded if name not in told] == []
    if not loaded:
        assert told.strip() == "[]"
