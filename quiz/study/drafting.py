"""Drafting cards from notes in a home: the deck file that they go into, what shipped cards say of the same terms, and
how many lines of the notes have no card yet."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from quiz.decks.draft import Drafted, Proposal, draft, pruning
from quiz.decks.draft.again import Merged, merge
from quiz.decks.draft.lines import Line, korean
from quiz.decks.files import Original, load, save
from quiz.decks.parse.reading import Unreadable, read_text
from quiz.model.card import Card, Kind, in_language
from quiz.model.errors import QuizError
from quiz.model.text import clean, one_line
from quiz.store import cards, meta
from quiz.study.collection import Collection
from quiz.study.counts import DRAFT, NOTES

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.]+")
_MOST_TOLD = 2  # shipped cards shown for one proposal
_NOTES = (".md", ".txt", ".markdown")


@dataclass(frozen=True, slots=True)
class Told:
    """A shipped card on the term of a proposal, with its correction of what notes often say."""

    proposal: Proposal
    file: str
    card: str
    fix: str


@dataclass(slots=True)
class Draft:
    """What a run of drafting found."""

    merged: Merged
    drafted: dict[str, Drafted]
    told: list[Told] = field(default_factory=list)
    path: str = ""

    @property
    def left(self) -> list[tuple[str, Line]]:
        return [(name, line) for name, one in self.drafted.items() for line in one.left]

    @property
    def dropped(self) -> list[tuple[str, Line, str]]:
        return [(name, line, why) for name, one in self.drafted.items() for line, why in one.dropped]


def notes(paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The files of notes, those of folders included, by name as given. Raises QuizError for what cannot be read."""
    for path in paths:
        if os.path.isdir(path):
            found = [
                os.path.join(folder, name)
                for folder, folders, names in os.walk(path)
                if not any(part.startswith(".") for part in os.path.relpath(folder, path).split(os.sep) if part != ".")
                for name in names
                if name.lower().endswith(_NOTES) and not name.startswith(".")
            ]
            if not found:
                raise QuizError("There are no notes (*.md, *.txt) in {path}.", path=one_line(path))
            for file in sorted(found):
                yield os.path.relpath(file, os.path.dirname(os.path.abspath(path))), _read(file)
        else:
            yield os.path.basename(path), _read(path)


def _read(path: str) -> str:
    try:
        return clean(read_text(path))
    except Unreadable as error:
        problem = error.problem
        raise QuizError("{place}: " + problem.message, place=problem.place, **problem.values) from None


def run(collection: Collection, paths: Sequence[str], output: str = "", *, dry_run: bool = False) -> Draft:
    """Draft cards from notes into a deck file (by default `drafts.md` of the home). Raises QuizError."""
    drafted = {name: draft(text) for name, text in notes(paths)}
    path = output or default_deck(collection)
    original = load(path, missing=True)
    deck = os.path.splitext(os.path.basename(path))[0]
    language = "ko" if any(korean(one.quote) for found in drafted.values() for one in found.proposals) else "en"
    connection = collection.database.connection
    merged = merge(
        original.text, {name: found.proposals for name, found in drafted.items()}, deck=deck, language=language,
        taken=cards.ids(connection),
    )  # fmt: skip
    found = Draft(merged, drafted, list(_told(collection, drafted)), path)
    if not dry_run:
        if merged.text != original.text:
            save(original, merged.text)
        remember(collection, drafted)
        collection.refresh()
    return found


def _told(collection: Collection, drafted: dict[str, Drafted]) -> Iterator[Told]:
    """The shipped cards with a correction that speak of a proposal's term."""
    from quiz.study.judge import fold

    language = collection.language
    known: dict[str, Card] = {}
    for stored in cards.every(collection.database.connection):
        card = stored.card
        if stored.key.startswith("shipped/") and card.fix:
            for term in _terms(card):
                known.setdefault(fold(term), card)
    for name, found in drafted.items():
        for proposal in found.proposals:
            asked = " ".join([*proposal.card.question.values(), *proposal.card.cloze.values()])
            terms = [proposal.term, *_NAME.findall(asked.split("\n")[0])]
            found_cards = dict.fromkeys(known[key].id for key in map(fold, terms) if key in known)
            for card_id in list(found_cards)[:_MOST_TOLD]:
                card = next(one for one in known.values() if one.id == card_id)
                yield Told(proposal, name, card.id, in_language(card.fix, language) or "")


def _terms(card: Card) -> list[str]:
    """What a card is about, in the words of notes: names that it accepts, terms that it asks for, what its id says."""
    terms = [*card.accept]
    for text in card.question.values():
        if len(text.split()) <= 3:
            terms.append(text)
    return [*terms, *card.tags, card.id.rsplit("-", 1)[0].replace("-", " ")]


def remember(collection: Collection, drafted: dict[str, Drafted]) -> None:
    """Note how many lines of each file have no card, for Home and the inbox."""
    connection = collection.database.connection
    known = json.loads(meta.get(connection, NOTES) or "{}")
    for name, found in drafted.items():
        known[name] = len(found.left)
    with collection.database.transaction() as opened:
        meta.put(opened, NOTES, json.dumps({name: count for name, count in known.items() if count}))


@dataclass(frozen=True, slots=True)
class Pruned:
    """The deck file with proposals as it stands; each step writes it and gives what it then is. `before` is the file
    before the step, for taking it back."""

    collection: Collection
    path: str
    cards: list[Card]
    before: Original | None = None

    def keep(self, card_id: str) -> Pruned:
        return self._step(lambda original: pruning.keep(original, card_id))

    def drop(self, card_id: str) -> Pruned:
        return self._step(lambda original: pruning.drop(original, card_id))

    def split(self, card_id: str) -> Pruned:
        """Raises QuizError for a card of one part."""
        return self._step(lambda original: pruning.split(original, card_id))

    def restored(self, before: Original) -> Pruned:
        """The file as it was."""
        return replace(self._step(lambda _: before.text), before=None)

    def _step(self, work: Callable[[Original], str]) -> Pruned:
        original = load(self.path)
        save(original, work(original))
        self.collection.refresh()
        return replace(waiting(self.collection, self.path), before=original)


def waiting(collection: Collection, path: str = "") -> Pruned:
    """The proposals that wait in a deck file, by default the first of the home's that has any."""
    if path:
        return Pruned(collection, path, pruning.waiting(load(path).text))
    for stored in cards.every(collection.database.connection):
        if stored.active and stored.key.startswith("user/") and DRAFT in stored.card.tags:
            path = collection.roots.path(stored.key)
            return Pruned(collection, path, pruning.waiting(load(path).text))
    return Pruned(collection, default_deck(collection), [])


def default_deck(collection: Collection) -> str:
    return os.path.join(collection.roots.user, "drafts.md")


def shown(card: Card, language: str) -> tuple[str, str]:
    """What a proposal asks and answers, as text."""
    if card.kind is Kind.CLOZE:
        return in_language(card.cloze, language) or "", in_language(card.answer, language) or ""
    if card.kind is Kind.CHOICES:
        options = in_language(card.choices, language) or ()
        listed = "\n".join(f"{'✓' if one.right else '·'} {one.text}" for one in options)
        return in_language(card.question, language) or "", listed
    if card.kind is Kind.ORDER:
        steps = in_language(card.order, language) or ()
        listed = "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
        return in_language(card.question, language) or "", listed
    answer = in_language(card.answer, language) or ""
    named = " | ".join(card.accept)
    asked = in_language(card.question, language) or ""
    return asked, "\n\n".join(text for text in (named, answer, "↔" if card.reversed else "") if text)
