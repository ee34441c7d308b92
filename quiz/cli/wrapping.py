"""Text wrapped by terminal cells, as wide as the terminal is."""

from __future__ import annotations

import os

from quiz.cli.columns import cell, cells


def wrap(text: str, width: int) -> list[str]:
    """The words of `text` on lines of at most `width` cells; a word that is wider is broken."""
    lines, line, taken = [], "", 0
    for word in text.split():
        size = cells(word)
        if line and taken + 1 + size <= width:
            line, taken = f"{line} {word}", taken + 1 + size
            continue
        if line:
            lines.append(line)
        while size > width:
            head = _head(word, width)
            lines.append(head)
            word = word[len(head) :]
            size = cells(word)
        line, taken = word, size
    return [*lines, line] if line else lines


def _head(word: str, width: int) -> str:
    """The longest beginning of `word` that fits, at least one character."""
    taken = 0
    for index, character in enumerate(word):
        taken += cell(character)
        if taken > width and index:
            return word[:index]
    return word


def screen_width() -> int:
    """The columns of the terminal: `COLUMNS`, else what the terminal says, else 80."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    for descriptor in (1, 2, 0):
        try:
            size = os.get_terminal_size(descriptor).columns
        except OSError:
            continue
        if size > 0:
            return size
    return 80
