"""What a card may set of a demonstration: declared parameters, checked before anything is computed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quiz.engine.errors import EngineError

Settings = Mapping[str, Any]


class ParameterError(EngineError):
    """A parameter that a demonstration does not take.

    `message` is an English template and `values` fill it, so that a face can say it in another language. `parameter`
    is the name as it was given.
    """

    def __init__(self, message: str, parameter: str, **values: object) -> None:
        super().__init__(message.format(parameter=parameter, **values))
        self.message = message
        self.parameter = parameter
        self.values: dict[str, object] = {"parameter": parameter, **values}


# The templates, one for each kind of parameter.
UNKNOWN = "{name}: {parameter}: there is no such parameter; takes {known}"
NONE = "{name}: {parameter}: there is no such parameter; takes none"
WHOLE = "{name}: {parameter}: got {got}; takes a whole number from {low} to {high}"
NUMBER = "{name}: {parameter}: got {got}; takes a number from {low} to {high}"
CHOICE = "{name}: {parameter}: got {got}; takes one of {options}"
WHOLES = "{name}: {parameter}: got {got}; takes {least} to {most} whole numbers from {low} to {high}"
NUMBERS = "{name}: {parameter}: got {got}; takes {least} to {most} numbers from {low} to {high}"
MESSAGES = (UNKNOWN, NONE, WHOLE, NUMBER, CHOICE, WHOLES, NUMBERS)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number in a closed range; "5" is read as 5."""

    default: int
    low: int
    high: int

    message = WHOLE

    def read(self, value: object) -> int | None:
        """The value, or None where it is not one of ours."""
        number = _number(value)
        return int(number) if number is not None and number == int(number) and self.low <= number <= self.high else None

    def said(self) -> dict[str, object]:
        """What fills the message."""
        return {"low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a closed range."""

    default: float
    low: float
    high: float

    message = NUMBER

    def read(self, value: object) -> float | None:
        number = _number(value)
        return number if number is not None and self.low <= number <= self.high else None

    def said(self) -> dict[str, object]:
        return {"low": f"{self.low:g}", "high": f"{self.high:g}"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    default: str
    options: tuple[str, ...]

    message = CHOICE

    def read(self, value: object) -> str | None:
        word = value.strip() if isinstance(value, str) else value
        return word if isinstance(word, str) and word in self.options else None

    def said(self) -> dict[str, object]:
        return {"options": ", ".join(self.options)}


@dataclass(frozen=True, slots=True)
class Several:
    """A list of numbers, each in a closed range; "1, 2, 3" is read as a list."""

    default: tuple[float, ...]
    low: float
    high: float
    least: int = 1
    most: int = 12
    whole: bool = False

    @property
    def message(self) -> str:
        return WHOLES if self.whole else NUMBERS

    def read(self, value: object) -> tuple[float, ...] | None:
        items = value.split(",") if isinstance(value, str) else value
        if not isinstance(items, Sequence) or not self.least <= len(items) <= self.most:
            return None
        numbers = [_number(item) for item in items]
        found = [number for number in numbers if number is not None and self.low <= number <= self.high]
        if len(found) < len(numbers) or (self.whole and any(number != int(number) for number in found)):
            return None
        return tuple(int(number) for number in found) if self.whole else tuple(found)

    def said(self) -> dict[str, object]:
        return {"least": self.least, "most": self.most, "low": f"{self.low:g}", "high": f"{self.high:g}"}


Parameter = Whole | Number | Choice | Several


def read(name: str, declared: Mapping[str, Parameter], given: Settings) -> dict[str, Any]:
    """All parameters of the demonstration `name`: those given, checked, and the defaults of the others.

    Raises ParameterError.
    """
    settings: dict[str, Any] = {key: parameter.default for key, parameter in declared.items()}
    for key, value in given.items():
        if key not in declared:
            if not declared:
                raise ParameterError(NONE, key, name=name)
            raise ParameterError(UNKNOWN, key, name=name, known=", ".join(declared))
        parameter = declared[key]
        found = parameter.read(value)
        if found is None:
            raise ParameterError(parameter.message, key, name=name, got=_shown(value), **parameter.said())
        settings[key] = found
    return settings


def _number(value: object) -> float | None:
    """A finite number, also one written as text; bools are none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
