"""Grids of numbers, with a rectangle in brackets."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from quiz.engine.demonstrations.values import Text
from quiz.study.drawing.spans import Line, Span, cut, joined, label, toned

Mark = tuple[int, int, int, int]  # top, left, height, width

_PADDING = "·"  # a place beyond the border
_FURTHEST = 16  # places beyond the border that are drawn
_COLUMNS = Text("columns {first} to {last}", "{first}~{last}열")


def numerals(cells: Sequence[Sequence[str]], mark: Mark | None, language: str, width: int) -> list[Line]:
    """The cells in columns, in parts where they are too wide; the marked ones stand in brackets."""
    height, wide = len(cells), len(cells[0])
    cells = [[cut(cell, width - 2) for cell in row] for row in cells]
    top, left, bottom, right = (*mark[:2], mark[0] + mark[2], mark[1] + mark[3]) if mark else (0, 0, 0, 0)
    rows = range(max(-_FURTHEST, min(0, top)), min(height + _FURTHEST, max(height, bottom)))
    columns = range(max(-_FURTHEST, min(0, left)), min(wide + _FURTHEST, max(wide, right)))
    size = max(cell_len(cell) for row in cells for cell in row)
    margin = 2 if mark else 0  # a bracket at either end
    gap = 2 if len(columns) * (size + 2) - 2 + margin <= width else 1
    each = max(1, (width - margin + gap) // (size + gap))
    lines: list[Line] = []
    for start in range(columns.start, columns.stop, each):
        part = range(start, min(columns.stop, start + each))
        if len(columns) > each:
            words = _COLUMNS.filled(first=part.start + 1, last=part.stop)
            lines += toned(label(words, language), "muted", width)
        for row in rows:
            marked = range(left, right) if top <= row < bottom else range(0)
            lines.append(_row(cells, row, part, marked, (size, gap, bool(mark))))
    return lines


def _row(
    cells: Sequence[Sequence[str]], row: int, columns: range, marked: range, layout: tuple[int, int, bool]
) -> Line:
    size, gap, margin = layout
    spans: list[Span] = []
    for column in columns:
        inside = 0 <= row < len(cells) and 0 <= column < len(cells[0])
        within = column in marked
        before = " " * gap
        if column == columns.start:
            before = ("[" if within and column == marked.start else " ") if margin else ""
        elif within and column == marked.start:
            before = before[1:] + "["
        elif column == marked.stop and marked:
            spans.append(("]", "mark"))
            before = before[1:]
        spans.append((before, "mark" if within else ""))
        text = cells[row][column] if inside else _PADDING
        spans.append((" " * (size - cell_len(text)) + text, "mark" if within else "" if inside else "muted"))
    if marked and marked.stop == columns.stop:
        spans.append(("]", "mark"))
    return joined(spans)
