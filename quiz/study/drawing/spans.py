"""Spans of toned text, measured in terminal cells: two for Hangul, none for a combining mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, split_graphemes

from quiz.engine.demonstrations.values import Label, in_language
from quiz.model.text import one_line

Span = tuple[str, str]
Line = tuple[Span, ...]


def label(words: Label, language: str) -> str:
    """A label in one language, clean and on one line."""
    return one_line(in_language(words, language))


def joined(spans: Iterable[Span]) -> Line:
    """Spans with neighbours of one tone made one, and no space at the end."""
    found: list[Span] = []
    for text, tone in spans:
        if not text:
            continue
        if found and found[-1][1] == tone:
            found[-1] = (found[-1][0] + text, tone)
        else:
            found.append((text, tone))
    # A colour behind a space is a part of a picture.
    while found and " on " not in found[-1][1] and not found[-1][0].rstrip():
        found.pop()
    if found and " on " not in found[-1][1]:
        found[-1] = (found[-1][0].rstrip(), found[-1][1])
    return tuple(found)


def width_of(line: Line) -> int:
    return sum(cell_len(text) for text, _ in line)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """`text` filled with spaces to `width` cells."""
    blank = " " * (width - cell_len(text))
    return blank + text if right else text + blank


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with an ellipsis where something is left out."""
    if cell_len(text) <= width:
        return text
    return _pieces(text, width - 1)[0] + "…"


def wrap(text: str, width: int) -> list[str]:
    """The words of one line on lines of at most `width` cells; a word that is wider is broken."""
    lines, line, used = [], "", 0
    for word in text.split():
        for piece in _pieces(word, width):
            size = cell_len(piece)
            if line and used + 1 + size <= width:
                line, used = f"{line} {piece}", used + 1 + size
                continue
            if line:
                lines.append(line)
            line, used = piece, size
    return [*lines, line] if line else lines


def _pieces(word: str, width: int) -> list[str]:
    if cell_len(word) <= width:
        return [word]
    pieces, start, used = [], 0, 0
    for begin, _, cells in split_graphemes(word)[0]:
        if used + cells > width and begin > start:
            pieces.append(word[start:begin])
            start, used = begin, 0
        used += cells
    return [*pieces, word[start:]]


def toned(text: str, tone: str, width: int) -> list[Line]:
    """A sentence on as many lines as it needs."""
    return [((line, tone),) for line in wrap(text, width)]


def beside(blocks: Sequence[Sequence[Line]], width: int, gap: int = 3) -> list[Line]:
    """The blocks next to each other; [] where several are too wide for that."""
    widths = [max(map(width_of, block), default=0) for block in blocks]
    if len(blocks) > 1 and sum(widths) + gap * (len(blocks) - 1) > width:
        return []
    lines = []
    for row in range(max(map(len, blocks), default=0)):
        spans: list[Span] = []
        for block, size in zip(blocks, widths, strict=True):
            line = block[row] if row < len(block) else ()
            spans += [*line, (" " * (size - width_of(line) + gap), "")]
        lines.append(joined(spans))
    return lines
