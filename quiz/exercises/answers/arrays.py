"""Answers that are several numbers: the shape of an array, a row, a matrix."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers.base import BLANK, Answer, FormatError, plain
from quiz.exercises.answers.numbers import WHOLE, Scalar, Whole
from quiz.exercises.answers.reading import NOT_CLOSED, TOO_LARGE, Piece, read_number, readable, split_list, unwrap

NOT_A_SIZE = Text(
    "“{token}” is not a size. Write a shape as 26, 26, 16 or (26, 26, 16) or 26x26x16.",
    "‘{token}’: 크기로 읽을 수 없어요. 모양은 26, 26, 16이나 (26, 26, 16), 26x26x16처럼 쓰세요.",
)
RAGGED = Text(
    "Row {row} has {found} numbers, row 1 has {first}.", "{row}행에는 수가 {found}개, 1행에는 {first}개 있어요."
)
ONE_LINE = Text(
    "Put each of the {rows} rows on a line of its own, or part them with “;”.",
    "{rows}개의 행을 한 줄에 하나씩 쓰거나 ‘;’으로 나누세요.",
)
TOO_DEEP = Text("There are more brackets than a matrix has.", "행렬보다 괄호가 많아요.")
OUTSIDE = Text("“{token}” stands outside of the rows.", "행 밖에 ‘{token}’ 글자가 있어요.")


@dataclass(frozen=True, slots=True)
class Shape(Answer):
    """The shape of an array, `length` axes long; `free` takes None for an axis too.

    An answer of another length is an attempt: the batch's axis where it does not belong is a wrong idea.
    """

    length: int
    free: bool = False

    def parse(self, text: str) -> tuple[int | float | None, ...]:
        inner, bracketed = unwrap(readable(text))
        pieces = split_list(inner.text, inner.position, self.length, parts=r"\s,xX*", spaced=bracketed)
        if not pieces:
            raise FormatError(BLANK, inner.position)
        return tuple(map(self._size, pieces))

    def _size(self, piece: Piece) -> int | float | None:
        if self.free and piece.text.lower() in ("none", "?"):
            return None
        if not re.fullmatch(r"[-+]?[0-9][0-9,]*(?:\.[0-9]*)?", piece.text):
            raise FormatError(NOT_A_SIZE, piece.position, token=piece.text)
        size = read_number(piece.text, piece.position)
        if isinstance(size, float) and abs(size) >= 2**53:
            raise FormatError(TOO_LARGE, piece.position, token=piece.text)
        return size

    def same(self, given: Any, truth: Any) -> bool:
        given, truth = plain(given), plain(truth)
        return len(given) == len(truth) and all(
            a is b if a is None or b is None else WHOLE.same(a, b) for a, b in zip(given, truth, strict=True)
        )

    def show(self, value: Any) -> str:
        sizes = ["None" if size is None else WHOLE.show(size) for size in plain(value)]
        return f"({', '.join(sizes)}{',' if len(sizes) == 1 else ''})"

    @property
    def tolerance(self) -> Text:
        return Text("a shape, such as 26, 26, 16", "모양, 예: 26, 26, 16")


@dataclass(frozen=True, slots=True)
class Row(Answer):
    """`length` numbers in order."""

    length: int
    each: Scalar = WHOLE

    def parse(self, text: str) -> tuple[int | float, ...]:
        inner, bracketed = unwrap(readable(text))
        pieces = split_list(inner.text, inner.position, self.length, spaced=bracketed)
        if not pieces:
            raise FormatError(BLANK, inner.position)
        return tuple(read_number(piece.text, piece.position) for piece in pieces)

    def same(self, given: Any, truth: Any) -> bool:
        return _fits(given, truth, self.each.same)

    def apart(self, one: Any, other: Any) -> bool:
        return not _fits(one, other, lambda a, b: not self.each.apart(a, b))

    def show(self, value: Any) -> str:
        return ", ".join(map(self.each.show, plain(value)))

    @property
    def tolerance(self) -> Text:
        return _each(self.each)

    @property
    def grid(self) -> tuple[int, int]:
        return 1, self.length


@dataclass(frozen=True, slots=True)
class Matrix(Answer):
    """Rows of numbers, `shape` (rows, columns) in all. A matrix of another shape is an attempt; ragged rows are not."""

    shape: tuple[int, int]
    each: Scalar = WHOLE

    def parse(self, text: str) -> tuple[tuple[int | float, ...], ...]:
        text = readable(text)
        if "[" in text or text.lstrip().startswith("("):
            lines = _bracketed(text)
            rows = [split_list(line.text, line.position, None, parts=r"\s,") for line in lines]
        else:
            lines = [Piece(m.group(), m.start()) for m in re.finditer(r"[^\n;]+", text) if m.group().strip()]
            rows = [split_list(line.text, line.position, self.shape[1], parts=r"\s,") for line in lines]
            if len(rows) == 1 and self.shape[0] > 1 and len(rows[0]) == self.shape[0] * self.shape[1]:
                raise FormatError(ONE_LINE, rows[0][0].position, rows=self.shape[0])
        rows = [row for row in rows if row]
        if not rows:
            raise FormatError(BLANK)
        values = tuple(tuple(read_number(piece.text, piece.position) for piece in row) for row in rows)
        for number, (row, pieces) in enumerate(zip(values, rows, strict=True), 1):
            if len(row) != len(values[0]):
                place = pieces[0].position
                raise FormatError(RAGGED, place, row=number, found=len(row), first=len(values[0]))
        return values

    def same(self, given: Any, truth: Any) -> bool:
        return _fits(given, truth, self.each.same)

    def apart(self, one: Any, other: Any) -> bool:
        return not _fits(one, other, lambda a, b: not self.each.apart(a, b))

    def show(self, value: Any) -> str:
        return "\n".join(" ".join(map(self.each.show, row)) for row in plain(value))

    @property
    def tolerance(self) -> Text:
        return _each(self.each)

    @property
    def grid(self) -> tuple[int, int]:
        return self.shape


def _each(scalar: Scalar) -> Text:
    if isinstance(scalar, Whole):
        return Text("whole numbers", "정수")
    return Text(f"each {scalar.tolerance.en}", f"각각 {scalar.tolerance.ko}")


def _fits(given: Any, truth: Any, same: Callable[[Any, Any], bool]) -> bool:
    """Whether two nested tuples have one shape and the same members."""
    given, truth = plain(given), plain(truth)
    if isinstance(given, tuple) != isinstance(truth, tuple):
        return False
    if isinstance(given, tuple):
        return len(given) == len(truth) and all(_fits(a, b, same) for a, b in zip(given, truth, strict=True))
    return same(given, truth)


def _bracketed(text: str) -> list[Piece]:
    """The insides of the innermost brackets of `[[1, 2], [3, 4]]`, `array(…)` or NumPy's print."""
    call = re.match(r"\s*[A-Za-z_][\w.]*(?=\()", text)
    start = call.end() if call else 0
    body = text[start:].rstrip()
    kind = re.search(r",\s*(?:dtype|device)\s*=[^\[\]()]*\)$", body)
    if kind:
        body = body[: kind.start()] + " " * (len(body) - kind.start() - 1) + ")"
    if call:  # the call's own brackets are none of the matrix'
        if not body.endswith(")"):
            raise FormatError(NOT_CLOSED, len(text) - 1)
        body = f" {body[1:-1]}"
    return _innermost(body, start)


def _innermost(body: str, start: int) -> list[Piece]:
    """The rows: what stands in brackets that hold no others, or in a single pair of them line by line."""
    rows: list[Piece] = []
    stack: list[int] = []
    deepest = 0
    for index, character in enumerate(body):
        if character in "([":
            stack.append(index)
            deepest = len(stack)
            if deepest > 2:
                raise FormatError(TOO_DEEP, start + index)
        elif character in ")]":
            if not stack or body[stack[-1]] + character not in ("()", "[]"):
                raise FormatError(NOT_CLOSED, start + index)
            opened = stack.pop() + 1
            if len(stack) + 1 == deepest:
                rows.append(Piece(body[opened:index], start + opened))
    if stack:
        raise FormatError(NOT_CLOSED, start + stack[-1])
    _nothing_outside(body, start, rows)
    if len(rows) == 1 and deepest == 1:
        return [Piece(m.group(), rows[0].position + m.start()) for m in re.finditer(r"[^\n;]+", rows[0].text)]
    return rows


def _nothing_outside(body: str, start: int, rows: list[Piece]) -> None:
    end = 0
    for row in (*rows, Piece("", start + len(body))):
        stray = re.search(r"[^\s()\[\],;]", body[end : row.position - start])
        if stray:
            raise FormatError(OUTSIDE, start + end + stray.start(), token=stray.group())
        end = row.position - start + len(row.text)
