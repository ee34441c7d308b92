"""A card in the making, and what must agree between its languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from quiz.decks.cloze import near_misses, scan
from quiz.decks.grammar import LISTS
from quiz.decks.parse.blocks import Block, Field, Prose
from quiz.decks.parse.items import Item, items, options, order, pairs, wrongs
from quiz.decks.parse.problem import Report
from quiz.model.card import Option, Pair, Wrong


@dataclass(slots=True)
class Draft:
    """A card in the making: its fields by name and language, its items likewise."""

    block: Block
    id: str
    texts: dict[str, dict[str, tuple[Field, Prose]]] = field(default_factory=dict)
    items: dict[str, dict[str, tuple[Field, list[Item]]]] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)

    def localized(self, name: str) -> dict[str, str]:
        return {language: prose.text for language, (_, prose) in self.texts.get(name, {}).items()}

    def proses(self) -> list[Prose]:
        """All its texts, those of items included."""
        found = [prose for by in self.texts.values() for _, prose in by.values()]
        for by in self.items.values():
            for item in (item for _, some in by.values() for item in some):
                found.append(item.prose)
                if item.feedback:
                    found.append(Prose(item.feedback))
        return found


def fill(draft: Draft, report: Report) -> None:
    """Sort the fields by name and language; twice the same is an error."""
    first: dict[tuple[str, str], int] = {}
    for one in draft.block.fields:
        key = (one.name, one.language)
        if key in first:
            report.error(
                one.line, 0, "{field} is given twice, first on line {first}", field=one.token, first=first[key]
            )
            continue
        first[key] = one.line
        if one.name in LISTS:
            draft.items.setdefault(one.name, {})[one.language] = (one, items(one, report))
        else:
            prose = Prose(one.pieces)
            if not prose.text.strip():
                report.error(one.line, 0, "{field} is empty", field=one.token)
            draft.texts.setdefault(one.name, {})[one.language] = (one, prose)


def labelled(draft: Draft, report: Report) -> tuple[str, ...]:
    """The labels of a cloze card, the same in each language."""
    known: tuple[str, ...] = ()
    first: Field | None = None
    for one, prose in draft.texts.get("C", {}).values():
        blanks, faults = scan(prose.text)
        for fault in faults:
            report.error(*prose.place(fault.offset), fault.message, **dict(fault.values))
        for offset, label in near_misses(prose.text):
            report.warn(
                *prose.place(offset), '"{label}" is no label of a cloze: a-z, A-Z, 0-9 and "-" only', label=label
            )
        found = tuple(dict.fromkeys(blank.label for blank in blanks))
        if faults:
            continue
        if not found:
            report.error(
                one.line, 0, "{field} has no cloze such as {example}", field=one.token, example="{{label::text}}"
            )
        elif first is None:
            first, known = one, found
        elif set(found) != set(known):
            report.error(
                one.line, 0, "{field} has the clozes {labels}; {other} ({place}) has {others}",
                field=one.token, labels=", ".join(found), other=first.token,
                place=report.place(first.line), others=", ".join(known),
            )  # fmt: skip
    return known


def _same_items(name: str, draft: Draft, report: Report) -> None:
    """The same number of items in each language, the same [x] pattern; a link in one language serves all."""
    by = list(draft.items.get(name, {}).values())
    for one, found in by[1:]:
        first, expected = by[0]
        if len(found) != len(expected):
            report.error(
                one.line, 0, "{field} has {count} items; {other} ({place}) has {others}", field=one.token,
                count=len(found), other=first.token, place=report.place(first.line), others=len(expected),
            )  # fmt: skip
            continue
        for item, same in zip(found, expected, strict=True):
            if name == "Choices" and item.mark != same.mark:
                report.error(
                    item.line, item.start, "this option of {field} is marked {mark}, that of {other} ({place}) is not",
                    field=one.token, mark=f"[{item.mark}]", other=first.token,
                    place=report.place(same.line, same.start),
                )  # fmt: skip
            if item.link and same.link and item.link != same.link:
                report.error(
                    *item.link_place, "this brings {link} forward; the same item of {other} ({place}) brings {others}",
                    link=item.link, other=first.token, place=report.place(*same.link_place), others=same.link,
                )  # fmt: skip
            item.link = same.link = item.link or same.link


def _twins(texts: Sequence[str], found: Sequence[Item], one: Field, report: Report) -> None:
    """Two items that read the same cannot be told apart."""
    first: dict[str, Item] = {}
    for text, item in zip(texts, found, strict=False):
        if text in first:
            report.error(
                item.line, item.start, "this item of {field} reads as the one on line {line}",
                field=one.token, line=first[text].line,
            )  # fmt: skip
        first.setdefault(text, item)


def _several(name: str, draft: Draft, report: Report) -> None:
    _same_items(name, draft, report)
    for one, found in draft.items.get(name, {}).values():
        if len(found) == 1:
            report.error(one.line, 0, "{field} needs at least two items", field=one.token)


def chosen(draft: Draft, report: Report) -> dict[str, tuple[Option, ...]]:
    _several("Choices", draft, report)
    made = {}
    for language, (one, found) in draft.items.get("Choices", {}).items():
        if found and not any(item.mark == "x" for item in found):
            report.error(one.line, 0, "no option of {field} is marked right: - [x]", field=one.token)
        _twins([item.text for item in found], found, one, report)
        made[language] = options(found)
    return made


def ordered(draft: Draft, report: Report) -> dict[str, tuple[str, ...]]:
    _several("Order", draft, report)
    made = {}
    for language, (one, found) in draft.items.get("Order", {}).items():
        made[language] = order(found, report)
        _twins(made[language], found, one, report)
    return made


def matched(draft: Draft, report: Report) -> dict[str, tuple[Pair, ...]]:
    _several("Match", draft, report)
    made = {}
    for language, (one, found) in draft.items.get("Match", {}).items():
        made[language] = pairs(found, report)
        if len(made[language]) == len(found):
            _twins([pair.left for pair in made[language]], found, one, report)
            _twins([pair.right for pair in made[language]], found, one, report)
    return made


def foreseen(draft: Draft, report: Report) -> dict[str, tuple[Wrong, ...]]:
    _same_items("Wrong", draft, report)
    made = {}
    for language, (one, found) in draft.items.get("Wrong", {}).items():
        made[language] = wrongs(found)
        _twins([wrong.answer for wrong in made[language]], found, one, report)
    return made
