"""The editor for code: its keys, its colours, and that neither changes what was written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from quiz.tui.themes import DARK, PLAIN
from quiz.tui.widgets.editor import CodeEditor, coloured

Scene = Callable[[CodeEditor, Pilot[None]], Awaitable[None]]


class Holder(App[None]):
    """An editor alone, and what it said."""

    def __init__(self, text: str, theme: str) -> None:
        super().__init__()
        for known in (DARK, PLAIN):
            self.register_theme(known)
        self.theme = theme
        self.editor = CodeEditor(text)
        self.said: list[str] = []
        self.keys: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.editor

    def on_code_editor_submitted(self, event: CodeEditor.Submitted) -> None:
        self.said.append(event.text)

    def on_key(self, event: events.Key) -> None:
        self.keys.append(event.key)


def play(scene: Scene, text: str = "", theme: str = DARK.name) -> Holder:
    app = Holder(text, theme)

    async def run() -> None:
        async with app.run_test(size=(60, 12)) as pilot:
            app.editor.focus()
            await pilot.pause()
            await scene(app.editor, pilot)
            await pilot.pause()

    asyncio.run(run())
    return app


def typed(text: str) -> list[str]:
    names = {" ": "space", "\n": "enter"}
    return [names.get(character, character) for character in text]


def test_a_line_is_indented_as_the_one_before_and_more_after_a_colon() -> None:
    async def scene(editor: CodeEditor, pilot: Pilot[None]) -> None:
        await pilot.press(*typed("if x:\ny = 1\nz"))
        assert editor.text == "if x:\n    y = 1\n    z"
        await pilot.press("enter", "backspace", "w")
        assert editor.text == "if x:\n    y = 1\n    z\nw"
        await pilot.press("home", "tab")
        assert editor.text.endswith("\n    w")
        await pilot.press("shift+tab")
        assert editor.text.endswith("\nw")

    play(scene)


def test_ctrl_s_and_f5_run_and_escape_leaves_for_commands() -> None:
    async def scene(editor: CodeEditor, pilot: Pilot[None]) -> None:
        await pilot.press("a", "ctrl+s", "f5", "escape")
        assert editor.has_focus

    app = play(scene)
    assert app.said == ["a", "a"]
    assert app.keys[-1] == "escape"


def test_what_is_pasted_is_cleaned() -> None:
    async def scene(editor: CodeEditor, pilot: Pilot[None]) -> None:
        editor.post_message(events.Paste("a = 1\r\nb\x07 = '한글'\n\tc"))
        await pilot.pause()
        assert editor.text == "a = 1\nb = '한글'\n    c"

    play(scene)


def test_korean_is_typed_and_undone() -> None:
    async def scene(editor: CodeEditor, pilot: Pilot[None]) -> None:
        await pilot.press(*typed("# 평균"))
        assert editor.text == "# 평균"
        await pilot.press("ctrl+z")
        assert editor.text == ""

    play(scene)


def test_a_place_is_pointed_at() -> None:
    async def scene(editor: CodeEditor, pilot: Pilot[None]) -> None:
        editor.point(5)
        assert editor.cursor_location == (1, 2)

    play(scene, "ab\ncde")


def test_colours_are_the_themes_and_without_colour_keywords_are_bold() -> None:
    text = "def f(x):  # 주석\n    return '한글' + 12\n"

    async def scene(editor: CodeEditor, pilot: Pilot[None]) -> None:
        line = editor.get_line(0)
        assert line.plain == "def f(x):  # 주석"
        styles = {line.plain[span.start : span.end]: span.style for span in line.spans}
        assert "def" in styles
        coloured_word = str(styles["def"])
        assert ("bold" in coloured_word) is (editor.app.theme == PLAIN.name)
        assert ("#" in coloured_word) is (editor.app.theme == DARK.name)

    play(scene, text)
    play(scene, text, PLAIN.name)


@given(st.text(st.sampled_from("def ret():#'\"\n 한글1x=\\[]"), max_size=60))
def test_the_spans_lie_in_their_lines(text: str) -> None:
    lines, spans = text.split("\n"), coloured(text)
    assert len(spans) == len(lines)
    for line, found in zip(lines, spans, strict=True):
        assert all(0 <= start < end <= len(line) for start, end, _ in found)
