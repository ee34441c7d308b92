"""A choice of one among a few, over the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from quiz.tui.keymap import CANCEL, PICK, bindings
from quiz.tui.screens.base import ModalFace
from quiz.tui.widgets.bars import KeyBar
from quiz.tui.widgets.choices import Choices
from quiz.tui.widgets.lines import Plain

V = TypeVar("V")


class ChooseScreen(ModalFace[V]):
    """Answers with one of `values`, or None; `now` is the one in force."""

    CSS_PATH = "choose.tcss"
    ACTIONS = CANCEL
    INNER = PICK
    BINDINGS = bindings("choose", CANCEL)

    def __init__(self, values: Sequence[V], now: V) -> None:
        super().__init__()
        self.values = tuple(values)
        self.now = now

    def title_text(self) -> str:
        """The question."""
        return ""

    def name_of(self, value: V) -> str:
        """What a value is called."""
        return str(value)

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="panel", can_focus=False):
            yield Plain(self.title_text(), classes="panel-title")
            choices = Choices([self.name_of(value) for value in self.values], [1], "")
            choices.cursor = self.values.index(self.now) + 1
            yield choices
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Choices).focus()
        self.show_keys()

    def keys(self) -> list[str]:
        return ["move(1)", "submit", "close"]

    def on_picker_answered(self, event: Choices.Answered) -> None:
        self.dismiss(self.values[int(event.response) - 1] if event.response else None)

    def action_close(self) -> None:
        self.dismiss(None)
