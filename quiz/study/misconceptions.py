"""Wrong ideas that answers came from: which are live, which fade. A diagnosis is a hypothesis; two make a habit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from quiz.model.event import REVIEW
from quiz.scheduling.chain import details
from quiz.scheduling.replay import live as counted
from quiz.store import cards, events
from quiz.study.exercise import RECENT, live

_KEPT = 10


@dataclass(frozen=True, slots=True)
class Misconceived:
    """A misconception of a family, matched in so many of the family's `attempts`.

    `last_seen` is a study day; `recent` says of each of the last ten attempts, the latest last, whether it matched.
    """

    family: str
    name: str
    matches: int
    attempts: int
    live: bool
    last_seen: int
    recent: tuple[bool, ...]

    @property
    def trend(self) -> str:
        """Whether it stays or fades: "live" or "fading"."""
        return "live" if self.live else "fading"


@dataclass(frozen=True, slots=True)
class _Tried:
    """One attempt: the first valid submission of a review. `name` is "" where no misconception was matched."""

    name: str
    day: int


def _attempts(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, list[_Tried]]:
    """The attempts at each family on the cards `ids`, in the order in which they happened."""
    found: dict[str, list[_Tried]] = {}
    for event in counted(events.reviews_of(connection, ids)):
        if event.kind != REVIEW or event.rating not in (1, 2, 3, 4):
            continue
        data = details(event)
        family, verdict, name = data.get("family"), data.get("verdict"), data.get("diagnosis")
        if isinstance(family, str) and isinstance(verdict, str):
            diagnosed = verdict == "diagnosed" and isinstance(name, str)
            found.setdefault(family, []).append(_Tried(str(name) if diagnosed else "", event.study_day))
    return found


def goes_on(connection: sqlite3.Connection, family: str, name: str) -> bool:
    """Whether a misconception is live, given that the attempt of just now, not rated yet, matches it."""
    before = _attempts(connection, cards.of_family(connection, family)).get(family, [])
    return live(name, [*(tried.name for tried in before[-RECENT:]), name])


def misconceptions(connection: sqlite3.Connection) -> tuple[Misconceived, ...]:
    """All that were ever matched: those that are live first, then by how lately they were seen."""
    found = []
    for family, attempts in _attempts(connection, events.drilled(connection)).items():
        names = [tried.name for tried in attempts]
        for name in sorted({name for name in names if name}):
            found.append(
                Misconceived(
                    family=family,
                    name=name,
                    matches=names.count(name),
                    attempts=len(names),
                    live=live(name, names),
                    last_seen=max(tried.day for tried in attempts if tried.name == name),
                    recent=tuple(each == name for each in names[-_KEPT:]),
                )
            )
    return tuple(sorted(found, key=lambda one: (not one.live, -one.last_seen, one.family, one.name)))
