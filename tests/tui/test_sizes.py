"""Small, large and changing terminals."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from quiz.tui import prose
from quiz.tui.screens.study import StudyScreen
from tests.tui.helpers import Stage, Theatre, compare, write

LONG = "\n".join(
    [
        "## long",
        "Q: " + "합성곱 신경망은 이미지의 지역적인 특징을 필터로 뽑아내는 신경망이다. " * 40,
        "A: " + "가나다라마바사아자차카타파하" * 40,
        "",
        "```python",
        "model = " + "nested(" * 60 + ")" * 60,
        "```",
        "",
        "| " + " | ".join(f"열{n}" for n in range(40)) + " |",
        "|" + "---|" * 40,
        "| " + " | ".join(str(n) for n in range(40)) + " |",
        "",
    ]
)
ODD = "## odd\nQ: 👩‍👩‍👧‍👦 ❤️ é ᄒ̈ 한글 \u200b\u2060 ﷽ 🏳️‍🌈 " + "👨‍💻" * 30 + "\nA: x" + "\u0301" * 50 + "\n"


@pytest.mark.parametrize("language", ["en", "ko"])
def test_forty_by_twenty(stage: Theatre, language: str) -> None:
    async def scene(face: Stage) -> None:
        compare(f"small-home-{language}", face.text())
        await face.press("enter")
        compare(f"small-study-{language}", face.text())
        await face.press("space")
        compare(f"small-answer-{language}", face.text())
        await face.press("question_mark", "escape", "f", "escape", "m", "escape", "3", "enter", "3")
        compare(f"small-choices-{language}", face.text())
        await face.press("q")
        compare(f"small-summary-{language}", face.text())

    stage.play(scene, language=language, size=(40, 20))


def test_every_screen_at_every_size_keeps_its_lines(stage: Theatre) -> None:
    write(stage.home, LONG + ODD, "long.md")

    async def scene(face: Stage) -> None:
        for keys in (
            [],
            ["b"],
            ["escape", "enter"],
            ["space"],
            ["m"],
            ["escape", "question_mark"],
            ["escape", "ctrl+p"],
            ["escape", "q"],
        ):
            await face.press(*keys)
            for width, height in ((20, 6), (1, 1), (200, 60)):
                await face.pilot.resize_terminal(width, height)
                await face.settle()
                assert face.app.is_running
                for strip in face.app.screen._compositor.render_strips():
                    assert strip.cell_length <= width

    stage.play(scene)


def test_the_counts_have_their_names_again_on_a_wider_screen(stage: Theatre) -> None:
    async def scene(face: Stage) -> None:
        assert "9 new" not in face.text()
        await face.pilot.resize_terminal(80, 20)
        await face.settle()
        assert "9 new" in face.text()
        await face.pilot.resize_terminal(40, 20)
        await face.settle()
        assert "0 · 0 · 9" in face.text()

    stage.play(scene, start="study", size=(40, 20))


def test_a_long_card_is_scrolled_by_keys_and_its_answer_comes_into_sight(stage: Theatre) -> None:
    write(stage.home, LONG, "a.md")

    async def scene(face: Stage) -> None:
        screen = face.app.screen
        assert isinstance(screen, StudyScreen)
        assert screen.card.scroll_offset.y == 0
        await face.press("pagedown", "down")
        assert screen.card.scroll_offset.y > 5
        await face.press("home", "space")
        assert "가나다라" in face.text()

    stage.play(scene, start="study", decks=("a",))


@pytest.mark.parametrize("width", [1, 2, 3, 7, 20, 40, 79, 200])
def test_no_line_of_prose_is_wider_than_its_room(width: int) -> None:
    for text in (LONG, ODD, "1. a\n   - b\n     > c `d` **e** ![f](g) [h](i)\n\n***\n"):
        for line in prose.lines(text, width):
            assert cell_len(line.plain) <= max(width, 16) + 2
