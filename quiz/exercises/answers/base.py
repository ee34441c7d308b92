"""What every kind of answer can do, and what is said of text that is not one."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from quiz.engine.demonstrations.values import Text

NO_TEXT = Text("", "")


class FormatError(ValueError):
    """Text that cannot be read as an answer: no attempt.

    `template` is the sentence, `values` fill it, `position` is the index in `readable(text)` of what it is about.
    """

    def __init__(self, template: Text, position: int = 0, **values: object) -> None:
        super().__init__(template.en.format(**values))
        self.template = template
        self.position = position
        self.values = values

    @property
    def text(self) -> Text:
        return self.template.filled(**self.values)


BLANK = Text("There is no answer yet.", "아직 답이 없어요.")


@dataclass(frozen=True, slots=True)
class Answer(ABC):
    """A kind of answer: how it is read, compared and shown.

    What `parse` returns can be compared with what a reference returns, be it a NumPy array, a list or a tuple, and
    `parse(show(value))` is the same as `value`.
    """

    @abstractmethod
    def parse(self, text: str) -> Any:
        """The value that the text stands for; raises FormatError."""

    @abstractmethod
    def same(self, given: Any, truth: Any) -> bool:
        """Whether `given` counts as `truth`."""

    @abstractmethod
    def show(self, value: Any) -> str:
        """The value as one may type it."""

    def told(self, value: Any) -> Text:
        """The value for a sentence, in both languages."""
        shown = self.show(value)
        return Text(shown, shown)

    def apart(self, one: Any, other: Any) -> bool:
        """Whether no answer can count as both."""
        return not self.same(one, other) and not self.same(other, one)

    @property
    def tolerance(self) -> Text:
        """What is taken, to be stated beside the input; empty where it goes without saying."""
        return NO_TEXT

    @property
    def grid(self) -> tuple[int, int] | None:
        """(rows, columns) where the answer can be filled cell by cell."""
        return None

    @property
    def options(self) -> tuple[Text, ...]:
        """What can be picked or put in order, in the order of the numbers that stand for it."""
        return ()


def plain(value: Any) -> Any:
    """An array, a NumPy number, a list or a tuple as tuples of Python numbers."""
    if type(value) in (int, float):
        return value
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, tuple | list):
        return tuple(map(plain, value))
    return value


def finite(value: Any) -> bool:
    """Whether no number in the value is NaN or infinite."""
    value = plain(value)
    if isinstance(value, tuple):
        return all(map(finite, value))
    return not isinstance(value, float) or math.isfinite(value)


def numeral(value: float, digits: int | None = None) -> str:
    """A number for a sentence: "3", "0.25", "-1.5", "9.54e-7"; `digits` behind the point at most."""
    value = float(value) if not isinstance(value, int) else value
    if digits is not None:
        value = round(value, digits)
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return shortest(float(f"{value:.10g}"))


def shortest(value: float) -> str:
    """The fewest digits that mean this number: "0.1", "3", "1e-7"."""
    mantissa, e, exponent = repr(value + 0.0).partition("e")  # −0 as 0
    return mantissa.removesuffix(".0") + (f"e{int(exponent)}" if e else "")
