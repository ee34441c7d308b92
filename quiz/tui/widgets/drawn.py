"""Pictures, tables and curves of an exercise, and the steps of its solution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from quiz.model.text import clean
from quiz.tui.widgets.lines import Lines
from quiz.tui.wrapping import wrap

if TYPE_CHECKING:
    from quiz.exercises.problem import Drawing
    from quiz.study.drawing import Line

_TONES = {
    "muted": "$quiz-muted",
    "strong": "bold",
    "mark": "bold $accent",
    "series-1": "$primary",
    "series-2": "$accent",
    "series-3": "$quiz-good",
    "series-4": "$quiz-again",
}

Part = tuple[str, str, "Drawing | None"]  # a heading, a text, what is drawn below


class Drawn(Lines):
    """Parts below each other, each drawn for the width there is."""

    parts: Sequence[Part] = ()
    language = "en"
    _known: tuple[int, list[Content]] | None = None

    def show(self, parts: Sequence[Part], language: str) -> None:
        self.parts, self.language, self._known = parts, language, None
        self.display = bool(parts)
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        if self._known is None or self._known[0] != width:
            self._known = (
                width,
                [line for number, part in enumerate(self.parts) for line in self._part(number, part, width)],
            )
        return self._known[1]

    def _part(self, number: int, part: Part, width: int) -> list[Content]:
        heading, text, what = part
        lines = [Content("")] if number else []
        if heading:
            lines += wrap(Content.styled(clean(heading), "$quiz-muted"), width)
        if text:
            lines += wrap(Content(clean(text)), width)
        if what is not None:
            from quiz.study import drawing

            drawn = drawing.draw(what, self.language, width, colour=not self.app.no_color)
            lines += [Content(""), *map(_toned, drawn)] if text else [*map(_toned, drawn)]
        return lines


def _toned(line: Line) -> Content:
    return Content.assemble(*((text, _TONES.get(tone, tone)) for text, tone in line))
