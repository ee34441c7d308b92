"""A copy of a shipped card that was opened for editing and not changed goes again."""

from __future__ import annotations

from pathlib import Path

import pytest

from quiz.study.collection import Collection
from tests.study.helpers import Clock

SHIPPED = """\
+++
language = "en"
tags = ["x"]
+++

## one
Q: a?
A: b.

## two
Q: c?
A: d.
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "cnn.md").write_text(SHIPPED, encoding="utf-8")
    return tmp_path


def test_what_was_not_changed_goes_with_its_file(home: Path) -> None:
    with Collection.open(home, content=home / "content", clock=Clock()) as collection:
        path, _ = collection.edit_path("one")
        assert Path(path).parent == home / "decks"
        assert collection.tidy_override("one")
        assert not Path(path).exists()
        assert not collection.tidy_override("one")
        card = collection.card("one")
        assert card is not None
        assert card.tags == ("x",)


def test_what_was_changed_stays(home: Path) -> None:
    with Collection.open(home, content=home / "content", clock=Clock()) as collection:
        path, _ = collection.edit_path("one")
        collection.edit_path("two")
        file = Path(path)
        file.write_text(file.read_text(encoding="utf-8").replace("A: b.", "A: better."), encoding="utf-8")
        assert not collection.tidy_override("one")
        assert collection.tidy_override("two")
        text = file.read_text(encoding="utf-8")
        assert "better" in text
        assert "two" not in text
        assert [problem for problem in collection.problems() if problem.path.endswith("decks/cnn.md")] == []


def test_a_card_of_ones_own_is_left_alone(home: Path) -> None:
    (home / "decks").mkdir()
    own = home / "decks" / "own.md"
    own.write_text(SHIPPED + "\n## three\nQ: e?\nA: f.\n", encoding="utf-8")
    with Collection.open(home, content=home / "content", clock=Clock()) as collection:
        for name in ("one", "three", "no-such-card"):
            assert not collection.tidy_override(name)
        assert own.read_text(encoding="utf-8").startswith(SHIPPED)
