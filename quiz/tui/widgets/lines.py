"""The base of what is laid out by ourselves for the width there is."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from quiz.model.text import clean
from quiz.tui.wrapping import wrap


class Lines(Widget):
    """A widget as high as its lines."""

    DEFAULT_CSS = "Lines { width: 1fr; height: auto; text-wrap: nowrap; }"

    def lines(self, width: int) -> list[Content]:
        """The content in lines of at most `width` cells."""
        return []

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines(width))

    def render(self) -> Content:
        return Content("\n").join(self.lines(self.size.width))


class Plain(Lines):
    """A little text, gone where there is none. Textual's own Static falls over a width of nothing."""

    def __init__(self, text: str | Content = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.text = Content(clean(text)) if isinstance(text, str) else text
        self.display = bool(self.text)

    def show(self, text: Content) -> None:
        self.text = text
        self.display = bool(text)
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        return wrap(self.text, width)
