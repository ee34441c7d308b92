"""The items of Choices, Order, Match and Wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from quiz.decks.parse.blocks import Field, Piece, Prose
from quiz.decks.parse.ident import is_id, propose
from quiz.decks.parse.problem import Report
from quiz.decks.spans import find_outside
from quiz.model.card import Option, Pair, Wrong

_MARKS = {
    "Choices": re.compile(r"- \[([ xX])\](?:[ \t]+|$)"),
    "Order": re.compile(r"(\d{1,4})\.(?:[ \t]+|$)"),
    "Match": re.compile(r"-(?:[ \t]+|$)"),
    "Wrong": re.compile(r"-(?:[ \t]+|$)"),
}
_WANTED = {
    "Choices": "- [x] right, - [ ] wrong",
    "Order": "1. first",
    "Match": "- left => right",
    "Wrong": "- answer > feedback",
}
_FEEDBACK = re.compile(r"[ \t]+>[ \t]?")
_LINK = re.compile(r"[ \t]+->[ \t]*")


@dataclass(slots=True)
class Item:
    """One item as it stands: `mark` is what its bullet said ("x", " ", a number), `link` a card's id."""

    line: int
    start: int
    mark: str
    pieces: list[Piece]
    feedback: list[Piece] = field(default_factory=list)
    link: str = ""
    link_place: tuple[int, int] = (0, 0)
    margin: int = -1  # how far its further lines are indented, by the first of them

    @property
    def prose(self) -> Prose:
        return Prose(self.pieces)

    @property
    def text(self) -> str:
        return self.prose.text

    @property
    def told(self) -> str:
        return Prose(self.feedback).text if self.feedback else ""


def items(one: Field, report: Report) -> list[Item]:
    """The items of a field; what is not an item is reported."""
    first = one.pieces[0]
    if first.text.strip():
        report.error(
            first.line, first.start, "the items of {field} begin on the next line: {wanted}",
            field=one.token, wanted=_WANTED[one.name],
        )  # fmt: skip
    found: list[Item] = []
    for piece in one.pieces[1:]:
        if not _take(piece, one, found, report):
            report.error(
                piece.line, piece.start, "this line is no item of {field}; write: {wanted}",
                field=one.token, wanted=_WANTED[one.name],
            )  # fmt: skip
    for item in found:
        if not item.text:
            report.error(item.line, item.start, "an item of {field} is empty", field=one.token)
    if not found and not first.text.strip():
        report.error(one.line, 0, "{field} has no items", field=one.token)
    return [item for item in found if item.text]


def _take(piece: Piece, one: Field, found: list[Item], report: Report) -> bool:
    """Add one line to the items; False where it cannot belong to them."""
    blank = not piece.text.strip()
    if not piece.fenced and not blank:
        match = _MARKS[one.name].match(piece.text)
        if match:
            mark = match.group(1).lower() if match.groups() else ""
            begin = match.end()
            found.append(Item(piece.line, piece.start, mark, [Piece(piece.line, begin, piece.text[begin:])]))
            return True
    if not found:
        return blank
    item = found[-1]
    if piece.fenced or blank:
        (item.feedback or item.pieces).append(_dedented(piece, item))
        return True
    if link := _LINK.match(piece.text):
        return _link(piece, link.end(), one, item, report)
    if one.name in ("Choices", "Wrong") and (told := _FEEDBACK.match(piece.text)):
        item.feedback.append(_shifted(piece, told.end()))
        return True
    if piece.text[0] in " \t":
        (item.feedback or item.pieces).append(_dedented(piece, item))
        return True
    return False


def _dedented(piece: Piece, item: Item) -> Piece:
    indent = len(piece.text) - len(piece.text.lstrip(" \t"))
    if item.margin < 0 and piece.text.strip():
        item.margin = indent
    return _shifted(piece, min(indent, max(0, item.margin)))


def _shifted(piece: Piece, by: int) -> Piece:
    return Piece(piece.line, piece.start + by, piece.text[by:], piece.fenced)


def _link(piece: Piece, begin: int, one: Field, item: Item, report: Report) -> bool:
    if one.name not in ("Choices", "Wrong"):
        return False
    target = piece.text[begin:].strip()
    place = (piece.line, piece.start + begin)
    if item.link:
        report.error(*place, "this item brings two cards forward; it can bring one")
    elif is_id(target):
        item.link, item.link_place = target, place
    elif near := propose(target):
        report.error(*place, 'there is no card\'s id behind "->"; try "{near}"', near=near)
    else:
        report.error(*place, 'there is no card\'s id behind "->"')
    return True


def options(found: Sequence[Item]) -> tuple[Option, ...]:
    return tuple(Option(item.text, item.mark == "x", item.told, item.link) for item in found)


def order(found: Sequence[Item], report: Report) -> tuple[str, ...]:
    """The steps in the right order; numbers run from 1, or are all 1."""
    numbers = [int(item.mark) for item in found]
    if numbers != [1] * len(numbers):
        for number, item in enumerate(found, 1):
            if int(item.mark) != number:
                report.error(
                    item.line, item.start, "the items of Order count 1, 2, 3; here stands {given} for {number}",
                    given=item.mark, number=number,
                )  # fmt: skip
                break
    return tuple(item.text for item in found)


def pairs(found: Sequence[Item], report: Report) -> tuple[Pair, ...]:
    """Left and right, parted at the first " => " outside backticks."""
    made = []
    for item in found:
        text = item.text
        at = find_outside(text, " => ")
        left, right = text[:at].strip(), text[at + 4 :].strip()
        if at < 0 or not left or not right:
            report.error(item.line, item.start, "an item of Match needs both sides: - left => right")
        else:
            made.append(Pair(left, right))
    return tuple(made)


def wrongs(found: Sequence[Item]) -> tuple[Wrong, ...]:
    """Foreseen wrong answers: the feedback stands behind the first " > " outside backticks, or below as "  > "."""
    made = []
    for item in found:
        text = item.text
        at = find_outside(text, " > ")
        answer, feedback = (text, "") if at < 0 else (text[:at].strip(), text[at + 3 :].strip())
        made.append(Wrong(answer, "\n".join(part for part in (feedback, item.told) if part), item.link))
    return tuple(made)
