"""A package of Anki into a home, and a home's cards into a package."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence

from quiz import paths
from quiz.decks.files import load, save
from quiz.exchange.anki import history, tables
from quiz.exchange.anki.container import damaged, opened
from quiz.exchange.anki.incoming import taken
from quiz.exchange.anki.packing import Packed, Request, pack
from quiz.exchange.exported import chosen
from quiz.exchange.exported import history as of_cards
from quiz.exchange.incoming import Incoming, Report, apply
from quiz.model.day import milliseconds
from quiz.store import cards as stored_cards
from quiz.study.collection import Collection


def bring(
    collection: Collection, path: str, *, progress: bool = True, dry_run: bool = False, update: bool = False
) -> Report:
    """Import a package. Raises QuizError; decks and log are then as they were."""
    known = {one.card.id: one.card for one in stored_cards.every(collection.database.connection) if one.active}
    with opened(path) as package:
        try:
            contents = tables.read(package.connection)
            found = taken(contents, known, package.media)
        except (sqlite3.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise damaged(path) from error
        incoming = Incoming(
            list(found.cards), lambda _deck, file: package.picture(file.rsplit("/", 1)[-1]), left=found.left,
            notes=len(contents.notes),
        )  # fmt: skip
        if progress:
            now = collection.clock()
            offset = now.utcoffset()
            clock = history.Clock(
                milliseconds(now), int(offset.total_seconds()) if offset is not None else 0,
                collection.settings.rollover, contents.begun,
            )  # fmt: skip
            incoming.arrived = list(history.arrived(contents, found.parts, clock))
        retention = contents.retention
        del contents, found  # a hundred thousand reviews are held once
        report = apply(collection, incoming, dry_run=dry_run, update=update)
    if progress and report.added and retention is not None and not dry_run:
        _remember(collection, round(retention, 3))
    return report


def _remember(collection: Collection, retention: float) -> None:
    """Take the desired retention over where the person has set none; it stands before all else, at the root."""
    path = paths.config(collection.home)
    original = load(path, missing=True)
    unset = "desired_retention" not in original.text and retention != collection.settings.desired_retention
    if unset and 0.7 <= retention <= 0.99:
        save(original, f"desired_retention = {retention}{original.newline}{original.text}")


def send(
    collection: Collection, path: str, decks: Sequence[str], *, languages: Sequence[str], progress: bool
) -> Packed:
    """Export decks as a package. Raises QuizError."""
    out = chosen(collection, decks)
    past = of_cards(collection, [one.card.id for one in out]) if progress else None
    options = collection.options()
    request = Request(languages, options, collection.settings.rollover, collection.clock(), past)
    return pack(os.path.abspath(path), out, request)
