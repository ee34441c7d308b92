"""Pruning proposals in the app."""

from __future__ import annotations

import pytest

from quiz.study import drafting
from quiz.study.collection import Collection
from tests.tui.helpers import Stage, Theatre, compare

NOTES = """\
스택 => 나중에 넣은 것을 먼저 꺼내는 자료 구조
큐 => 먼저 넣은 것을 먼저 꺼내는 자료 구조
정렬 알고리즘의 종류?
- 삽입 정렬
- 병합 정렬
- 퀵 정렬
- 힙 정렬
tree : 순환이 없는 그래프
"""


@pytest.fixture
def drafted(stage: Theatre) -> Theatre:
    """A home with four proposals."""
    notes = stage.home / "til.txt"
    notes.write_text(NOTES, encoding="utf-8")
    with Collection.open(stage.home, clock=stage.clock) as collection:
        assert len(drafting.run(collection, [str(notes)]).merged.added) == 4
    return stage


def deck(stage: Theatre) -> str:
    return (stage.home / "decks" / "drafts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_keep_split_drop_and_undo(drafted: Theatre, language: str) -> None:
    async def scene(face: Stage) -> None:
        await face.press("d" if language == "en" else "ㅇ")
        compare(f"draft-{language}", face.text())
        before = deck(drafted)
        await face.press("k" if language == "en" else "ㅏ")
        assert deck(drafted).count("tags: draft") == 3
        await face.press("d")
        assert deck(drafted).count("tags: draft") == 2
        await face.press("s")
        assert deck(drafted).count("tags: draft") == 5
        await face.press("u", "u", "u")
        assert deck(drafted) == before
        await face.press("right", "right", "right", "right", "s")
        assert deck(drafted) == before
        await face.press("4", "left", "1", "1", "space")
        assert deck(drafted).count("tags: draft") == 0
        await face.press("escape")
        assert type(face.app.screen).__name__ == "HomeScreen"

    drafted.play(scene, language=language)


def test_nothing_waits(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        await face.press("d")
        assert "No proposal is waiting" in face.text()
        await face.press("k", "s", "4", "e", "u", "escape")

    stage.play(scene)
