"""The suspended cards, and the way back for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget

from quiz.model.errors import QuizError
from quiz.model.text import one_line
from quiz.study import ask
from quiz.tui.keymap import SUSPENDED, bindings
from quiz.tui.screens.base import ModalFace
from quiz.tui.widgets.bars import KeyBar, MessageBar
from quiz.tui.widgets.lines import Lines, Plain
from quiz.tui.wrapping import pad

if TYPE_CHECKING:
    from quiz.study.suspension import Suspended


class Cards(Lines, can_focus=True):
    """One line a card; a click chooses."""

    rows: Sequence[str] = ()
    cursor = 0

    def show(self, rows: Sequence[str]) -> None:
        self.rows = rows
        self.move(0)

    def move(self, by: int) -> None:
        self.cursor = max(0, min(self.cursor + by, len(self.rows) - 1))
        self.refresh(layout=True)
        self.call_after_refresh(self._reveal)

    def _reveal(self) -> None:
        if isinstance(self.parent, Widget):
            self.parent.scroll_to_region(Region(0, self.cursor, self.size.width, 1), animate=False)

    def lines(self, width: int) -> list[Content]:
        lines = []
        for number, text in enumerate(self.rows):
            here = number == self.cursor
            line = Content.styled("▌ " if here else "  ", "$primary") + Content(pad(text, width - 2))
            lines.append(line.stylize_before("bold on $quiz-cursor") if here else line)
        return lines

    def on_click(self, event: events.Click) -> None:
        self.move(event.y - self.cursor)


class SuspendedScreen(ModalFace[None]):
    CSS_PATH = "suspended.tcss"
    ACTIONS = SUSPENDED
    BINDINGS = bindings("suspended", SUSPENDED)

    def __init__(self) -> None:
        super().__init__()
        self.suspended: list[Suspended] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="panel", can_focus=False):
            yield Plain(self.words("Suspended cards"), classes="panel-title")
            with VerticalScroll(id="list", can_focus=False):
                yield Cards()
            yield MessageBar()
            yield KeyBar()

    def on_mount(self) -> None:
        self.query_one(Cards).focus()
        self.show_keys()
        self.fetch()

    def keys(self) -> list[str]:
        return ["restore", "up", "down", "close"] if self.suspended else ["close"]

    @work(exclusive=True, group="suspended")
    async def fetch(self) -> None:
        try:
            self._show(await self.desk.ask(lambda collection: collection.suspended()))
        except QuizError as error:
            self.query_one(MessageBar).complain(self.quiz.sentence(error))

    def _show(self, suspended: list[Suspended], said: str = "") -> None:
        self.suspended = suspended
        self.query_one(Cards).show([self._row(one) for one in suspended])
        self.query_one(MessageBar).say(said or ("" if suspended else self.words("No card is suspended.")))
        self.show_keys()

    def _row(self, one: Suspended) -> str:
        asked = ask.question(ask.reading(one.card, one.part), self.words.language)
        return one_line(f"{asked}  ({one.card.id})")

    def action_up(self) -> None:
        self.query_one(Cards).move(-1)

    def action_down(self) -> None:
        self.query_one(Cards).move(1)

    @work(exclusive=True, group="suspended")
    async def action_restore(self) -> None:
        if not self.suspended:
            return
        one = self.suspended[self.query_one(Cards).cursor]
        try:
            await self.desk.ask(lambda collection: collection.unsuspend(one.card.id, one.part))
            left = await self.desk.ask(lambda collection: collection.suspended())
        except QuizError as error:
            self.query_one(MessageBar).complain(self.quiz.sentence(error))
            return
        self._show(left, self.words("Brought back: {card}", card=one_line(one.card.id)))

    def action_close(self) -> None:
        self.dismiss(None)
