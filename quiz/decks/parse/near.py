"""Warnings about lines of text that were most likely meant as grammar."""

from __future__ import annotations

import re

from quiz.decks.grammar import FIELDS, HEADERS, field_token, is_heading
from quiz.decks.parse.blocks import Block, Piece
from quiz.decks.parse.ident import one_edit
from quiz.decks.parse.problem import Report

_TOKEN = re.compile(r" ?([A-Za-z]{1,9})(?:\.[^\s:：]{1,12})? ?([:：;]|$)")
_BEGINS = re.compile(r" ?[A-Za-z문답#]")
_HEADER = re.compile(rf"({'|'.join(HEADERS)}):[ \t]")
_LONG = tuple(name for name in FIELDS if len(name) > 1)
_SHORT = tuple(name for name in FIELDS if len(name) == 1)
_NO_SPACE = re.compile(r"##[^\s#]\S*$")


def near_misses(block: Block, report: Report) -> None:
    """Warn of lines one edit from a field's name, of header lines too late, and of cards swallowed by a fence."""
    pieces = [piece for one in block.fields for piece in one.pieces[1:]]
    for position, piece in enumerate(pieces):
        if piece.start:
            continue  # behind a backslash, or not at the beginning of the line
        if piece.fenced:
            _swallowed(pieces, position, report)
        elif _BEGINS.match(piece.text):
            _near(piece, report)


def _near(piece: Piece, report: Report) -> None:
    name = meant(piece.text)
    if name:
        report.warn(piece.line, 0, 'this line is text; is it meant as the field "{name}:"?', name=name)
    elif match := _HEADER.match(piece.text):
        report.warn(
            piece.line, 0, 'this line is text; a header line such as "{key}:" stands right below "## id"',
            key=match.group(1),
        )  # fmt: skip
    elif _NO_SPACE.match(piece.text):
        report.warn(piece.line, 0, 'this line is text; a card begins with "## ", a space included')


def meant(line: str) -> str:
    """The field's name that one edit would make of the beginning of `line`; "" where none is so near."""
    if line[:2] in (" 문", " 답") and line[2:3] in (":", "."):
        return line[1]
    match = _TOKEN.match(line)
    if not match:
        return "문" if line[:2] == "문：" else "답" if line[:2] == "답：" else ""
    word, end = match.groups()
    if word in _LONG or (word in _SHORT and end):
        return word
    if not end:
        return ""
    if len(word) == 1:
        return word.upper() if word.upper() in _SHORT else ""
    return next((name for name in _LONG if one_edit(word, name)), "")


def _swallowed(pieces: list[Piece], position: int, report: Report) -> None:
    piece = pieces[position]
    if not is_heading(piece.text) or len(piece.text.split()) != 2 or position + 1 == len(pieces):
        return
    below = pieces[position + 1]
    if below.fenced and (field_token(below.text) or _HEADER.match(below.text)):
        report.warn(piece.line, 0, "this card stands inside a code fence, so it is text; is the fence above closed?")
