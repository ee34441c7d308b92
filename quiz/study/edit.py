"""Changing deck files from within: ids for bare cards, and where a card is edited."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress

from quiz.model.errors import QuizError
from quiz.model.text import clean
from quiz.store import cards
from quiz.study.collection import Collection, wanted
from quiz.study.files import default_id


def stamp_provisional(collection: Collection, decks: Sequence[str]) -> bool:
    """Give the bare cards of the user's own decks their ids, True where any got one; a file that cannot be written is
    left as it is."""
    connection = collection.database.connection
    keys = {
        key for key, deck in cards.provisional(connection) if wanted(deck, decks) and not key.startswith("shipped/")
    }
    if not keys:
        return False
    from quiz.decks.stamp import stamp

    for key in sorted(keys):
        with suppress(QuizError):
            stamp(collection.roots.path(key), taken=cards.ids(connection), default_id=default_id(key))
    return collection.refresh()


def tidy(collection: Collection, card_id: str) -> bool:
    """Remove the copy of a shipped card that `place` made, where it says nothing else than the shipped one; True where
    it did. Raises QuizError where the file cannot be written."""
    collection.refresh()
    stored = cards.of_id(collection.database.connection, card_id)
    own = next((one for one in stored if one.active and not one.key.startswith("shipped/")), None)
    shipped = next((one for one in stored if one.key.startswith("shipped/")), None)
    if own is None or shipped is None:
        return False
    from quiz.decks.stamp import card_text, withdraw

    path, original = collection.roots.path(own.key), collection.roots.path(shipped.key)
    same = own.card.fingerprint() == shipped.card.fingerprint()
    # The copy lacks the tags and the language that the shipped deck gives all its cards, so the texts count as well.
    if not same and card_text(path, card_id) != card_text(original, card_id):
        return False
    if not withdraw(path, card_id):
        return False
    collection.refresh()
    return True


def place(collection: Collection, card_id: str) -> tuple[str, int]:
    """The file and line where a card is edited. A shipped card first gets a copy in the user's folder, which takes
    its place. Raises QuizError where there is no such card or the copy cannot be written."""
    collection.refresh()
    stored = cards.get(collection.database.connection, card_id)
    if stored is None:
        raise QuizError("There is no card {card}; `quiz search` finds cards.", card=clean(card_id))
    if stored.key.startswith("shipped/"):
        from quiz.decks.stamp import card_text, override

        target = os.path.join(collection.roots.user, *f"{stored.card.deck}.md".split("/"))
        block = card_text(collection.roots.path(stored.key), card_id)
        override(target, block, card_id=card_id, fingerprint=stored.card.fingerprint())
        collection.refresh()
        stored = cards.get(collection.database.connection, card_id)
        if stored is None or stored.key.startswith("shipped/"):
            raise QuizError("{path} could not take the card {card}: `quiz check` says why.", path=target, card=card_id)
    return collection.roots.path(stored.key), stored.card.line
