"""Answers that are one number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from quiz.engine.demonstrations.values import Text
from quiz.exercises.answers.base import Answer, numeral, plain, shortest
from quiz.exercises.answers.reading import read_number, readable, unwrap

# Binary fractions are not decimal ones: 0.3 − 0.2 is within 0.1 of 0.
_BINARY = 1e-9
FRACTION = 0.01  # how far off a fraction may be where a whole number is asked for


@dataclass(frozen=True, slots=True)
class Whole(Answer):
    """A whole number, exactly. A fraction is an attempt too: what comes of forgetting to round down, say."""

    def parse(self, text: str) -> int | float:
        return _one(text)

    def same(self, given: Any, truth: Any) -> bool:
        given, truth = plain(given), plain(truth)
        if isinstance(truth, int) or truth.is_integer():
            return bool(given == truth)
        return bool(abs(given - truth) <= FRACTION + _BINARY)

    def apart(self, one: Any, other: Any) -> bool:
        one, other = float(one), float(other)
        if one.is_integer() and other.is_integer():
            return bool(one != other)
        return bool(abs(one - other) > 2 * FRACTION + _BINARY)

    def show(self, value: Any) -> str:
        return numeral(plain(value), 3)

    @property
    def tolerance(self) -> Text:
        return Text("a whole number", "정수")


@dataclass(frozen=True, slots=True)
class Real(Answer):
    """A number within a tolerance: one unit of the last of `digits` decimals, `absolute`, or a `relative` part.

    The largest of those that are given counts.
    """

    digits: int | None = None
    absolute: float = 0.0
    relative: float = 0.0

    def parse(self, text: str) -> float:
        return float(_one(text))

    def same(self, given: Any, truth: Any) -> bool:
        return abs(float(given) - float(truth)) <= self.room(truth)

    def apart(self, one: Any, other: Any) -> bool:
        return abs(float(one) - float(other)) > self.room(one) + self.room(other)

    def room(self, truth: Any) -> float:
        """How far from `truth` an answer may be."""
        unit = 0.0 if self.digits is None else 10.0**-self.digits
        size = abs(float(truth))
        return max(unit, self.absolute, self.relative * size) + _BINARY * min(size, 1.0) + 1e-15

    def show(self, value: Any) -> str:
        value = float(value)
        shown = round(value, self.digits + 1) if self.digits is not None else float(f"{value:.6g}")
        if abs(shown - value) > self.room(value) / 4:
            shown = value
        return shortest(shown)

    @property
    def tolerance(self) -> Text:
        if self.relative:
            part = numeral(self.relative * 100)
            return Text(f"within {part}%", f"오차 {part}% 이내")
        if self.digits is not None and self.absolute <= 10.0**-self.digits:
            places, unit = self.digits, f"{10.0**-self.digits:.{self.digits}f}"
            if not places:
                return Text("±1", "±1")
            word = "decimal" if places == 1 else "decimals"
            return Text(f"to {places} {word}, ±{unit}", f"소수점 아래 {places}자리까지, ±{unit}")
        if self.absolute:
            return Text(f"±{numeral(self.absolute)}", f"±{numeral(self.absolute)}")
        return Text("exactly", "정확한 값")


Scalar = Whole | Real
WHOLE = Whole()


def _one(text: str) -> int | float:
    text = readable(text)
    inner, _ = unwrap(text)
    number = inner.text.removeprefix("=")
    return read_number(number, inner.position + len(inner.text) - len(number))
