"""A device that answers cards, for the tests of replay."""

from __future__ import annotations

from dataclasses import astuple, replace

import pytest

from quiz.model import event as kinds
from quiz.model.event import Event, Rating, canonical
from quiz.model.progress import Progress
from quiz.scheduling import fsrs, replay, states
from quiz.scheduling.states import Options

OPTIONS = Options()
DAY = 20_000
MS = 86_400_000
OTHER = ["0.5", "1.5", "3.5", "12.5", *(repr(w) for w in fsrs.DEFAULT_WEIGHTS[4:])]  # other weights than the default


def same(one: Progress, other: Progress) -> bool:
    """Equal as the design has it: integers and text equal, reals within 2e-6."""
    return all(
        a == b if not isinstance(a, float) or b is None else a == pytest.approx(b, rel=2e-6)
        for a, b in zip(astuple(one), astuple(other), strict=True)
    )


class Log:
    """A device that answers cards and keeps what it derived on the way, as a session does."""

    def __init__(self, options: Options = OPTIONS) -> None:
        self.options = options
        self.events: list[Event] = []
        self.progress: dict[tuple[str, str], Progress] = {}

    def add(
        self, kind: str, day: int, card: str = "a", part: str = "", rating: int | None = None, /, **data: object
    ) -> Event:
        number = len(self.events) + 1
        event = Event(
            f"{number:032x}", "device", number, DAY * MS + number * 1000, 540, day, kind, card, part, rating,
            data=canonical(data),
        )  # fmt: skip
        self.events.append(event)
        return event

    def at(self, card: str = "a", part: str = "") -> Progress:
        return self.progress.get((card, part), Progress(card, part))

    def review(self, rating: int, day: int, card: str = "a", part: str = "") -> Event:
        before = self.at(card, part)
        event = self.add(kinds.REVIEW, day, card, part, rating)
        after = states.answer(
            before, Rating(rating), at_ms=event.at_ms, study_day=day, event_id=event.id, options=self.options
        )
        data = {**states.decision(after, before, self.options), "suggested": 3, "answer": '"previous":"x"', "hints": 0}
        event = self.events[-1] = replace(event, data=canonical(data))
        self.progress[card, part] = after
        return event

    def undo(self, target: Event, day: int = DAY) -> Event:
        return self.add(kinds.UNDO, day, target.card, target.part, target=target.id)

    def derive(self) -> dict[tuple[str, str], Progress]:
        return replay.derive(self.events, self.options)

    def one(self, card: str = "a", part: str = "") -> Progress:
        return self.derive().get((card, part), Progress(card, part))


def check(log: Log) -> None:
    """Both derivations give what was kept on the way."""
    kept = {key: progress for key, progress in log.progress.items() if progress != Progress(*key)}
    derived = log.derive()
    assert derived.keys() == kept.keys()
    for key, progress in kept.items():
        assert same(derived[key], progress)
        assert same(replay.derive_one(log.events, log.options, card=key[0], part=key[1]), progress)
