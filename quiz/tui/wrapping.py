"""Lines of a given width in terminal cells. A wide character is never split, Korean breaks between words."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, split_graphemes
from textual.content import Content

from quiz.model.text import clean


def plain(text: str) -> Content:
    """Outside text as content: cleaned, tabs as spaces, never read as markup."""
    return Content(clean(text).expandtabs(4))


def wrap(content: Content, width: int) -> list[Content]:
    """Break `content` into lines of at most `width` cells, at spaces where there is one, else between graphemes.

    A newline always breaks. A grapheme wider than `width` stands alone in its line.
    """
    return [line for part in content.split("\n", allow_blank=True) for line in _wrap_line(part, max(1, width))]


def _wrap_line(content: Content, width: int) -> Iterator[Content]:
    text = content.plain
    if cell_len(text) <= width:
        yield content.rstrip()
        return
    start = 0  # of the line
    space = -1  # behind the last space of the line, where it may break
    used = 0
    for begin, end, cells in split_graphemes(text)[0]:
        if text[begin] == " ":
            space = end  # spaces may hang over the edge: the line is stripped
        elif used + cells > width and begin > start:
            cut = space if space > start else begin
            yield content[start:cut].rstrip()
            start, used = cut, cell_len(text[cut:begin])
        used += cells
    yield content[start:].rstrip()


def fold(content: Content, width: int) -> list[Content]:
    """Cut one line of code every `width` cells, spaces kept; at least one line."""
    width = max(1, width)
    lines: list[Content] = []
    start = used = 0
    for begin, _, cells in split_graphemes(content.plain)[0]:
        if used + cells > width and begin > start:
            lines.append(content[start:begin])
            start, used = begin, 0
        used += cells
    lines.append(content[start:])
    return lines


def cut(text: str, width: int) -> str:
    """One line of at most `width` cells, with an ellipsis where something is left out."""
    text = clean(text).replace("\n", " ")
    if cell_len(text) <= width:
        return text
    used = 0
    for begin, _, cells in split_graphemes(text)[0]:
        if used + cells > width - 1:
            return text[:begin].rstrip() + "…" if width > 0 else ""
        used += cells
    return text


def pad(text: str, width: int, *, right: bool = False) -> str:
    """`text` filled with spaces to `width` cells, or cut to it."""
    text = cut(text, width)
    blank = " " * (width - cell_len(text))
    return blank + text if right else text + blank
