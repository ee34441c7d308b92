"""An editor for a few lines of Python, with highlighting by Pygments: tree-sitter would have to be compiled."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from rich.style import Style
from rich.text import Text
from textual import events
from textual.color import Color
from textual.message import Message
from textual.widgets import TextArea

from quiz.model.text import clean
from quiz.tui import prose
from quiz.tui.keymap import EDITOR, bindings

INDENT = 4


class CodeEditor(TextArea):
    """Enter is a new line, ctrl+s answers, Escape leaves it so that letters are commands."""

    BINDINGS = bindings("editor", EDITOR)

    @dataclass
    class Submitted(Message):
        """The learner wants this code to be run."""

        text: str

    def __init__(self, initial: str = "", id: str | None = None) -> None:
        super().__init__(
            clean(initial), id=id, compact=True, soft_wrap=False, tab_behavior="indent", show_line_numbers=True
        )
        self.cursor_blink = False  # a timer beside an input method breaks what is being composed
        self._coloured: tuple[str, list[list[tuple[int, int, str]]]] = ("", [])

    def on_mount(self) -> None:
        self.move_cursor(self.document.end)

    def fill(self, text: str) -> None:
        self.load_text(clean(text))

    def point(self, position: int | None) -> None:
        """Put the cursor on this character of the text."""
        if position is not None:
            before = self.text[:position]
            self.move_cursor((before.count("\n"), len(before.rpartition("\n")[2])))

    # --- keys -------------------------------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        """Before TextArea's own, which comes where the default is not prevented."""
        if event.key == "escape":  # for the screen
            event.prevent_default()
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            start, end = self.selection
            self._replace_via_keyboard("\n" + self._indent(), start, end)

    def _indent(self) -> str:
        """The blanks that a line after the cursor's begins with."""
        row, column = min(self.selection)
        before = self.document.get_line(row)[:column]
        blanks = before[: len(before) - len(before.lstrip(" "))]
        return blanks + " " * INDENT if before.rstrip().endswith(":") else blanks

    def action_delete_left(self) -> None:
        """In the blanks that a line begins with, take off a whole indent."""
        start, end = self.selection
        row, column = end
        before = self.document.get_line(row)[:column]
        if start == end and before and not before.strip(" "):
            self.delete((row, (column - 1) // INDENT * INDENT), end)
        else:
            super().action_delete_left()

    def action_dedent(self) -> None:
        row, column = self.selection.end
        line = self.document.get_line(row)
        blanks = min(INDENT, len(line) - len(line.lstrip(" ")))
        self.delete((row, 0), (row, blanks))
        self.move_cursor((row, max(0, column - blanks)))

    def action_run(self) -> None:
        self.post_message(self.Submitted(self.text))

    async def _on_paste(self, event: events.Paste) -> None:
        """Pasted text passes the same gate as any other text from outside."""
        event.prevent_default()
        event.stop()
        await super()._on_paste(events.Paste(clean(event.text).expandtabs(INDENT)))

    # --- highlighting -----------------------------------------------------------------------------------------------

    def get_line(self, line_index: int) -> Text:
        line = super().get_line(line_index)
        if self._coloured[0] != self.text:
            self._coloured = (self.text, coloured(self.text))
        spans = self._coloured[1]
        for start, end, tone in spans[line_index] if line_index < len(spans) else ():
            line.stylize(self._style(tone), start, end)
        return line

    def _style(self, tone: str) -> Style:
        """A style such as "italic $quiz-muted"; without colour, keywords are bold."""
        *more, name = tone.split()
        value = self.app.theme_variables.get(name.removeprefix("$"), "")
        if not value.startswith("#"):
            return Style(bold=name == "$quiz-keyword", italic="italic" in more)
        return Style(color=Color.parse(value).rich_color, italic="italic" in more)


def coloured(text: str) -> list[list[tuple[int, int, str]]]:
    """For each line of Python its spans (start, end, style), in characters."""
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    spans: list[list[tuple[int, int, str]]] = [[] for _ in starts[1:]]
    for span in prose.highlighted(text, "python"):
        row = bisect_right(starts, span.start) - 1
        at = span.start
        while at < span.end and row < len(spans):  # a string may run over several lines
            end = min(span.end, starts[row + 1] - 1)
            if end > at:
                spans[row].append((at - starts[row], end - starts[row], str(span.style)))
            row += 1
            at = starts[row]
    return spans
