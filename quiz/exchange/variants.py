"""Exercises for formats that cannot draw a fresh variant: several worked ones of each level, as HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from quiz.exchange import rendering
from quiz.language import Words
from quiz.model.card import Card

if TYPE_CHECKING:
    from quiz.engine.demonstrations.values import Text
    from quiz.exercises.problem import Drawing, Family, Params

_WIDTH = 60  # columns of what is drawn


@dataclass(frozen=True, slots=True)
class Variant:
    """A worked variant: question and answer in the first language, and both in the second ("" where there is none)."""

    level: int
    number: int  # from 1
    label: str
    question: str
    answer: str
    second: tuple[str, str]
    hint: str


def variants(card: Card, spoken: Sequence[str], count: int) -> Iterator[Variant]:
    """`count` variants of each level of an exercise, always the same; none where its family is not there."""
    from quiz.exercises import registry
    from quiz.exercises.problem import NoFairVariant, SettingError
    from quiz.study.exercise_levels import settings_of

    call = card.exercise
    family = registry.families().get(call.name) if call is not None else None
    if call is None or family is None:
        return
    words = Words(spoken[0])
    for level in call.levels or family.levels:
        for seed in range(count):
            try:
                params = family.draw(level, seed, settings_of(call))
            except (NoFairVariant, SettingError):
                continue
            (question, answer), *others = [_worked(family, params, language) for language in spoken]
            label = words("Level {level}, variant {number} of {count}", level=level, number=seed + 1, count=count)
            hint = _words(family.hints(params)[0], spoken[0])
            second = others[0] if others else ("", "")
            yield Variant(level, seed + 1, label, question, answer, second, rendering.html(hint))


def _worked(family: Family, params: Params, language: str) -> tuple[str, str]:
    """The question, and the solution step by step with what it draws."""
    picture = family.picture(params) if family.picture else None
    question = _prose(_words(family.question(params), language)) + _drawn(picture, language)
    steps = "".join(
        f"<li>{_prose(_words(step.text, language))}{_drawn(step.drawing, language)}</li>"
        for step in family.solution(params)
    )
    if family.judge is not None:  # written code: the solution is the answer
        return question, f"<ol>{steps}</ol>"
    shown = family.answer(params).show(family.reference(params))
    return question, f"<pre>{escape(shown)}</pre><ol>{steps}</ol>"


def _words(text: Text, language: str) -> str:
    return text.ko if language == "ko" else text.en


def _prose(text: str) -> str:
    """A family's text: Markdown where it has lists or code, else its lines and columns as they are."""
    if "`" in text or "\n- " in text:
        return rendering.html(text)
    return f'<div style="white-space: pre-wrap">{escape(text)}</div>'


def _drawn(drawing: Drawing | None, language: str) -> str:
    from quiz.study.drawing import plain

    return f"<pre>{escape(plain(drawing, language, _WIDTH))}</pre>" if drawing is not None else ""
