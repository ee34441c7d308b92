"""Families made up for tests, in place of the program's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from quiz.exercises import registry
from quiz.exercises.problem import Family, Params, Settings
from quiz.study import exercise_catalogue
from quiz.study.prompt import Exercise, Prompt
from quiz.study.session import Session
from tests.exercises.making import PRODUCT
from tests.study.helpers import write


def factors(rng: np.random.Generator, level: int, settings: Settings) -> Params:
    """Two factors of which every wrong idea, and a wrong sign, gives another answer."""
    return {"a": int(rng.integers(3, 9)), "b": int(rng.integers(3, 9))}


PRODUCTS = replace(PRODUCT, name="products", levels=(1, 2, 3), generate=factors)
SUMS = replace(PRODUCTS, name="sums", levels=(1,), version=2)
DECK = """\
## a-card
Q: What is a product?
A: Repeated addition.

## drill
after: a-card
exercise: products
"""


def install(patch: pytest.MonkeyPatch, *families: Family) -> None:
    """Let these be all the families that there are."""
    known: Mapping[str, Family] = {family.name: family for family in families}
    patch.setattr(registry, "families", lambda: known)
    patch.setattr(registry, "names", lambda: tuple(known))
    patch.setattr(registry, "levels", lambda name: known[name].levels)
    patch.setattr(registry, "settings", lambda name: known[name].settings)
    stamp = repr([(family.name, family.levels) for family in families])
    patch.setattr(exercise_catalogue, "stamp", lambda: stamp)


@pytest.fixture
def products(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, PRODUCTS, SUMS)


def drill(home: Path, *cards: str) -> None:
    """A deck of exercises: "name: products { levels = [1] }" """
    blocks = [f"## {name}\nexercise: {call}\n" for name, call in (card.split(": ", 1) for card in cards)]
    write(home, "\n".join(blocks), "drills.md")


def rated(session: Session) -> Exercise:
    """The exercise asked, gone on to where it is rated."""
    exercise = asked(session)
    while exercise.stage != "rated":
        session.onward()
        exercise = asked(session)
    return exercise


def asked(session: Session) -> Exercise:
    exercise = shown(session).exercise
    assert exercise is not None
    return exercise


def shown(session: Session) -> Prompt:
    prompt = session.next()
    assert prompt is not None
    return prompt


def right(exercise: Exercise) -> str:
    return str(exercise.params["a"] * exercise.params["b"])


def slip(exercise: Exercise) -> str:
    """The sign is wrong."""
    return f"-{right(exercise)}"


def added(exercise: Exercise) -> str:
    """What the misconception "sum" gives, which links to a-card."""
    return str(exercise.params["a"] + exercise.params["b"])


WRONG = "9999"
