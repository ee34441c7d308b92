"""Proposals into a deck file, and again when the notes have changed: only what is new is added.

A drafted card says in its `source` where it came from: `notes.md:12 (a1b2c3d4e5)`, the digest of its lines. The front
matter keeps the digests of all that was ever proposed, so that what a person has pruned is not proposed again.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from quiz.decks.compose import compose, front
from quiz.decks.draft.proposals import Proposal
from quiz.decks.parse import Deck, parse
from quiz.decks.parse.ident import propose
from quiz.model.card import Card
from quiz.model.errors import QuizError
from quiz.model.text import one_line

_SOURCE = re.compile(r"(?P<file>.+):(?P<line>\d+) \((?P<digest>[0-9a-f]{10})\)")
_ALIKE = 0.6
_KNOWN = "drafted"
MARK = "draft"  # the tag of a card that nobody has looked at yet


@dataclass(slots=True)
class Merged:
    """A deck's new text, and what became of the proposals."""

    text: str
    added: list[tuple[Card, Proposal]] = field(default_factory=list)
    known: int = 0
    changed: list[tuple[Card, Proposal]] = field(default_factory=list)  # a card, and what its lines say now
    gone: list[Card] = field(default_factory=list)  # its lines are not in the notes any more


def merge(
    text: str, proposals: Mapping[str, Sequence[Proposal]], *, deck: str, language: str = "", taken: Container[str] = ()
) -> Merged:
    """Put the proposals of files (by name) behind the deck's `text`; `taken` are ids that other cards have.

    Raises QuizError where the deck is not sound, so that nothing of a person's is lost.
    """
    before = _parsed(text, deck)
    errors = [problem for problem in before.problems if not problem.warning]
    if errors:
        raise QuizError("The deck is not sound, so nothing was added: {problem}", problem=str(errors[0]))
    known = [str(one) for one in _listed(before)]
    drafted = {card.id: match for card in before.cards if (match := _SOURCE.fullmatch(card.source))}
    merged = Merged(text)
    ids = {card.id for card in before.cards}
    blocks: list[str] = []
    for name, found in proposals.items():
        present = {one.digest for one in found}
        file = one_line(name)
        stale = [
            card for card in before.cards
            if card.id in drafted and drafted[card.id]["file"] == file and drafted[card.id]["digest"] not in present
        ]  # fmt: skip
        for proposal in found:
            if proposal.digest in known:
                merged.known += 1
                continue
            known.append(proposal.digest)
            nearest = _nearest(proposal, stale)
            if nearest is not None:
                stale.remove(nearest)
                merged.changed.append((nearest, proposal))
                continue
            card_id = _named(proposal, ids, taken)
            ids.add(card_id)
            source = f"{file}:{proposal.first} ({proposal.digest})"
            card = replace(proposal.card, id=card_id, source=source, tags=(MARK, *proposal.card.tags))
            merged.added.append((card, proposal))
            blocks.append(compose(card))
        merged.gone += stale
    merged.text = _written(text, before, known, blocks, deck, language)
    return merged


def digests(text: str, deck: str) -> set[str]:
    """What was ever proposed for a deck."""
    return {str(one) for one in _listed(_parsed(text, deck))}


def _parsed(text: str, deck: str) -> Deck:
    return parse(text, f"{deck}.md", default_id=deck) if text.strip() else Deck(deck)


def _listed(deck: Deck) -> list[object]:
    found = deck.options.get(_KNOWN)
    return list(found) if isinstance(found, list) else []


def _nearest(proposal: Proposal, stale: Sequence[Card]) -> Card | None:
    """The card whose lines have become those of the proposal: it asks nearly the same."""
    asked = _asked(proposal.card)
    scored = [(SequenceMatcher(None, asked, _asked(card)).ratio(), card.id, card) for card in stale]
    best = max(scored, key=lambda one: one[:2], default=None)
    return best[2] if best is not None and best[0] >= _ALIKE else None


def _asked(card: Card) -> str:
    texts = [*card.question.values(), *card.cloze.values(), *card.accept]
    return " ".join(" ".join(texts).split())


def _named(proposal: Proposal, ids: Container[str], taken: Container[str]) -> str:
    """An id from the first words and the digest, so that the same lines give the same id anywhere."""
    words = propose(proposal.term or _asked(proposal.card), 4)[:40].strip("-.").lower() or "card"
    name = f"{words}-{proposal.digest[:4]}"
    number = 2
    while name in ids or name in taken:
        name = f"{words}-{proposal.digest[:4]}-{number}"
        number += 1
    return name


def _written(text: str, before: Deck, known: Sequence[str], blocks: Sequence[str], deck: str, language: str) -> str:
    """The deck's text with the list of what was proposed in its front matter, and the new cards behind it."""
    listed = f"{_KNOWN} = [{', '.join(f'{chr(34)}{one}{chr(34)}' for one in known)}]"
    if not text.strip():
        head = front(deck=deck, language=language).replace("+++\n\n", f"[options]\n{listed}\n+++\n\n", 1)
        return head + "\n".join(blocks)
    lines = text.split("\n")
    if re.search(rf"^{_KNOWN} = \[", text, re.MULTILINE) and _listed(before):
        lines = [listed if line.startswith(f"{_KNOWN} = [") else line for line in lines]
    elif lines[0].strip() == "+++":
        end = next(at for at in range(1, len(lines)) if lines[at].strip() == "+++")
        table = next((at for at in range(1, end) if lines[at].strip() == "[options]"), None)
        if table is None:
            lines[end:end] = ["[options]", listed]
        else:
            lines.insert(table + 1, listed)
    else:
        lines[:0] = ["+++", "[options]", listed, "+++", ""]
    whole = "\n".join(lines).rstrip("\n") + "\n"
    return whole + ("\n" + "\n".join(blocks) if blocks else "")
