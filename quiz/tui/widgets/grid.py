"""A matrix that is filled cell by cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message

from quiz.model.text import clean
from quiz.tui.keymap import GRID, bindings
from quiz.tui.widgets.lines import Lines

_TYPED = frozenset("0123456789+-−.,/%eE")  # what a number may be written with; other letters are commands
_NARROWEST = 3  # cells of a column


class Grid(Lines, can_focus=True):
    """Arrows move, Enter and space go to the next cell; Enter in the last one answers, ctrl+s does anywhere.

    `text` is one row a line. With cells left empty, it goes to the first of them in place of answering; with all empty
    it answers nothing, which asks to see the answer.
    """

    BINDINGS = bindings("grid", GRID)

    @dataclass
    class Submitted(Message):
        """All cells are filled, or none is."""

        text: str

    class Missing(Message):
        """A cell is still empty."""

    class Changed(Message):
        """What is in the cells is another."""

    def __init__(self, rows: int, columns: int, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows, self.columns = rows, columns
        self.cells = [[""] * columns for _ in range(rows)]
        self.row = self.column = 0

    @property
    def text(self) -> str:
        return "\n".join(" ".join(row) for row in self.cells) if any(map(any, self.cells)) else ""

    def fill(self, text: str) -> None:
        """Put a matrix in: rows on lines of their own or parted by ";", numbers by spaces or commas."""
        lines = [line for line in re.split(r"[\n;]|\](?=\s*,?\s*\[)", clean(text)) if re.search(r"[^\s\[\](),]", line)]
        for row, line in enumerate(lines[: self.rows]):
            for column, cell in enumerate(re.findall(r"[^\s\[\](),]+", line)[: self.columns]):
                self.cells[row][column] = unicodedata.normalize("NFKC", cell)
        self._changed()

    def point(self, position: int | None) -> None:
        """Go to the cell that holds this character of `text`."""
        if position is not None:
            before = self.text[:position]
            self._go(before.count("\n"), before.rpartition("\n")[2].count(" "))

    # --- keys -------------------------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        character = unicodedata.normalize("NFKC", event.character or "")
        if character and all(one in _TYPED for one in character):
            event.stop()
            event.prevent_default()
            self.cells[self.row][self.column] += character
            self._changed()

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        text = clean(event.text).strip()
        if re.search(r"[\s;,\[]", text):
            self.fill(text)
        elif text:
            self.cells[self.row][self.column] += unicodedata.normalize("NFKC", text)
            self._changed()

    def on_click(self, event: events.Click) -> None:
        first, widths = self._visible(self.size.width)
        at = event.x
        for column, width in enumerate(widths, first):
            if at < width + 2:
                self._go(min(event.y, self.rows - 1), column)
                break
            at -= width + 2

    def action_cell(self, down: int, across: int) -> None:
        self._go((self.row + down) % self.rows, (self.column + across) % self.columns)

    def action_next_cell(self) -> None:
        place = self.row * self.columns + self.column + 1
        if place == self.rows * self.columns:
            self.action_hand_in()
        else:
            self._go(*divmod(place, self.columns))

    def action_space_cell(self) -> None:
        place = min(self.row * self.columns + self.column + 1, self.rows * self.columns - 1)
        self._go(*divmod(place, self.columns))

    def action_back(self) -> None:
        if self.cells[self.row][self.column]:
            self.cells[self.row][self.column] = self.cells[self.row][self.column][:-1]
            self._changed()
        elif self.row or self.column:
            self._go(*divmod(self.row * self.columns + self.column - 1, self.columns))

    def action_empty(self) -> None:
        self.cells[self.row][self.column] = ""
        self._changed()

    def action_hand_in(self) -> None:
        empty = [
            (row, column) for row in range(self.rows) for column in range(self.columns) if not self.cells[row][column]
        ]
        if empty and len(empty) < self.rows * self.columns:
            self._go(*empty[0])
            self.post_message(self.Missing())
        else:
            self.post_message(self.Submitted(self.text))

    def _go(self, row: int, column: int) -> None:
        self.row, self.column = min(row, self.rows - 1), min(column, self.columns - 1)
        self.refresh(layout=True)

    def _changed(self) -> None:
        self.refresh(layout=True)
        self.post_message(self.Changed())

    # --- drawing ----------------------------------------------------------------------------------------------------

    def _visible(self, width: int) -> tuple[int, list[int]]:
        """The first column shown, and how wide each one shown is: as many as fit, the cursor's among them."""
        widths = [max(_NARROWEST, *(cell_len(row[column]) for row in self.cells)) for column in range(self.columns)]
        first = 0
        while first < self.column and sum(one + 2 for one in widths[first : self.column + 1]) > width:
            first += 1
        last = first + 1
        while last < self.columns and sum(one + 2 for one in widths[first : last + 1]) <= width:
            last += 1
        return first, widths[first:last]

    def lines(self, width: int) -> list[Content]:
        first, widths = self._visible(width)
        lines = []
        for number, row in enumerate(self.cells):
            line = Content("")
            for column, size in enumerate(widths, first):
                text = row[column] or "·"
                text = " " * (size - cell_len(text)) + text
                here = (number, column) == (self.row, self.column)
                if here:
                    line += Content.styled(f"[{text}]", "bold reverse" if self.has_focus else "bold")
                else:
                    line += Content.styled(f" {text} ", "" if row[column] else "$quiz-faint")
            lines.append(line)
        return lines

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
