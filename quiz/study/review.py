"""A review's event: what was decided, and what was said of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from quiz.model.day import milliseconds
from quiz.model.event import REVIEW, Event, Rating
from quiz.model.progress import Progress
from quiz.model.text import clean
from quiz.scheduling import states
from quiz.study.ahead import Found
from quiz.study.journal import Journal
from quiz.study.prompt import Prompt

_MOST_MS = 86_400_000
_NOTHING: Mapping[str, object] = {}


class Said(NamedTuple):
    """What is known of an answer beside its rating; `more` is for an exercise alone."""

    duration_ms: int = 0
    response: str | None = None
    suggested: Rating | None = None
    hints: int = 0
    link: str = ""
    more: Mapping[str, object] = _NOTHING


def review(
    journal: Journal,
    prompt: Prompt,
    found: Found | None,
    before: Progress,
    rating: Rating,
    said: Said,
    now: datetime,
    *,
    day: int,
    options: states.Options,
    seq: int,
) -> tuple[Event, Progress]:
    """The event of an answer and where it leads. `found` is what was looked up of the card, where it still holds."""
    if found and found.day == day and found.options is options:
        plan = found.plans[rating]
    else:
        plan = states.plans(before, study_day=day, event_id=prompt.event_id, options=options)[rating]
    after = states.carried_out(plan, before, rating, at_ms=milliseconds(now), study_day=day, event_id=prompt.event_id)
    details = states.decision(after, before, options)
    if said.suggested is not None:
        details["suggested"] = int(said.suggested)
    if said.response:
        details["answer"] = clean(said.response)
    if said.hints:
        details["hints"] = said.hints
    if said.link:
        details["forward"] = said.link
    if said.more:
        details.update(said.more)
    event = journal.event(
        REVIEW, prompt.card.id, prompt.part, now, details, identity=prompt.event_id, rating=int(rating),
        duration_ms=max(0, min(int(said.duration_ms), _MOST_MS)), seq=seq,
    )  # fmt: skip
    return event, after
