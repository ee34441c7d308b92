"""A family made up for a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers import Answer, Whole
from quiz.exercises.problem import Family, Misconception, Params, Result, Settings, Step
from quiz.exercises.words import told

SOME = Text("some words", "어떤 말")


def idea(name: str, answer: Callable[[Params], Any], *links: str, step: int | None = None) -> Misconception:
    """A misconception that tells the learner's value."""
    feedback = told("Your answer, {given}, is what you get by mistake.", "{given:은} 실수하면 나오는 값이에요.")
    return Misconception(name, SOME, answer, feedback, links, step)


def family(
    kind: Answer,
    truth: Callable[[Params], Any],
    ideas: Sequence[Misconception] = (),
    *,
    generate: Callable[[np.random.Generator, int, Settings], Params] = lambda rng, level, settings: {},
    settings: Mapping[str, tuple[Any, ...]] | None = None,
    judge: Callable[[Any, Params], Result] | None = None,
) -> Family:
    return Family(
        name="made-up",
        version=1,
        title=SOME,
        topic="values",
        levels=(1, 2),
        generate=generate,
        reference=truth,
        question=lambda params: SOME,
        answer=lambda params: kind,
        misconceptions=tuple(ideas),
        hints=lambda params: (SOME, SOME, SOME),
        solution=lambda params: (Step(SOME),),
        settings=settings or {},
        judge=judge,
    )


def product(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Two factors from 0 to 4: now and then one of 0, 1 or 2, which no product tells from a sum or a power."""
    return {"a": int(rng.integers(0, 5)), "b": int(rng.integers(0, 5))}


PRODUCT = family(
    Whole(),
    lambda p: p["a"] * p["b"],
    [
        idea("sum", lambda p: p["a"] + p["b"], "a-card", step=0),
        idea("power", lambda p: p["a"] ** p["b"]),
        idea("never", lambda p: None),
    ],
    generate=product,
)
