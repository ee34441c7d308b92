"""What stands in the way of the whole program, in one sentence, with the ways out."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from quiz.tui.keymap import FAULT, bindings
from quiz.tui.screens.base import ModalFace
from quiz.tui.widgets.bars import KeyBar
from quiz.tui.widgets.lines import Plain


class FaultScreen(ModalFace[bool]):
    """Answers with True to try again, False to leave."""

    CSS_PATH = "fault.tcss"
    ACTIONS = FAULT
    BINDINGS = bindings("fault", FAULT)

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="panel"):
            yield Plain(self.words("✗ This cannot go on"), classes="panel-title")
            yield Plain(self.sentence)
            yield KeyBar()

    def on_mount(self) -> None:
        self.show_keys()

    def keys(self) -> list[str]:
        return ["again", "close"]

    def action_again(self) -> None:
        self.dismiss(True)

    def action_close(self) -> None:
        self.dismiss(False)
