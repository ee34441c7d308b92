"""What an exercise family is: a definition from which variants are drawn, asked, graded and explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from zlib import crc32

import numpy as np

from quiz.engine.demonstrations.values import Curve, Picture, Steps, Table, Text
from quiz.engine.errors import EngineError
from quiz.exercises.answers import NO_TEXT, Answer, FormatError

Params = Mapping[str, Any]
Settings = Mapping[str, tuple[Any, ...]]
Drawing = Table | Curve | Picture | Steps

MOST_DRAWS = 200  # of one variant, until a fair one is found


class Verdict(Enum):
    """What grading finds."""

    RIGHT = "right"
    DIAGNOSED = "diagnosed"
    SLIP = "slip"
    WRONG = "wrong"
    FORMAT_ERROR = "format"


@dataclass(frozen=True, slots=True)
class Result:
    """A verdict, with the name of what was found (`note`), and what to say of it.

    `links` are concept cards to bring forward, `step` the step of the solution where the ways part. `position` is
    the place of a format error.
    """

    verdict: Verdict
    note: str = ""
    feedback: Text = NO_TEXT
    links: tuple[str, ...] = ()
    step: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong idea that can be run: `answer` gives what it leads to, None where it does not apply.

    Where the wrong method cannot be carried out at all (EngineError), it does not apply either. `feedback` gets the
    params and the learner's value, and is worded as a hypothesis: "Your answer is what you get if …".
    """

    name: str
    source: Text
    answer: Callable[[Params], Any]
    feedback: Callable[[Params, Any], Text]
    links: tuple[str, ...] = ()
    step: int | None = None

    def value(self, params: Params) -> Any:
        try:
            return self.answer(params)
        except EngineError:
            return None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a worked solution."""

    text: Text
    drawing: Drawing | None = None


class SettingError(ValueError):
    """A level or a setting that a family does not have; the message says what it has."""


class NoFairVariant(RuntimeError):
    """No fair variant came out of many draws: the family, or a deck's settings for it, are at fault."""


@dataclass(frozen=True, slots=True)
class Family:
    """Everything about one kind of exercise. All functions are pure; params are JSON.

    `settings` names what a deck may narrow, with all allowed values; `generate` gets it complete. `judge` is for
    answers that comparing cannot decide: it grades a value that `parse` has read.
    """

    name: str
    version: int
    title: Text
    topic: str
    levels: tuple[int, ...]
    generate: Callable[[np.random.Generator, int, Settings], Params]
    reference: Callable[[Params], Any]
    question: Callable[[Params], Text]
    answer: Callable[[Params], Answer]
    misconceptions: tuple[Misconception, ...]
    hints: Callable[[Params], tuple[Text, Text, Text]]
    solution: Callable[[Params], tuple[Step, ...]]
    settings: Settings = field(default_factory=dict)
    picture: Callable[[Params], Drawing | None] | None = None
    links: tuple[str, ...] = ()
    judge: Callable[[Any, Params], Result] | None = None

    def parse(self, text: str, params: Params) -> Any:
        """The value that the text stands for; raises FormatError, which is no attempt."""
        return self.answer(params).parse(text)

    def grade(self, text: str, params: Params) -> Result:
        """Whether the text answers the variant, and if not, which wrong idea it comes from."""
        from quiz.exercises.grade import grade  # grading knows families

        return grade(self, text, params)

    def draw(self, level: int, seed: int, settings: Settings | None = None) -> Params:
        """The variant of a level and a seed, the same on every platform; `settings` narrow the family's own.

        Raises SettingError, and NoFairVariant where none comes out.
        """
        from quiz.exercises.separate import fair  # so does separating

        for params in self.draws(level, seed, settings):
            if not fair(self, params):
                return params
        raise NoFairVariant(
            f"{self.name}: no fair variant in {MOST_DRAWS} draws at level {level} with {settings or {}}"
        )

    def draws(self, level: int, seed: int, settings: Settings | None = None) -> Iterator[Params]:
        """The variants among which `draw` takes the first that is fair."""
        if level not in self.levels:
            raise SettingError(f"{self.name}: level {level}: takes {', '.join(map(str, self.levels))}")
        allowed = self.narrowed(settings or {})
        rng = np.random.default_rng(np.random.SeedSequence([crc32(self.name.encode()), self.version, level, seed]))
        for _ in range(MOST_DRAWS):
            yield self.generate(rng, level, allowed)

    def narrowed(self, settings: Settings) -> Settings:
        """The family's settings with those of a deck in their place. Raises SettingError for what it does not have."""
        for name, values in settings.items():
            known = self.settings.get(name)
            if known is None:
                raise SettingError(f"{self.name}: no setting {name!r}: takes {', '.join(self.settings) or 'none'}")
            if not values or any(value not in known for value in values):
                raise SettingError(f"{self.name}: {name}: got {values}: takes {', '.join(map(str, known))}")
        return {**self.settings, **{name: tuple(values) for name, values in settings.items()}}


__all__ = [
    "MOST_DRAWS",
    "Drawing",
    "Family",
    "FormatError",
    "Misconception",
    "NoFairVariant",
    "Params",
    "Result",
    "SettingError",
    "Settings",
    "Step",
    "Verdict",
]
