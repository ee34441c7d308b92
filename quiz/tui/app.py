"""The app: themes, language, the desk with the collection, and the way between the screens."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from quiz.language import Words, preferred
from quiz.model.errors import QuizError
from quiz.model.text import clean
from quiz.tui.desk import Desk
from quiz.tui.keymap import EVERYWHERE, bindings
from quiz.tui.themes import DARK, LIGHT, PLAIN
from quiz.tui.widgets.bars import MessageBar

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.notifications import SeverityLevel

    from quiz.study.collection import Collection


# From how many columns on a screen carries the class.
BREAKPOINTS = [(0, "-narrow"), (56, "-wide"), (100, "-broad")]


def _now() -> datetime:
    return datetime.now().astimezone()


def _commands() -> type[Provider]:
    from quiz.tui.commands import Commands

    return Commands


class QuizApp(App[None]):
    """`start` is "home", or "study" for a session over `decks` that ends the app when it ends, or "draft" for the
    proposals in the file `drafts`."""

    TITLE = "quiz"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("app", EVERYWHERE),
        Binding("ctrl+c", "how_to_quit", show=False, system=True),
    ]
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_commands}
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS

    def __init__(
        self,
        home: str | os.PathLike[str] | None = None,
        *,
        clock: Callable[[], datetime] = _now,
        start: Literal["home", "study", "draft"] = "home",
        decks: tuple[str, ...] = (),
        limit: int | None = None,
        minutes: float | None = None,
        kinds: str = "",
        drafts: str = "",
    ) -> None:
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)  # else Textual sends greys
        self.clock = clock
        self.start_at = start
        self.decks = decks
        self.limit = limit
        self.minutes = minutes
        self.kinds = kinds
        self.drafts = drafts
        self.words = Words(preferred())
        self.desk = Desk(None if home is None else os.fspath(home), clock)
        for theme in (DARK, LIGHT, PLAIN):
            self.register_theme(theme)
        self.theme = PLAIN.name if self.no_color else DARK.name

    def on_mount(self) -> None:
        self._obey_signals()
        self.push_screen(self._first())

    async def on_unmount(self) -> None:
        await self.desk.close()

    def _first(self) -> Screen[None]:
        if self.start_at == "study":
            from quiz.tui.screens.study import StudyScreen

            return StudyScreen(self.decks, self.limit, self.minutes, self.kinds)
        if self.start_at == "draft":
            from quiz.tui.screens.draft import DraftScreen

            return DraftScreen(self.drafts, alone=True)
        from quiz.tui.screens.home import HomeScreen

        return HomeScreen()

    # --- the collection ---------------------------------------------------------------------------------------------

    async def open(self) -> Collection:
        """The collection, opened after the first frame; its settings choose language and theme."""
        first = self.desk.collection is None
        collection = await self.desk.open()
        if first:
            self.words = Words(collection.language)
            if not self.no_color and collection.settings.theme in self.available_themes:
                self.theme = collection.settings.theme
        return collection

    def sentence(self, error: QuizError) -> str:
        """An error in the person's language."""
        return self.words(error.message, **error.values)

    def fail(self, error: QuizError, again: Callable[[], object]) -> None:
        """Show what stands in the way of the whole program: try again, or leave with the error's exit code."""
        from quiz.tui.screens.fault import FaultScreen

        def chosen(retry: bool | None) -> None:
            if retry:
                again()
            else:
                self.exit(return_code=error.code)

        self.push_screen(FaultScreen(self.sentence(error)), chosen)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """A notice that goes by itself; never markup, whoever calls."""
        super().notify(clean(message), title=clean(title), severity=severity, timeout=timeout, markup=False)

    # --- actions ----------------------------------------------------------------------------------------------------

    def action_theme(self) -> None:
        if not self.no_color:
            self.theme = LIGHT.name if self.current_theme.dark else DARK.name

    def action_help(self) -> None:
        from quiz.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def action_how_to_quit(self) -> None:
        for bar in self.screen.query(MessageBar):
            bar.say(self.words("Ctrl+Q leaves the program; every answer is already saved."))

    def action_command_palette(self) -> None:
        from quiz.tui.commands import Palette

        if not isinstance(self.screen, Palette):
            placeholder = self.words("Search for commands and decks…")
            self.push_screen(Palette(placeholder=placeholder, id="--command-palette"))

    # --- leaving ----------------------------------------------------------------------------------------------------

    def _obey_signals(self) -> None:
        """A closed terminal or a polite kill ends the app as a key would: terminal restored, database closed."""
        loop = asyncio.get_running_loop()
        for name in ("SIGHUP", "SIGTERM"):
            number = getattr(signal, name, None)
            if number is not None:
                with suppress(NotImplementedError, RuntimeError, ValueError):  # no main thread, or Windows
                    loop.add_signal_handler(number, partial(self.exit, return_code=128 + number))
