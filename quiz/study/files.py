"""Keeping the store in step with the deck files: what has not changed is not read again."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from quiz import __version__
from quiz.model.errors import QuizError
from quiz.model.text import one_line
from quiz.store import deckfiles, meta
from quiz.store.database import Database
from quiz.study import exercise_catalogue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from quiz.decks.parse import Problem
    from quiz.model.card import Card

# A file written this lately may be written again within the same tick of the file system's clock.
_RACY_NS = 2_000_000_000


class Roots(NamedTuple):
    """The folders of the user's decks and of those shipped with the program."""

    user: str
    shipped: str

    def path(self, key: str) -> str:
        """The path on this machine of the file known as `key`."""
        origin, *names = key.split("/")
        return os.path.join(self.shipped if origin == "shipped" else self.user, *names)


def default_id(key: str) -> str:
    """The deck id of a file that names none: its path without the suffix."""
    return one_line(key.partition("/")[2].removesuffix(".md")) or key


def found(roots: Roots) -> Iterator[tuple[str, str, int, int]]:
    """The deck files there are now: key, path, size, mtime in nanoseconds."""
    yield from _walk(roots.shipped, "shipped", (roots.shipped,))
    yield from _walk(roots.user, "user", (roots.user,))


def _walk(folder: str, prefix: str, above: tuple[str, ...]) -> Iterator[tuple[str, str, int, int]]:
    """What is in a folder. `above` are the root and the links that led here."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError:
        yield _text(prefix), folder, 0, 0  # reading it as a file then says what is wrong
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith(".media"):
            continue
        key = f"{prefix}/{entry.name}"
        try:
            if entry.is_dir():
                if not entry.is_symlink():
                    yield from _walk(entry.path, key, above)
                elif not _walked(entry.path, above):
                    yield from _walk(entry.path, key, (*above, entry.path))
            elif entry.name.endswith(".md"):
                status = entry.stat()
                yield _text(key), entry.path, status.st_size, status.st_mtime_ns
        except OSError:
            yield _text(key), entry.path, 0, 0  # a link to nowhere


def _text(key: str) -> str:
    """A key as the store takes it: a name that is not UTF-8 gets escapes."""
    return key if key.isascii() else os.fsencode(key).decode("utf-8", "backslashreplace")


def _walked(link: str, above: tuple[str, ...]) -> bool:
    """Whether a link leads to where the walk has been or will be, so that its files would be there twice, or ever."""
    target = os.path.realpath(link)
    real = [os.path.realpath(path) for path in above]
    return target in real or _within(target, real[0]) or _within(real[0], target)


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(os.path.join(folder, ""))


def refresh(database: Database, roots: Roots, *, anew: bool = False, opening: bool = False) -> bool:
    """Read the deck files that changed since they were last read (`anew`: all of them); True where anything did.

    Nothing but a look at sizes and times happens where nothing changed, and nothing is imported. Where a home is
    `opening`, exercise families that came or went are taken in too: within one run they stay what they are.
    """
    families = exercise_catalogue.take_in(database, anew=anew) if anew or opening else False
    anew = anew or meta.get(database.connection, "reader") != __version__  # another version may read a file otherwise
    # Known first: a file that another program takes in between is then read twice, never forgotten.
    known = {} if anew else deckfiles.stamps(database.connection)
    now = {key: (path, size, mtime_ns) for key, path, size, mtime_ns in found(roots)}
    stale = {key: place for key, place in now.items() if known.get(key) != place[1:]}
    if not stale and known.keys() <= now.keys() and not anew:
        return families
    return _read(database, stale, known.keys() - now.keys(), anew=anew) or families


def _read(database: Database, stale: dict[str, tuple[str, int, int]], gone: set[str], *, anew: bool) -> bool:
    from quiz.decks.parse import MAX_BYTES, read
    from quiz.store import cards
    from quiz.study.exercise_levels import placing

    before = {} if anew else deckfiles.files(database.connection)
    fresh: list[tuple[deckfiles.DeckFile, tuple[Card, ...]]] = []
    touched: list[tuple[str, int, int]] = []
    for key, (path, size, mtime_ns) in stale.items():
        digest = _digest(path) if size <= MAX_BYTES else f"size {size}"
        # What may change without a new time is looked at again: a permission, a file just written.
        stamp = -1 if not digest or racy(mtime_ns) else mtime_ns
        held = before.get(key)
        if digest and held and held.digest == digest:
            if (held.size, held.mtime_ns) != (size, stamp):
                touched.append((key, size, stamp))
            continue
        deck = read(path, default_id=default_id(key))
        file = deckfiles.DeckFile(
            key=key,
            deck=deck.id,
            title=json.dumps(dict(deck.title), ensure_ascii=False),
            size=size,
            mtime_ns=stamp,
            digest=digest,
            problems=json.dumps([problem_to_json(problem) for problem in deck.problems], ensure_ascii=False),
            overrides=json.dumps(dict(deck.overrides), ensure_ascii=False),
        )
        if file != held:  # else it is still as unreadable as before
            fresh.append((file, deck.cards))
    if not fresh and not gone and not anew:
        if not touched:
            return False
        with suppress(QuizError), database.transaction() as connection:  # a note only, which need not succeed
            for key, size, stamp in touched:
                deckfiles.touch(connection, key, size, stamp)
        return False
    with database.transaction() as connection:
        changed = cards.clear(connection) if anew else set()
        meta.put(connection, "reader", __version__)
        for key, size, stamp in touched:
            deckfiles.touch(connection, key, size, stamp)
        for key in sorted(gone):
            changed |= cards.remove(connection, key)
        for file, found_cards in fresh:
            changed |= cards.replace(connection, file, found_cards)
        cards.settle(connection, sorted(changed), placing(connection))
    return True


def racy(mtime_ns: int) -> bool:
    """Whether a file was written so lately that it may be written again without a new time."""
    return abs(time.time_ns() - mtime_ns) < _RACY_NS


def _digest(path: str) -> str:
    """The file's digest, "" where it cannot be read (which `read` then reports)."""
    import hashlib

    if not os.path.isfile(path):  # a pipe would be waited for
        return ""
    try:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
    except OSError:
        return ""


def problem_to_json(problem: Problem) -> dict[str, object]:
    return {
        "line": problem.line,
        "column": problem.column,
        "card": problem.card,
        "message": problem.message,
        "values": dict(problem.values),
        "warning": problem.warning,
    }
