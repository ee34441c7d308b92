"""From the log to the derived rows: one part's after an undo, all of them when asked, and whether they agree."""

from __future__ import annotations

import math
import sqlite3

from quiz.model.event import NOTE, WEIGHTS, Event
from quiz.model.progress import Progress
from quiz.scheduling.states import Options
from quiz.store import cards, events, progress
from quiz.store.database import Database
from quiz.study.exercise_levels import placing
from quiz.study.history import renamed

# Stability and difficulty that differ by less are the same: NumPy and `math` part in the last bit.
TOLERANCE = 2e-6


def derive_part(connection: sqlite3.Connection, card: str, part: str, options: Options) -> Progress:
    """Where one part stands, from its own events alone."""
    from quiz.scheduling.replay import derive_one

    found = events.chain(connection, card, part)
    if events.of_kind(connection, WEIGHTS):
        found += events.chain(connection, "", "")
    aliases = renamed(connection)
    for old in {event.card for event in aliases} - {card}:
        found += events.chain(connection, old, part)
    return derive_one([*found, *aliases], options, card=card, part=part)


def put_part(connection: sqlite3.Connection, card: str, part: str, options: Options) -> Progress:
    """Derive the row of one part anew and write it, and that of the name which the card goes by now; the former is
    returned. Inside a transaction of the caller's."""
    rows = [derive_part(connection, card, part, options)]
    if aliases := renamed(connection):
        from quiz.scheduling.replay import live, names

        if name := names(live(aliases)).get(card):
            rows.append(derive_part(connection, name, part, options))
    progress.put(connection, rows)
    progress.forget_blank(connection)
    for row in rows:
        cards.rearrange(connection, row.card, placing)
    return rows[0]


def overtaken(connection: sqlite3.Connection, event: Event) -> bool:
    """Whether an event that is about to be written is not the last of its part in a replay: the clock was set back,
    another device's runs ahead, or the card goes by another name."""
    return events.latest(connection, event.card, event.part) >= event.at_ms or events.renamed(connection)


def live_note(connection: sqlite3.Connection, card: str) -> str:
    """The personal note on a card, or ""."""
    if not events.noted(connection, card):
        return ""
    found = events.notes(connection, card)
    aliases = renamed(connection)
    for old in {event.card for event in aliases} - {card}:
        found += events.notes(connection, old)
    if not found:
        return ""
    from quiz.scheduling.chain import details
    from quiz.scheduling.replay import live, names

    kept = live({*found, *aliases})
    called = names(kept)
    notes = [event for event in kept if event.kind == NOTE and called.get(event.card, event.card) == card]
    return str(details(notes[-1]).get("text", "")) if notes else ""


def weights_in_force(connection: sqlite3.Connection) -> tuple[float, ...]:
    """The weights of the last live `weights` event, else the default ones."""
    from quiz.scheduling.fsrs import DEFAULT_WEIGHTS

    if not events.of_kind(connection, WEIGHTS):
        return DEFAULT_WEIGHTS
    from quiz.scheduling.replay import Rules, live

    return Rules.of(live(events.chain(connection, "", "")), Options()).options.weights


def derived(connection: sqlite3.Connection, options: Options) -> dict[tuple[str, str], Progress]:
    """Every row that the log speaks of, as a replay gives it."""
    from quiz.scheduling.replay import derive

    return derive(events.every(connection), options)


def rebuild(database: Database, options: Options) -> int:
    """Derive every row anew, in one transaction; how many there are now."""
    with database.transaction() as connection:
        return rebuild_within(connection, options)


def rebuild_within(connection: sqlite3.Connection, options: Options) -> int:
    """The same inside a transaction of the caller's."""
    rows = derived(connection, options)
    events.collect_days(connection)
    progress.clear(connection)
    progress.put(connection, rows.values())
    cards.settle(connection, sorted(cards.ids(connection)), placing(connection))
    return progress.count(connection)


def differences(connection: sqlite3.Connection, options: Options) -> list[tuple[str, str]]:
    """The parts whose stored row is not what a replay and the deck files give."""
    replayed = derived(connection, options)
    stored = {(row.card, row.part): row for row in progress.every(connection)}
    wrong = cards.displaced(connection, placing(connection))
    for key in replayed.keys() | stored.keys():
        if not same(stored.get(key) or Progress(*key), replayed.get(key) or Progress(*key)):
            wrong.add(key)
    return sorted(wrong)


def same(a: Progress, b: Progress) -> bool:
    """Equal as derived rows are: integers and text exactly, reals within 2e-6 relative."""
    for name in Progress.__dataclass_fields__:
        left, right = getattr(a, name), getattr(b, name)
        if isinstance(left, float) and isinstance(right, float):
            if not math.isclose(left, right, rel_tol=TOLERANCE):
                return False
        elif left != right:
            return False
    return True
