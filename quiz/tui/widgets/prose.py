"""Card text on the screen."""

from __future__ import annotations

from textual.content import Content

from quiz.tui import prose
from quiz.tui.widgets.lines import Lines
from quiz.tui.wrapping import wrap


class Prose(Lines):
    """Markdown laid out for the width there is; `label` stands above it in a quiet style."""

    DEFAULT_CSS = "Prose { width: 1fr; }"

    def __init__(self, text: str = "", *, label: str = "", id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.text = text
        self.label = label

    def show(self, text: str, label: str = "") -> None:
        self.text, self.label = text, label
        self.display = bool(text)
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        label = wrap(Content.styled(self.label, "$quiz-muted"), width) if self.label else []
        return label + prose.lines(self.text, width)
