"""From a block to a card, or to the problems that stand in the way."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from quiz.decks.parse.blocks import Block, Entry, Field, Prose
from quiz.decks.parse.draft import Draft, chosen, fill, foreseen, labelled, matched, ordered
from quiz.decks.parse.ident import is_id, propose
from quiz.decks.parse.media import collect
from quiz.decks.parse.problem import Report
from quiz.model.card import Card, Kind, Wrong

if TYPE_CHECKING:
    from quiz.decks.schema import Header

_KINDS = {
    "C": Kind.CLOZE, "Choices": Kind.CHOICES, "Order": Kind.ORDER, "Match": Kind.MATCH,
    "accept": Kind.TYPED, "answer": Kind.NUMBER, "exercise": Kind.EXERCISE,
}  # fmt: skip
_COMMA = re.compile(",")
_BAR = re.compile(r"(?<!\S)\|(?!\S)")
_LISTS = {"tags": _COMMA, "after": _COMMA, "links": _COMMA, "accept": _BAR, "also": _BAR}


def identify(block: Block, deck: str, lines: Sequence[str], seen: dict[str, int]) -> str:
    """The block's id; for a bare one a provisional id made of the deck's id and the block's text.

    `seen` counts equal bare blocks, so that twins get different ids.
    """
    if block.id is not None:
        return block.id
    text = "\n".join(lines[block.line - 1 : block.end - 1]).strip()
    digest = hashlib.sha256(f"{deck}\n{text}".encode()).hexdigest()[:16]
    seen[digest] = seen.get(digest, 0) + 1
    return f"~{digest}" if seen[digest] == 1 else f"~{digest}.{seen[digest]}"


def build(block: Block, card_id: str, deck: str, tags: tuple[str, ...], report: Report) -> Card | None:
    """The card of a block; None, with at least one error reported, where it is broken."""
    report.open(card_id)
    for fault in block.faults:
        add = report.warn if fault.warning else report.error
        add(fault.line, fault.index, fault.message, **fault.values)
    _check_id(block, report)
    header = _header(block, report)
    draft = Draft(block, card_id)
    fill(draft, report)
    kind = _kind(draft, report)
    if kind is not None:
        _complete(draft, kind, report)
    labels, choices, orders = labelled(draft, report), chosen(draft, report), ordered(draft, report)
    matches, wrong = matched(draft, report), foreseen(draft, report)
    pictures = collect(draft.proses(), report)
    if header is not None and kind is not None:
        _check_header(draft, header, kind, orders, wrong, report)
    if report.broken or kind is None or header is None:
        return None
    return Card(
        id=card_id, deck=deck, kind=kind, line=block.line, labels=labels, pictures=pictures,
        tags=tuple(dict.fromkeys((*tags, *header.tags))), source=header.source,
        after=tuple(dict.fromkeys(header.after)), links=tuple(dict.fromkeys(header.links)),
        reversed=header.reversed, accept=header.accept, number=header.answer, also=header.also,
        exercise=header.exercise, shows=header.shows,
        question=draft.localized("Q"), answer=draft.localized("A"), cloze=draft.localized("C"),
        hint=draft.localized("Hint"), fix=draft.localized("Fix"),
        choices=choices, order=orders, match=matches, wrong=wrong,
    )  # fmt: skip


def _check_id(block: Block, report: Report) -> None:
    if block.id is None or is_id(block.id):
        return
    near = propose(block.id)
    if not block.id:
        report.error(block.line, 0, "a card's heading needs an id: ## some-id")
    elif near:
        report.error(
            block.line, block.start,
            'a card\'s id has letters, digits, "-" and "." only, and no spaces; try: ## {near}', near=near,
        )  # fmt: skip
    else:
        report.error(block.line, block.start, 'a card\'s id has letters, digits, "-" and "." only, and no spaces')


def _header(block: Block, report: Report) -> Header | None:
    """The header values; None where one is wrong."""
    from quiz.decks import schema

    entries = {key: _parts(entry) for key, entry in block.headers.items()}
    raw = {key: tuple(text for text, _ in parts) if key in _LISTS else parts[0][0] for key, parts in entries.items()}
    header, faults = schema.header(raw)
    for fault in faults:
        key = str(fault.where[0])
        index = fault.where[1] if len(fault.where) > 1 and isinstance(fault.where[1], int) else 0
        start = entries[key][index][1] + fault.offset
        report.error(block.headers[key].line, start, fault.message, **fault.values)
    return header


def _parts(entry: Entry) -> list[tuple[str, int]]:
    """The items of a list (one item for other keys), each with the index at which it begins."""
    separator = _LISTS.get(entry.key)
    if separator is None:
        return [(entry.value, entry.start)]
    ends = [match.span() for match in separator.finditer(entry.value)]
    begins = [0, *(end for _, end in ends)]
    parts = []
    for begin, stop in zip(begins, [*(begin for begin, _ in ends), len(entry.value)], strict=True):
        text = entry.value[begin:stop]
        blank = len(text) - len(text.lstrip()) if text.strip() else 0
        parts.append((text.strip(), entry.start + begin + blank))
    return parts


def _kind(draft: Draft, report: Report) -> Kind | None:
    """The kind of the card; None where two fields claim it."""
    claims: list[tuple[str, int]] = []
    for key, entry in draft.block.headers.items():
        if key in _KINDS:
            claims.append((key, entry.line))
    for one in draft.block.fields:
        if one.name in _KINDS and one.name not in [name for name, _ in claims]:
            claims.append((one.name, one.line))
    for name, line in claims[1:]:
        report.error(
            line, 0, "a card has one kind, but {first} (line {line}) and {second} make two",
            first=claims[0][0], second=name, line=claims[0][1],
        )  # fmt: skip
    if len(claims) > 1:
        return None
    return _KINDS[claims[0][0]] if claims else Kind.BASIC


def _complete(draft: Draft, kind: Kind, report: Report) -> None:
    """What a kind needs is there, and nothing that it would never show."""
    line, texts = draft.block.line, draft.texts
    if kind is Kind.BASIC:
        if "Q" not in texts and "A" not in texts:
            report.error(line, 0, "this card has neither a question (Q) nor an answer (A)")
        elif "Q" not in texts:
            report.error(line, 0, "the question (Q) is missing")
        elif "A" not in texts:
            report.error(line, 0, "the answer (A) is missing")
    elif kind in (Kind.CHOICES, Kind.TYPED, Kind.NUMBER) and "Q" not in texts:
        report.error(line, 0, "the question (Q) is missing")
    if kind is Kind.CLOZE and "Q" in texts:
        one, _ = next(iter(texts["Q"].values()))
        other, _ = next(iter(texts["C"].values()))
        report.error(
            one.line, 0, "a card has a question ({first}) or a cloze ({second} on line {line}), not both",
            first=one.token, second=other.token, line=other.line,
        )  # fmt: skip
    if kind in (Kind.CHOICES, Kind.ORDER, Kind.MATCH, Kind.EXERCISE) and "Wrong" in draft.items:
        one, _ = next(iter(draft.items["Wrong"].values()))
        report.warn(one.line, 0, "Wrong is never shown on a card of the kind {kind}", kind=kind.value)
    _languages(texts, report)


def _languages(texts: Mapping[str, Mapping[str, tuple[Field, Prose]]], report: Report) -> None:
    """Warn where a question stands in a language in which its answer does not."""
    answers = texts.get("A", {})
    if not answers or "" in answers:
        return
    for language, (one, _) in texts.get("Q", {}).items():
        if language and language not in answers:
            report.warn(one.line, 0, "there is {field}, but no answer in that language", field=one.token)


def _check_header(
    draft: Draft,
    header: Header,
    kind: Kind,
    orders: Mapping[str, tuple[str, ...]],
    wrong: Mapping[str, tuple[Wrong, ...]],
    report: Report,
) -> None:
    """The header values against the rest of the card."""
    at = draft.block.headers
    if header.reversed and kind is not Kind.BASIC:
        report.error(at["reversed"].line, 0, "only a card with a question (Q) and an answer (A) can be reversed")
    for key, targets in (("after", header.after), ("links", header.links)):
        if draft.id in targets:
            report.error(at[key].line, at[key].start, "{key} names the card itself", key=key)
    if "also" in at and kind is not Kind.ORDER:
        report.error(at["also"].line, 0, "also belongs to a card with Order")
    elif orders:
        length = len(next(iter(orders.values())))
        for given, (_, start) in zip(header.also, _parts(at["also"]) if "also" in at else (), strict=True):
            if sorted(given) != list(range(1, length + 1)):
                report.error(
                    at["also"].line, start, "this order must name each number from 1 to {count} once", count=length
                )
    accepted = {name.casefold() for name in header.accept}
    for language, answers in wrong.items():
        found = draft.items["Wrong"][language][1]
        for item, answer in zip(found, answers, strict=True):
            if answer.answer.casefold() in accepted:
                report.error(
                    item.line, item.start, '"{answer}" is wrong here, but accepted on line {line}',
                    answer=answer.answer, line=at["accept"].line,
                )  # fmt: skip
