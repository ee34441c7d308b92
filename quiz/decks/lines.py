"""The lines of a deck file: cleaned for reading, with the columns of the original, and with the code fences known."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from quiz.decks.grammar import field_token
from quiz.model.text import clean

_END = re.compile(r"\r\n|\r|\n")
_CHUNK = re.compile(r"[\t\x20-\x7e][^\t\x20-\x7e]*|[^\t\x20-\x7e]+")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})(.*)")
_BULLET = re.compile(r"[ \t]*(?:[-*+]|\d{1,4}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_HEADING = re.compile(r"## +\S+ *$")


def split(text: str) -> list[str]:
    """The lines of `text` without their ends; a line ends where `model.text.clean` puts a newline."""
    return _END.split(text)


class Source:
    """The lines of one file. `raw` are as in the file, `lines` cleaned; both have the same length."""

    def __init__(self, text: str) -> None:
        self.raw = split(text.removeprefix("\ufeff"))
        self.lines = [_cleaned(line) for line in self.raw]
        self._maps: dict[int, tuple[list[int], list[int]]] = {}

    def column(self, line: int, index: int) -> int:
        """The column (from 1) in the file of the character that stands at `index` of the cleaned line (from 1)."""
        raw = self.raw[line - 1]
        if raw is self.lines[line - 1]:
            return index + 1
        if line not in self._maps:
            self._maps[line] = _chunks(raw)
        cleaned, original = self._maps[line]
        chunk = max(0, bisect_right(cleaned, index) - 1)
        begin = original[chunk]
        end = original[chunk + 1] if chunk + 1 < len(original) else len(raw)
        wanted = index - cleaned[chunk]
        piece = raw[begin:end]
        within = bisect_left(range(len(piece)), wanted + 1, key=lambda count: len(clean(piece[: count + 1])))
        return begin + within + 1


def _cleaned(line: str) -> str:
    """The line cleaned; the same object where there was nothing to clean, which `column` can tell at once."""
    cleaned = clean(line)
    return line if cleaned == line else cleaned


def _chunks(raw: str) -> tuple[list[int], list[int]]:
    """Where pieces that are cleaned independently begin, in the cleaned line and in the raw one.

    A printable ASCII character never joins with what stands before it, so a piece may begin at each.
    """
    cleaned, original, length = [], [], 0
    for match in _CHUNK.finditer(raw):
        cleaned.append(length)
        original.append(match.start())
        length += len(clean(match.group()))
    return cleaned or [0], original or [0]


def fences(lines: Sequence[str], start: int = 0) -> tuple[bytearray, dict[int, int]]:
    """Which lines belong to a fence, and for each fence never closed the index of its line and that within the line.

    A fence may begin behind a field's token or an item's bullet; that line then does not count as within. An unclosed
    fence is taken to end before the next line that looks like a card's heading, so that the rest of the file is not
    lost with it. Linear in the number of lines, whatever they hold.
    """
    marks = _marks(lines, start)
    longest = _longest_after(marks)
    inside = bytearray(len(lines))
    unclosed: dict[int, int] = {}
    position, done = 0, start
    while position < len(marks):
        mark = marks[position]
        position += 1
        if mark.line < done or not mark.opens:
            continue
        if longest[position - 1].get(mark.text[0], 0) < len(mark.text):
            unclosed[mark.line] = mark.at
            done = next((i for i in range(mark.line + 1, len(lines)) if _HEADING.match(lines[i])), len(lines))
        else:
            while not (marks[position].closes and marks[position].text.startswith(mark.text)):
                position += 1
            done = marks[position].line + 1
            position += 1
        begin = mark.line + mark.behind
        inside[begin:done] = b"\x01" * (done - begin)
    return inside, unclosed


@dataclass(frozen=True, slots=True)
class _Mark:
    """What may be an end of a fence: its line and place there, its characters, whether something stands before it."""

    line: int
    at: int
    text: str
    behind: bool
    opens: bool
    closes: bool


def _marks(lines: Sequence[str], start: int) -> list[_Mark]:
    marks: list[_Mark] = []
    for index in range(start, len(lines)):
        line = lines[index]
        if "```" not in line and "~~~" not in line:
            continue
        token = field_token(line)
        bullet = None if token else _BULLET.match(line)
        begin = token[2] if token else bullet.end() if bullet else 0
        match = _FENCE.match(line, begin)
        if match:
            text, info = match.groups()
            opens = text[0] == "~" or "`" not in info
            marks.append(_Mark(index, match.start(1), text, begin > 0, opens, not begin and not info.strip()))
    return marks


def _longest_after(marks: Sequence[_Mark]) -> list[dict[str, int]]:
    """For each mark, the longest closing one of either character after it."""
    after: list[dict[str, int]] = []
    longest: dict[str, int] = {}
    for mark in reversed(marks):
        after.append(longest)
        if mark.closes and len(mark.text) > longest.get(mark.text[0], 0):
            longest = {**longest, mark.text[0]: len(mark.text)}
    return after[::-1]
