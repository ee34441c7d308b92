"""Markdown of others: hashcards, Obsidian's spaced repetition, front/back tables, Mochi; and our own decks."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from quiz.decks.compose import compose, front
from quiz.decks.lines import fences
from quiz.decks.parse import parse
from quiz.decks.spans import code, within
from quiz.exchange.delimited import read
from quiz.exchange.exported import chosen
from quiz.exchange.incoming import Incoming, Left, Report, apply, deck_id
from quiz.model.card import Card, Kind
from quiz.model.text import clean, one_line
from quiz.study.collection import Collection

_HASHCARDS = re.compile(r"^(Q|A|C|P|S):(?:[ \t]|$)")
_INLINE = re.compile(r"^(?:[-*+]\s+)?(.+?)\s*(:::|::)\s*(.+)$")
_HIGHLIGHT = re.compile(r"==(?!\s)([^=\n]+?)(?<!\s)==")
_BRACKETS = re.compile(r"(?<![!\]\\])\[([^\[\]\n]+)\](?!\()")
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)+\|?\s*$")
_SCHEDULE = re.compile(r"\s*<!--SR:.*?-->")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A card as some Markdown has it, with the line at which it begins."""

    line: int
    card: Card


def text(collection: Collection, decks: Sequence[str]) -> str:
    """Decks as one file of our own format; a deck alone keeps its id and title."""
    out = chosen(collection, decks)
    ids = {one.card.deck for one in out}
    deck = ids.pop() if len(ids) == 1 else ""
    title = collection.decks().get(deck, ({}, 0))[0] if deck else {}
    return front(deck=deck, title=title) + "\n".join(compose(one.card) for one in out)


def bring(
    collection: Collection, path: str, *, progress: bool = True, dry_run: bool = False, update: bool = False
) -> Report:
    """Import a Markdown file. Raises QuizError; decks and log are then as they were."""
    source = clean(read(path))
    deck = deck_id(os.path.splitext(os.path.basename(path))[0])
    incoming = Incoming()
    folder = os.path.dirname(os.path.abspath(path))
    own = parse(source, path, default_id=deck)
    if own.cards and not all(card.provisional for card in own.cards):
        incoming.cards = [card for card in own.cards if not card.provisional]
        incoming.left += [
            Left(f"{problem.line}", problem.message, problem.values) for problem in own.problems if not problem.warning
        ]
    else:
        for piece in pieces(source):
            incoming.cards.append(_named(piece.card, deck))
        if not incoming.cards:
            incoming.left.append(
                Left(one_line(os.path.basename(path)), "there is no card in any form that is known here")
            )
    incoming.notes = len(incoming.cards)
    incoming.pictures = _pictures(folder)
    return apply(collection, incoming, dry_run=dry_run, update=update)


def _pictures(folder: str) -> Callable[[str, str], bytes | None]:
    def found(_deck: str, file: str) -> bytes | None:
        path = os.path.realpath(os.path.join(folder, *file.split("/")))
        if not path.startswith(os.path.join(os.path.realpath(folder), "")) or not os.path.isfile(path):
            return None
        with open(path, "rb") as opened:
            return opened.read(32 * 1024 * 1024)

    return found


def _named(card: Card, deck: str) -> Card:
    """The card with an id that hangs on what it asks, and with what its text shows."""
    asked = "\n".join([*card.question.values(), *card.cloze.values()])
    digest = sha256(" ".join(asked.split()).encode()).hexdigest()[:10]
    named = replace(card, id=f"text-{digest}", deck=deck)
    found = parse(compose(named), "card", default_id=deck).cards
    return found[0] if found else named


def pieces(source: str) -> list[Piece]:
    """The cards of a Markdown file in the first form that it has any of."""
    source = _FRONT_MATTER.sub(lambda match: "\n" * match.group().count("\n"), source)
    lines = [_SCHEDULE.sub("", line) for line in source.split("\n")]
    inside = [bool(one) for one in fences(lines)[0]]
    if any(_HASHCARDS.match(line) and not inside[at] for at, line in enumerate(lines)):
        return list(_hashcards(lines, inside))
    found = [*_obsidian(lines, inside), *_tables(lines, inside)]
    return sorted(found, key=lambda piece: piece.line) or list(_mochi(lines, inside))


def _hashcards(lines: Sequence[str], inside: Sequence[bool]) -> Iterator[Piece]:
    """`Q:` and `A:`, and `C:` with what is hidden in [brackets]; blocks end at an empty `---` or the next one."""
    begun: list[tuple[str, int, list[str]]] = []
    for at, line in enumerate(lines):
        match = None if inside[at] else _HASHCARDS.match(line)
        if match:
            begun.append((match.group(1), at + 1, [line[match.end() :].strip()]))
        elif begun and not inside[at] and line.strip() == "---":
            begun.append(("", at + 1, []))
        elif begun:
            begun[-1][2].append(line)
    for place, (mark, line_number, body) in enumerate(begun):
        said = "\n".join(body).strip()
        after = begun[place + 1] if place + 1 < len(begun) else ("", 0, [])
        if mark in ("Q", "P") and after[0] in ("A", "S") and said:
            answer = "\n".join(after[2]).strip()
            if answer:
                yield Piece(line_number, Card("", "", question={"": said}, answer={"": answer}))
        elif mark == "C" and said and (card := _clozed(said, _BRACKETS)) is not None:
            yield Piece(line_number, card)


def _clozed(said: str, pattern: re.Pattern[str]) -> Card | None:
    """A cloze card of what a pattern marks, outside code; numbered from 1."""
    ranges = code(said)
    made: list[str] = []
    labels: list[str] = []
    done = 0
    for match in pattern.finditer(said):
        if within(ranges, match.start()):
            continue
        labels.append(str(len(labels) + 1))
        hidden = match.group(1).strip()
        made.append(_braces(said[done : match.start()]) + f"{{{{{labels[-1]}::{_braces(hidden)}}}}}")
        done = match.end()
    if not labels:
        return None
    return Card("", "", Kind.CLOZE, cloze={"": "".join([*made, _braces(said[done:])])}, labels=tuple(labels))


def _braces(text: str) -> str:
    return re.sub(r"(?<!\\)([{}])", r"\\\1", text) if "$" not in text else text


def _obsidian(lines: Sequence[str], inside: Sequence[bool]) -> Iterator[Piece]:
    """`front::back`, `front:::back` (both ways), `?` or `??` on a line between the sides, and ==hidden== words."""
    at = 0
    while at < len(lines):
        line = lines[at]
        if inside[at] or not line.strip() or _HEADING.match(line):
            at += 1
            continue
        end = next((i for i in range(at, len(lines)) if not lines[i].strip() and not inside[i]), len(lines))
        block = list(lines[at:end])
        marks = [i for i, one in enumerate(block) if one.strip() in ("?", "??") and not inside[at + i]]
        if marks and marks[0] > 0 and marks[0] + 1 < len(block):
            question, answer = "\n".join(block[: marks[0]]).strip(), "\n".join(block[marks[0] + 1 :]).strip()
            both = block[marks[0]].strip() == "??"
            yield Piece(at + 1, Card("", "", reversed=both, question={"": question}, answer={"": answer}))
        else:
            yield from _inline(block, at, inside)
        at = end


def _inline(block: Sequence[str], start: int, inside: Sequence[bool]) -> Iterator[Piece]:
    rest = []
    for offset, line in enumerate(block):
        match = None if inside[start + offset] or "::" not in line else _INLINE.match(line)
        if match and not within(code(line), match.start(2)) and "{{" not in line:
            front, sign, back = match.groups()
            pair = Card("", "", reversed=sign == ":::", question={"": front.strip()}, answer={"": back.strip()})
            yield Piece(start + offset + 1, pair)
        elif not inside[start + offset]:
            rest.append(line)
    said = "\n".join(rest).strip()
    if "==" in said and (card := _clozed(said, _HIGHLIGHT)) is not None:
        yield Piece(start + 1, card)


def _tables(lines: Sequence[str], inside: Sequence[bool]) -> Iterator[Piece]:
    """Tables of two columns (or of more: the first asks, the second answers), a card a row."""
    at = 0
    while at + 1 < len(lines):
        if inside[at] or not _RULE.match(lines[at + 1]) or "|" not in lines[at]:
            at += 1
            continue
        at += 2
        while at < len(lines) and "|" in lines[at] and lines[at].strip():
            cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", lines[at].strip().strip("|"))]
            if len(cells) >= 2 and cells[0] and cells[1]:
                yield Piece(at + 1, Card("", "", question={"": cells[0]}, answer={"": cells[1]}))
            at += 1


def _mochi(lines: Sequence[str], inside: Sequence[bool]) -> Iterator[Piece]:
    """Cards whose sides are parted by a line `---`: one a file, or several, each under a heading of its own."""
    rules = [at for at, line in enumerate(lines) if line.strip() == "---" and not inside[at]]
    starts = [at for at, line in enumerate(lines) if _HEADING.match(line) and not inside[at]]
    if not rules:
        return
    if not starts or starts[0] > rules[0]:
        starts = [0, *starts]
    for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        between = [rule for rule in rules if begin < rule < end]
        if not between:
            continue
        question = _plain(lines[begin : between[0]])
        answer = "\n".join(lines[between[0] + 1 : between[1] if len(between) > 1 else end]).strip()
        if question and answer:
            yield Piece(begin + 1, Card("", "", question={"": question}, answer={"": answer}))


def _plain(lines: Sequence[str]) -> str:
    """A front: its heading is its question, where nothing else stands there."""
    said = "\n".join(lines).strip()
    heading = _HEADING.match(said)
    return heading.group(1) if heading and "\n" not in said else said
