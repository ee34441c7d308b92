"""Variants in the log: which one is still open, and what was tried on it. What the log says is taken with caution."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from quiz.exercises.problem import Result, Verdict
from quiz.model.event import ATTEMPT, DRAWN, RESET, REVIEW, UNDO, Event
from quiz.scheduling.chain import details
from quiz.study.exercise import HALF, RATED, STAGES, WORKED, Attempt


@dataclass(frozen=True, slots=True)
class Variant:
    """A variant as it is shown. `id` is that of its event; `settings` what the card allowed, as JSON."""

    id: str
    family: str
    version: int
    level: int
    seed: int
    params: Mapping[str, Any]
    expected: str
    stage: str = RATED
    settings: str = "{}"

    def details(self) -> dict[str, object]:
        """The data of its event. Params hold fractions, which an event does not: they are JSON within JSON."""
        return {
            "family": self.family, "version": self.version, "level": self.level, "seed": self.seed,
            "params": json.dumps(self.params, separators=(",", ":")), "expected": self.expected, "stage": self.stage,
            "settings": self.settings,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """What the log says of a part: the variant that is open, what was tried on it, and the stage of the next one."""

    variant: Variant | None = None
    attempt: Attempt = field(default_factory=Attempt)
    stage: str = WORKED


def standing(written: Iterable[Event]) -> Standing:
    """By all events of a part, in replay order, undone ones included: to take a review back opens no old variant."""
    events = list(written)
    reviews = {event.id for event in events if event.kind == REVIEW}
    now = Standing()
    for event in events:
        if event.kind == RESET:
            now = Standing()
        elif event.kind == REVIEW or (event.kind == UNDO and details(event).get("target") in reviews):
            now = Standing(stage=RATED)
        elif event.kind == DRAWN:
            variant = _variant(event)
            if variant is not None:
                stage = RATED if RATED in (now.stage, variant.stage) else now.stage
                now = Standing(variant, stage=stage)
        elif event.kind == ATTEMPT and now.variant is not None:
            data = details(event)
            if data.get("drawn") == now.variant.id:
                now = Standing(now.variant, _attempt(data), now.stage)
    return now


def following(stage: str) -> str:
    """The stage after one that is not rated."""
    return HALF if stage == WORKED else RATED


def _variant(event: Event) -> Variant | None:
    data = details(event)
    try:
        params = json.loads(str(data["params"]))
        numbers = [data["version"], data["level"], data["seed"]]
        texts = [data["family"], data["expected"], data["stage"], data.get("settings", "{}")]
    except (KeyError, ValueError, RecursionError):
        return None
    if not isinstance(params, dict) or any(type(number) is not int for number in numbers):
        return None
    if any(not isinstance(text, str) for text in texts) or texts[2] not in STAGES:
        return None
    version, level, seed = (int(str(number)) for number in numbers)
    family, expected, stage, settings = map(str, texts)
    return Variant(event.id, family, version, level, seed, params, expected, stage, settings)


def written_of(attempt: Attempt, drawn: str) -> dict[str, object]:
    """The data of an event that keeps an attempt until it is rated."""
    after = {"after": attempt.after.verdict.value} if attempt.after else {}
    link = {"link": attempt.link} if attempt.link else {}
    return {
        **attempt.details(), **after, **link, "drawn": drawn, "hints": attempt.hints, "shown": attempt.shown,
        "answer": attempt.answer,
    }  # fmt: skip


def _attempt(data: Mapping[str, object]) -> Attempt:
    def number(name: str) -> int:
        value = data.get(name)
        return value if type(value) is int and 0 <= value < 10_000 else 0

    def text(name: str) -> str:
        value = data.get(name)
        return value if isinstance(value, str) else ""

    return Attempt(
        first=_result(text("verdict"), text("diagnosis")), after=_result(text("after"), ""), tries=number("tries"),
        hints=number("hints"), shown=number("shown"), solution=data.get("solution") is True, answer=text("answer"),
        link=text("link"),
    )  # fmt: skip


def _result(verdict: str, note: str) -> Result | None:
    try:
        return Result(Verdict(verdict), note)
    except ValueError:
        return None
