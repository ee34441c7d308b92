"""A minimal Textual app with the widgets of our home: what the first frame costs before a line of ours is run."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widget import Widget


class Line(Widget):
    """One line of text, as our title and our keys are."""

    DEFAULT_CSS = "Line { height: 1; padding: 0 1; background: $panel; }"

    def render(self) -> str:
        return "quiz"


class Text(Widget, can_focus=True):
    """Lines of text, as our board and our deck tree are."""

    DEFAULT_CSS = "Text { height: auto; }"

    def render(self) -> str:
        return "Today   opening the collection…"


class Message(Text):
    DEFAULT_CSS = "Message { display: none; }"


class MinimalApp(App[None]):
    CSS = "#page { height: 1fr; } #page Text { margin: 1 1 0 1; }"

    def compose(self) -> ComposeResult:
        yield Line()
        with Vertical(id="page"):
            yield Text()
            with VerticalScroll(can_focus=False):
                yield Text(id="tree")
        yield Message()
        yield Line()

    def on_mount(self) -> None:
        self.query_one("#tree").focus()


if __name__ == "__main__":
    MinimalApp().run()
