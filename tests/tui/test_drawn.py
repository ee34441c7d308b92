"""What is drawn of an exercise: as wide as there is room, with and without colour, labels in the language."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from quiz.engine.demonstrations.values import Curve, Picture, Steps, Table, Text
from quiz.exercises.problem import Drawing
from quiz.tui.themes import DARK, PLAIN
from quiz.tui.widgets.drawn import Drawn

MAP = Picture(np.arange(12.0).reshape(3, 4), Text("a map", "특징 맵"), (0, 1, 2, 2))
ROWS = ((Text("dense", "완전연결층"), 1792), ("Conv2D", 0.5))
LISTED = Table((Text("layer", "층"), "n"), ROWS, Text("a note", "설명"))
LINE = Curve((0.0, 1.0, 2.0), ((4.0, 1.0, 0.25),), ("MSE",), Text("rounds", "바퀴"), "MSE")


class Board(App[None]):
    def compose(self) -> ComposeResult:
        yield Drawn(id="drawn")

    def on_mount(self) -> None:
        for theme in (DARK, PLAIN):
            self.register_theme(theme)
        self.theme = PLAIN.name if self.ansi_color else DARK.name


def lines(drawing: Drawing, language: str, width: int, *, plain: bool = False) -> list[str]:
    """The screen of an app that shows a drawing and nothing else."""

    async def shown() -> list[str]:
        app = Board(ansi_color=plain or None)
        async with app.run_test(size=(width, 30)) as pilot:
            app.query_one(Drawn).show([("head", "words", drawing)], language)
            await pilot.pause()
            return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]

    return asyncio.run(shown())


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [24, 40, 80])
@pytest.mark.parametrize("drawing", [MAP, LISTED, LINE, Steps((MAP, LISTED))], ids=["map", "table", "curve", "steps"])
def test_it_keeps_to_the_width(drawing: Drawing, language: str, width: int) -> None:
    shown = lines(drawing, language, width)
    assert max(map(cell_len, shown)) <= width
    assert any(line.strip() for line in shown)


def test_labels_are_in_the_language() -> None:
    english, korean = lines(LISTED, "en", 60), lines(LISTED, "ko", 60)
    assert any("dense" in line for line in english)
    assert any("완전연결층" in line for line in korean)
    assert not any("dense" in line for line in korean)
    assert any("1,792" in line or "1792" in line for line in english)


def test_the_numbers_of_a_map_are_all_there_without_colour() -> None:
    text = " ".join(lines(MAP, "en", 60, plain=True))
    assert [number for number in range(12) if str(number) not in text.replace("[", " ").replace("]", " ").split()] == []
