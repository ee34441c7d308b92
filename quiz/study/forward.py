"""Which card a wrong answer may bring forward: a new or fading one, once, and three a day."""

from __future__ import annotations

import sqlite3

from quiz.model.progress import State
from quiz.scheduling import fsrs, states
from quiz.scheduling.chain import details
from quiz.scheduling.replay import live
from quiz.scheduling.states import Options
from quiz.store import cards, events, progress

A_DAY = 3
DELAY_MS = 5 * 60_000  # it was just shown: asked at once, it would test nothing
_RECALL = 0.97


def allowed(connection: sqlite3.Connection, link: str, card: str, study_day: int, options: Options) -> str:
    """`link` where a wrong answer to `card` may bring its card forward today, else ""."""
    stored = cards.get(connection, link) if link and link != card else None
    if stored is None or stored.card.provisional or not cards.askable(connection, stored.card):
        return ""
    brought = [details(event).get("forward") for event in live(events.forwards(connection, study_day))]
    brought = [name for name in brought if name]
    if link in brought or len(brought) >= A_DAY:
        return ""
    current = progress.get(connection, link, cards.askable(connection, stored.card)[0])
    if current.suspended or current.buried_day == study_day or current.state in (State.LEARNING, State.RELEARNING):
        return ""
    if current.state is State.REVIEW and current.stability is not None:
        days = states.elapsed(current.last_day, study_day)
        if fsrs.retrievability(current.stability, days, options.weights) >= _RECALL:
            return ""
    return link
