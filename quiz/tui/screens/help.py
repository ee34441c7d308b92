"""The keys of the screen one comes from."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.screen import Screen

from quiz.language import Words
from quiz.tui.keymap import EVERYWHERE, Action
from quiz.tui.screens.base import Face
from quiz.tui.screens.sheet import Sheet
from quiz.tui.widgets.lines import Lines
from quiz.tui.wrapping import wrap


class KeyList(Lines):
    """Actions with their keys; those on the same row of digits stand together."""

    def __init__(self, actions: Sequence[Action], words: Words) -> None:
        super().__init__()
        self.actions = actions
        self.words = words

    def lines(self, width: int) -> list[Content]:
        rows = [(action.shown_all, self.words(action.help or action.label)) for action in self.actions]
        column = min(16, max(cell_len(keys) for keys, _ in rows) + 2)
        lines = []
        for keys, text in rows:
            for number, line in enumerate(wrap(Content(text), width - column)):
                head = Content.styled(keys if number == 0 else "", "bold $primary")
                lines.append(head.pad_right(max(1, column - head.cell_length)) + line)
        return lines


class HelpScreen(Sheet):
    def __init__(self, of: Screen[object]) -> None:
        super().__init__()
        self.of = of

    def title_text(self) -> str:
        return self.words("Keys of this screen; on a Korean keyboard the same keys work")

    def body(self) -> Lines:
        of = self.of
        own = [action for action in (*of.ACTIONS, *of.INNER) if of.offers(action)] if isinstance(of, Face) else []
        shown = [action for action in [*own, *EVERYWHERE] if not action.name.startswith("pick(") or action.keys == "1"]
        return KeyList(shown, self.words)
