"""Hangul drawn from its letters: a syllable is an initial, a vowel and perhaps a final, each strokes in its own box.

A syllable's number is (initial · 21 + vowel) · 28 + final (Unicode, chapter 3.12). Strokes are runs of points in a
unit square, x to the right, y down; `BOXES` says where each letter's square lies in the cell of 16 × 16.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

Bits = np.ndarray[Any, np.dtype[np.bool_]]
Stroke = tuple[tuple[float, float], ...]
Box = tuple[int, int, int, int]
WIDE = 16

FIRST_SYLLABLE, LAST_SYLLABLE = 0xAC00, 0xD7A3
INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
PAIRS = {
    "ㄲ": "ㄱㄱ", "ㄸ": "ㄷㄷ", "ㅃ": "ㅂㅂ", "ㅆ": "ㅅㅅ", "ㅉ": "ㅈㅈ", "ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ",
    "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ",
}  # fmt: skip

# The horizontal and the vertical part of a vowel that has both.
COMPOUND = {"ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ"}
HORIZONTAL = "ㅗㅛㅜㅠㅡ"


def _line(x0: float, y0: float, x1: float, y1: float) -> Stroke:
    return ((x0, y0), (x1, y1))


def _ring(left: float, top: float, right: float, bottom: float) -> Stroke:
    a, b = left + 0.3 * (right - left), right - 0.3 * (right - left)
    c, d = top + 0.3 * (bottom - top), bottom - 0.3 * (bottom - top)
    return ((a, top), (b, top), (right, c), (right, d), (b, bottom), (a, bottom), (left, d), (left, c), (a, top))


def _legs(top: float) -> tuple[Stroke, ...]:
    return ((0.5, top), (0, 1)), ((0.5, top), (1, 1))


GIYEOK: Stroke = ((0, 0), (1, 0), (1, 1))
DIGEUT: Stroke = ((1, 0), (0, 0), (0, 1), (1, 1))
STROKES: dict[str, tuple[Stroke, ...]] = {
    "ㄱ": (GIYEOK,),
    "ㄴ": (((0, 0), (0, 1), (1, 1)),),
    "ㄷ": (DIGEUT,),
    "ㄹ": (((0, 0), (1, 0), (1, 0.5), (0, 0.5), (0, 1), (1, 1)),),
    "ㅁ": (((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)),),
    "ㅂ": (((0, 0), (0, 1), (1, 1), (1, 0)), _line(0, 0.5, 1, 0.5)),
    "ㅅ": (_line(0.5, 0, 0.5, 0.25), *_legs(0.25)),
    "ㅇ": (_ring(0, 0, 1, 1),),
    "ㅈ": (_line(0, 0, 1, 0), _line(0.5, 0, 0.5, 0.25), *_legs(0.25)),
    "ㅊ": (_line(0.5, 0, 0.5, 0.25), _line(0, 0.25, 1, 0.25), *_legs(0.35)),
    "ㅋ": (GIYEOK, _line(0, 0.5, 1, 0.5)),
    "ㅌ": (DIGEUT, _line(0, 0.5, 1, 0.5)),
    "ㅍ": (_line(0, 0, 1, 0), _line(0.25, 0, 0.25, 1), _line(0.75, 0, 0.75, 1), _line(0, 1, 1, 1)),
    "ㅎ": (_line(0.3, 0, 0.7, 0), _line(0, 0.25, 1, 0.25), _ring(0.1, 0.5, 0.9, 1)),
    "ㅏ": (_line(0.4, 0, 0.4, 1), _line(0.4, 0.5, 1, 0.5)),
    "ㅑ": (_line(0.4, 0, 0.4, 1), _line(0.4, 0.35, 1, 0.35), _line(0.4, 0.65, 1, 0.65)),
    "ㅓ": (_line(0.8, 0, 0.8, 1), _line(0, 0.5, 0.8, 0.5)),
    "ㅕ": (_line(0.8, 0, 0.8, 1), _line(0, 0.35, 0.8, 0.35), _line(0, 0.65, 0.8, 0.65)),
    "ㅐ": (_line(0.2, 0, 0.2, 1), _line(0.8, 0, 0.8, 1), _line(0.2, 0.5, 0.8, 0.5)),
    "ㅒ": (
        _line(0.2, 0, 0.2, 1), _line(0.8, 0, 0.8, 1), _line(0.2, 0.35, 0.8, 0.35), _line(0.2, 0.65, 0.8, 0.65),
    ),
    "ㅔ": (_line(0.6, 0, 0.6, 1), _line(1, 0, 1, 1), _line(0, 0.5, 0.6, 0.5)),
    "ㅖ": (_line(0.6, 0, 0.6, 1), _line(1, 0, 1, 1), _line(0, 0.35, 0.6, 0.35), _line(0, 0.65, 0.6, 0.65)),
    "ㅣ": (_line(0.6, 0, 0.6, 1),),
    "ㅗ": (_line(0.5, 0, 0.5, 1), _line(0, 1, 1, 1)),
    "ㅛ": (_line(0.35, 0, 0.35, 1), _line(0.65, 0, 0.65, 1), _line(0, 1, 1, 1)),
    "ㅜ": (_line(0.5, 0, 0.5, 1), _line(0, 0, 1, 0)),
    "ㅠ": (_line(0.35, 0, 0.35, 1), _line(0.65, 0, 0.65, 1), _line(0, 0, 1, 0)),
    "ㅡ": (_line(0, 0.5, 1, 0.5),),
}  # fmt: skip

# (kind of vowel, has a final): boxes (left, top, right, bottom) of initial, horizontal vowel, vertical vowel, final.
BOXES: dict[tuple[str, bool], tuple[Box, Box, Box, Box]] = {
    ("vertical", False): ((1, 3, 7, 11), (0, 0, 0, 0), (9, 1, 14, 14), (0, 0, 0, 0)),
    ("vertical", True): ((1, 1, 7, 7), (0, 0, 0, 0), (9, 0, 14, 8), (3, 10, 13, 14)),
    ("horizontal", False): ((3, 1, 12, 7), (1, 9, 14, 12), (0, 0, 0, 0), (0, 0, 0, 0)),
    ("horizontal", True): ((3, 0, 12, 4), (1, 6, 14, 8), (0, 0, 0, 0), (3, 10, 12, 14)),
    ("both", False): ((1, 1, 7, 7), (0, 9, 8, 12), (9, 1, 14, 14), (0, 0, 0, 0)),
    ("both", True): ((1, 0, 7, 4), (0, 6, 8, 8), (9, 0, 14, 8), (3, 10, 13, 14)),
}


def _draw(cell: Bits, strokes: tuple[Stroke, ...], box: Box) -> None:
    left, top, right, bottom = box
    for stroke in strokes:
        corners = [(round(left + x * (right - left)), round(top + y * (bottom - top))) for x, y in stroke]
        for (x0, y0), (x1, y1) in pairwise(corners):
            steps = max(abs(x1 - x0), abs(y1 - y0), 1)
            along = np.arange(steps + 1) / steps
            cell[np.rint(y0 + along * (y1 - y0)).astype(int), np.rint(x0 + along * (x1 - x0)).astype(int)] = True


def _consonant(cell: Bits, name: str, box: Box) -> None:
    """One letter in its box, or two side by side with a gap of a pixel."""
    left, top, right, bottom = box
    if name in PAIRS:
        width = (right - left) // 2
        _draw(cell, STROKES[PAIRS[name][0]], (left, top, left + width - 1, bottom))
        _draw(cell, STROKES[PAIRS[name][1]], (right - width + 1, top, right, bottom))
    else:
        _draw(cell, STROKES[name], box)


def syllable(character: str) -> Bits:
    """The cell (16, 16) of a Hangul syllable, U+AC00 to U+D7A3."""
    rest, final = divmod(ord(character) - FIRST_SYLLABLE, len(FINALS))
    initial, vowel = INITIALS[rest // len(VOWELS)], VOWELS[rest % len(VOWELS)]
    kind = "both" if vowel in COMPOUND else "horizontal" if vowel in HORIZONTAL else "vertical"
    initial_box, across, down, final_box = BOXES[kind, final > 0]
    cell = np.zeros((WIDE, WIDE), np.bool_)
    _consonant(cell, initial, initial_box)
    if kind == "both":
        _draw(cell, STROKES[COMPOUND[vowel][0]], across)
        _draw(cell, _lowered(COMPOUND[vowel][1]), down)
    else:
        _draw(cell, STROKES[vowel], across if kind == "horizontal" else down)
    if final:
        _consonant(cell, FINALS[final], final_box)
    return cell


def _lowered(vowel: str) -> tuple[Stroke, ...]:
    """Beside ㅜ the tick of ㅓ and ㅔ goes below its bar."""
    if vowel not in "ㅓㅔ":
        return STROKES[vowel]
    return tuple(tuple((x, 0.85 if y == 0.5 else y) for x, y in stroke) for stroke in STROKES[vowel])


def jamo(character: str) -> Bits:
    """The cell (16, 16) of a single letter, ㄱ to ㅣ."""
    cell = np.zeros((WIDE, WIDE), np.bool_)
    if character in COMPOUND:
        _draw(cell, STROKES[COMPOUND[character][0]], (0, 9, 8, 12))
        _draw(cell, _lowered(COMPOUND[character][1]), (9, 1, 14, 14))
    elif character in HORIZONTAL:
        _draw(cell, STROKES[character], (1, 5, 14, 10))
    elif character in VOWELS:
        _draw(cell, STROKES[character], (5, 1, 10, 14))
    else:
        _consonant(cell, character, (2, 3, 13, 12))
    return cell


def known(character: str) -> bool:
    """Whether `cell` can draw it."""
    return FIRST_SYLLABLE <= ord(character) <= LAST_SYLLABLE or "ㄱ" <= character <= "ㅣ"


def cell(character: str) -> Bits:
    """The cell (16, 16) of a syllable or of a single letter."""
    return jamo(character) if "ㄱ" <= character <= "ㅣ" else syllable(character)
