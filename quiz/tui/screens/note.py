"""A personal note on a card."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from quiz.model.text import clean
from quiz.tui.keymap import NOTE, bindings
from quiz.tui.screens.base import ModalFace
from quiz.tui.widgets.bars import KeyBar
from quiz.tui.widgets.lines import Plain


class NoteText(TextArea):
    """Pasted text passes the same gate as any other text from outside."""

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        await super()._on_paste(events.Paste(clean(event.text)))


class NoteScreen(ModalFace[str]):
    """Answers with the note, or None where it stays as it was."""

    CSS_PATH = "note.tcss"
    ACTIONS = NOTE
    BINDINGS = bindings("note", NOTE)

    def __init__(self, note: str) -> None:
        super().__init__()
        self.note = note

    def compose(self) -> ComposeResult:
        with Vertical(classes="panel"):
            yield Plain(self.words("Your note on this card"), classes="panel-title")
            area = NoteText(clean(self.note), compact=True)
            area.cursor_blink = False
            yield area
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(NoteText).focus()
        self.show_keys()

    def keys(self) -> list[str]:
        return ["save", "close"]

    def action_save(self) -> None:
        self.dismiss(clean(self.query_one(NoteText).text).strip())

    def action_close(self) -> None:
        self.dismiss(None)
