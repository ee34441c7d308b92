"""From lines to blocks: one block a card, its header lines and its fields, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from quiz.decks.grammar import FIELDS, HEADERS, field_token, is_heading
from quiz.decks.lines import Source, fences
from quiz.decks.parse.ident import nearest

_HEADER = re.compile(r"([^\s:][^:]*):[ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a text: its number, the index in the cleaned line at which `text` begins, whether in a fence."""

    line: int
    start: int
    text: str
    fenced: bool = False


class Prose:
    """A text made of pieces, which knows where in the file each of its characters stands."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        """Takes at least one piece; blank ones at either end are left out where others remain."""
        begin, end = 0, len(pieces)
        while begin < end - 1 and not pieces[begin].text.strip():
            begin += 1
        while end > begin + 1 and not pieces[end - 1].text.strip():
            end -= 1
        self.pieces = pieces[begin:end]
        self.text = "\n".join(piece.text for piece in self.pieces).rstrip()
        self._begins: list[int] = []

    def place(self, offset: int) -> tuple[int, int]:
        """Line and index of the character at `offset`."""
        if not self._begins:
            self._begins = list(accumulate((len(piece.text) + 1 for piece in self.pieces), initial=0))[:-1]
        at = max(0, bisect_right(self._begins, offset) - 1)
        return self.pieces[at].line, self.pieces[at].start + offset - self._begins[at]


@dataclass(frozen=True, slots=True)
class Field:
    """A text field. Its first piece is what stands behind the colon."""

    name: str
    language: str
    line: int
    pieces: list[Piece]

    @property
    def token(self) -> str:
        """The field as it is written: `Q.ko`."""
        return f"{self.name}.{self.language}" if self.language else self.name


@dataclass(frozen=True, slots=True)
class Entry:
    """A header line: `start` is the index at which the value begins."""

    key: str
    value: str
    line: int
    start: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a block, found before its id was known for sure."""

    line: int
    index: int
    message: str
    values: dict[str, object]
    warning: bool = False


@dataclass(slots=True)
class Block:
    """What will be a card. `id` is None for a bare one; `line` is its first line, `end` the one after its last."""

    line: int
    id: str | None
    start: int = 0
    end: int = 0
    headers: dict[str, Entry] = field(default_factory=dict)
    fields: list[Field] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)  # the languages that have a Q or a C

    def error(self, line: int, index: int, message: str, /, **values: object) -> None:
        self.faults.append(Fault(line, index, message, values))

    def warn(self, line: int, index: int, message: str, /, **values: object) -> None:
        self.faults.append(Fault(line, index, message, values, warning=True))


def split(source: Source, start: int) -> tuple[Block, list[Block]]:
    """The text before the first card, as a block with one nameless field, and the blocks of the cards.

    `start` is the index of the first line behind the front matter.
    """
    lines = source.lines
    inside, unclosed = fences(lines, start)
    preamble = Block(start + 1, None, fields=[Field("", "", start, [Piece(start, 0, "")])])
    blocks: list[Block] = []
    block = preamble
    behind = start
    for index in range(start, len(lines)):
        line, number = lines[index], index + 1
        if index < behind:
            continue
        if not line and not inside[index]:
            behind = next((i for i in range(index, len(lines)) if lines[i] or inside[i]), len(lines))
            if block.fields:  # one piece for all of them: a file may hold millions
                block.fields[-1].pieces.append(Piece(number, 0, "\n" * (behind - index - 1)))
        elif inside[index]:
            _text(block, Piece(number, 0, line, True))
        elif is_heading(line):
            block.end = number
            block = _headed(line, number)
            blocks.append(block)
        elif (token := field_token(line)) is not None:
            name, language, length = token
            if block is preamble or (name in ("Q", "C") and language in block.asked):
                block.end = number
                block = Block(number, None)
                blocks.append(block)
            if name in ("Q", "C"):
                block.asked.add(language)
            block.fields.append(Field(name, language, number, [Piece(number, length, line[length:])]))
        elif block.fields:
            _text(block, _unescaped(line, number))
        elif line.strip():
            _header(block, line, number)
        if index in unclosed:
            block.error(number, unclosed[index], "this code fence is never closed")
    block.end = len(lines) + 1
    return preamble, blocks


def _headed(line: str, number: int) -> Block:
    rest = line[2:]
    return Block(number, rest.strip(), start=2 + len(rest) - len(rest.lstrip()))


def _unescaped(line: str, number: int) -> Piece:
    """A line of text; a backslash before what would be grammar goes."""
    if line.startswith("\\") and (is_heading(line[1:]) or field_token(line[1:]) is not None):
        return Piece(number, 1, line[1:])
    return Piece(number, 0, line)


def _text(block: Block, piece: Piece) -> None:
    if block.fields:
        block.fields[-1].pieces.append(piece)
    else:
        block.error(piece.line, 0, "code stands before the first field of the card, such as Q:")


def _header(block: Block, line: str, number: int) -> None:
    match = _HEADER.match(line)
    if not match:
        block.error(number, 0, "this is neither a header line (key: value) nor a field such as Q:")
        return
    key, value = match.group(1), match.group(2).rstrip()
    if key not in HEADERS:
        near = nearest(key, (*HEADERS, *FIELDS))
        if near:
            block.error(number, 0, 'there is no header key "{key}"; do you mean "{near}"?', key=key, near=near)
        else:
            keys = ", ".join(HEADERS)
            block.error(number, 0, 'there is no header key "{key}"; there are {keys}', key=key, keys=keys)
    elif key in block.headers:
        first = block.headers[key].line
        block.error(number, 0, "{key} is given twice, first on line {first}", key=key, first=first)
    elif not value:
        block.error(number, match.start(2), "{key} has no value", key=key)
    else:
        block.headers[key] = Entry(key, value, number, match.start(2))
