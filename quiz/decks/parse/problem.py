"""What is wrong in a deck file, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from quiz.decks.lines import Source
from quiz.model.text import one_line

_SHOWN = 120  # a value of the file is shown up to so many characters


def english(message: str, **values: object) -> str:
    """Fill a template as `language.Words` does for English."""
    return message.format(**values) if values else message


@dataclass(frozen=True, slots=True)
class Problem:
    """An error or a warning with its place, counted from 1 in characters of the file as it is; line 0: no place in it.

    `message` is an English template and the key of its translation, `values` fill it. `card` is the id of the card
    concerned, a provisional one ("~…") where it has none, "" where no card is concerned.
    """

    path: str
    line: int
    column: int
    card: str
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False

    @property
    def place(self) -> str:
        """`deck.md:8:9`, or the path alone."""
        path = one_line(self.path)
        return f"{path}:{self.line}:{self.column}" if self.line else path

    def told(self, words: Callable[..., str]) -> str:
        """The whole line, in the language of `words`."""
        card = f"{self.card}: " if self.card and not self.card.startswith("~") else ""
        return f"{self.place}: {card}{words(self.message, **self.values)}"

    def __str__(self) -> str:
        return self.told(english)


def shown(value: object) -> object:
    """A value made fit for a message: text on one line, cleaned, not too long."""
    if not isinstance(value, str):
        return value
    text = one_line(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class Report:
    """Collects the problems of one file. Places are given as a line (from 1) and an index into the cleaned line."""

    def __init__(self, path: str, source: Source) -> None:
        self.path = path
        self.source = source
        self.problems: list[Problem] = []
        self._card = ""
        self.broken = False

    def open(self, card: str) -> None:
        """Begin with a card: what follows is about it, and `broken` tells whether an error was among that."""
        self._card = one_line(card)
        self.broken = False

    def error(self, line: int, index: int, message: str, /, **values: object) -> None:
        self._add(line, index, message, values, warning=False)
        self.broken = True

    def warn(self, line: int, index: int, message: str, /, **values: object) -> None:
        self._add(line, index, message, values, warning=True)

    def place(self, line: int, index: int = 0) -> str:
        """A place in this file, for a message that names two."""
        return f"{one_line(self.path)}:{line}:{self.source.column(line, index)}"

    def sorted(self) -> tuple[Problem, ...]:
        """All of them, in the order of the file."""
        return tuple(sorted(self.problems, key=lambda problem: (problem.line, problem.column)))

    def _add(self, line: int, index: int, message: str, values: Mapping[str, object], *, warning: bool) -> None:
        column = self.source.column(line, index) if line else 0
        filled = {name: shown(value) for name, value in values.items()}
        self.problems.append(Problem(self.path, line, column, self._card, message, filled, warning))
