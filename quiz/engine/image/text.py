"""Text in a picture, from our own bitmap letters: ASCII (8 × 16 pixels each) and Hangul (16 × 16).

No font file is read, so the pixels are the same everywhere; they are not those of Pillow's fonts.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

import numpy as np

from quiz.engine.errors import bad
from quiz.engine.image import hangul
from quiz.engine.image.checks import FAR, Pixels, channels, described, pixels, whole, wholes
from quiz.engine.image.font import HEIGHT, Bits, letter
from quiz.engine.image.layers import ink

MOST = 256


@lru_cache(maxsize=4096)
def _cell(character: str) -> Bits:
    return hangul.cell(character) if hangul.known(character) else letter(character)


def _lines(operation: str, text: object) -> list[list[Bits]]:
    if not isinstance(text, str):
        raise bad(operation, "text", described(text), "a str")
    return [[_cell(character) for character in line] for line in unicodedata.normalize("NFC", text).split("\n")]


def text_size(text: str, scale: int = 1) -> tuple[int, int]:
    """(width, height) in pixels of what `draw_text` draws: 8 a character, 16 a Hangul one; 16 high a line."""
    factor = whole("text_size", "scale", scale, 1, MOST)
    lines = _lines("text_size", text)
    width = max(sum(cell.shape[1] for cell in line) for line in lines)
    return width * factor, HEIGHT * len(lines) * factor


def draw_text(image: object, xy: tuple[int, int], text: str, fill: Any = 255, scale: int = 1) -> Pixels:
    """A copy of the picture with `text` in it, the upper left corner of the first letter's cell at `xy` = (x, y).

    Each pixel of a letter becomes `scale` × `scale` pixels of `fill`: one integer 0–255, or one a channel; with an
    RGBA picture an integer or three of them mean opaque. No smoothing; what lies outside is cut off; "\\n" begins a
    new line; a character that is neither ASCII nor Hangul is a box. Source of the interface: Pillow, `ImageDraw.text`.
    """
    array = pixels("draw_text", image)
    left, top = wholes("draw_text", "xy", xy, 2, -FAR, FAR)
    factor = whole("draw_text", "scale", scale, 1, MOST)
    lines = _lines("draw_text", text)
    color = _opaque(fill, channels(array))
    result = array.copy()
    for row, line in enumerate(lines):
        x, y = left, top + row * HEIGHT * factor
        for cell in line:
            _stamp(result, x, y, cell, factor, color)
            x += cell.shape[1] * factor
    return result


def _opaque(fill: Any, count: int) -> Any:
    """The color of the letters; alpha is 255 unless it is given."""
    if count != 4 or (isinstance(fill, (tuple, list, np.ndarray)) and len(fill) != 3):
        return ink("draw_text", fill, count)
    return np.append(np.broadcast_to(ink("draw_text", fill, 3), 3), np.uint8(255))


def _stamp(result: Pixels, x: int, y: int, cell: Bits, scale: int, color: Any) -> None:
    height, width = result.shape[:2]
    rows, columns = cell.shape[0] * scale, cell.shape[1] * scale
    if x >= width or y >= height or x + columns <= 0 or y + rows <= 0:
        return
    large = cell.repeat(scale, axis=0).repeat(scale, axis=1)
    seen = large[max(0, -y) : min(rows, height - y), max(0, -x) : min(columns, width - x)]
    below = result[max(0, y) : y + rows, max(0, x) : x + columns]
    below[seen] = color
