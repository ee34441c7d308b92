"""Pictures: pixels in half blocks or shades, and small ones in numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any

from quiz.engine.demonstrations.values import Picture, Text
from quiz.study.drawing.numbers import tidy
from quiz.study.drawing.numerals import Mark, numerals
from quiz.study.drawing.spans import Line, Span, beside, joined, label, toned, width_of

SHADES = " ░▒▓█"
_SMALL = 12  # columns of a picture whose numbers are shown where there is no colour
_FOLDED = 24  # cells of a caption that is wider than its picture
_TALLEST = 32  # pixels to which a picture is made larger
_CHANNELS = ("R", "G", "B")
_GREY = Text("Shades show the brightness; the colours are left out.", "밝기만 음영으로 나타냈어요. 색은 빠져 있어요.")
_MARKED = Text(
    "Marked: rows {top} to {bottom}, columns {left} to {right}.", "표시한 곳: {top}~{bottom}행, {left}~{right}열."
)
_BEYOND = Text(
    "The picture has rows 1 to {height}, columns 1 to {width}; beyond is padding.",
    "그림은 1~{height}행, 1~{width}열이고, 그 밖은 패딩이에요.",
)
_SIZE = Text(
    "{size} pixels, from {least} to {most}, {mean} on average.", "{size} 픽셀, 최소 {least}, 최대 {most}, 평균 {mean}."
)

Rgb = tuple[int, int, int]


def picture(value: Picture, language: str, width: int, colour: bool) -> list[Line]:
    """The caption, folded so that other pictures have room beside this one, and the picture."""
    below = _body(value, language, width, colour)
    wide = max(map(width_of, below), default=0)
    return [*toned(label(value.caption, language), "", min(width, max(wide, _FOLDED))), *below]


def _body(value: Picture, language: str, width: int, colour: bool) -> list[Line]:
    rows = value.array.tolist()
    if not rows or not rows[0]:
        return []
    if value.array.dtype.name != "uint8":
        return numerals([list(map(_number, row)) for row in rows], value.mark, language, width)
    if colour:
        return _blocks(rows, value.mark, width)
    coloured = value.array.ndim == 3
    if len(rows[0]) <= _SMALL:
        return _channels(rows, value.mark, language, width, shaded=not coloured)
    lines = _shades(rows, value.mark, width)
    return [*lines, *toned(label(_GREY, language), "muted", width)] if coloured else lines


def described(value: Picture, language: str, width: int) -> list[Line]:
    """The caption and the numbers of a small picture, the figures of a large one; and what is marked, in words."""
    array, mark = value.array, value.mark
    lines = toned(label(value.caption, language), "", width)
    rows = array.tolist()
    if not rows or not rows[0]:
        return lines
    if mark is not None:
        top, left, height, wide = mark
        words = _MARKED.filled(top=top + 1, bottom=top + height, left=left + 1, right=left + wide)
        lines += toned(label(words, language), "muted", width)
        if top < 0 or left < 0 or top + height > len(rows) or left + wide > len(rows[0]):
            words = _BEYOND.filled(height=len(rows), width=len(rows[0]))
            lines += toned(label(words, language), "muted", width)
    if array.dtype.name != "uint8":
        return [*lines, *numerals([list(map(_number, row)) for row in rows], mark, language, width)]
    if len(rows[0]) <= _SMALL:
        return [*lines, *_channels(rows, mark, language, width, shaded=False)]
    size = " × ".join(map(str, array.shape))
    figures = {"least": int(array.min()), "most": int(array.max()), "mean": tidy(float(array.mean()), 4)}
    return [*lines, *toned(label(_SIZE.filled(size=size, **figures), language), "", width)]


def _number(value: Any) -> str:
    return tidy(int(value) if isinstance(value, bool) else value)


def _channels(rows: list[list[Any]], mark: Mark | None, language: str, width: int, *, shaded: bool) -> list[Line]:
    """The numbers of a picture, channel by channel; `shaded` puts a shade before each where there is room."""
    if isinstance(rows[0][0], list):
        blocks = [
            [
                ((name, "strong"),),
                *_channels([[pixel[i] for pixel in row] for row in rows], mark, language, width, shaded=False),
            ]
            for i, name in enumerate(_CHANNELS)
        ]
        return beside(blocks, width) or [line for block in blocks for line in block]
    if shaded and len(rows[0]) * 6 + 1 <= width:
        cells = [[f"{_shade(number)}{number:>3}" for number in row] for row in rows]
    else:
        cells = [list(map(str, row)) for row in rows]
    return numerals(cells, mark, language, width)


# --- pixels ---------------------------------------------------------------------------------------------------------


def _rgb(pixel: Any) -> Rgb:
    return (pixel[0], pixel[1], pixel[2]) if isinstance(pixel, list) else (pixel, pixel, pixel)


def _brightness(pixel: Any) -> int:
    """ITU-R 601, as Pillow makes grey."""
    if not isinstance(pixel, list):
        return int(pixel)
    return int((pixel[0] * 299 + pixel[1] * 587 + pixel[2] * 114) / 1000)


def _shade(brightness: int) -> str:
    return SHADES[brightness * len(SHADES) // 256]


def _mean(pixels: Sequence[Rgb]) -> Rgb:
    red, green, blue = (round(sum(channel) / len(pixels)) for channel in zip(*pixels, strict=True))
    return red, green, blue


def _scaled(rows: list[list[Rgb]], width: int) -> tuple[list[list[Rgb]], Callable[[int], int]]:
    """The picture made larger or smaller by a whole factor, and where a row or a column comes to stand."""
    wide = len(rows[0])
    if wide > width:
        by = ceil(wide / width)
        small = [
            [
                _mean([pixel for row in rows[top : top + by] for pixel in row[left : left + by]])
                for left in range(0, wide, by)
            ]
            for top in range(0, len(rows), by)
        ]
        return small, lambda place: place // by
    by = max(1, min(width // wide, _TALLEST // len(rows)))
    large = [[pixel for pixel in row for _ in range(by)] for row in rows for _ in range(by)]
    return large, lambda place: place * by


def _blocks(rows: list[list[Any]], mark: Mark | None, width: int) -> list[Line]:
    """Two pixels in each character, one above the other, in true colour."""
    pixels, at = _scaled([list(map(_rgb, row)) for row in rows], width - (2 if mark else 0))
    lines: list[list[Span]] = []
    for top in range(0, len(pixels), 2):
        spans: list[Span] = []
        for place, upper in enumerate(pixels[top]):
            tone = _hex(upper)
            if top + 1 < len(pixels):
                tone += f" on {_hex(pixels[top + 1][place])}"
            spans.append(("▀", tone))
        lines.append(spans)
    return _framed(lines, mark, at, 1, 2)


def _hex(pixel: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*pixel)


def _shades(rows: list[list[Any]], mark: Mark | None, width: int) -> list[Line]:
    """A shade for each pixel, two cells wide; where that is too wide, one for two pixels above each other."""
    room = width - (2 if mark else 0)
    grey: list[list[Rgb]] = [[(_brightness(pixel),) * 3 for pixel in row] for row in rows]
    doubled = 2 * len(grey[0]) <= room
    pixels, at = _scaled(grey, room // 2 if doubled else room)
    lines: list[list[Span]] = []
    for top in range(0, len(pixels), 1 if doubled else 2):
        pair = [pixels[top]] if doubled else pixels[top : top + 2]
        shades = [_shade(_mean(above)[0]) for above in zip(*pair, strict=True)]
        lines.append([(shade * (2 if doubled else 1), "") for shade in shades])
    return _framed(lines, mark, at, 2 if doubled else 1, 1 if doubled else 2)


def _framed(lines: list[list[Span]], mark: Mark | None, at: Callable[[int], int], across: int, down: int) -> list[Line]:
    """The lines, with arrows beside the rows and above the columns that are marked: no pixel is covered.

    A column is `across` cells wide, a line `down` rows tall. What is beyond the border has no arrow.
    """
    if mark is None:
        return [joined(spans) for spans in lines]
    top, left, height, wide = mark
    count = sum(len(text) for text, _ in lines[0]) if lines else 0
    first, last = max(0, at(left) * across), min(count, max(at(left + wide), at(left) + 1) * across)
    arrows = " " * (2 + first) + "v" * max(0, last - first)
    found = [joined([(arrows, "mark")])]
    upper, lower = at(top), max(at(top + height), at(top) + 1)
    for number, spans in enumerate(lines):
        marked = upper < (number + 1) * down and lower > number * down
        found.append(joined([("> " if marked else "  ", "mark"), *spans]))
    return found
