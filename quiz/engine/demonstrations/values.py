"""What a demonstration returns, for any face to draw: a table, a curve, a picture, or several of them in order.

Numbers are plain Python numbers in full precision; how many digits are shown is the face's business. A label is a
`Text`, in English and Korean, or a string that reads the same in every language: a symbol, a shape, a layer's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in English and in Korean."""

    en: str
    ko: str

    def filled(self, **values: object) -> Text:
        """With `{name}` replaced in both."""
        return Text(self.en.format(**values), self.ko.format(**values))


Label = Text | str
Cell = Text | str | bool | int | float


def in_language(label: Label, language: str) -> str:
    """A label in Korean for "ko", else in English."""
    if isinstance(label, str):
        return label
    return label.ko if language == "ko" else label.en


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under the columns' labels; `note` says what is to be seen."""

    columns: tuple[Label, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Label = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """Series over the same x, `series[i]` with the label `labels[i]`; `log` if y is best drawn in powers of ten."""

    x: tuple[float, ...]
    series: tuple[tuple[float, ...], ...]
    labels: tuple[Label, ...]
    x_axis: Label
    y_axis: Label
    note: Label = ""
    log: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture to look at, uint8 (h, w) or (h, w, 3), or a small grid of floats (h, w) whose numbers are shown.

    `array` cannot be written to. `mark` is a rectangle to point out, (top, left, height, width); it may reach beyond
    the border, into padding.
    """

    array: Any
    caption: Label = ""
    mark: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Steps:
    """Several values, one after another."""

    parts: tuple[Table | Curve | Picture, ...]


Value = Table | Curve | Picture | Steps


def floats(values: Iterable[Any]) -> tuple[float, ...]:
    """Plain numbers from an array's."""
    return tuple(float(value) for value in values)
