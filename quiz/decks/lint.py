"""Checks across files, over cards already parsed: ids, the graph of `after`, links, pictures, and what looks odd."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quiz.decks.lines import Source
from quiz.decks.parse.ident import nearest, one_edit
from quiz.decks.parse.problem import Problem, shown
from quiz.decks.parse.reading import Unreadable, read_text
from quiz.model.card import Call, Card, Kind
from quiz.model.text import one_line

_PROPOSALS = 20  # so many problems get a proposal, which costs a look at every id
_QUESTION = re.compile(r"[?？]\s*$")


@dataclass(frozen=True, slots=True)
class Located:
    """A card and the file that it stands in. `shipped`: it came with the program."""

    card: Card
    path: str
    shipped: bool = False


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why what a card sets is not taken: an English template, its values, and the name at fault."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    where: str = ""


Where = str | tuple[str, str]  # a word of the card, or a header's key and a word of that line

# By name what a demonstration says of parameters, and a family of exercises of a call: None where it takes them.
Demonstrations = Mapping[str, Callable[[Mapping[str, Any]], Misfit | None]]
Families = Mapping[str, Callable[[Call], Misfit | None]]


def effective(located: Sequence[Located]) -> dict[str, Located]:
    """By id the card that is asked: a user's before a shipped one, else the first."""
    found: dict[str, Located] = {}
    for one in located:
        held = found.get(one.card.id)
        if held is None or (held.shipped and not one.shipped):
            found[one.card.id] = one
    return found


def check(
    located: Sequence[Located],
    *,
    media: Callable[[str], bool] = os.path.isfile,
    overrides: Mapping[str, str] | None = None,
    broken: Container[str] = (),
    families: Families | None = None,
    demonstrations: Demonstrations | None = None,
) -> list[Problem]:
    """All that is wrong between cards, errors and warnings, by file and line.

    `media` tells whether a picture's path exists. `overrides` maps the ids of users' cards to the fingerprint of the
    shipped card that each replaced. `broken` holds ids that exist, but whose cards have an error of their own.
    `families` is what there is for `exercise` and `demonstrations` what there is for `shows`, by name, each with a
    function that looks at what the card sets. Without the latter `shows` is not looked at; an exercise waits for its
    family.
    """
    checker = _Checker(effective(located), media, broken)
    checker.duplicates(located)
    checker.targets()
    checker.cycles()
    checker.pictures(located)
    checker.names()
    for one in checker.cards.values():
        checker.oddities(one)
        checker.exercise(one, families or {})
        if demonstrations is not None:
            checker.shows(one, demonstrations)
    checker.changed(located, overrides or {})
    return sorted(checker.problems, key=lambda problem: (problem.path, problem.line, problem.column))


class _Checker:
    def __init__(self, cards: dict[str, Located], media: Callable[[str], bool], broken: Container[str]) -> None:
        self.cards = cards
        self.media = media
        self.broken = broken
        self.problems: list[Problem] = []
        self.places = _Places()

    def error(self, one: Located, where: Where, message: str, **values: object) -> None:
        self._add(one, where, message, values, warning=False)

    def warn(self, one: Located, where: Where, message: str, **values: object) -> None:
        self._add(one, where, message, values, warning=True)

    def _add(self, one: Located, where: Where, message: str, values: Mapping[str, object], *, warning: bool) -> None:
        line, column = self.places.find(one, where)
        filled = {name: shown(value) for name, value in values.items()}
        self.problems.append(Problem(one.path, line, column, one.card.id, message, filled, warning))

    def duplicates(self, located: Sequence[Located]) -> None:
        """The same id twice; a user's card over a shipped one is meant."""
        first: dict[tuple[str, bool], Located] = {}
        for one in located:
            held = first.setdefault((one.card.id, one.shipped), one)
            if held is not one:
                place = f"{one_line(held.path)}:{held.card.line}:4"
                self.error(one, "", "this id is taken already: {place}", place=place)

    def targets(self) -> None:
        """Ids that `after`, `links` and `->` name must exist."""
        for one in self.cards.values():
            for key, target in _targets(one.card):
                if target in self.cards or target in self.broken:
                    continue
                near = nearest(target, self.cards) if len(self.problems) < _PROPOSALS else ""
                if near:
                    self.error(
                        one, target, '{key} names "{target}", and there is no such card; do you mean "{near}"?',
                        key=key, target=target, near=near,
                    )  # fmt: skip
                else:
                    self.error(one, target, '{key} names "{target}", and there is no such card', key=key, target=target)

    def cycles(self) -> None:
        """Cards that wait for one another would never be asked."""
        for cycle in _cycles({card_id: one.card.after for card_id, one in self.cards.items()}):
            self.error(
                self.cards[cycle[0]], cycle[1 % len(cycle)],
                "these cards wait for one another, so none is ever asked: {cycle}",
                cycle=" → ".join((*cycle, cycle[0])),
            )  # fmt: skip

    def pictures(self, located: Sequence[Located]) -> None:
        """Pictures must exist: beside the deck, or for a card that replaces a shipped one, beside that."""
        shipped = {one.card.id: one for one in located if one.shipped}
        for card_id, one in self.cards.items():
            if not one.card.pictures:
                continue
            folders = [os.path.dirname(place.path) for place in (one, shipped.get(card_id, one))]
            for name in one.card.pictures:
                if not any(self.media(os.path.join(folder, *name.split("/"))) for folder in folders):
                    self.error(one, name, "there is no picture {file}", file=name)

    def names(self) -> None:
        """A name one edit from a card's own answer that is another card's answer must not be accepted."""
        owners: dict[str, list[Located]] = {}
        for one in self.cards.values():
            for name in _answers(one.card):
                owners.setdefault(name.casefold(), []).append(one)
        for one in self.cards.values():
            for name, own in _close(one.card.accept):
                other = next((o for o in owners[name.casefold()] if _parts_from(o.card, own) and o is not one), None)
                if other is not None:
                    self.warn(
                        one, name, '"{name}" is accepted beside "{own}", but is the answer of {other}',
                        name=name, own=own, other=other.card.id,
                    )  # fmt: skip

    def oddities(self, one: Located) -> None:
        card = one.card
        if card.reversed and any(_QUESTION.search(text) for text in card.question.values()):
            self.warn(one, "reversed", "reversed would ask for a question; it suits a term and its meaning")

    def exercise(self, one: Located, families: Families) -> None:
        """A family must take the levels and settings; one that is not there is waited for."""
        call = one.card.exercise
        if call is None:
            return
        if call.name not in families:
            self.warn(one, "exercise", "the exercise {name} waits: this version cannot run it", name=call.name)
            return
        misfit = families[call.name](call)
        if misfit is not None:
            self.error(one, ("exercise", misfit.where), misfit.message, **misfit.values)

    def shows(self, one: Located, demonstrations: Demonstrations) -> None:
        """A demonstration must exist and take the parameters; without it the card is asked all the same."""
        call = one.card.shows
        if call is None:
            return
        if call.name in demonstrations:
            misfit = demonstrations[call.name](call.parameters)
            if misfit is not None:
                self.error(one, ("shows", misfit.where), misfit.message, **misfit.values)
            return
        where, near = ("shows", call.name), nearest(call.name, demonstrations)
        if near:
            self.error(
                one, where, 'there is no demonstration "{name}"; do you mean "{near}"?', name=call.name, near=near
            )
        else:
            self.error(one, where, 'there is no demonstration "{name}"', name=call.name)

    def changed(self, located: Sequence[Located], overrides: Mapping[str, str]) -> None:
        """A user's card stands for a shipped one that reads otherwise now."""
        for one in located:
            card_id = one.card.id
            mine = self.cards[card_id]
            if one.shipped and not mine.shipped and overrides.get(card_id, "") not in ("", one.card.fingerprint()):
                self.warn(
                    mine, "", "the shipped card has changed since you replaced it: {place}",
                    place=f"{one_line(one.path)}:{one.card.line}",
                )  # fmt: skip


class _Places:
    """Finds where in a card's block a word stands, by reading the file anew; only where there is something to say."""

    def __init__(self) -> None:
        self._sources: dict[str, Source | None] = {}

    def find(self, one: Located, where: Where) -> tuple[int, int]:
        """Line and column of `where` within the card; of the card where it is not found."""
        key, word = ("", where) if isinstance(where, str) else where
        line = one.card.line
        source = self._source(one.path)
        if source is None or not 0 < line <= len(source.lines):
            return line, 1
        if word:
            pattern = re.compile(rf"(?<![\w.-]){re.escape(word)}(?![\w-]|\.\w)")
            for index in range(line, len(source.lines)):
                if source.lines[index].startswith("## "):
                    break
                match = pattern.search(source.lines[index]) if source.lines[index].startswith(key) else None
                if match:
                    return index + 1, source.column(index + 1, match.start())
        heading = source.lines[line - 1]
        return line, source.column(line, len(heading) - len(heading[2:].lstrip())) if heading.startswith("##") else 1

    def _source(self, path: str) -> Source | None:
        if path not in self._sources:
            try:
                self._sources[path] = Source(read_text(path))
            except Unreadable:
                self._sources[path] = None
        return self._sources[path]


def _targets(card: Card) -> Iterator[tuple[str, str]]:
    """Each id that the card names, once for each way."""
    for target in card.after:
        yield "after", target
    for target in card.links:
        yield "links", target
    links = [option.link for options in card.choices.values() for option in options]
    links += [wrong.link for wrongs in card.wrong.values() for wrong in wrongs]
    for target in dict.fromkeys(link for link in links if link):
        yield "->", target


def _answers(card: Card) -> tuple[str, ...]:
    """The names that a card takes for right: what it accepts, or a short answer."""
    if card.kind is Kind.TYPED:
        return card.accept
    if card.kind is Kind.BASIC:
        return tuple(dict.fromkeys(text.rstrip(".") for text in card.answer.values() if len(text) <= 40))
    return ()


def _close(accept: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Accepted names one edit from an earlier one, with that one; names of other lengths are no near misses."""
    for index, name in enumerate(accept):
        for own in accept[:index]:
            if one_edit(name.casefold(), own.casefold()):
                yield name, own
                break


def _parts_from(card: Card, name: str) -> bool:
    """Whether a card does not take `name` for right, so that it tells it from its own answer."""
    return name.casefold() not in {answer.casefold() for answer in _answers(card)}


def _cycles(graph: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """The cycles that a depth-first walk meets, each once, begun at its smallest id."""
    state: dict[str, int] = {}  # 1 on the path, 2 done
    found: dict[tuple[str, ...], None] = {}
    for root in graph:
        if root in state:
            continue
        path, pending = [root], [iter(graph[root])]
        state[root] = 1
        while pending:
            target = next(pending[-1], None)
            if target is None:
                state[path.pop()] = 2
                pending.pop()
            elif state.get(target) == 1:
                cycle = path[path.index(target) :]
                least = cycle.index(min(cycle))
                found[tuple(cycle[least:] + cycle[:least])] = None
            elif target in graph and target not in state:
                state[target] = 1
                path.append(target)
                pending.append(iter(graph[target]))
    return list(found)
