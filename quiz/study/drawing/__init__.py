"""What demonstrations and exercises draw, as lines of toned text that any face can show.

Plots are drawn here and not by a library: plotext and uniplot give strings with terminal control in them, which a
face would have to read back, and textual-plot is a widget, of no use outside the app.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quiz.engine.demonstrations.values import Curve, Picture, Steps, Table
from quiz.study.drawing.curves import curve, points
from quiz.study.drawing.numbers import tidy
from quiz.study.drawing.pictures import described, picture
from quiz.study.drawing.spans import Line, Span, beside
from quiz.study.drawing.tables import table

if TYPE_CHECKING:
    from quiz.exercises.problem import Drawing

__all__ = ["Line", "Span", "draw", "frames", "plain", "tidy"]

NARROWEST = 20  # cells; what is drawn for less is as wide as this


def draw(drawing: Drawing, language: str, width: int, *, colour: bool = True) -> tuple[Line, ...]:
    """The drawing in lines of at most `width` cells. `colour=False` tells nothing by colour.

    A tone is "" | "muted" | "strong" | "mark" | "series-1" … "series-4", or a colour: "#rrggbb" or
    "#rrggbb on #rrggbb". A drawing is as long as it needs: to scroll is the face's business.
    """
    width = max(NARROWEST, width)
    lines: list[Line] = []
    row: list[list[Line]] = []  # pictures next to each other
    for part in frames(drawing):
        block = _one(part, language, width, colour)
        if row and not (isinstance(part, Picture) and beside([*row, block], width)):
            _add(lines, beside(row, width))
            row = []
        if isinstance(part, Picture):
            row.append(block)
        else:
            _add(lines, block)
    if row:
        _add(lines, beside(row, width))
    return tuple(lines)


def frames(drawing: Drawing) -> tuple[Drawing, ...]:
    """What an animation steps through: the parts of steps, or the drawing alone."""
    return drawing.parts if isinstance(drawing, Steps) else (drawing,)


def plain(drawing: Drawing, language: str, width: int) -> str:
    """The drawing in words and numbers, for pipes and screen readers: nothing is told by shape or colour alone."""
    width = max(NARROWEST, width)
    lines: list[Line] = []
    for part in frames(drawing):
        if isinstance(part, Curve):
            _add(lines, points(part, language, width))
        elif isinstance(part, Picture):
            _add(lines, described(part, language, width))
        elif isinstance(part, Table):
            _add(lines, table(part, language, width, rule=False))
    return "\n".join("".join(text for text, _ in line) for line in lines)


def _one(part: Drawing, language: str, width: int, colour: bool) -> list[Line]:
    if isinstance(part, Table):
        return table(part, language, width)
    if isinstance(part, Curve):
        return curve(part, language, width, colour)
    if isinstance(part, Picture):
        return picture(part, language, width, colour)
    return []


def _add(lines: list[Line], block: list[Line]) -> None:
    """The block below the lines, an empty line between."""
    if lines and block:
        lines.append(())
    lines.extend(block)
