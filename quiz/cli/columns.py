"""Columns by the cells that a terminal gives a character: two for Hangul, none for a combining mark."""

from __future__ import annotations

from unicodedata import category, east_asian_width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence


def cells(text: str) -> int:
    """How many terminal cells `text` takes on one line."""
    if text.isascii():
        return len(text)
    return sum(cell(character) for character in text)


def cell(character: str) -> int:
    # Medial vowels and final consonants of a decomposed syllable share the cells of its first consonant.
    if "\u1160" <= character <= "\u11ff" or category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def pad(text: str, width: int, *, right: bool = False) -> str:
    """`text` filled with spaces to `width` cells; `right` aligns it right."""
    space = " " * (width - cells(text))
    return space + text if right else text + space


def table(rows: Iterable[Sequence[str]], *, right: Container[int] = ()) -> list[str]:
    """Lines with aligned columns, two spaces apart; the columns numbered in `right` are aligned right."""
    rows = [list(row) for row in rows]
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(pad(text, widths[i], right=i in right) for i, text in enumerate(row)).rstrip() for row in rows]


def shorten(text: str, width: int) -> str:
    """`text` cut to `width` cells, with an ellipsis where something was cut."""
    if cells(text) <= width:
        return text
    kept, taken = [], 1
    for character in text:
        taken += cell(character)
        if taken > width:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"
