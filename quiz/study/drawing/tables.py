"""Tables in columns; where a width does not hold them, row by row."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from quiz.engine.demonstrations.values import Cell, Table
from quiz.study.drawing.numbers import tidy
from quiz.study.drawing.spans import Line, Span, joined, label, pad, toned, wrap

GAP = 2
_LEAST = 12  # cells to which a column of words may be folded


def table(value: Table, language: str, width: int, *, rule: bool = True) -> list[Line]:
    """Labels, rows and the note; `rule` draws a line under the labels."""
    head = [label(column, language) for column in value.columns]
    rows = [[_shown(cell, language) for cell in row] for row in value.rows]
    numeric = [_numeric([row[place] for row in value.rows]) for place in range(len(head))]
    widths = _widths(head, rows, numeric, width)
    lines: list[Line] = []
    if widths is None:
        lines += _records(head, rows, width)
    else:
        if any(head):
            lines += _row(head, widths, numeric, "strong")
            if rule:
                lines.append((("─" * (sum(widths) + GAP * (len(widths) - 1)), "muted"),))
        for row in rows:
            lines += _row(row, widths, numeric, "")
    note = toned(label(value.note, language), "muted", width)
    return [*lines, (), *note] if widths is None and lines and note else [*lines, *note]


def _shown(cell: Cell, language: str) -> str:
    return tidy(cell) if isinstance(cell, int | float) else label(cell, language)


def _numeric(cells: Sequence[Cell]) -> bool:
    """Whether a column is one of numbers, a sign such as Σ among them or not."""
    filled = [cell for cell in cells if cell != ""]
    numbers = sum(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in filled)
    return 2 * numbers > len(filled)


def _widths(
    head: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], width: int
) -> list[int] | None:
    """How wide each column may be, words folded where they must; None where columns do not fit at all."""
    natural, least = [], []
    for place, title in enumerate(head):
        column = [row[place] for row in rows]
        longest = max(map(cell_len, [title, *column]))
        words = [word for text in (title, *column) for word in text.split()]
        fewest = min(longest, max([1, *(min(_LEAST, cell_len(word)) for word in words)]))
        if numeric[place]:  # a number is never broken
            fewest = max([fewest, *map(cell_len, column)])
        natural.append(longest)
        least.append(fewest)
    room = width - GAP * (len(head) - 1)
    if sum(natural) <= room:
        return natural
    if sum(least) > room:
        return None
    widths = least
    for _ in range(room - sum(least)):  # a cell more for the column that is folded most
        place = max(range(len(head)), key=lambda i: natural[i] / max(1, widths[i]))
        widths[place] += 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool], tone: str) -> list[Line]:
    """One row of the table, on as many lines as its tallest cell."""
    folded = [wrap(text, max(1, size)) for text, size in zip(cells, widths, strict=True)]
    lines = []
    for number in range(max([1, *map(len, folded)])):
        spans: list[Span] = []
        for place, (parts, size) in enumerate(zip(folded, widths, strict=True)):
            text = parts[number] if number < len(parts) else ""
            spans.append(((" " * GAP if place else "") + pad(text, size, right=numeric[place]), tone))
        lines.append(joined(spans))
    return lines


def _records(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[Line]:
    """Each row as lines of a label and its value."""
    lines: list[Line] = []
    for row in rows:
        if lines:
            lines.append(())
        for title, text in zip(head, row, strict=True):
            if title and text and cell_len(title) + 2 + cell_len(text) <= width:
                lines.append(((f"{title}: ", "strong"), (text, "")))
            elif text:
                lines += [*toned(f"{title}:" if title else "", "strong", width), *toned(text, "", width)]
    return lines
