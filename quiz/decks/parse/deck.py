"""A whole deck file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from quiz.decks.lines import Source
from quiz.decks.parse.blocks import Block, split
from quiz.decks.parse.card import build, identify
from quiz.decks.parse.front import front
from quiz.decks.parse.near import near_misses
from quiz.decks.parse.problem import Problem, Report
from quiz.model.card import Card, Text


@dataclass(frozen=True, slots=True)
class Deck:
    """What a deck file says. `overrides` maps a card's id to the fingerprint of the shipped card that it replaced.

    `cards` are those without an error; each other card of the file is named by at least one of `problems`.
    """

    id: str
    title: Text = field(default_factory=dict)
    language: str = ""
    tags: tuple[str, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)
    cards: tuple[Card, ...] = ()
    problems: tuple[Problem, ...] = ()


def parse(text: str, path: str, *, default_id: str, default_language: str = "") -> Deck:
    """Read a deck from its text; never raises. `path` is what problems name; the defaults serve where the front
    matter is silent."""
    report = Report(path, Source(text))
    if not any(line.strip() for line in report.source.lines):
        empty = Problem(path, 0, 0, "", "the file is empty")
        return Deck(default_id, language=default_language, problems=(empty,))
    head = front(report)
    deck_id = head.id or default_id
    preamble, blocks = split(report.source, head.start)
    report.open("")
    for fault in preamble.faults:
        report.error(fault.line, fault.index, fault.message, **fault.values)
    near_misses(preamble, report)
    if report.source.lines[0].rstrip() == "---":
        report.warn(1, 0, "this is text; front matter is TOML between two lines +++")
    cards = _cards(blocks, deck_id, head.tags, report)
    if not blocks:
        report.open("")
        report.warn(0, 0, "there is no card in this file")
    return Deck(
        deck_id, head.title, head.language or default_language, head.tags, head.options, head.overrides,
        tuple(cards), report.sorted(),
    )  # fmt: skip


def _cards(blocks: list[Block], deck_id: str, tags: tuple[str, ...], report: Report) -> list[Card]:
    cards: list[Card] = []
    first: dict[str, int] = {}
    twins: dict[str, int] = {}
    for block in blocks:
        card_id = identify(block, deck_id, report.source.lines, twins)
        card = build(block, card_id, deck_id, tags, report)
        near_misses(block, report)
        if block.id is None and (line := first.setdefault(card_id.partition(".")[0], block.line)) != block.line:
            report.warn(block.line, 0, "this card reads as the one on line {line}", line=line)
        if block.id and card_id in first:
            report.error(
                block.line,
                block.start,
                "this id is taken already: {place}",
                place=report.place(first[card_id], block.start),
            )
        elif card is not None:
            cards.append(card)
        first.setdefault(card_id, block.line)
    return cards
