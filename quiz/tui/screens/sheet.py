"""A sheet to read over the screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from quiz.tui.keymap import CLOSE, bindings
from quiz.tui.screens.base import ModalFace
from quiz.tui.widgets.bars import KeyBar
from quiz.tui.widgets.lines import Lines, Plain


class Sheet(ModalFace[None]):
    """`title_text` and `body` are a subclass's."""

    CSS_PATH = "sheet.tcss"
    ACTIONS = CLOSE
    BINDINGS = bindings("sheet", CLOSE)

    def title_text(self) -> str:
        return ""

    def body(self) -> Lines:
        """What there is to read."""
        return Lines()

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="panel", can_focus=False):
            yield Plain(self.title_text(), classes="panel-title")
            yield self.body()
        yield KeyBar()

    def on_mount(self) -> None:
        self.show_keys()

    def keys(self) -> list[str]:
        return ["up", "down", "close"]

    def action_up(self) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=-3, animate=False)

    def action_down(self) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=3, animate=False)

    def action_close(self) -> None:
        self.dismiss(None)
