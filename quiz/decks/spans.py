"""Where Markdown text holds code, formulas and pictures. Each scan is linear in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.decks.lines import fences

Ranges = list[tuple[int, int]]  # half open, in order, apart

_RUN = re.compile(r"`+")
_DOLLAR = re.compile(r"\\.|\$|\n")
_PICTURE = re.compile(r"!\[[^\[\]\n]*\]\(((?:[^()\n]|\([^()\n]*\))*)\)")
_TARGET = re.compile(r"(?:<(?P<angled>[^<>]*)>|(?P<plain>\S*))(?:\s+(?:\"[^\"]*\"|'[^']*'))?")


def code(text: str) -> Ranges:
    """The fences and code spans of `text`, marks included."""
    if "`" not in text and "~~~" not in text:
        return []
    lines = text.split("\n")
    inside, _ = fences(lines)
    ranges: Ranges = []
    offset = begin = 0
    for index, line in enumerate(lines):
        end = offset + len(line)
        if inside[index] or not line.strip():
            _code_spans(text, begin, offset, ranges)
            begin = end
            if inside[index]:
                ranges.append((offset, end))
        offset = end + 1
    _code_spans(text, begin, len(text), ranges)
    return ranges


def _code_spans(text: str, begin: int, end: int, ranges: Ranges) -> None:
    """Add the code spans of one paragraph: a run of backticks up to the next run of the same length."""
    runs = []
    for match in _RUN.finditer(text, begin, end):
        start = match.start()
        if start > begin and _escaped(text, start, begin):
            start += 1
        if start < match.end():
            runs.append((start, match.end()))
    following: dict[int, int] = {}
    closing = [0] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        closing[index] = following.get(length, 0)
        following[length] = runs[index][1]
    done = begin
    for (start, _), close in zip(runs, closing, strict=True):
        if start >= done and close:
            ranges.append((start, close))
            done = close


def _escaped(text: str, at: int, begin: int) -> bool:
    count = 0
    while at - count > begin and text[at - count - 1] == "\\":
        count += 1
    return count % 2 == 1


def within(ranges: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether the character at `at` lies in one of the ranges."""
    index = bisect_right(ranges, at, key=lambda item: item[0]) - 1
    return index >= 0 and at < ranges[index][1]


def find_outside(text: str, needle: str, *, last: bool = False) -> int:
    """Where `needle` first (or last) stands outside code; -1 where it does not."""
    ranges = code(text)
    at = text.rfind(needle) if last else text.find(needle)
    while at >= 0 and within(ranges, at + len(needle) // 2):
        at = text.rfind(needle, 0, at) if last else text.find(needle, at + 1)
    return at


def formulas(text: str) -> Ranges:
    """The formulas `$x$`, dollars included: no space just inside, no digit after, on one line, never in code."""
    if "$" not in text:
        return []
    ranges = code(text)
    found: Ranges = []
    opened = -1
    for match in _DOLLAR.finditer(text):
        at = match.start()
        if match.group() == "\n":
            opened = -1
        if match.group() != "$" or within(ranges, at):
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if opened >= 0 and _code_between(ranges, opened, at):
            opened = -1
        if opened >= 0 and not before.isspace() and not after.isdigit() and after != "$" and before != "$":
            found.append((opened, at + 1))
            opened = -1
        else:
            opened = at if after and not after.isspace() and after != "$" and before != "$" else -1
    return found


def _code_between(ranges: Sequence[tuple[int, int]], begin: int, end: int) -> bool:
    index = bisect_right(ranges, begin, key=lambda item: item[0])
    return index < len(ranges) and ranges[index][0] < end


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a text shows: its file as written, and where that stands."""

    file: str
    start: int
    spaced: bool  # a name with spaces that is not in < >: Markdown shows it as text


def pictures(text: str) -> list[Picture]:
    """The pictures `![alt](file)` of a text, outside code."""
    if "![" not in text:
        return []
    ranges = code(text)
    found = []
    for match in _PICTURE.finditer(text):
        if within(ranges, match.start()) or _escaped(text, match.start(), 0):
            continue
        inner = match.group(1).strip()
        start = match.start(1) + len(match.group(1)) - len(match.group(1).lstrip())
        target = _TARGET.fullmatch(inner)
        if target is None:
            found.append(Picture(inner, start, True))
        else:
            angled = target["angled"]
            found.append(Picture(target["plain"] if angled is None else angled, start, False))
    return found
